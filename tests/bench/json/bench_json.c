/*
 * Reading and canonicalising an invented credential of about 4 KB, beside
 * jansson reading the same bytes, and beside looking at every byte once.
 */
#include <string.h>

#include <jansson.h>

#include "../bench.h"
#include "testamur/json/jcs.h"

#define RUNS 2000

struct job {
	struct tsm_buf text;
	struct tsm_buf out;
	struct tsm_arena arena;
	const struct tsm_json *root;
};

static void make(struct tsm_buf *out)
{
	(void)tsm_buf_adds(out,
	    "{\n  \"@context\": [\n    \"https://example.org/v2\"\n  ],\n"
	    "  \"type\": [\"VerifiableCredential\"],\n  \"result\": [");
	for (int i = 0; i < 20; i++)
		(void)tsm_buf_printf(out,
		    "%s\n    {\n      \"id\": \"urn:example:result:%d\",\n"
		    "      \"type\": [\"Result\"],\n"
		    "      \"name\": \"Caf\xC3\xA9 \\\"%d\\\"\",\n"
		    "      \"value\": %d.5,\n      \"passed\": true,\n"
		    "      \"narrative\": \"Took part from the first minute "
		    "to the last.\"\n    }",
		    i > 0 ? "," : "", i, i, i);
	(void)tsm_buf_adds(out, "\n  ]\n}\n");
}

static void ours(void *ctx, size_t n)
{
	struct job *job = ctx;
	while (n-- > 0) {
		tsm_arena_release(&job->arena);
		bench_must(
		    tsm_json_parse(&job->arena, job->text.data, job->text.len,
			NULL, &job->root, NULL) == TSM_OK);
	}
}

static void theirs(void *ctx, size_t n)
{
	struct job *job = ctx;
	while (n-- > 0) {
		json_t *root = json_loadb((const char *)job->text.data,
		    job->text.len, JSON_REJECT_DUPLICATES, NULL);
		bench_must(root != NULL);
		json_decref(root);
	}
}

static void canonical(void *ctx, size_t n)
{
	struct job *job = ctx;
	while (n-- > 0) {
		tsm_buf_clear(&job->out);
		bench_must(tsm_jcs(job->root, &job->out, NULL) == TSM_OK);
	}
}

static void look(void *ctx, size_t n)
{
	struct job *job = ctx;
	while (n-- > 0)
		bench_must(tsm_utf8_valid(job->text.data, job->text.len, NULL));
}

int main(void)
{
	struct job job = { 0 };
	double read, jansson, jcs, utf8;

	tsm_buf_init(&job.text, 0);
	tsm_buf_init(&job.out, 0);
	tsm_arena_init(&job.arena, 0);
	make(&job.text);
	bench_pair(ours, &job, RUNS, theirs, &job, RUNS, &read, &jansson);
	bench_pair(canonical, &job, RUNS, look, &job, RUNS, &jcs, &utf8);
	printf("json, %zu bytes: read %.1f us; jansson %.1f us, %.2f x ours; "
	       "canonical form %.1f us; UTF-8 alone %.1f us\n",
	    job.text.len, read * 1e6, jansson * 1e6, jansson / read, jcs * 1e6,
	    utf8 * 1e6);
	tsm_arena_release(&job.arena);
	tsm_buf_release(&job.out);
	tsm_buf_release(&job.text);
	return 0;
}
