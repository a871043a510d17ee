/* A log that nobody reads, or whose disk is full, stops no server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "testamur/http/log.h"

#define LINE  "{\"n\":\"0123456789\"}\n"
#define LINES 2000

static char many[LINES * (sizeof(LINE) - 1) + 1];
static char got[1 << 20];

static int64_t clock_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static size_t drain(int fd)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, got + len, sizeof(got) - 1 - len)) > 0)
		len += (size_t)n;
	got[len] = '\0';
	return len;
}

/* Every line is one of ours, whole, or says how much was lost. */
static unsigned check_lines(unsigned *ret_lost)
{
	struct tsm_str rest = tsm_str(got);
	unsigned lines = 0;

	*ret_lost = 0;
	while (rest.len > 0) {
		struct tsm_str line = tsm_str_split(rest, '\n', &rest);
		const char *at = strstr(line.ptr, "\"text\":\"");
		if (tsm_str_is(line, "{\"n\":\"0123456789\"}")) {
			lines++;
			continue;
		}
		assert_true(tsm_str_starts(line, "{\"time\":\""));
		assert_non_null(at);
		*ret_lost += (unsigned)strtoul(at + 8, NULL, 10);
	}
	return lines;
}

static void full_pipe(void **state)
{
	int fds[2];
	unsigned lost = 0;
	const size_t all = 10 * strlen(many);

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
	int64_t begun = clock_ms();
	for (unsigned i = 0; i < 10; i++)
		tsm_log_write(fds[1], tsm_str(many));
	/* one wait and no more */
	assert_true(clock_ms() - begun < 5000);
	size_t kept = drain(fds[0]);
	assert_true(kept > 0 && kept < all);
	assert_int_equal(check_lines(&lost) * strlen(LINE), kept);
	assert_int_equal(lost, 0);
	tsm_log_write(fds[1], tsm_str(LINE));
	(void)drain(fds[0]);
	assert_int_equal(check_lines(&lost), 1);
	assert_int_equal(lost, all - kept);
	/* said once */
	tsm_log_write(fds[1], tsm_str(LINE));
	assert_int_equal(drain(fds[0]), strlen(LINE));
	/* nobody is there any more */
	(void)close(fds[0]);
	tsm_log_write(fds[1], tsm_str(LINE));
	(void)close(fds[1]);
}

static void full_disk(void **state)
{
	char path[] = "/tmp/testamur-log-XXXXXX";
	const struct rlimit most = { 100, RLIM_INFINITY };
	const struct rlimit any = { RLIM_INFINITY, RLIM_INFINITY };
	unsigned lost = 0;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(unlink(path), 0);
	tsm_log_write(fd, tsm_str(LINE)); /* what was lost before */
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &most), 0);
	tsm_log_write(fd, tsm_str(many));
	tsm_log_write(fd, tsm_str(LINE));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &any), 0);
	tsm_log_write(fd, tsm_str(LINE));
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	size_t len = drain(fd);
	(void)close(fd);
	/* half a line, ended; then whole ones */
	assert_int_equal(got[100], '\n');
	memmove(got, got + 101, len - 100);
	assert_int_equal(check_lines(&lost), 1);
	assert_int_equal(lost, strlen(many) - 100 + strlen(LINE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_pipe),
		cmocka_unit_test(full_disk),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	for (unsigned i = 0; i < LINES; i++)
		memcpy(many + i * strlen(LINE), LINE, sizeof(LINE));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
