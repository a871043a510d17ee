/* log_write.c - lines of the log to their descriptor; see log.h. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testamur/base/time.h"
#include "testamur/http/log.h"

/* Who reads a pipe may be slow for so long, once. */
#define WAIT_MS 100

/* A program has one log. */
static struct {
	pthread_mutex_t lock;
	bool torn;     /* what was written last has no end */
	bool stuck;    /* nobody read it, the last time */
	uint64_t lost; /* bytes since one could last be written */
} state = { .lock = PTHREAD_MUTEX_INITIALIZER };

static bool is_file(int fd)
{
	struct stat info;

	return fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

/* What a pipe that has room at all takes at once and does not mix with what
 * others write to it (pipe(7), PIPE_BUF): whole lines, if they fit. */
static struct tsm_str portion(struct tsm_str lines)
{
	size_t len = lines.len < PIPE_BUF ? lines.len : PIPE_BUF;
	size_t end = len;

	while (end > 0 && lines.ptr[end - 1] != '\n')
		end--;
	return tsm_str_n(lines.ptr, end > 0 ? end : len);
}

static bool has_room(int fd)
{
	struct pollfd asked = { .fd = fd, .events = POLLOUT };

	state.stuck = poll(&asked, 1, state.stuck ? 0 : WAIT_MS) != 1;
	return !state.stuck;
}

/* What of it could be written, in bytes. */
static size_t put(int fd, struct tsm_str text, bool file)
{
	ssize_t written;

	if (!file && !has_room(fd))
		return 0;
	do
		written = write(fd, text.ptr, text.len);
	while (written < 0 && errno == EINTR);
	if (written <= 0)
		return 0;
	state.torn = text.ptr[written - 1] != '\n';
	return (size_t)written;
}

static void say_lost(int fd, bool file)
{
	struct tsm_buf line;
	char text[80];

	tsm_buf_init(&line, 0);
	(void)snprintf(text, sizeof(text),
	    "%llu bytes of it could not be written",
	    (unsigned long long)state.lost);
	if (tsm_log_event(tsm_time_now(), "warning", "log", NULL, text,
		&line) == TSM_OK &&
	    put(fd, tsm_buf_str(&line), file) > 0)
		state.lost = 0;
	tsm_buf_release(&line);
}

void tsm_log_write(int fd, struct tsm_str lines)
{
	(void)pthread_mutex_lock(&state.lock);
	bool file = is_file(fd);
	bool good = !state.torn || put(fd, tsm_str("\n"), file) > 0;
	if (good && state.lost > 0)
		say_lost(fd, file);
	while (good && lines.len > 0) {
		struct tsm_str part = file ? lines : portion(lines);
		size_t written = put(fd, part, file);
		good = written == part.len;
		lines = tsm_str_n(lines.ptr + written, lines.len - written);
	}
	state.lost += lines.len;
	(void)pthread_mutex_unlock(&state.lock);
}
