/* Reading, canonicalising, copying, building and writing without memory. */
#include "sweep.h"

#include <stdio.h>

#include "testamur/json/jcs.h"
#include "testamur/json/write.h"

/* Enough of everything: deep, wide, more members than a small object. */
static const char *document(void)
{
	static char text[8192];
	size_t len = 0;
	len += (size_t)snprintf(text, sizeof(text),
	    "{\"e\":\"\\u00e9\",\"deep\":[[[[{\"x\":[1.5,null]}]]]],");
	for (int i = 0; i < 200; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "\"m%d\":[%d,{\"k\":\"value\"}],", i, i);
	(void)snprintf(text + len, sizeof(text) - len, "\"z\":0}");
	return text;
}

static enum tsm_status read_and_canonicalise(struct tsm_buf *out)
{
	struct tsm_arena arena;
	struct tsm_error err = { 0 };
	const struct tsm_json *root;
	const char *text = document();
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_json_parse(&arena, text, strlen(text), NULL, &root, &err);
	if (status == TSM_OK)
		status = tsm_jcs(root, out, &err);
	assert_int_equal(err.status, status);
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status read_and_copy(struct tsm_buf *out)
{
	struct tsm_arena arena;
	const struct tsm_json *root;
	const char *text = document();
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_json_parse(&arena, text, strlen(text), NULL, &root, NULL);
	if (status == TSM_OK) {
		json_t *copy = tsm_json_copy(root);
		status = tsm_json_write(copy, TSM_JSON_PRETTY, out);
		json_decref(copy);
	}
	tsm_arena_release(&arena);
	return status;
}

/* No step of the building is checked: the end tells. */
static enum tsm_status build_as(enum tsm_json_style style, struct tsm_buf *out)
{
	json_t *root = json_object();
	json_t *list = tsm_json_set_array(root, "type");
	tsm_json_add(list, "VerifiableCredential");
	tsm_json_add(list, "AchievementCredential");
	json_t *subject = tsm_json_set_object(root, "credentialSubject");
	tsm_json_set(subject, "id", "urn:example:1");
	tsm_json_set_int(subject, "count", 12);
	tsm_json_set_bool(subject, "yes", true);
	struct tsm_decimal units = { 25, 2 };
	tsm_json_set_decimal(subject, "units", units);
	json_t *items = tsm_json_set_array(subject, "items");
	for (int i = 0; i < 40; i++) {
		json_t *item = tsm_json_add_object(items);
		tsm_json_set_int(item, "n", i);
		json_t *inner = json_object();
		tsm_json_set(inner, "name", "inner");
		tsm_json_set_new(item, "inner", inner);
	}
	tsm_json_add_new(items, tsm_json_new_decimal(units));
	json_t *many = tsm_json_set_object(root, "many");
	for (char name[] = "a"; name[0] <= 'z'; name[0]++)
		tsm_json_set(many, name, name);
	enum tsm_status status = tsm_json_write(root, style, out);
	json_decref(root);
	return status;
}

static enum tsm_status build(struct tsm_buf *out)
{
	return build_as(TSM_JSON_COMPACT, out);
}

static enum tsm_status build_canonical(struct tsm_buf *out)
{
	return build_as(TSM_JSON_CANONICAL, out);
}

static void test_read_and_canonicalise(void **state)
{
	(void)state;
	sweep(read_and_canonicalise);
}

static void test_read_and_copy(void **state)
{
	(void)state;
	sweep(read_and_copy);
}

static void test_build(void **state)
{
	(void)state;
	sweep(build);
	sweep(build_canonical);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_and_canonicalise),
		cmocka_unit_test(test_read_and_copy),
		cmocka_unit_test(test_build),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
