#include "testamur/verify/codes.h"

#include <string.h>

#include "code_table.h"
#include "testamur/base/message.h"

#define CODE_ROW(id, name, check, outcome, actor, word, problem, sentence)    \
 { name, TSM_CHECK_##check, TSM_##outcome, TSM_ACTOR_##actor, sentence, word, \
	 problem },
static const struct tsm_code codes[CODE_COUNT] = { CODE_TABLE(CODE_ROW) };
#undef CODE_ROW

static const struct {
	const char *name;
	const char *title;
} checks[TSM_CHECK_COUNT] = {
	[TSM_CHECK_INPUT] = { "input", TSM_SAID("What was given") },
	[TSM_CHECK_FORMAT] = { "format", TSM_SAID("Well-formed") },
	[TSM_CHECK_CONTEXT] = { "context", TSM_SAID("Terms have a meaning") },
	[TSM_CHECK_SCHEMA] = { "schema", TSM_SAID("Open Badges rules") },
	[TSM_CHECK_KEY] = { "key", TSM_SAID("Key found") },
	[TSM_CHECK_CONTROLLER] = { "controller",
	    TSM_SAID("Key is the issuer's") },
	[TSM_CHECK_SIGNATURE] = { "signature", TSM_SAID("Signature") },
	[TSM_CHECK_ISSUER] = { "issuer", TSM_SAID("Issuer recognised") },
	[TSM_CHECK_VALIDITY] = { "validity", TSM_SAID("Within its dates") },
	[TSM_CHECK_REVOCATION] = { "revocation", TSM_SAID("Not revoked") },
	[TSM_CHECK_SUSPENSION] = { "suspension", TSM_SAID("Not suspended") },
	[TSM_CHECK_SUPERSEDED] = { "superseded", TSM_SAID("Latest version") },
	[TSM_CHECK_RECIPIENT] = { "recipient", TSM_SAID("For this person") },
	[TSM_CHECK_ENDORSEMENTS] = { "endorsements", TSM_SAID("Endorsements") },
	[TSM_CHECK_CONTENTS] = { "contents", TSM_SAID("Credentials in it") },
	[TSM_CHECK_REFRESH] = { "refresh", TSM_SAID("Refresh service") },
	[TSM_CHECK_RELATED] = { "related", TSM_SAID("Related documents") },
	[TSM_CHECK_PRESENTATION] = { "presentation",
	    TSM_SAID("Presented by holder") },
	[TSM_CHECK_IMAGE] = { "image", TSM_SAID("Badge picture") },
};

static const char *const outcomes[] = {
	[TSM_PASS] = "pass",
	[TSM_FAIL] = "fail",
	[TSM_WARN] = "warn",
	[TSM_NOT_APPLICABLE] = "not_applicable",
	[TSM_COULD_NOT_CHECK] = "could_not_check",
};

static const char *const actors[] = {
	[TSM_ACTOR_NOBODY] = "nobody",
	[TSM_ACTOR_HOLDER] = "holder",
	[TSM_ACTOR_ISSUER] = "issuer",
	[TSM_ACTOR_VERIFIER] = "verifier",
	[TSM_ACTOR_TRY_LATER] = "try_later",
};

const struct tsm_code *code_row(enum code_id id)
{
	return &codes[id];
}

const struct tsm_code *tsm_code_find(const char *name)
{
	for (size_t i = 0; i < CODE_COUNT; i++)
		if (strcmp(codes[i].name, name) == 0)
			return &codes[i];
	return NULL;
}

const struct tsm_code *tsm_code_at(size_t n)
{
	return n < CODE_COUNT ? &codes[n] : NULL;
}

const char *tsm_check_name(enum tsm_check check)
{
	return (unsigned)check < TSM_CHECK_COUNT ? checks[check].name : "any";
}

const char *tsm_check_title(enum tsm_check check)
{
	return (unsigned)check < TSM_CHECK_COUNT ? checks[check].title : "";
}

const char *tsm_outcome_name(enum tsm_outcome outcome)
{
	return outcomes[outcome];
}

const char *tsm_actor_name(enum tsm_actor actor)
{
	return actors[actor];
}

enum tsm_status tsm_codes_markdown(struct tsm_buf *out)
{
	enum tsm_check check = TSM_CHECK_COUNT;

	tsm_buf_adds(out,
	    "# Verification codes\n\n"
	    "Generated from `src/verify/code_table.h` (the test "
	    "`tests/unit/verify/test_codes.c` compares them). A code never "
	    "changes its meaning and is never removed. *Word* is what the "
	    "page shows when this code decides.\n");
	for (size_t i = 0; i < CODE_COUNT; i++) {
		const struct tsm_code *code = &codes[i];
		if (i == 0 || code->check != check) {
			check = code->check;
			tsm_buf_printf(out, "\n## %s\n\n",
			    check == TSM_CHECK_COUNT ? "any check"
						     : checks[check].name);
			tsm_buf_adds(out,
			    "| code | outcome | who acts | word | sentence | "
			    "W3C problem type |\n|---|---|---|---|---|---|\n");
		}
		tsm_buf_printf(out, "| `%s` | %s | %s | %s | %s | %s |\n",
		    code->name, outcomes[code->outcome], actors[code->actor],
		    code->page_word != NULL ? code->page_word : "",
		    code->sentence, code->problem != NULL ? code->problem : "");
	}
	return tsm_buf_status(out);
}
