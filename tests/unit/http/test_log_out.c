/* Lines of the access log: whole, in order, none lost but for memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/http/log_out.h"
#include "testamur/base/alloc.h"

enum {
	THREADS = 4,
	EACH = 5000
};

static unsigned writes;
static unsigned lines_seen;
static bool seen[THREADS * EACH];

/* The number of a line is its "micros". */
static void take(void *app, struct tsm_str lines)
{
	static const char name[] = "\"micros\":";
	struct tsm_str line;

	assert_ptr_equal(app, &writes);
	writes++;
	assert_true(lines.len <= TSM_LOG_OUT_MAX);
	assert_int_equal(lines.ptr[lines.len - 1], '\n');
	while (lines.len > 0) {
		char text[1000];
		line = tsm_str_split(lines, '\n', &lines);
		assert_true(line.len < sizeof(text));
		memcpy(text, line.ptr, line.len);
		text[line.len] = '\0';
		assert_true(tsm_str_starts(line, "{\"time\":\""));
		assert_true(tsm_str_ends(line, "}"));
		const char *at = strstr(text, name);
		assert_non_null(at);
		unsigned long n = strtoul(at + strlen(name), NULL, 10);
		assert_true(n < THREADS * EACH && !seen[n]);
		seen[n] = true;
		lines_seen++;
	}
}

static void add(struct tsm_log_out *log, int64_t now_ms, unsigned n)
{
	const struct tsm_access access = {
		.id = "0123456789abcdef0123456789abcdef",
		.method = "GET",
		.pattern = "/v/{id:any}",
		.status = 200,
		.micros = n,
		.complete = true
	};

	tsm_log_out_add(log, now_ms, &access);
}

static struct tsm_log_out *start(void)
{
	struct tsm_log_out *log = tsm_log_out_new(take, &writes);

	assert_non_null(log);
	writes = lines_seen = 0;
	memset(seen, 0, sizeof(seen));
	return log;
}

/* The first line goes out at once, those that follow soon together. */
static void when(void **state)
{
	struct tsm_log_out *log = start();

	(void)state;
	add(log, 5000, 0);
	assert_int_equal(writes, 1);
	add(log, 5001, 1);
	add(log, 5000 + TSM_LOG_OUT_MS - 1, 2);
	assert_int_equal(writes, 1);
	add(log, 5000 + TSM_LOG_OUT_MS, 3);
	assert_int_equal(writes, 2);
	assert_int_equal(lines_seen, 4);
	tsm_log_out_flush(log);
	assert_int_equal(writes, 2);
	add(log, 5000 + TSM_LOG_OUT_MS, 4);
	tsm_log_out_flush(log);
	assert_int_equal(writes, 3);
	assert_int_equal(lines_seen, 5);
	tsm_log_out_free(&log);
	assert_null(log);
	tsm_log_out_free(&log);
}

static struct tsm_log_out *shared;

static void *many(void *arg)
{
	unsigned from = *(const unsigned *)arg;

	for (unsigned i = 0; i < EACH; i++)
		add(shared, 0, from + i);
	return NULL;
}

/* However many, and however much: no line is cut or mixed with another. */
static void whole(void **state)
{
	unsigned from[THREADS];
	pthread_t threads[THREADS];

	(void)state;
	shared = start();
	for (unsigned t = 0; t < THREADS; t++) {
		from[t] = t * EACH;
		assert_int_equal(
		    pthread_create(&threads[t], NULL, many, &from[t]), 0);
	}
	for (unsigned t = 0; t < THREADS; t++)
		(void)pthread_join(threads[t], NULL);
	tsm_log_out_flush(shared);
	assert_int_equal(lines_seen, THREADS * EACH);
	assert_in_range(writes, 1, THREADS * EACH / 10);
	tsm_log_out_free(&shared);
}

static void *no_more(void *ptr, size_t size)
{
	(void)ptr;
	(void)size;
	return NULL;
}

/* Without memory a line is lost, and the next is not. */
static void no_memory(void **state)
{
	const struct tsm_allocator none = { no_more, free };
	struct tsm_log_out *log = start();

	(void)state;
	tsm_alloc_set(&none);
	add(log, 0, 0);
	tsm_alloc_set(NULL);
	assert_int_equal(lines_seen, 0);
	add(log, 1, 1);
	tsm_log_out_flush(log);
	assert_int_equal(lines_seen, 1);
	assert_true(seen[1]);
	tsm_log_out_free(&log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(when),
		cmocka_unit_test(whole),
		cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
