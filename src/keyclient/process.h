/*
 * process.h - starting testamur-signer with nothing but what it needs.
 */
#ifndef TESTAMUR_KEYCLIENT_PROCESS_H
#define TESTAMUR_KEYCLIENT_PROCESS_H

#include <sys/types.h>

#include "testamur/base/buf.h"

/* The descriptor under which the child finds its socket. */
#define SPAWN_FD 3

/*
 * Start program with arguments (NULL-terminated, the first its name), an
 * environment of its own, standard input and output on /dev/null, and
 * socket as descriptor SPAWN_FD; all others are closed. TSM_E_NOT_FOUND,
 * TSM_E_DENIED, TSM_E_IO, TSM_E_MEMORY.
 */
enum tsm_status spawn_server(const char *program, const char *const *args,
    int socket, pid_t *ret_pid, struct tsm_error *err) TSM_NODISCARD;

/*
 * Run program to its end, its standard output and error appended to out.
 * TSM_OK with *ret_exit its exit status (-1: ended by a signal), or the
 * statuses above, TSM_E_LIMIT (out is full).
 */
enum tsm_status spawn_run(const char *program, const char *const *args,
    struct tsm_buf *out, int *ret_exit, struct tsm_error *err) TSM_NODISCARD;

/* Wait for a child that is about to end; after about a second kill it. */
void spawn_reap(pid_t pid);

#endif
