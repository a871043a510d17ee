/*
 * bench.h - measuring: processor time of this process, medians of rounds.
 *
 * Two things that are to be compared are given to bench_pair(), which
 * takes their rounds in turn, so that a noisy neighbour meets both.
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

/* Median seconds of one of each, n in a round; one round warms up. */
static inline void bench_pair(bench_work *a, void *a_ctx, size_t a_n,
    bench_work *b, void *b_ctx, size_t b_n, double *ret_a, double *ret_b)
{
	double first[BENCH_ROUNDS];
	double second[BENCH_ROUNDS];
	(void)bench_once(a, a_ctx, a_n);
	(void)bench_once(b, b_ctx, b_n);
	for (size_t i = 0; i < BENCH_ROUNDS; i++) {
		first[i] = bench_once(a, a_ctx, a_n);
		second[i] = bench_once(b, b_ctx, b_n);
	}
	*ret_a = bench_median(first);
	*ret_b = bench_median(second);
}

#endif
