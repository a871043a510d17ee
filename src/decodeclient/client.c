/*
 * client.c - see testamur/decodeclient/client.h.
 *
 * posix_spawn, because the callers have threads.
 */
#define _GNU_SOURCE
#include "testamur/decodeclient/client.h"

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

#include "testamur/base/alloc.h"
#include "testamur/decodeclient/protocol.h"

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

enum tsm_status tsm_decoder_new(
    const struct tsm_decoder_options *options, struct tsm_decoder **ret_decoder)
{
	pthread_condattr_t clock;

	struct tsm_decoder *d = tsm_calloc(1, sizeof(*d));
	if (d == NULL)
		return TSM_E_MEMORY;
	d->program = tsm_strdup(options->program);
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

/*
 * Its end is not waited for: it has said all, or it never will. False: the
 * dynamic linker gave it up (127), a library of it is not there.
 */
static bool end(pid_t pid)
{
	int state = 0;

	(void)kill(pid, SIGKILL);
	while (waitpid(pid, &state, 0) < 0 && errno == EINTR)
		;
	return !WIFEXITED(state) || WEXITSTATUS(state) != 127;
}

static enum tsm_status not_started(int rc)
{
	switch (rc) {
	case ENOMEM:
		return TSM_E_MEMORY;
	case EAGAIN: /* as many processes as this user may have */
		return TSM_E_BUSY;
	default:
		return TSM_E_MISSING;
	}
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
		return not_started(rc);
	}
	tsm_buf_init(&reply, TSM_DECODE_ANSWER_MAX);
	enum tsm_status status = talk(sockets[0], data, d->time_ms, &reply);
	(void)close(sockets[0]);
	bool started = end(pid);
	if (!started)
		status = TSM_E_MISSING;
	else if (status == TSM_OK)
		status = tsm_decode_answer_read(
		    tsm_buf_str(&reply), arena, texts, ret_count);
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
