/* The store: what can be added and found, and results that threads share. */
#include "fixture.h"

#include <pthread.h>
#include <stdio.h>

#include "../../../src/jsonld/expanded.h"

static struct fixture f;

static enum tsm_status add(const char *address, const char *data)
{
	return tsm_jsonld_store_add(
	    f.store, tsm_str(address), tsm_str(data), &f.err);
}

static void adding(void **state)
{
	(void)state;
	fixture_open(&f);
	const char *good = "{\"@context\": {\"inner\": {\"@id\": \"u:x\","
			   "\"@context\": {\"deep\": \"u:y\"}}}}";
	assert_int_equal(add("https://c.example/a", good), TSM_OK);
	assert_int_equal(add("https://c.example/a", good), TSM_E_DUPLICATE);
	assert_int_equal(
	    add("https://www.w3.org/ns/credentials/v2", good), TSM_E_DUPLICATE);
	assert_int_equal(add("relative", good), TSM_E_VALUE);
	assert_int_equal(add("https://c.example/b", "{"), TSM_E_SYNTAX);
	assert_int_equal(add("https://c.example/b", "{}"), TSM_E_MISSING);
	assert_int_equal(add("https://c.example/b", "[]"), TSM_E_MISSING);
	assert_non_null(
	    tsm_jsonld_store_find(f.store, tsm_str("https://c.example/a")));
	assert_null(
	    tsm_jsonld_store_find(f.store, tsm_str("https://c.example/A")));
	const char *definer =
	    tsm_jsonld_store_definer(f.store, tsm_str("deep"));
	assert_string_equal(definer, "https://c.example/a");
	assert_null(tsm_jsonld_store_definer(f.store, tsm_str("@id")));
	size_t n = 0;
	while (tsm_jsonld_store_at(f.store, n) != NULL)
		n++;
	assert_string_equal(
	    tsm_jsonld_store_at(f.store, n - 1), "https://c.example/a");
	assert_null(
	    tsm_jsonld_builtin_digest(tsm_str("https://c.example/a"), 0));
	assert_non_null(tsm_jsonld_builtin_digest(
	    tsm_str("https://www.w3.org/ns/credentials/v2"), 0));
	fixture_close(&f);
}

#define THREADS 16

static const char *const chains[] = {
	"[\"https://www.w3.org/ns/credentials/v2\","
	"\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]",
	"\"https://www.w3.org/ns/credentials/v2\"",
	"[\"https://www.w3.org/ns/credentials/v2\", {\"a\": \"u:a\"}]",
};

static void *work(void *argument)
{
	struct fixture *own = argument;
	for (size_t i = 0; i < 60; i++) {
		const struct context *c = NULL;
		if (fixture_process(own, chains[i % COUNT(chains)], &c) !=
			TSM_OK ||
		    context_term(c, tsm_str("VerifiableCredential")) == NULL)
			return NULL;
		const struct definition *d =
		    context_term(c, tsm_str("VerifiableCredential"));
		const struct context_options options = { .no_propagate = true };
		if (d->has_context &&
		    context_process(&own->p, c, d->context, d->context_base,
			&options, &c) != TSM_OK)
			return NULL;
	}
	return own;
}

static void threads(void **state)
{
	(void)state;
	struct fixture each[THREADS];
	pthread_t ids[THREADS];
	fixture_open(&f);
	/* all while it is warmed */
	for (size_t i = 0; i < THREADS; i++) {
		memset(&each[i], 0, sizeof(each[i]));
		tsm_arena_init(&each[i].arena, 0);
		each[i].store = f.store;
		assert_int_equal(
		    pthread_create(&ids[i], NULL, work, &each[i]), 0);
	}
	assert_int_equal(tsm_jsonld_store_warm(f.store), TSM_OK);
	for (size_t i = 0; i < THREADS; i++) {
		void *result = NULL;
		assert_int_equal(pthread_join(ids[i], &result), 0);
		assert_ptr_equal(result, &each[i]);
		tsm_arena_release(&each[i].arena);
	}
	fixture_close(&f);
}

/* A base IRI is the document's own: results are shared in spite of it, but
 * where a context of the store asks for one. */
static void bases(void **state)
{
	static const struct {
		const char *base; /* NULL: none */
		const char *document;
		const char *id; /* what "x" means there */
		bool shared;
	} rows[] = {
		{ "https://b.example/d", "\"https://c.example/a\"",
		    "https://b.example/x", true },
		{ "https://e.example/d", "\"https://c.example/a\"",
		    "https://e.example/x", true },
		{ NULL, "\"https://c.example/a\"", "x", true },
		{ "https://b.example/d", "\"https://c.example/v\"",
		    "https://b.example/x", false },
		{ "https://b.example/d", "{\"@base\":\"deep/\"}",
		    "https://b.example/deep/x", false },
		{ "https://b.example/d", "[{\"@base\":\"urn:x:\"},null]",
		    "https://b.example/x", false },
		{ "https://b.example/d", "{\"@base\":null}", "x", false },
	};
	(void)state;
	fixture_open(&f);
	assert_int_equal(add("https://c.example/a",
			     "{\"@context\":{\"@base\":\"u:\",\"a\":\"u:a\"}}"),
	    TSM_OK);
	assert_int_equal(
	    add("https://c.example/v", "{\"@context\":{\"@vocab\":\"r/\"}}"),
	    TSM_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct context *c = NULL;
		struct iri iri = { 0 };
		f.options.base = rows[i].base != NULL
				     ? tsm_str(rows[i].base)
				     : (struct tsm_str){ NULL, 0 };
		assert_int_equal(
		    fixture_process(&f, rows[i].document, &c), TSM_OK);
		assert_int_equal(c->shared, rows[i].shared);
		assert_int_equal(
		    iri_expand(&f.p, c, tsm_str("x"), true, false, &iri),
		    TSM_OK);
		assert_true(tsm_str_is(iri.text, rows[i].id));
	}
	fixture_close(&f);
}

/* @base of a scoped context counts, and depends on the document's. */
static void scoped_base(void **state)
{
	static const char *const bases[][2] = {
		{ "https://b.example/d", "https://b.example/s/x" },
		{ "https://e.example/d", "https://e.example/s/x" },
	};
	(void)state;
	fixture_open(&f);
	assert_int_equal(
	    add("https://c.example/a",
		"{\"@context\":{\"t\":{\"@id\":\"u:t\",\"@context\":"
		"{\"@base\":\"s/\"}}}}"),
	    TSM_OK);
	for (size_t i = 0; i < COUNT(bases); i++) {
		const struct context *c = NULL;
		struct iri iri = { 0 };
		f.options.base = tsm_str(bases[i][0]);
		assert_int_equal(
		    fixture_process(&f, "\"https://c.example/a\"", &c), TSM_OK);
		const struct definition *d = context_term(c, tsm_str("t"));
		assert_int_equal(context_process(&f.p, c, d->context,
				     d->context_base, NULL, &c),
		    TSM_OK);
		assert_int_equal(
		    iri_expand(&f.p, c, tsm_str("x"), true, false, &iri),
		    TSM_OK);
		assert_true(tsm_str_is(iri.text, bases[i][1]));
	}
	fixture_close(&f);
}

#define TINY 80

/* Chains that nobody needs, until the store takes no more. */
static void use_up(void)
{
	char text[160];
	for (unsigned i = 0; i < TINY; i++) {
		(void)snprintf(text, sizeof(text), "https://t.example/%u", i);
		fixture_add(&f, text, "{\"@context\":{\"t\":\"u:t\"}}");
	}
	for (unsigned i = 0; i < TINY * TINY && store_room(f.store); i++) {
		const struct context *c = NULL;
		(void)snprintf(text, sizeof(text),
		    "[\"https://t.example/%u\",\"https://t.example/%u\"]",
		    i / TINY, i % TINY);
		assert_int_equal(fixture_process(&f, text, &c), TSM_OK);
	}
	assert_false(store_room(f.store));
}

/* Steps that a usual badge takes then. */
static uint64_t badge_steps(void)
{
	struct tsm_rdf_dataset dataset;
	struct items items = { 0 };
	fixture_call(&f);
	tsm_rdf_dataset_init(&dataset, &f.arena, 0);
	const struct tsm_json *badge = fixture_json(&f,
	    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","
	    "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],"
	    "\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"
	    "\"issuer\":{\"id\":\"u:i\",\"type\":\"Profile\",\"name\":\"I\"},"
	    "\"credentialSubject\":{\"type\":\"AchievementSubject\","
	    "\"achievement\":{\"type\":\"Achievement\",\"name\":\"A\"}}}");
	uint64_t before = f.p.work;
	assert_int_equal(expand_document(&f.p, badge, NULL, &items), TSM_OK);
	assert_int_equal(expanded_to_rdf(&f.p, &items, &dataset), TSM_OK);
	return before - f.p.work;
}

static void nobody_starves_the_usual(void **state)
{
	(void)state;
	fixture_open(&f);
	assert_int_equal(tsm_jsonld_store_warm(f.store), TSM_OK);
	assert_true(store_room(f.store));
	use_up();
	assert_true(badge_steps() < 200);
	fixture_close(&f);
	/* without it they would have */
	fixture_open(&f);
	use_up();
	assert_true(badge_steps() > 10000);
	assert_true(badge_steps() > 10000);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adding),
		cmocka_unit_test(bases),
		cmocka_unit_test(scoped_base),
		cmocka_unit_test(threads),
		cmocka_unit_test(nobody_starves_the_usual),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
