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
 * Operations are rows of a table in server.c. There is none that returns
 * private material.
 */
#ifndef TESTAMUR_SIGNER_PROTOCOL_H
#define TESTAMUR_SIGNER_PROTOCOL_H

#include "testamur/signer/client.h"

#define PROTOCOL_VERSION 1

enum signer_op {
	SIGNER_LIST = 1,
	SIGNER_PUBLIC,
	SIGNER_SIGN,
	SIGNER_QUIT,
	SIGNER_ONCE
};

/* A frame without its length, in bytes; messages in one SIGN. */
#define FRAME_MAX      ((size_t)8 << 20)
#define SIGN_COUNT_MAX 512
/* A batch is sent off when it has grown to so many bytes. */
#define SIGN_BATCH_BYTES ((size_t)1 << 20)

/* What is still unread of a frame. */
struct frame {
	const unsigned char *ptr;
	size_t len;
};

/*
 * Read one frame into buf (cleared first). TSM_E_NOT_FOUND: the peer has
 * closed before a frame began; TSM_E_LIMIT, TSM_E_SYNTAX (closed within),
 * TSM_E_IO (failed, or timed out). TSM_E_MEMORY: the frame was read and is
 * lost, but the next one can be read.
 */
enum tsm_status frame_read(int fd, struct tsm_buf *buf) TSM_NODISCARD;

/* Write body as one frame. TSM_E_LIMIT, TSM_E_IO. */
enum tsm_status frame_write(int fd, struct tsm_str body) TSM_NODISCARD;

/* Take one part off a frame; false when it is not there. */
bool frame_u8(struct frame *frame, unsigned *ret_value);
bool frame_u16(struct frame *frame, unsigned *ret_value);
bool frame_text8(struct frame *frame, struct tsm_str *ret_text);
bool frame_bytes32(struct frame *frame, struct tsm_str *ret_bytes);

/* Append one part; what fails is asked of the buffer. Text over 255 bytes
 * is cut. */
void frame_put_text8(struct tsm_buf *buf, const char *text);
void frame_put_bytes32(struct tsm_buf *buf, const void *data, size_t len);

#endif
