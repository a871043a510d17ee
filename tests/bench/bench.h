/*
 * bench.h - measuring: processor time of this process, medians of rounds.
 *
 * What is to be compared is given to bench_all() or bench_pair(), which
 * take the rounds in turn, so that a noisy neighbour meets all of it.
 */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BENCH_ROUNDS 9

/* Do the work n times; exit on any failure. */
typedef void bench_work(void *ctx, size_t n);

static inline double bench_now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What must hold, or there is nothing to measure. */
static inline void bench_must(int condition)
{
	if (!condition) {
		fputs("the work that was to be measured failed\n", stderr);
		exit(1);
	}
}

static inline int bench_order(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x > y) - (x < y);
}

static inline double bench_median(double *rounds)
{
	qsort(rounds, BENCH_ROUNDS, sizeof(*rounds), bench_order);
	return rounds[BENCH_ROUNDS / 2];
}

static inline double bench_once(bench_work *work, void *ctx, size_t n)
{
	double start = bench_now();
	work(ctx, n);
	return (bench_now() - start) / (double)n;
}

/* One of the things that are compared. */
struct bench_item {
	bench_work *work;
	void *ctx;
	size_t n;       /* in a round */
	double seconds; /* set: the median of one */
	double rounds[BENCH_ROUNDS];
};

/* One round warms up. */
static inline void bench_all(struct bench_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)bench_once(items[i].work, items[i].ctx, items[i].n);
	for (size_t round = 0; round < BENCH_ROUNDS; round++)
		for (size_t i = 0; i < count; i++)
			items[i].rounds[round] =
			    bench_once(items[i].work, items[i].ctx, items[i].n);
	for (size_t i = 0; i < count; i++)
		items[i].seconds = bench_median(items[i].rounds);
}

/* Median seconds of one of each, n in a round. */
static inline void bench_pair(bench_work *a, void *a_ctx, size_t a_n,
    bench_work *b, void *b_ctx, size_t b_n, double *ret_a, double *ret_b)
{
	struct bench_item items[] = { { .work = a, .ctx = a_ctx, .n = a_n },
		{ .work = b, .ctx = b_ctx, .n = b_n } };

	bench_all(items, 2);
	*ret_a = items[0].seconds;
	*ret_b = items[1].seconds;
}

#endif
