/*
 * decoder.c - see testamur/print/decoder.h.
 *
 * One socket is the child's input and output. The parent sends the file and
 * shuts its side; the child answers with a byte that stands for the status
 * and, for each text, its length in two bytes (high one first) and itself.
 * posix_spawn, because the callers have threads.
 */
#define _GNU_SOURCE
#include "testamur/print/decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "confine.h"
#include "testamur/base/alloc.h"
#include "testamur/base/buf.h"
#include "testamur/base/limits.h"

#define REPLY_MAX (1 + TSM_DECODE_TEXTS_MAX * (2 + TSM_DECODE_TEXT_MAX))

struct tsm_decoder {
	char *program;
	char *command;
	unsigned time_ms;
	pthread_mutex_t lock; /* of the rest */
	pthread_cond_t freed;
	unsigned places;
	unsigned waiting;
	unsigned waiting_max;
};

/* The answers a child can give, as bytes: never another. */
static const enum tsm_status answers[] = { TSM_OK, TSM_E_NOT_FOUND,
	TSM_E_SYNTAX, TSM_E_LIMIT, TSM_E_DENIED, TSM_E_UNSUPPORTED };
#define ANSWERS (sizeof(answers) / sizeof(answers[0]))

enum tsm_status tsm_decoder_new(
    const struct tsm_decoder_options *options, struct tsm_decoder **ret_decoder)
{
	static const struct tsm_decoder_options none = { 0 };
	pthread_condattr_t clock;

	if (options == NULL)
		options = &none;
	struct tsm_decoder *d = tsm_calloc(1, sizeof(*d));
	if (d == NULL)
		return TSM_E_MEMORY;
	d->program = tsm_strdup(
	    options->program != NULL ? options->program : "/proc/self/exe");
	d->command =
	    tsm_strdup(options->command != NULL ? options->command : "decode");
	if (d->program == NULL || d->command == NULL) {
		tsm_free(d->program);
		tsm_free(d->command);
		tsm_free(d);
		return TSM_E_MEMORY;
	}
	d->time_ms =
	    options->time_ms != 0 ? options->time_ms : TSM_DECODER_TIME_MS;
	d->waiting_max = UINT_MAX;
	d->places = options->children != 0 ? options->children : 2;
	(void)pthread_mutex_init(&d->lock, NULL);
	(void)pthread_condattr_init(&clock);
	(void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&d->freed, &clock);
	(void)pthread_condattr_destroy(&clock);
	*ret_decoder = d;
	return TSM_OK;
}

void tsm_decoder_free(struct tsm_decoder **decoder)
{
	struct tsm_decoder *d = *decoder;

	*decoder = NULL;
	if (d == NULL)
		return;
	(void)pthread_cond_destroy(&d->freed);
	(void)pthread_mutex_destroy(&d->lock);
	tsm_free(d->program);
	tsm_free(d->command);
	tsm_free(d);
}

void tsm_decoder_limit(struct tsm_decoder *decoder, unsigned waiting)
{
	decoder->waiting_max = waiting;
}

/* --- time and places ------------------------------------------------------- */

static struct timespec after(unsigned ms)
{
	struct timespec at;

	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += (long)(ms % 1000) * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	return at;
}

/* Milliseconds until then, rounded up; 0: it is over. */
static int left_ms(const struct timespec *end)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t ns = (int64_t)(end->tv_sec - now.tv_sec) * 1000000000 +
		     (end->tv_nsec - now.tv_nsec);
	return ns > 0 ? (int)((ns + 999999) / 1000000) : 0;
}

static enum tsm_status enter(struct tsm_decoder *d)
{
	struct timespec end = after(d->time_ms);
	int rc = 0;

	pthread_mutex_lock(&d->lock);
	if (d->places == 0 && d->waiting >= d->waiting_max)
		rc = EBUSY;
	d->waiting++;
	while (d->places == 0 && rc == 0)
		rc = pthread_cond_timedwait(&d->freed, &d->lock, &end);
	d->waiting--;
	bool in = d->places > 0;
	if (in)
		d->places--;
	pthread_mutex_unlock(&d->lock);
	return in ? TSM_OK : TSM_E_BUSY;
}

static void leave(struct tsm_decoder *d)
{
	pthread_mutex_lock(&d->lock);
	d->places++;
	pthread_mutex_unlock(&d->lock);
	(void)pthread_cond_signal(&d->freed);
}

/* --- the parent ------------------------------------------------------------ */

static int spawn_with(const struct tsm_decoder *d,
    const posix_spawn_file_actions_t *actions, pid_t *ret_pid)
{
	char *const arguments[] = { d->program, d->command, NULL };
	char *const environment[] = { NULL };
	posix_spawnattr_t attributes;
	sigset_t all;
	sigset_t none;

	(void)sigfillset(&all);
	(void)sigemptyset(&none);
	int rc = posix_spawnattr_init(&attributes);
	if (rc != 0)
		return rc;
	rc = posix_spawnattr_setsigdefault(&attributes, &all);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(&attributes, &none);
	if (rc == 0)
		rc = posix_spawnattr_setflags(&attributes,
		    POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	if (rc == 0)
		rc = posix_spawn(ret_pid, d->program, actions, &attributes,
		    arguments, environment);
	(void)posix_spawnattr_destroy(&attributes);
	return rc;
}

static int start(const struct tsm_decoder *d, int socket, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);

	if (rc != 0)
		return rc;
	rc = posix_spawn_file_actions_adddup2(&actions, socket, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(&actions, socket, 1);
	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(
		    &actions, 2, "/dev/null", O_WRONLY, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	if (rc == 0)
		rc = spawn_with(d, &actions, ret_pid);
	(void)posix_spawn_file_actions_destroy(&actions);
	return rc;
}

/* Nothing came, or nothing could go: not yet. */
static bool not_yet(ssize_t done)
{
	return done < 0 && (errno == EAGAIN || errno == EINTR);
}

/* A child that stopped reading may have answered all the same. */
static void send_some(int socket, struct tsm_str *rest)
{
	ssize_t sent =
	    send(socket, rest->ptr, rest->len, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (sent >= 0)
		*rest = tsm_str_n(rest->ptr + sent, rest->len - (size_t)sent);
	else if (!not_yet(sent))
		rest->len = 0;
	if (rest->len == 0)
		(void)shutdown(socket, SHUT_WR);
}

/* Both ways until the child closes. TSM_E_IO: not in time, or too much. */
static enum tsm_status talk(
    int socket, struct tsm_str rest, unsigned time_ms, struct tsm_buf *reply)
{
	struct timespec end = after(time_ms);
	char chunk[4096];
	int left;

	if (rest.len == 0)
		(void)shutdown(socket, SHUT_WR);
	while ((left = left_ms(&end)) > 0) {
		struct pollfd ready = { .fd = socket, .events = POLLIN };
		if (rest.len > 0)
			ready.events |= POLLOUT;
		if (poll(&ready, 1, left) < 0 && errno != EINTR)
			return TSM_E_IO;
		if ((ready.revents & POLLOUT) != 0 && rest.len > 0)
			send_some(socket, &rest);
		if ((ready.revents & (POLLIN | POLLHUP | POLLERR)) == 0)
			continue;
		ssize_t got = recv(socket, chunk, sizeof(chunk), MSG_DONTWAIT);
		if (not_yet(got))
			continue;
		if (got <= 0)
			return got == 0 ? TSM_OK : TSM_E_IO;
		enum tsm_status kept = tsm_buf_add(reply, chunk, (size_t)got);
		if (kept != TSM_OK)
			return kept == TSM_E_MEMORY ? kept : TSM_E_IO;
	}
	return TSM_E_IO;
}

/* The child may be anybody by now: nothing of its answer is believed. */
static enum tsm_status read_reply(struct tsm_str reply, struct tsm_arena *arena,
    struct tsm_str *texts, size_t *ret_count)
{
	const unsigned char *at = (const void *)reply.ptr;
	size_t left = reply.len;
	size_t count = 0;

	if (left == 0 || at[0] >= ANSWERS || (at[0] != 0 && left != 1))
		return TSM_E_IO;
	if (at[0] != 0)
		return answers[at[0]];
	at++;
	left--;
	while (left > 0) {
		if (left < 2 || count == TSM_DECODE_TEXTS_MAX)
			return TSM_E_IO;
		size_t len = (size_t)at[0] << 8 | at[1];
		if (len == 0 || len > TSM_DECODE_TEXT_MAX || len > left - 2 ||
		    !tsm_utf8_valid((const char *)at + 2, len, NULL))
			return TSM_E_IO;
		const char *copy = tsm_arena_copy(arena, at + 2, len);
		if (copy == NULL)
			return TSM_E_MEMORY;
		texts[count++] = tsm_str_n(copy, len);
		at += 2 + len;
		left -= 2 + len;
	}
	*ret_count = count;
	return count > 0 ? TSM_OK : TSM_E_IO;
}

/* Its end is not waited for: it has said all, or it never will. */
static void end(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static enum tsm_status run(const struct tsm_decoder *d, struct tsm_str data,
    struct tsm_arena *arena, struct tsm_str *texts, size_t *ret_count)
{
	struct tsm_buf reply;
	int sockets[2];
	pid_t pid = -1;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
		return TSM_E_BUSY;
	int rc = start(d, sockets[1], &pid);
	(void)close(sockets[1]);
	if (rc != 0) {
		(void)close(sockets[0]);
		return rc == ENOMEM ? TSM_E_MEMORY : TSM_E_BUSY;
	}
	tsm_buf_init(&reply, REPLY_MAX);
	enum tsm_status status = talk(sockets[0], data, d->time_ms, &reply);
	(void)close(sockets[0]);
	end(pid);
	if (status == TSM_OK)
		status =
		    read_reply(tsm_buf_str(&reply), arena, texts, ret_count);
	tsm_buf_release(&reply);
	return status;
}

enum tsm_status tsm_decoder_run(void *decoder, const void *data, size_t len,
    struct tsm_arena *arena, struct tsm_str texts[TSM_DECODE_TEXTS_MAX],
    size_t *ret_count)
{
	struct tsm_decoder *d = decoder;

	TSM_TRY(enter(d));
	enum tsm_status status =
	    run(d, tsm_str_n(data, len), arena, texts, ret_count);
	leave(d);
	return status;
}

/* --- the child ------------------------------------------------------------- */

static enum tsm_status read_all(struct tsm_buf *data)
{
	for (;;) {
		char *room = tsm_buf_reserve(data, (size_t)64 << 10);
		if (room == NULL)
			return TSM_E_MEMORY;
		ssize_t got = read(0, room, (size_t)64 << 10);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0 ? TSM_OK : TSM_E_IO;
		tsm_buf_commit(data, (size_t)got);
	}
}

static enum tsm_status make_reply(enum tsm_status status,
    const struct tsm_str *texts, size_t count, struct tsm_buf *reply)
{
	size_t n = 0;

	while (n < ANSWERS && answers[n] != status)
		n++;
	if (n == ANSWERS)
		return status;
	tsm_buf_addc(reply, (char)n);
	for (size_t i = 0; status == TSM_OK && i < count; i++) {
		tsm_buf_addc(reply, (char)(texts[i].len >> 8));
		tsm_buf_addc(reply, (char)(texts[i].len & 255));
		tsm_buf_addstr(reply, texts[i]);
	}
	return tsm_buf_status(reply);
}

static enum tsm_status write_all(struct tsm_str rest)
{
	while (rest.len > 0) {
		ssize_t done = write(1, rest.ptr, rest.len);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return TSM_E_IO;
		rest = tsm_str_n(rest.ptr + done, rest.len - (size_t)done);
	}
	return TSM_OK;
}

int tsm_decoder_child(void)
{
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_arena arena;
	struct tsm_buf data;
	struct tsm_buf reply;
	size_t count = 0;

	tsm_arena_init(&arena, 0);
	tsm_buf_init(&data, TSM_IMAGE_MAX + ((size_t)128 << 10));
	tsm_buf_init(&reply, REPLY_MAX);
	enum tsm_status status = confine();
	if (status == TSM_OK)
		status = read_all(&data);
	if (status == TSM_OK) {
		status = tsm_decode(data.data, data.len, &arena, texts, &count);
		status = make_reply(status, texts, count, &reply);
	}
	if (status == TSM_OK)
		status = write_all(tsm_buf_str(&reply));
	tsm_buf_release(&reply);
	tsm_buf_release(&data);
	tsm_arena_release(&arena);
	return status == TSM_OK ? 0 : 1;
}
