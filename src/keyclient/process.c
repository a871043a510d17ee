/*
 * process.c - child processes.
 *
 * posix_spawn, because the callers have threads: between fork and exec
 * only it keeps to what is allowed there.
 */
#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "testamur/base/alloc.h"

#define ARGS_MAX 16

/* 100 × 10 ms */
#define REAP_ROUNDS 100
#define REAP_NAP_NS 10000000L

/* Where the child's descriptors come from; -1: /dev/null or none. */
struct plan {
	int out;
	int error;
	int socket;
};

static int prepare(posix_spawn_file_actions_t *actions, const struct plan *plan)
{
	int rc = posix_spawn_file_actions_addopen(
	    actions, 0, "/dev/null", O_RDONLY, 0);
	if (rc == 0 && plan->out >= 0)
		rc = posix_spawn_file_actions_adddup2(actions, plan->out, 1);
	else if (rc == 0)
		rc = posix_spawn_file_actions_addopen(
		    actions, 1, "/dev/null", O_WRONLY, 0);
	if (rc == 0 && plan->error >= 0)
		rc = posix_spawn_file_actions_adddup2(actions, plan->error, 2);
	if (rc == 0 && plan->socket >= 0)
		rc = posix_spawn_file_actions_adddup2(
		    actions, plan->socket, SPAWN_FD);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(
		    actions, plan->socket >= 0 ? SPAWN_FD + 1 : SPAWN_FD);
	return rc;
}

/* Signals as a fresh program expects them, whatever the parent ignores. */
static int prepare_signals(posix_spawnattr_t *attributes)
{
	sigset_t all;
	sigset_t none;
	(void)sigfillset(&all);
	(void)sigemptyset(&none);
	int rc = posix_spawnattr_setsigdefault(attributes, &all);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(attributes, &none);
	if (rc == 0)
		rc = posix_spawnattr_setflags(
		    attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	return rc;
}

static enum tsm_status start(const char *program, const char *const *args,
    const struct plan *plan, pid_t *ret_pid, struct tsm_error *err)
{
	char *copies[ARGS_MAX + 1] = { NULL };
	char path[] = "PATH=/usr/bin:/bin";
	char *const environment[] = { path, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < ARGS_MAX && args[i] != NULL; i++) {
		copies[i] = tsm_strdup(args[i]);
		rc = copies[i] == NULL ? ENOMEM : 0;
	}
	if (rc == 0)
		rc = posix_spawn_file_actions_init(&actions);
	if (rc == 0) {
		rc = posix_spawnattr_init(&attributes);
		if (rc == 0) {
			rc = prepare(&actions, plan);
			if (rc == 0)
				rc = prepare_signals(&attributes);
			if (rc == 0)
				rc = posix_spawn(ret_pid, program, &actions,
				    &attributes, copies, environment);
			(void)posix_spawnattr_destroy(&attributes);
		}
		(void)posix_spawn_file_actions_destroy(&actions);
	}
	for (size_t i = 0; i < ARGS_MAX; i++)
		tsm_free(copies[i]);
	if (rc == 0)
		return TSM_OK;
	if (rc == ENOMEM)
		return tsm_fail_memory(err);
	return tsm_fail(err,
	    rc == ENOENT   ? TSM_E_NOT_FOUND
	    : rc == EACCES ? TSM_E_DENIED
			   : TSM_E_IO,
	    NULL, "the program testamur-signer cannot be started: %s",
	    strerror(rc));
}

enum tsm_status spawn_server(const char *program, const char *const *args,
    int socket, pid_t *ret_pid, struct tsm_error *err)
{
	const struct plan plan = { .out = -1, .error = -1, .socket = socket };
	return start(program, args, &plan, ret_pid, err);
}

/* All that the child writes until it closes. */
static enum tsm_status drain(int fd, struct tsm_buf *out)
{
	char chunk[1024];
	for (;;) {
		ssize_t got = read(fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return TSM_E_IO;
		if (got == 0)
			return tsm_buf_status(out);
		TSM_TRY(tsm_buf_add(out, chunk, (size_t)got));
	}
}

enum tsm_status spawn_run(const char *program, const char *const *args,
    struct tsm_buf *out, int *ret_exit, struct tsm_error *err)
{
	int ends[2];
	int state = 0;
	pid_t pid = -1;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return tsm_fail(
		    err, TSM_E_IO, NULL, "no pipe: %s", strerror(errno));
	const struct plan plan = {
		.out = ends[1], .error = ends[1], .socket = -1
	};
	enum tsm_status status = start(program, args, &plan, &pid, err);
	close(ends[1]);
	if (status == TSM_OK) {
		status = drain(ends[0], out);
		if (status != TSM_OK) {
			(void)kill(pid, SIGKILL);
			(void)tsm_fail(err, status, NULL,
			    "the output of testamur-signer cannot be read");
		}
		while (waitpid(pid, &state, 0) < 0 && errno == EINTR)
			;
		if (status == TSM_OK)
			*ret_exit = WIFEXITED(state) ? WEXITSTATUS(state) : -1;
	}
	close(ends[0]);
	return status;
}

void spawn_reap(pid_t pid)
{
	const struct timespec nap = { 0, REAP_NAP_NS };
	for (int i = 0; i < REAP_ROUNDS; i++) {
		pid_t done = waitpid(pid, NULL, WNOHANG);
		if (done == pid || (done < 0 && errno != EINTR))
			return;
		(void)nanosleep(&nap, NULL);
	}
	(void)kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}
