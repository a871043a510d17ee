/*
 * server.h - the key process's side of the socket pair.
 *
 * One peer, one thread, the enumerated operations of
 * testamur/keyclient/protocol.h and nothing else. Sizes are bounded; a peer
 * that breaks the framing is dropped. The server ends when it is asked to or
 * when the peer is gone.
 */
#ifndef TESTAMUR_SIGNER_SERVER_H
#define TESTAMUR_SIGNER_SERVER_H

#include "testamur/signer/keystore.h"

/*
 * Give up what a key process does not need: core dumps, being traced,
 * new privileges, starting programs, making sockets. Irreversible, for the
 * whole process. TSM_E_UNSUPPORTED when the system refuses a step.
 */
enum tsm_status tsm_signer_harden(struct tsm_error *err) TSM_NODISCARD;

/*
 * Serve one connected stream socket until quit or end of file (TSM_OK), or
 * until the peer breaks the protocol (TSM_E_SYNTAX, TSM_E_LIMIT) or the
 * socket fails (TSM_E_IO). fd stays open. A request that cannot be
 * fulfilled is answered and does not end the server.
 */
enum tsm_status tsm_signer_serve(
    struct tsm_keystore *store, int fd, struct tsm_error *err) TSM_NODISCARD;

/*
 * Answer the first request with an error (other than TSM_OK) instead of
 * serving: how a client learns why the keys cannot be used. A peer that is
 * gone hears nothing.
 */
void tsm_signer_refuse(int fd, const struct tsm_error *error);

#endif
