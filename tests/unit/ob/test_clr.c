/* A learner record: built, held to its rules, each of them broken in turn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "samples.h"
#include "testamur/ob/check.h"

struct fixture {
	struct tsm_arena arena;
	struct tsm_buf text;
	json_t *credentials[2];
	json_t *achievement;
	struct tsm_ob_clr clr;
};

static int setup(void **state)
{
	static struct fixture f;
	struct tsm_ob_credential c = sample_full();
	memset(&f, 0, sizeof(f));
	tsm_arena_init(&f.arena, 0);
	tsm_buf_init(&f.text, 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    tsm_ob_credential_build(&c, &f.credentials[i], NULL),
		    TSM_OK);
	f.achievement = json_incref(json_object_get(
	    json_object_get(f.credentials[0], "credentialSubject"),
	    "achievement"));
	f.clr = sample_clr(f.credentials, &f.achievement);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	json_decref(f->achievement);
	json_decref(f->credentials[0]);
	json_decref(f->credentials[1]);
	tsm_buf_release(&f->text);
	tsm_arena_release(&f->arena);
	return 0;
}

/* A tree read back from its text; the tree is released. */
static const struct tsm_json *read_back(struct fixture *f, json_t *value)
{
	const struct tsm_json *root = NULL;
	f->text.len = 0;
	assert_int_equal(
	    tsm_json_write(value, TSM_JSON_COMPACT, &f->text), TSM_OK);
	json_decref(value);
	assert_int_equal(tsm_json_parse(&f->arena, f->text.data, f->text.len,
			     NULL, &root, NULL),
	    TSM_OK);
	return root;
}

static const struct tsm_json *built(struct fixture *f)
{
	json_t *value = NULL;
	assert_int_equal(tsm_ob_clr_build(&f->clr, &value, NULL), TSM_OK);
	return read_back(f, value);
}

static void assert_text(
    const struct tsm_json *root, const char *pointer, const char *want)
{
	assert_string_equal(
	    tsm_json_string(tsm_json_resolve(root, pointer)), want);
}

static void whole(void **state)
{
	struct fixture *f = *state;
	struct tsm_ob_findings findings = { 0 };
	const struct tsm_json *root = built(f);

	assert_text(root, "/@context/0", TSM_CONTEXT_VC2);
	assert_text(root, "/@context/1", TSM_CONTEXT_CLR2);
	assert_text(root, "/@context/2", TSM_CONTEXT_OB3);
	assert_text(root, "/type/1", "ClrCredential");
	assert_int_equal(tsm_ob_kind(root), TSM_OB_KIND_CLR);
	assert_text(root, "/credentialSubject/type/0", "ClrSubject");
	assert_text(root, "/credentialSubject/verifiableCredential/1/type/1",
	    "OpenBadgeCredential");
	assert_text(
	    root, "/credentialSubject/achievement/0/type/0", "Achievement");
	assert_text(root, "/credentialSubject/association/0/associationType",
	    "precedes");
	assert_true(tsm_json_is_true(tsm_json_get(root, "partial")));
	tsm_vc_check(root, &findings);
	tsm_ob_check(root, &findings);
	assert_int_equal(findings.errors + findings.warnings, 0);
}

static void refresh(void **state)
{
	struct fixture *f = *state;
	struct tsm_ob_findings findings = { 0 };
	f->clr.refresh.id = HOST "/r/secret";
	const struct tsm_json *root = built(f);
	assert_text(root, "/@context/2", TSM_CONTEXT_OB3);
	assert_text(root, "/@context/3", TSM_CONTEXT_OB3_EXTENSIONS);
	assert_text(root, "/refreshService/type", "1EdTechCredentialRefresh");
	tsm_ob_check(root, &findings);
	assert_int_equal(findings.errors, 0);
}

/* What is signed in it is a copy: the caller's trees are as they were. */
static void borrows(void **state)
{
	struct fixture *f = *state;
	json_t *before = json_deep_copy(f->credentials[0]);
	(void)built(f);
	assert_int_equal(json_equal(before, f->credentials[0]), 1);
	json_decref(before);
}

static void refused(struct fixture *f, enum tsm_status want, const char *where)
{
	struct tsm_error err = { 0 };
	json_t *value = NULL;
	assert_int_equal(tsm_ob_clr_build(&f->clr, &value, &err), want);
	assert_null(value);
	assert_string_equal(err.where, where);
	f->clr = sample_clr(f->credentials, &f->achievement);
}

static void refuses(void **state)
{
	struct fixture *f = *state;
	static const struct tsm_ob_association wrong[] = {
		{ "ext:friend", "urn:a", "urn:b" },
		{ "precedes", "urn:a", NULL },
	};
	static const int64_t before = 0;

	f->clr.name = NULL;
	refused(f, TSM_E_MISSING, "/name");
	f->clr.n_credentials = 0;
	refused(f, TSM_E_MISSING, "/credentialSubject/verifiableCredential");
	f->clr.subject_id = NULL;
	f->clr.n_identities = 0;
	refused(f, TSM_E_MISSING, "/credentialSubject/id");
	f->clr.associations = wrong;
	refused(
	    f, TSM_E_VALUE, "/credentialSubject/association/0/associationType");
	f->clr.associations = wrong + 1;
	refused(f, TSM_E_MISSING, "/credentialSubject/association/0/targetId");
	f->clr.valid_until = &before;
	refused(f, TSM_E_VALUE, "/validUntil");
	f->clr.n_credentials = TSM_OB_ITEMS_MAX + 1;
	refused(f, TSM_E_LIMIT, "/credentialSubject/verifiableCredential");
}

/* One member changed: the rule and place that are found. */
static void found(struct fixture *f, const char *name, const char *json,
    const char *rule, const char *place)
{
	const struct tsm_json *value = NULL;
	struct tsm_ob_findings findings = { 0 };
	json_t *root = NULL;
	assert_int_equal(
	    tsm_json_parse(&f->arena, json, strlen(json), NULL, &value, NULL),
	    TSM_OK);
	assert_int_equal(tsm_ob_clr_build(&f->clr, &root, NULL), TSM_OK);
	tsm_json_set_new(root, name, tsm_json_copy(value));
	tsm_ob_check(read_back(f, root), &findings);
	for (size_t i = 0; i < findings.count; i++)
		if (strcmp(tsm_ob_rule_name(findings.items[i].rule), rule) ==
			0 &&
		    strcmp(findings.items[i].place, place) == 0)
			return;
	fail_msg("want %s at %s for %s", rule, place, json);
}

#define SUBJECT(members) "{\"type\":[\"ClrSubject\"]," members "}"
#define ONE                                               \
 "\"id\":\"urn:x\",\"verifiableCredential\":[{\"type\":[" \
 "\"VerifiableCredential\"]}]"

static void rules(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *name, *json, *rule, *place;
	} changes[] = {
		{ "@context",
		    "[\"" TSM_CONTEXT_VC2 "\",\"" TSM_CONTEXT_OB3
		    "\",\"" TSM_CONTEXT_CLR2 "\"]",
		    "context", "/@context" },
		{ "@context",
		    "[\"" TSM_CONTEXT_VC2 "\",\"" TSM_CONTEXT_CLR2 "\"]",
		    "context", "/@context" },
		{ "partial", "\"yes\"", "type", "/partial" },
		{ "credentialSubject", SUBJECT("\"id\":\"urn:x\""), "missing",
		    "/credentialSubject/verifiableCredential" },
		{ "credentialSubject",
		    SUBJECT("\"id\":\"urn:x\",\"verifiableCredential\":[]"),
		    "missing", "/credentialSubject/verifiableCredential" },
		{ "credentialSubject",
		    SUBJECT("\"verifiableCredential\":{\"type\":"
			    "\"VerifiableCredential\"}"),
		    "identity", "/credentialSubject" },
		{ "credentialSubject",
		    SUBJECT("\"id\":\"urn:x\",\"verifiableCredential\":"
			    "[\"ey.\"]"),
		    "type", "/credentialSubject/verifiableCredential/0" },
		{ "credentialSubject",
		    SUBJECT("\"id\":\"urn:x\",\"verifiableCredential\":"
			    "[{\"type\":\"Profile\"}]"),
		    "class", "/credentialSubject/verifiableCredential/0/type" },
		{ "credentialSubject",
		    SUBJECT(ONE ",\"association\":[{\"type\":"
				"\"Association\",\"associationType\":"
				"\"precedes\",\"sourceId\":\"urn:a\","
				"\"targetId\":\"urn:b\",\"more\":1}]"),
		    "extra", "/credentialSubject/association/0/more" },
		{ "credentialSubject",
		    SUBJECT(ONE ",\"achievement\":[{\"id\":\"urn:a\"}]"),
		    "missing", "/credentialSubject/achievement/0/name" },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		found(f, changes[i].name, changes[i].json, changes[i].rule,
		    changes[i].place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whole, setup, teardown),
		cmocka_unit_test_setup_teardown(refresh, setup, teardown),
		cmocka_unit_test_setup_teardown(borrows, setup, teardown),
		cmocka_unit_test_setup_teardown(refuses, setup, teardown),
		cmocka_unit_test_setup_teardown(rules, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
