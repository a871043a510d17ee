/*
 * qr.h - QR codes as matrices (ISO/IEC 18004).
 *
 * A text whose characters are all of the alphanumeric set (0-9 A-Z space
 * $ % * + - . / :) is encoded in that mode, any other as bytes of UTF-8.
 * The smallest version that holds it is taken. The matrix has no quiet
 * zone: who draws it leaves TSM_QR_QUIET modules free on every side and
 * draws dark on light. Pure; any thread. The encoder behind it allocates
 * with malloc.
 */
#ifndef TESTAMUR_BADGE_QR_H
#define TESTAMUR_BADGE_QR_H

#include <stdbool.h>

#include "testamur/base/status.h"
#include "testamur/base/str.h"

/* The quiet zone in modules (ISO/IEC 18004 section 9.1). */
#define TSM_QR_QUIET 4

/* How much damage may be repaired: 7, 15, 25, 30 per cent. */
enum tsm_qr_level {
	TSM_QR_M, /* the default: screen and clean print */
	TSM_QR_L,
	TSM_QR_Q, /* will be photocopied */
	TSM_QR_H
};

struct tsm_qr {
	unsigned char *modules; /* size * size, row by row; 1 is dark */
	unsigned size;          /* modules a side: 17 + 4 * version */
	unsigned version;       /* 1..40 */
	enum tsm_qr_level level;
	bool alphanumeric; /* the mode that was used */
};

/*
 * Encode text at a level into *ret_qr; release it with tsm_qr_release().
 * TSM_E_VALUE: empty text, or NUL in it. TSM_E_LIMIT: more than version 40
 * holds. TSM_E_MEMORY.
 */
enum tsm_status tsm_qr_encode(struct tsm_str text, enum tsm_qr_level level,
    struct tsm_qr *ret_qr, struct tsm_error *err) TSM_NODISCARD;

/* Free the modules; everything becomes zero. A zeroed qr is accepted. */
void tsm_qr_release(struct tsm_qr *qr);

#endif
