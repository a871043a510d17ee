/*
 * The table of codes: unique, complete, and documented. With
 * TESTAMUR_UPDATE set, docs/CODES.md is written instead of compared.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "testamur/base/file.h"
#include "testamur/verify/codes.h"

#define CODES_MD "docs/CODES.md"

static void codes_are_unique(void **state)
{
	(void)state;
	const struct tsm_code *a, *b;
	for (size_t i = 0; (a = tsm_code_at(i)) != NULL; i++)
		for (size_t j = i + 1; (b = tsm_code_at(j)) != NULL; j++)
			assert_string_not_equal(a->name, b->name);
}

/* "revocation.revoked" belongs to the check revocation; "item.…" is what
 * never became a credential. */
static void names_begin_with_their_check(void **state)
{
	(void)state;
	const struct tsm_code *c;
	for (size_t i = 0; (c = tsm_code_at(i)) != NULL; i++) {
		if (c->check == TSM_CHECK_COUNT) {
			assert_string_equal(c->name, "not_evaluated");
			continue;
		}
		const char *check = tsm_check_name(c->check);
		if (c->check == TSM_CHECK_INPUT &&
		    strncmp(c->name, "item.", 5) == 0)
			continue;
		assert_memory_equal(c->name, check, strlen(check));
		assert_int_equal(c->name[strlen(check)], '.');
	}
}

static void rows_stand_in_order(void **state)
{
	(void)state;
	enum tsm_check last = TSM_CHECK_INPUT;
	const struct tsm_code *c;
	for (size_t i = 0; (c = tsm_code_at(i)) != NULL; i++) {
		assert_true(c->check >= last);
		last = c->check;
	}
}

/* Every check can pass or not apply; every row speaks to people. */
static void checks_have_answers(void **state)
{
	(void)state;
	bool fine[TSM_CHECK_COUNT] = { false };
	const struct tsm_code *c;
	for (size_t i = 0; (c = tsm_code_at(i)) != NULL; i++) {
		if (c->check < TSM_CHECK_COUNT &&
		    (c->outcome == TSM_PASS ||
			c->outcome == TSM_NOT_APPLICABLE))
			fine[c->check] = true;
		assert_true(strlen(c->sentence) > 20);
		assert_int_equal(c->sentence[strlen(c->sentence) - 1], '.');
		assert_true(c->sentence[0] >= 'A' && c->sentence[0] <= 'Z');
		/* A failure always says who acts, and what the page shows. */
		if (c->outcome == TSM_FAIL) {
			assert_int_not_equal(c->actor, TSM_ACTOR_NOBODY);
			assert_non_null(c->page_word);
		}
	}
	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++)
		assert_true(fine[i]);
}

static void find_by_name(void **state)
{
	(void)state;
	const struct tsm_code *c = tsm_code_find("revocation.revoked");
	assert_non_null(c);
	assert_int_equal(c->check, TSM_CHECK_REVOCATION);
	assert_int_equal(c->outcome, TSM_FAIL);
	assert_string_equal(c->page_word, "REVOKED");
	assert_null(tsm_code_find("revocation.maybe"));
	assert_string_equal(
	    tsm_outcome_name(TSM_COULD_NOT_CHECK), "could_not_check");
	assert_string_equal(tsm_actor_name(TSM_ACTOR_TRY_LATER), "try_later");
	assert_string_equal(tsm_check_name(TSM_CHECK_IMAGE), "image");
	assert_string_equal(tsm_check_name(TSM_CHECK_COUNT), "any");
}

/* Names that others may rely on are kept. */
static void contract(void **state)
{
	static const struct {
		const char *name;
		enum tsm_outcome outcome;
	} rows[] = {
		{ "input.no_credential_in_image", TSM_FAIL },
		{ "input.too_large", TSM_FAIL },
		{ "input.more_than_one", TSM_FAIL },
		{ "format.missing_property", TSM_FAIL },
		{ "format.duplicate_key", TSM_FAIL },
		{ "format.vc11", TSM_WARN },
		{ "context.unknown", TSM_COULD_NOT_CHECK },
		{ "context.undefined_term", TSM_FAIL },
		{ "context.protected_redefinition", TSM_FAIL },
		{ "schema.ob3", TSM_FAIL },
		{ "schema.unknown", TSM_COULD_NOT_CHECK },
		{ "key.did_unreachable", TSM_COULD_NOT_CHECK },
		{ "key.not_found", TSM_FAIL },
		{ "key.private_in_document", TSM_FAIL },
		{ "controller.not_issuer", TSM_FAIL },
		{ "controller.key_revoked", TSM_FAIL },
		{ "controller.key_expired_before_signing", TSM_FAIL },
		{ "signature.invalid", TSM_FAIL },
		{ "signature.alg_not_allowed", TSM_FAIL },
		{ "signature.no_proof", TSM_FAIL },
		{ "issuer.listed", TSM_PASS },
		{ "issuer.not_on_your_list", TSM_WARN },
		{ "validity.not_yet", TSM_FAIL },
		{ "validity.expired", TSM_FAIL },
		{ "revocation.revoked", TSM_FAIL },
		{ "revocation.list_unreachable", TSM_COULD_NOT_CHECK },
		{ "revocation.list_signature", TSM_COULD_NOT_CHECK },
		{ "revocation.none_declared", TSM_NOT_APPLICABLE },
		{ "revocation.index_not_string", TSM_WARN },
		{ "superseded.by", TSM_FAIL },
		{ "recipient.match", TSM_PASS },
		{ "recipient.mismatch", TSM_FAIL },
		{ "endorsements.invalid", TSM_WARN },
		{ "refresh.newer_version", TSM_WARN },
		{ "refresh.unreachable", TSM_WARN },
		{ "not_evaluated", TSM_COULD_NOT_CHECK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct tsm_code *c = tsm_code_find(rows[i].name);
		assert_non_null(c);
		assert_int_equal(c->outcome, rows[i].outcome);
	}
}

static void documentation_is_current(void **state)
{
	(void)state;
	struct tsm_buf want, have;
	struct tsm_error err = { 0 };

	tsm_buf_init(&want, 0);
	tsm_buf_init(&have, 0);
	assert_int_equal(tsm_codes_markdown(&want), TSM_OK);
	if (getenv("TESTAMUR_UPDATE") != NULL)
		assert_int_equal(
		    tsm_file_write(CODES_MD, want.data, want.len, 0644, &err),
		    TSM_OK);
	assert_int_equal(tsm_file_read(CODES_MD, 1 << 20, &have, &err), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&have), tsm_buf_cstr(&want));
	tsm_buf_release(&want);
	tsm_buf_release(&have);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_unique),
		cmocka_unit_test(names_begin_with_their_check),
		cmocka_unit_test(rows_stand_in_order),
		cmocka_unit_test(checks_have_answers),
		cmocka_unit_test(find_by_name),
		cmocka_unit_test(contract),
		cmocka_unit_test(documentation_is_current),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
