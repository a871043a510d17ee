/* The built-in contexts are sound trees, whatever they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "../../../src/jsonld/builtin.h"

/* A member whose name is given as a view, found as callers find it. */
static void check_lookup(const struct tsm_json *value)
{
	char name[128];
	assert_true(value->name.len > 0 && value->name.len < sizeof(name));
	memcpy(name, value->name.ptr, value->name.len);
	name[value->name.len] = '\0';
	assert_ptr_equal(tsm_json_get(value->parent, name), value);
}

static void check_child(const struct tsm_json *parent, uint32_t n)
{
	const struct tsm_json *value = tsm_json_at(parent, n);
	assert_non_null(value);
	assert_ptr_equal(value->parent, parent);
	assert_int_equal(value->index, n);
	assert_true(value->line > 0);
	assert_int_equal(value->column, 1);
	if (parent->type == TSM_JSON_OBJECT)
		check_lookup(value);
	if (value->type == TSM_JSON_STRING) {
		assert_non_null(tsm_json_string(value));
		assert_int_equal(
		    strlen(tsm_json_string(value)), value->text.len);
	}
}

/* Depth first, by parent and index instead of recursion. */
static size_t check_tree(const struct tsm_json *root)
{
	const struct tsm_json *at = root;
	size_t count = 1;
	for (;;) {
		if (at->count > 0) {
			for (uint32_t n = 0; n < at->count; n++)
				check_child(at, n);
			count += at->count;
			at = at->first;
			continue;
		}
		while (at != root && at->index + 1 == at->parent->count)
			at = at->parent;
		if (at == root)
			return count;
		at++;
	}
}

static void trees(void **state)
{
	(void)state;
	assert_true(builtin_context_count >= 20);
	for (size_t i = 0; i < builtin_context_count; i++) {
		const struct tsm_json *root = builtin_contexts[i].document;
		assert_int_equal(root->type, TSM_JSON_OBJECT);
		assert_null(root->parent);
		assert_non_null(tsm_json_get(root, "@context"));
		assert_true(check_tree(root) > 4);
	}
}

static void addresses(void **state)
{
	(void)state;
	for (size_t i = 0; i < builtin_context_count; i++) {
		const struct builtin_context *a = &builtin_contexts[i];
		assert_int_equal(strncmp(a->address, "https://", 8), 0);
		size_t sha256 = 0;
		size_t count = 0;
		while (a->digests[sha256] != NULL &&
		       strlen(a->digests[sha256]) == 64)
			sha256++;
		for (; a->digests[count] != NULL; count++)
			assert_int_equal(strlen(a->digests[count]),
			    count < sha256 ? 64 : 96);
		assert_true(sha256 > 0);
		assert_int_equal(count, 2 * sha256);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(
			    a->address, builtin_contexts[k].address);
	}
}

/* A few facts, so that a table that lost a line is noticed. */
static void facts(void **state)
{
	static const struct {
		const char *address, *pointer, *text;
	} rows[] = {
		{ "https://www.w3.org/ns/credentials/v2",
		    "/@context/VerifiableCredential/@context/validFrom/@id",
		    "https://www.w3.org/2018/credentials#validFrom" },
		{ "https://w3id.org/security/data-integrity/v2",
		    "/@context/DataIntegrityProof/@context/proofPurpose/"
		    "@context/assertionMethod/@container",
		    "@set" },
		{ "https://w3id.org/security/v2", "/@context/1",
		    "https://w3id.org/security/v1" },
		{ "https://purl.imsglobal.org/spec/ob/v3p0/context/"
		  "ob_v3p0.jsonld",
		    "/@context/id", "@id" },
	};
	(void)state;
	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		bool found = false;
		for (size_t i = 0; i < builtin_context_count; i++) {
			const struct builtin_context *c = &builtin_contexts[i];
			if (strcmp(c->address, rows[r].address) != 0)
				continue;
			found = true;
			const char *text = tsm_json_string(
			    tsm_json_resolve(c->document, rows[r].pointer));
			assert_non_null(text);
			assert_string_equal(text, rows[r].text);
		}
		assert_true(found);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees),
		cmocka_unit_test(addresses),
		cmocka_unit_test(facts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
