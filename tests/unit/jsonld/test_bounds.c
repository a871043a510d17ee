/*
 * What a document may cost, counted in steps and bytes and not in time: the
 * steps of what strangers can repeat grow with it, those of known contexts
 * are the document's own, and memory follows the steps.
 */
#include "../../../src/jsonld/expanded.h"
#include "fixture.h"
#include "testamur/base/limits.h"

static struct fixture f;

/* head, then unit (with its number for each %u) count times, then tail. */
static const struct tsm_json *repeat(
    const char *head, const char *unit, const char *tail, unsigned count)
{
	struct tsm_buf text;
	const struct tsm_json *json = NULL;
	tsm_buf_init(&text, 0);
	tsm_buf_adds(&text, head);
	for (unsigned i = 0; i < count; i++) {
		tsm_buf_adds(&text, i > 0 ? "," : "");
		for (const char *c = unit; *c != '\0'; c++) {
			if (*c == '#')
				tsm_buf_printf(&text, "%u", i);
			else
				tsm_buf_addc(&text, *c);
		}
	}
	tsm_buf_adds(&text, tail);
	assert_int_equal(tsm_json_parse(&f.arena, tsm_buf_cstr(&text), text.len,
			     NULL, &json, NULL),
	    TSM_OK);
	tsm_buf_release(&text);
	return json;
}

struct bomb {
	const char *head;
	const char *unit;
	const char *tail;
	bool squared; /* each context copies the terms of those before */
};

#define KNOWN "https://www.w3.org/ns/credentials/v2"

static const struct bomb bombs[] = {
	{ "{\"@context\":{", "\"a#\":\"u:#\"", "}}", false },
	{ "{\"@context\":{", "\"a#\":null", "}}", false },
	{ "{\"@context\":[", "{\"a#\":\"u:#\"}", "]}", true },
	{ "{\"@context\":{", "\"a#\":{\"@id\":\"u:#\",\"@context\":{}}", "}}",
	    false },
	{ "{\"@context\":{",
	    "\"a#\":{\"@id\":\"u:#\",\"@context\":\"" KNOWN "\"}", "}}",
	    false },
	{ "{\"@context\":[", "\"" KNOWN "\"", "]}", false },
	{ "{\"u:p\":[", "{\"@context\":{\"a#\":\"u:#\"},\"a#\":1}", "]}",
	    false },
	{ "{\"u:p\":[", "{\"@context\":\"" KNOWN "\",\"u:q\":1}", "]}", false },
	{ "{\"u:p\":[", "{\"@type\":[\"u:a#\",\"u:b#\"]}", "]}", false },
	{ "{\"u:p\":[", "{\"@list\":[#]}", "]}", false },
	{ "{", "\"u:p#\":#", "}", false },
};

/* Steps that a document takes; and whether memory follows them. */
static uint64_t steps(const struct tsm_json *document)
{
	struct items items = { 0 };
	struct tsm_rdf_dataset dataset;
	fixture_call(&f);
	f.p.work = TSM_JSONLD_WORK_MAX * 64ULL;
	uint64_t before = f.p.work;
	size_t used = f.arena.used;
	tsm_rdf_dataset_init(&dataset, &f.arena, 0);
	assert_int_equal(expand_document(&f.p, document, NULL, &items), TSM_OK);
	assert_int_equal(expanded_to_rdf(&f.p, &items, &dataset), TSM_OK);
	uint64_t taken = before - f.p.work;
	assert_true(f.arena.used - used <= 4096 + 512 * taken);
	return taken;
}

static void steps_are_linear(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bombs); i++) {
		const struct bomb *b = &bombs[i];
		fixture_open(&f);
		(void)steps(repeat(b->head, b->unit, b->tail, 1));
		uint64_t one = steps(repeat(b->head, b->unit, b->tail, 200));
		uint64_t two = steps(repeat(b->head, b->unit, b->tail, 400));
		uint64_t most = (b->squared ? 4 : 2) * one + one / 10;
		if (one < 200 || two > most)
			print_message("%s%s\n", b->head, b->unit);
		assert_true(one >= 200);
		assert_true(two <= most);
		fixture_close(&f);
	}
}

/* Known contexts cost the document that is the first to use them. */
static void sharing_is_paid_for(void **state)
{
	(void)state;
	fixture_open(&f);
	const struct tsm_json *document = fixture_json(
	    &f, "{\"@context\":\"" KNOWN "\",\"@id\":\"u:x\",\"u:p\":1}");
	uint64_t first = steps(document);
	uint64_t second = steps(document);
	assert_true(first > 1000);
	assert_true(second < 100);
	fixture_close(&f);
	/* and too little is too little, in the store as well */
	fixture_open(&f);
	struct tsm_rdf_dataset dataset;
	tsm_rdf_dataset_init(&dataset, &f.arena, 0);
	f.options.max_work = first / 2;
	document = fixture_json(
	    &f, "{\"@context\":\"" KNOWN "\",\"@id\":\"u:x\",\"u:p\":1}");
	assert_int_equal(tsm_jsonld_to_rdf(f.store, document, NULL, &f.options,
			     &dataset, &f.failure, &f.err),
	    TSM_E_LIMIT);
	assert_int_equal(f.failure.code, TSM_JSONLD_NONE);
	fixture_close(&f);
}

/* Scoped contexts in scoped contexts share one bound of memory. */
static void a_full_arena_is_a_limit(void **state)
{
	(void)state;
	fixture_open(&f);
	const struct tsm_json *document =
	    repeat("{\"@context\":{", "\"a#\":\"u:#\"", "},\"u:p\":1}", 2000);
	struct tsm_arena small;
	struct tsm_buf out;
	tsm_arena_init(&small, 64 << 10);
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_jsonld_expand(f.store, document, NULL, &small,
			     &out, &f.failure, &f.err),
	    TSM_E_LIMIT);
	assert_int_equal(f.err.status, TSM_E_LIMIT);
	assert_true(small.full);
	tsm_buf_release(&out);
	tsm_arena_release(&small);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_are_linear),
		cmocka_unit_test(sharing_is_paid_for),
		cmocka_unit_test(a_full_arena_is_a_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
