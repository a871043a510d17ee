/* Reading and canonicalising an invented credential of about 4 KB. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "testamur/json/jcs.h"

#define RUNS 20000

static double seconds(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

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

int main(void)
{
	struct tsm_buf text;
	struct tsm_buf out;
	struct tsm_arena arena;
	const struct tsm_json *root = NULL;
	bool good = true;
	tsm_buf_init(&text, 0);
	tsm_buf_init(&out, 0);
	make(&text);
	double start = seconds();
	for (int i = 0; i < RUNS; i++) {
		tsm_arena_init(&arena, 0);
		good = good && tsm_json_parse(&arena, text.data, text.len, NULL,
				   &root, NULL) == TSM_OK;
		if (i + 1 < RUNS)
			tsm_arena_release(&arena);
	}
	double parse = (seconds() - start) / RUNS;
	start = seconds();
	for (int i = 0; i < RUNS && good; i++) {
		tsm_buf_clear(&out);
		good = tsm_jcs(root, &out, NULL) == TSM_OK;
	}
	double jcs = (seconds() - start) / RUNS;
	/* the yardstick: looking at every byte once */
	start = seconds();
	for (int i = 0; i < RUNS && good; i++)
		good = tsm_utf8_valid(text.data, text.len, NULL);
	double utf8 = (seconds() - start) / RUNS;
	printf("json: %zu bytes: read %.1f us (%.1f x checking UTF-8), "
	       "jcs %.1f us\n",
	    text.len, parse * 1e6, parse / utf8, jcs * 1e6);
	tsm_arena_release(&arena);
	tsm_buf_release(&out);
	tsm_buf_release(&text);
	return good ? 0 : 1;
}
