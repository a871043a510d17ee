/*
 * protocol.h - what client and key process say to each other.
 *
 * A stream of frames, strictly request and answer in turn. A frame is a
 * 32-bit length, then so many bytes; integers are big-endian. "text8" is
 * an 8-bit length and bytes, "bytes32" a 32-bit length and bytes.
 *
 *   request  version (1 byte), operation (1 byte), body
 *     LIST    -
 *     PUBLIC  text8 id
 *     SIGN    text8 id, text8 alg, count (16 bits), count × bytes32
 *     QUIT    -
 *     ONCE    count (16 bits), count × bytes32
 *   answer   text8 status name, text8 sentence, and when status is "ok":
 *     LIST    lines "ORGANISATION/KID ALG\n"
 *     PUBLIC  a JWK
 *     SIGN    count × bytes32
 *     QUIT    -, then the server ends
 *     ONCE    bytes32 JWK, count × bytes32
 *
 * ONCE makes a P-256 key, signs the messages with it and forgets it: it has
 * no id, is written nowhere, and no later request can reach it.
 *
 * Operations are rows of a table in src/signer/server.c. None returns
 * private material.
 */
#ifndef TESTAMUR_KEYCLIENT_PROTOCOL_H
#define TESTAMUR_KEYCLIENT_PROTOCOL_H

#include "testamur/keyclient/client.h"

#define TSM_SIGNER_PROTOCOL 1

enum tsm_signer_op {
	TSM_SIGNER_OP_LIST = 1,
	TSM_SIGNER_OP_PUBLIC,
	TSM_SIGNER_OP_SIGN,
	TSM_SIGNER_OP_QUIT,
	TSM_SIGNER_OP_ONCE
};

/* A frame without its length, in bytes; messages in one SIGN. */
#define TSM_FRAME_MAX      ((size_t)8 << 20)
#define TSM_FRAME_SIGN_MAX 512

/* What is still unread of a frame. */
struct tsm_frame {
	const unsigned char *ptr;
	size_t len;
};

/*
 * Read one frame into buf (cleared first). TSM_E_NOT_FOUND: the peer has
 * closed before a frame began; TSM_E_LIMIT, TSM_E_SYNTAX (closed within),
 * TSM_E_IO (failed, or timed out). TSM_E_MEMORY: the frame was read and is
 * lost, but the next one can be read.
 */
enum tsm_status tsm_frame_read(int fd, struct tsm_buf *buf) TSM_NODISCARD;

/* Write body as one frame. TSM_E_LIMIT, TSM_E_IO. */
enum tsm_status tsm_frame_write(int fd, struct tsm_str body) TSM_NODISCARD;

/* Take one part off a frame; false when it is not there. */
bool tsm_frame_u8(struct tsm_frame *frame, unsigned *ret_value);
bool tsm_frame_u16(struct tsm_frame *frame, unsigned *ret_value);
bool tsm_frame_text8(struct tsm_frame *frame, struct tsm_str *ret_text);
bool tsm_frame_bytes32(struct tsm_frame *frame, struct tsm_str *ret_bytes);

/* Append one part; what fails is asked of the buffer. Text over 255 bytes
 * is cut. */
void tsm_frame_put_text8(struct tsm_buf *buf, const char *text);
void tsm_frame_put_bytes32(struct tsm_buf *buf, const void *data, size_t len);

#endif
