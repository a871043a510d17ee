/*
 * Status lists of 131072 and 1048576 entries, one in a hundred set: ours
 * (base64url, gzip, checks) beside zlib's inflate of the same bytes alone.
 */
#include <string.h>

#include <zlib.h>

#include "../bench.h"
#include "testamur/base/encode.h"
#include "testamur/status/bitstring.h"

struct job {
	struct tsm_bitstring list;
	struct tsm_buf text; /* encodedList */
	struct tsm_buf gzip;
	unsigned char *out;
};

static void decode(void *ctx, size_t n)
{
	struct job *job = ctx;
	while (n-- > 0) {
		struct tsm_bitstring got;
		bench_must(tsm_bitstring_decode(tsm_buf_str(&job->text), NULL,
			       &got, NULL) == TSM_OK);
		bench_must(got.size == job->list.size);
		tsm_bitstring_release(&got);
	}
}

static void inflate_only(void *ctx, size_t n)
{
	struct job *job = ctx;
	while (n-- > 0) {
		z_stream z = { 0 };
		bench_must(inflateInit2(&z, 15 + 16) == Z_OK);
		z.next_in = (unsigned char *)job->gzip.data;
		z.avail_in = (unsigned)job->gzip.len;
		z.next_out = job->out;
		z.avail_out = (unsigned)job->list.size + 1;
		bench_must(inflate(&z, Z_FINISH) == Z_STREAM_END);
		(void)inflateEnd(&z);
	}
}

static void encode(void *ctx, size_t n)
{
	struct job *job = ctx;
	while (n-- > 0) {
		tsm_buf_clear(&job->text);
		bench_must(
		    tsm_bitstring_encode(&job->list, &job->text) == TSM_OK);
	}
}

static void nothing(void *ctx, size_t n)
{
	(void)ctx;
	(void)n;
}

static void run(uint64_t entries, size_t n)
{
	struct job job = { 0 };
	double whole, bare, write, none;
	uint32_t seed = 1;

	bench_must(tsm_bitstring_init(entries, 1, &job.list) == TSM_OK);
	for (uint64_t i = 0; i < entries / 100; i++) {
		seed = seed * 1664525U + 1013904223U;
		bench_must(tsm_bitstring_set(&job.list, seed % job.list.entries,
			       1) == TSM_OK);
	}
	tsm_buf_init(&job.text, 0);
	tsm_buf_init(&job.gzip, 0);
	job.out = malloc(job.list.size + 1);
	bench_must(job.out != NULL);
	encode(&job, 1);
	bench_must(tsm_base64url_decode(
		       &job.gzip, tsm_str_n((const char *)job.text.data + 1,
				      job.text.len - 1)) == TSM_OK);
	bench_pair(decode, &job, n, inflate_only, &job, n, &whole, &bare);
	bench_pair(encode, &job, n / 4, nothing, &job, 1, &write, &none);
	printf("status, %llu entries, %zu bytes of text: decode %.0f us, "
	       "%.2f x inflate alone; encode %.0f us\n",
	    (unsigned long long)entries, job.text.len, whole * 1e6,
	    whole / bare, write * 1e6);
	free(job.out);
	tsm_buf_release(&job.gzip);
	tsm_buf_release(&job.text);
	tsm_bitstring_release(&job.list);
}

int main(void)
{
	run(131072, 400);
	run(1048576, 60);
	return 0;
}
