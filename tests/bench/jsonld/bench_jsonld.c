/*
 * From the text of a credential to its canonical N-Quads, as npm's jsonld
 * and rdf-canonize do it (tests/bench/peers.py runs them beside this), and
 * where the time goes; then documents that grow: cost and memory for each
 * quad must not.
 */
#include <string.h>

#include "../shared.h"
#include "testamur/base/alloc.h"
#include "testamur/jsonld/jsonld.h"
#include "testamur/rdf/canon.h"

#define CALLS     2000
#define MEMORY    ((size_t)4 << 30)
#define PART      11 /* quads of one part of the growing document */
#define QUADS_MAX 1000000

struct job {
	struct tsm_jsonld_store *store;
	const char *text;
	size_t len;
	size_t quads;
	size_t memory; /* taken by arenas and their result */
};

static const struct tsm_json *parse(
    const struct job *job, struct tsm_arena *arena)
{
	const struct tsm_json_options options = { .max_bytes = (size_t)1
							       << 30 };
	const struct tsm_json *document;

	bench_must(tsm_json_parse(arena, job->text, job->len, &options,
		       &document, NULL) == TSM_OK);
	return document;
}

static void to_rdf(
    struct job *job, struct tsm_arena *arena, struct tsm_rdf_dataset *dataset)
{
	const struct tsm_jsonld_options options = {
		.rdf_direction = TSM_RDF_DIRECTION_I18N_DATATYPE,
		.safe = true,
		.max_work = UINT64_MAX,
	};

	tsm_rdf_dataset_init(dataset, arena, 2 * QUADS_MAX);
	bench_must(tsm_jsonld_to_rdf(job->store, parse(job, arena), NULL,
		       &options, dataset, NULL, NULL) == TSM_OK);
	job->quads = dataset->count;
}

static void only_parse(void *ctx, size_t n)
{
	struct tsm_arena arena;

	while (n-- > 0) {
		tsm_arena_init(&arena, MEMORY);
		(void)parse(ctx, &arena);
		tsm_arena_release(&arena);
	}
}

static void only_rdf(void *ctx, size_t n)
{
	struct tsm_rdf_dataset dataset;
	struct tsm_arena arena;

	while (n-- > 0) {
		tsm_arena_init(&arena, MEMORY);
		to_rdf(ctx, &arena, &dataset);
		tsm_arena_release(&arena);
	}
}

static void canonical(void *ctx, size_t n)
{
	const struct tsm_rdf_canon_options options = { .max_work = UINT64_MAX,
		.max_memory = MEMORY };
	struct job *job = ctx;

	while (n-- > 0) {
		struct tsm_rdf_canonical canonical;
		struct tsm_rdf_dataset dataset;
		struct tsm_arena arena;
		struct tsm_buf out;
		tsm_arena_init(&arena, MEMORY);
		tsm_buf_init(&out, (size_t)1 << 30);
		to_rdf(job, &arena, &dataset);
		bench_must(tsm_rdf_canonize(&dataset, &options, &arena,
			       &canonical, NULL) == TSM_OK);
		bench_must(tsm_rdf_canonical_write(&canonical, &out) == TSM_OK);
		job->memory = arena.used + out.len;
		tsm_arena_release(&arena);
		tsm_buf_release(&out);
	}
}

static void shared(struct job *job)
{
	char *text = shared_credential("jsonld");
	if (text == NULL)
		return;
	job->text = text;
	job->len = strlen(text);
	struct bench_item items[] = {
		{ .work = canonical, .ctx = job, .n = CALLS },
		{ .work = only_rdf, .ctx = job, .n = CALLS },
		{ .work = only_parse, .ctx = job, .n = CALLS },
	};
	bench_all(items, 3);
	printf("jsonld to canonical N-Quads, %zu bytes, %zu quads: %.1f us; "
	       "to RDF alone %.1f us, of that to read JSON %.1f us\n",
	    job->len, job->quads, items[0].seconds * 1e6,
	    items[1].seconds * 1e6, items[2].seconds * 1e6);
	tsm_free(text);
}

/* Many parts like those of a badge, half of them blank nodes. */
static void grow(struct tsm_buf *out, size_t quads)
{
	tsm_buf_adds(out, "{\"@context\":{\"@vocab\":\"https://a.example/#\"},"
			  "\"@graph\":[");
	for (size_t i = 0; i < quads / PART; i++) {
		tsm_buf_adds(out, i > 0 ? ",{" : "{");
		if (i % 2 == 0)
			tsm_buf_printf(out, "\"@id\":\"urn:x:%zu\",", i);
		tsm_buf_printf(out,
		    "\"@type\":\"Result\",\"name\":\"Number %zu\",\"value\":%zu,"
		    "\"status\":\"Completed\",\"tag\":[\"a\",\"b\",\"c\"],"
		    "\"part\":{\"@id\":\"urn:y:%zu\",\"@type\":\"Part\","
		    "\"name\":\"%zu\",\"text\":\"A sentence.\"}}",
		    i, i, i, i);
	}
	tsm_buf_adds(out, "]}");
}

static void growing(struct job *job)
{
	double first = 0;

	for (size_t quads = 1000; quads <= QUADS_MAX; quads *= 10) {
		struct tsm_buf text;
		double rounds[BENCH_ROUNDS];
		tsm_buf_init(&text, (size_t)1 << 30);
		grow(&text, quads);
		job->text = tsm_buf_cstr(&text);
		job->len = text.len;
		for (size_t i = 0; i < BENCH_ROUNDS; i++)
			rounds[i] = bench_once(canonical, job, 1);
		double each = bench_median(rounds) / (double)job->quads;
		if (quads == 1000)
			first = each;
		printf("  %7zu quads: %.3f us each, %.2f x as at first; "
		       "%zu bytes each\n",
		    job->quads, each * 1e6, each / first,
		    job->memory / job->quads);
		tsm_buf_release(&text);
	}
}

/* With any argument: only what peers.py compares. */
int main(int argc, char **argv)
{
	(void)argv;
	static struct job job;

	bench_must(tsm_jsonld_store_new(&job.store) == TSM_OK);
	shared(&job);
	if (argc == 1)
		growing(&job);
	tsm_jsonld_store_free(&job.store);
	return 0;
}
