/* A credential with two embedded proofs: each of them counts. */
#include "embedded.h"
#include "world.h"

#define KEY  "z6Mki4wr8cNxW4fwsygc7CUNZwLEfjdeZeAsdjgzhvy4uVMb"
#define ELSE "did:key:z6MkiRGESfZeiKBSCAmDG8UpRQMkiPN4MLcx1eqRP7btVFhp"
#define FIRST \
 "\"proof\":[{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-rdfc-2022\""
#define SECOND \
 "\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-jcs-2022\""
#define NEW "\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"new-2030\""

/* The badge with the last of from replaced by to. */
static char *edited(const char *from, const char *to)
{
	const char *at = NULL;

	for (const char *p = embedded_badge; (p = strstr(p, from)) != NULL; p++)
		at = p;
	assert_non_null(at);
	return format("%.*s%s%s", (int)(at - embedded_badge), embedded_badge,
	    to, at + strlen(from));
}

static void as_it_is(void **state)
{
	struct world *w = *state;

	w->options.no_cache = true;
	const struct tsm_report *r = verify_text(w, embedded_badge);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.valid");
	assert_code(r, TSM_CHECK_ENDORSEMENTS, "endorsements.valid");
	assert_verdict(r, TSM_VERIFIED_ISSUER_UNLISTED);
	assert_string_equal(r->proof.kind, "data-integrity");
	assert_string_equal(r->proof.alg, "eddsa-rdfc-2022");
	assert_string_equal(r->proof.key, "did:key:" KEY "#" KEY);
	assert_non_null(r->proof.thumbprint);
}

static void each_counts(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *from, *to;
		enum tsm_check check;
		const char *code;
		const char *detail; /* in it; NULL: none */
		enum tsm_verdict verdict;
	} cases[] = {
		{ "Six sessions", "Two sessions", TSM_CHECK_SIGNATURE,
		    "signature.invalid", "Proof 1 of 2.", TSM_NOT_VALID },
		{ "\"z41ZyJJ", "\"z41ZyJK", TSM_CHECK_SIGNATURE,
		    "signature.invalid", "Proof 2 of 2.", TSM_NOT_VALID },
		{ "\"zXu68U4", "\"zXu68U5", TSM_CHECK_SIGNATURE,
		    "signature.invalid", "Proof 1 of 2.", TSM_NOT_VALID },
		{ SECOND, NEW, TSM_CHECK_SIGNATURE, "signature.suite_beside",
		    NULL, TSM_VERIFIED_ISSUER_UNLISTED },
		{ "\"assertionMethod\",\"proofValue\":\"z41",
		    "\"authentication\",\"proofValue\":\"z41",
		    TSM_CHECK_SIGNATURE, "signature.purpose", "Proof 2 of 2.",
		    TSM_NOT_VALID },
		{ "\"proofValue\":\"z41",
		    "\"previousProof\":\"urn:x\","
		    "\"proofValue\":\"z41",
		    TSM_CHECK_SIGNATURE, "signature.previous_missing",
		    "Proof 2 of 2.", TSM_NOT_VALID },
		{ "\"proofValue\":\"z41", "\"proofValues\":\"z41",
		    TSM_CHECK_SIGNATURE, "signature.malformed", "proofValue",
		    TSM_NOT_VALID },
		{ "\"did:key:" KEY "#", "\"" ELSE "#", TSM_CHECK_CONTROLLER,
		    "controller.not_issuer", NULL, TSM_NOT_VALID },
		{ "#" KEY "\"", "#" KEY "0\"", TSM_CHECK_KEY, "key.not_found",
		    NULL, TSM_NOT_VALID },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = edited(cases[i].from, cases[i].to);
		const struct tsm_report *r = verify_text(w, text);
		assert_code(r, cases[i].check, cases[i].code);
		assert_verdict(r, cases[i].verdict);
		const char *detail = r->checks[cases[i].check].detail;
		if (cases[i].detail == NULL)
			assert_null(detail);
		else
			assert_non_null(strstr(detail, cases[i].detail));
		if (cases[i].verdict == TSM_NOT_VALID)
			assert_not_evaluated_after(r, TSM_CHECK_SIGNATURE);
		free(text);
	}
}

/* Which proofs there are. */
static void instead_of_both(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *proof;
		const char *code;
		enum tsm_verdict verdict;
	} cases[] = {
		{ "[]", "signature.no_proof", TSM_NOT_VALID },
		{ "7", "signature.malformed", TSM_NOT_VALID },
		{ "{" NEW "}", "signature.suite_unsupported",
		    TSM_COULD_NOT_BE_CHECKED },
		{ "[{" NEW "},{" NEW "}]", "signature.suite_unsupported",
		    TSM_COULD_NOT_BE_CHECKED },
	};
	int head = (int)(strstr(embedded_badge, FIRST) - embedded_badge);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = format(
		    "%.*s\"proof\":%s}", head, embedded_badge, cases[i].proof);
		const struct tsm_report *r = verify_text(w, text);
		assert_code(r, TSM_CHECK_SIGNATURE, cases[i].code);
		assert_verdict(r, cases[i].verdict);
		assert_not_evaluated_after(r, TSM_CHECK_SIGNATURE);
		free(text);
	}
}

/* VC-DI section 4.4: they name no domain and no challenge. */
static void asked_for(void **state)
{
	struct world *w = *state;

	w->options.of_credential = true;
	w->options.domain = "board.example";
	assert_code(verify_text(w, embedded_badge), TSM_CHECK_PRESENTATION,
	    "presentation.domain");
	w->options.domain = NULL;
	w->options.challenge = "c-1";
	const struct tsm_report *r = verify_text(w, embedded_badge);
	assert_code(r, TSM_CHECK_PRESENTATION, "presentation.challenge");
	assert_verdict(r, TSM_NOT_VALID);
	assert_null(r->facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(as_it_is),
		world_test(each_counts),
		world_test(instead_of_both),
		world_test(asked_for),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
