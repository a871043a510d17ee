/*
 * The process that decodes: decode/child.h, and its client. This program is its own child;
 * most of its commands are children that misbehave.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "../print/lsan.h"
#include "qr_sample.h"
#include "testamur/base/limits.h"
#include "testamur/decode/child.h"
#include "testamur/decodeclient/client.h"

#define SELF "/proc/self/exe"
/* Milliseconds: more than a busy machine needs for what does not hang. */
#define AMPLE 60000
static const struct tsm_decoder_options self = { .program = SELF,
	.time_ms = AMPLE };

static enum tsm_status run_with(const struct tsm_decoder_options *options,
    const struct tsm_buf *data, struct tsm_str *ret_text, char *room)
{
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_decoder *decoder = NULL;
	struct tsm_arena arena;
	size_t count = 0;

	tsm_arena_init(&arena, 0);
	assert_int_equal(tsm_decoder_new(options, &decoder), TSM_OK);
	enum tsm_status status = tsm_decoder_run(
	    decoder, data->data, data->len, &arena, texts, &count);
	tsm_decoder_free(&decoder);
	assert_null(decoder);
	if (status == TSM_OK && ret_text != NULL) {
		memcpy(room, texts[0].ptr, texts[0].len);
		*ret_text = tsm_str_n(room, texts[0].len);
	}
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status run(const char *command, unsigned time_ms)
{
	const struct tsm_decoder_options options = {
		.program = SELF, .command = command, .time_ms = time_ms
	};
	struct tsm_buf data;

	tsm_buf_init(&data, 0);
	tsm_buf_adds(&data, "some bytes");
	enum tsm_status status = run_with(&options, &data, NULL, NULL);
	tsm_buf_release(&data);
	return status;
}

static void it_answers(void **state)
{
	char room[TSM_DECODE_TEXT_MAX];
	struct tsm_str text = { NULL, 0 };
	struct tsm_buf data;

	(void)state;
	tsm_buf_init(&data, 0);
	sample_png(&data);
	assert_int_equal(run_with(&self, &data, &text, room), TSM_OK);
	assert_true(tsm_str_is(text, SAMPLE_TEXT));
	tsm_buf_clear(&data);
	sample_pdf(&data, 1);
	assert_int_equal(run_with(&self, &data, &text, room), TSM_OK);
	data.len = 100;
	assert_int_equal(run_with(&self, &data, NULL, NULL), TSM_E_SYNTAX);
	data.len = 3;
	assert_int_equal(run_with(&self, &data, NULL, NULL), TSM_E_UNSUPPORTED);
	data.len = 0;
	assert_int_equal(run_with(&self, &data, NULL, NULL), TSM_E_UNSUPPORTED);
	tsm_buf_release(&data);
}

/* More than the socket holds, to one that reads, and to one that does not. */
static void large_input_goes_through(void **state)
{
	const struct tsm_decoder_options deaf = {
		.program = SELF, .command = "quit", .time_ms = AMPLE
	};
	struct tsm_buf data;

	(void)state;
	tsm_buf_init(&data, 0);
	sample_jpeg(&data, 1, false, 0, 255);
	while (data.len < TSM_IMAGE_MAX)
		tsm_buf_adds(&data, "behind the end of the picture ");
	assert_int_equal(run_with(&self, &data, NULL, NULL), TSM_OK);
	assert_int_equal(run_with(&deaf, &data, NULL, NULL), TSM_E_IO);
	tsm_buf_release(&data);
}

static void wrong_answers_are_none(void **state)
{
	static const char *const commands[] = { "quit", "crash", "no-such",
		"unknown-status", "text-and-failure", "no-text", "short-length",
		"long-length", "empty-text", "not-utf8", "nine-texts",
		"flood" };

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		assert_int_equal(run(commands[i], AMPLE), TSM_E_IO);
	assert_int_equal(run("say-none", AMPLE), TSM_E_NOT_FOUND);
	assert_int_equal(run("one-text", AMPLE), TSM_OK);
}

static int64_t now_ms(void)
{
	struct timespec at;

	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static void slow_ones_are_ended(void **state)
{
	int64_t begun = now_ms();

	(void)state;
	assert_int_equal(run("hang", 300), TSM_E_IO);
	assert_int_equal(run("drip", 300), TSM_E_IO);
	assert_true(now_ms() - begun < 10000);
	/* what lingers after its answer is not waited for */
	begun = now_ms();
	assert_int_equal(run("linger", AMPLE), TSM_E_NOT_FOUND);
	assert_true(now_ms() - begun < 10000);
}

/* Only 0, 1, 2 and the folder itself; no environment. */
static void it_inherits_nothing(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0); /* without close-on-exec */
	assert_int_equal(setenv("SECRET", "x", 1), 0);
	assert_int_equal(run("look", AMPLE), TSM_OK);
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(close(ends[1]), 0);
}

static void a_program_that_is_not_there(void **state)
{
	static const char *const programs[] = { "/nowhere", "/etc/hostname",
		"/" };
	struct tsm_buf data;

	(void)state;
	tsm_buf_init(&data, 0);
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		const struct tsm_decoder_options options = { .program =
								 programs[i] };
		assert_int_equal(
		    run_with(&options, &data, NULL, NULL), TSM_E_MISSING);
	}
	tsm_buf_release(&data);
	/* a library of it is not there */
	assert_int_equal(run("unlinked", AMPLE), TSM_E_MISSING);
}

struct caller {
	struct tsm_decoder *decoder;
	enum tsm_status status;
};

static void *call(void *arg)
{
	struct caller *caller = arg;
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_arena arena;
	size_t count = 0;

	tsm_arena_init(&arena, 0);
	caller->status =
	    tsm_decoder_run(caller->decoder, "x", 1, &arena, texts, &count);
	tsm_arena_release(&arena);
	return NULL;
}

static void call_three(const struct tsm_decoder_options *options,
    unsigned waiting, size_t *done, size_t *busy)
{
	struct caller callers[3] = { { .decoder = NULL } };
	struct tsm_decoder *decoder = NULL;
	pthread_t threads[3];

	assert_int_equal(tsm_decoder_new(options, &decoder), TSM_OK);
	tsm_decoder_limit(decoder, waiting);
	for (size_t i = 0; i < 3; i++) {
		callers[i].decoder = decoder;
		assert_int_equal(
		    pthread_create(&threads[i], NULL, call, &callers[i]), 0);
	}
	*done = 0;
	*busy = 0;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		*done += callers[i].status == TSM_E_NOT_FOUND;
		*busy += callers[i].status == TSM_E_BUSY;
	}
	tsm_decoder_free(&decoder);
}

static void so_many_at_once(void **state)
{
	struct tsm_decoder_options options = { .program = SELF, .children = 1 };
	int64_t begun = now_ms();
	char command[32];
	size_t done;
	size_t busy;

	(void)state;
	/* a unit is much more than a child takes to begin, now */
	assert_int_equal(run("say-none", AMPLE), TSM_E_NOT_FOUND);
	unsigned unit = 1000 + 4 * (unsigned)(now_ms() - begun);
	(void)snprintf(command, sizeof(command), "nap %u", 2 * unit);
	options.command = command;
	options.time_ms = 3 * unit;
	/* one after the other: the third has waited three units by then */
	call_three(&options, 3, &done, &busy);
	assert_int_equal(done, 2);
	assert_int_equal(busy, 1);
	/* time enough, but only one may wait */
	(void)snprintf(command, sizeof(command), "nap %u", unit);
	options.time_ms = AMPLE;
	call_three(&options, 1, &done, &busy);
	assert_int_equal(done, 2);
	assert_int_equal(busy, 1);
	options.children = 3;
	call_three(&options, 0, &done, &busy);
	assert_int_equal(done, 3);
}

/* --- the children ---------------------------------------------------------- */

static void put(const char *bytes, size_t len)
{
	if (write(1, bytes, len) != (ssize_t)len)
		_exit(9);
}

static void nap(long ms)
{
	const struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
	(void)nanosleep(&time, NULL);
}

static void look(void)
{
	DIR *folder = opendir("/proc/self/fd");
	unsigned count = 0;

	while (folder != NULL && readdir(folder) != NULL)
		count++;
	/* ".", "..", 0, 1, 2 and the folder */
	if (count == 6 && environ[0] == NULL)
		put("\0\0\1y", 4);
}

static void flood(void)
{
	char many[65536] = { 1 };

	for (;;)
		put(many, sizeof(many));
}

static void drip(void)
{
	put("\0\xff", 2);
	for (;;) {
		put("x", 1);
		nap(20);
	}
}

static void linger(void)
{
	put("\1", 1);
	(void)close(0);
	(void)close(1);
	nap(2 * AMPLE);
}

static int misbehave(const char *command)
{
	static const struct {
		const char *command;
		const char *bytes;
		size_t len;
	} says[] = {
		{ "say-none", "\1", 1 },
		{ "one-text", "\0\0\1x", 4 },
		{ "unknown-status", "\x63", 1 },
		{ "text-and-failure", "\1\0\1x", 4 },
		{ "no-text", "\0", 1 },
		{ "short-length", "\0\0", 2 },
		{ "long-length", "\0\0\2x", 4 },
		{ "empty-text", "\0\0\0", 3 },
		{ "not-utf8", "\0\0\1\xff", 4 },
		{ "nine-texts",
		    "\0\0\1a\0\1b\0\1c\0\1d\0\1e\0\1f\0\1g\0\1h\0\1i", 28 },
	};

	char rest[4096];
	while (strcmp(command, "quit") != 0 && read(0, rest, sizeof(rest)) > 0)
		;
	for (size_t i = 0; i < sizeof(says) / sizeof(says[0]); i++)
		if (strcmp(command, says[i].command) == 0)
			put(says[i].bytes, says[i].len);
	if (strcmp(command, "look") == 0)
		look();
	if (strcmp(command, "crash") == 0)
		(void)raise(SIGSEGV);
	if (strcmp(command, "hang") == 0)
		nap(2 * AMPLE);
	if (strcmp(command, "flood") == 0)
		flood();
	if (strcmp(command, "drip") == 0)
		drip();
	if (strcmp(command, "linger") == 0)
		linger();
	if (strcmp(command, "unlinked") == 0)
		return 127; /* ld.so(8) */
	if (strncmp(command, "nap ", 4) == 0) {
		nap(atol(command + 4));
		put("\1", 1);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_answers),
		cmocka_unit_test(large_input_goes_through),
		cmocka_unit_test(wrong_answers_are_none),
		cmocka_unit_test(slow_ones_are_ended),
		cmocka_unit_test(it_inherits_nothing),
		cmocka_unit_test(a_program_that_is_not_there),
		cmocka_unit_test(so_many_at_once),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	if (argc == 2 && strcmp(argv[1], "decode") == 0)
		return tsm_decode_child();
	if (argc == 2)
		return misbehave(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
