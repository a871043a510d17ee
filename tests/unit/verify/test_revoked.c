/* Lists of revoked ids, as documents. */
#include "../../../src/verify/revoked.h"
#include "world.h"

#define URL HOST "/revocations"

static struct revoked look(struct world *w, const char *text)
{
	const struct tsm_json *root;

	assert_int_equal(
	    tsm_json_parse(&w->arena, text, strlen(text), NULL, &root, NULL),
	    TSM_OK);
	return revoked_read(root, URL, DID, BADGE_ID);
}

static void answers(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *text;
		enum list_problem problem;
		bool revoked;
	} cases[] = {
		{ "{\"revokedCredential\":[]}", LIST_FINE, false },
		{ "{\"revokedCredential\":[{\"id\":\"" BADGE_ID "\"}]}",
		    LIST_FINE, true },
		{ "{\"revokedCredential\":[{\"id\":\"" BADGE_ID
		  "\",\"revoked\":false}]}",
		    LIST_FINE, false },
		{ "{\"revokedCredential\":[{\"id\":\"" BADGE_ID
		  "\",\"revoked\":null}]}",
		    LIST_FINE, true },
		{ "{\"revokedCredential\":[{\"id\":\"" BADGE_ID "0\"}]}",
		    LIST_FINE, false },
		/* another of as many letters, beside it or alone */
		{ "{\"revokedCredential\":[\"" HOST
		  "/V/0123456789ABCDEFGHJKMNPQRS1\"]}",
		    LIST_FINE, false },
		{ "{\"revokedCredential\":[\"" HOST
		  "/V/0123456789ABCDEFGHJKMNPQRS1\",\"" BADGE_ID "\"]}",
		    LIST_FINE, true },
		{ "{\"revokedCredential\":[{\"id\":\"" BADGE_ID "%\"}]}",
		    LIST_FINE, false },
		{ "{\"revokedCredential\":[{\"id\":\"\"}]}", LIST_FINE, false },
		/* escaped or not, it is the same */
		{ "{\"revokedCredential\":\" https%3A%2F%2fissuer%2eexample/V/"
		  "%30123456789ABCDEFG%48%4A%4b%4dNPQRS%30 \"}",
		    LIST_FINE, true },
		{ "{\"revokedCredential\":[7]}", LIST_INVALID, false },
		{ "{\"revokedCredential\":[7,\"" BADGE_ID "\"]}", LIST_FINE,
		    true },
		{ "{\"revokedCredential\":{}}", LIST_INVALID, false },
		{ "{\"revokedCredential\":[],\"id\":7}", LIST_INVALID, false },
		{ "{\"revokedCredential\":[],\"id\":\"" HOST "\"}", LIST_OTHER,
		    false },
		{ "{\"revokedCredential\":[],\"issuer\":\"" DID "\"}",
		    LIST_FINE, false },
		{ "{\"revokedCredential\":[],\"issuer\":\"" HOST "\"}",
		    LIST_ISSUER, false },
		{ "{}", LIST_INVALID, false },
		{ "[]", LIST_INVALID, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct revoked answer = look(w, cases[i].text);
		assert_int_equal(answer.problem, cases[i].problem);
		assert_int_equal(answer.revoked, cases[i].revoked);
	}
}

/* The list is looked up anew each time: it states no time to live. */
static void through_verify(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.context = "[\"https://www.w3.org/ns/credentials/v2\","
		    "\"https://purl.imsglobal.org/spec/ob/v3p0/"
		    "context-3.0.3.json\",\"https://purl.imsglobal.org/spec/"
		    "ob/v3p0/extensions.json\"]";
	b.status = "{\"id\":\"" URL "\",\"type\":\"1EdTechRevocationList\"}";
	serve(w, URL, format("{\"revokedCredential\":[]}"), TSM_OK);
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.list_unsigned");
	assert_verdict(r, TSM_VERIFIED);
	serve(w, URL,
	    format("{\"revokedCredential\":[{\"id\":\"%s\","
		   "\"revocationReason\":\"Given twice\"}]}",
		BADGE_ID),
	    TSM_OK);
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.revoked");
	assert_string_equal(
	    r->checks[TSM_CHECK_REVOCATION].detail, "Given twice");
	assert_string_equal(tsm_report_word(r), "REVOKED");
	/* an old copy says nothing of those that it does not name */
	w->saved_at = NOW - 50 * 86400;
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.revoked");
	serve(w, URL, format("{\"revokedCredential\":[]}"), TSM_OK);
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.date_not_covered");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(answers),
		world_test(through_verify),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
