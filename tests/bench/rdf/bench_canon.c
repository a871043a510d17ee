/*
 * Canonicalising an invented credential of 80 quads and 5 blank nodes and
 * hashing the result, beside SHA-256 of the same bytes alone.
 */
#include "../bench.h"
#include "testamur/rdf/canon.h"
#include "testamur/rdf/nquads.h"

#define RUNS 2000

struct job {
	struct tsm_rdf_dataset dataset;
	struct tsm_buf text;
	struct tsm_arena arena;
};

static void make(struct tsm_buf *out)
{
	for (int i = 0; i < 80; i++) {
		if (i % 4 == 0)
			(void)tsm_buf_printf(out, "_:n%d", i / 4 % 5);
		else
			(void)tsm_buf_printf(out,
			    "<https://credentials.example.org/id/%d>", i / 8);
		(void)tsm_buf_printf(out,
		    " <https://example.org/spec/vc/ob/vocab.html#term%d> ", i);
		if (i % 16 == 5)
			(void)tsm_buf_printf(out, "_:n%d .\n", i / 16);
		else
			(void)tsm_buf_adds(out,
			    "\"Took part from the first minute to "
			    "the last, Caf\xC3\xA9\" .\n");
	}
}

static void ours(void *ctx, size_t n)
{
	struct job *job = ctx;
	unsigned char digest[TSM_DIGEST_MAX];
	while (n-- > 0) {
		struct tsm_rdf_canonical canonical;
		tsm_arena_release(&job->arena);
		bench_must(tsm_rdf_canonize(&job->dataset, NULL, &job->arena,
			       &canonical, NULL) == TSM_OK);
		bench_must(tsm_rdf_canonical_digest(
			       &canonical, TSM_SHA256, digest) == TSM_OK);
	}
}

static void hash(void *ctx, size_t n)
{
	struct job *job = ctx;
	unsigned char digest[TSM_DIGEST_MAX];
	while (n-- > 0)
		bench_must(tsm_digest(TSM_SHA256, job->text.data, job->text.len,
			       digest) == TSM_OK);
}

static void read_text(void *ctx, size_t n)
{
	struct job *job = ctx;
	while (n-- > 0) {
		struct tsm_rdf_dataset dataset;
		tsm_arena_release(&job->arena);
		tsm_rdf_dataset_init(&dataset, &job->arena, 0);
		bench_must(tsm_nquads_read(&dataset, tsm_buf_str(&job->text),
			       NULL) == TSM_OK);
	}
}

int main(void)
{
	struct job job = { 0 };
	struct tsm_arena arena;
	double canon;
	double sha;
	double reading;
	double again;

	tsm_arena_init(&arena, 0);
	tsm_arena_init(&job.arena, 0);
	tsm_buf_init(&job.text, 0);
	make(&job.text);
	tsm_rdf_dataset_init(&job.dataset, &arena, 0);
	bench_must(tsm_nquads_read(
		       &job.dataset, tsm_buf_str(&job.text), NULL) == TSM_OK);
	bench_pair(ours, &job, RUNS, hash, &job, RUNS, &canon, &sha);
	bench_pair(read_text, &job, RUNS, hash, &job, RUNS, &reading, &again);
	printf("rdf, %zu quads, %zu bytes: canonicalise and hash %.1f us, "
	       "%.1f x SHA-256 alone (%.1f us); read %.1f us\n",
	    job.dataset.count, job.text.len, canon * 1e6, canon / sha,
	    sha * 1e6, reading * 1e6);
	tsm_arena_release(&job.arena);
	tsm_arena_release(&arena);
	tsm_buf_release(&job.text);
	return 0;
}
