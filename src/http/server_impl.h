/*
 * server_impl.h - the server behind server.h, and its seam to
 * libmicrohttpd (mhd.c alone includes microhttpd.h).
 */
#ifndef TESTAMUR_HTTP_SERVER_IMPL_H
#define TESTAMUR_HTTP_SERVER_IMPL_H

#include <stdatomic.h>

#include "exchange.h"
#include "log_out.h"

#define TSM_SERVER_CLIENTS 16384

struct tsm_server {
	struct tsm_service service;
	struct tsm_watch *watch;
	struct tsm_log_out *log; /* NULL: there is none */
	void *daemon;            /* struct MHD_Daemon */
	struct tsm_pool *pool;   /* runs handlers; while daemon is there */
	int listen_fd;           /* owned until the daemon has it; -1 */
	unsigned port;
	char url[96];
	atomic_bool stopping;
	atomic_bool cut;           /* stopping, and out of patience */
	_Atomic uint64_t requests; /* so far */
	atomic_uint active;        /* requests begun and not completed */
	atomic_uint accepted;      /* connections open */
	atomic_uint clients[TSM_SERVER_CLIENTS]; /* … of each, by its hash */
	struct tsm_bodies bodies;
	struct tsm_debts debts;
};

/*
 * Serve on server->listen_fd, which the daemon then owns. TSM_E_IO when
 * libmicrohttpd cannot start.
 */
enum tsm_status tsm_mhd_start(struct tsm_server *server, struct tsm_error *err)
    TSM_NODISCARD;

/* Accept no more connections; those open go on. */
void tsm_mhd_quiesce(struct tsm_server *server);

/* Close everything and wait for the threads. */
void tsm_mhd_stop(struct tsm_server *server);

#endif
