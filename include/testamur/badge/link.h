/*
 * link.h - the public link of a credential, written and read.
 *
 * A credential lives at PUBLIC/V/ID, PUBLIC being the public URL of the
 * instance and ID a short id (testamur/base/id.h). The QR code holds the
 * same link with scheme and host in capitals, because QR codes store
 * capitals compactly: with a host of up to 23 characters it is a version
 * 3-M code. A prefix path in PUBLIC keeps its case (a path is case
 * sensitive), which costs compactness and never correctness.
 *
 * Reading takes what a person or a desk scanner types into one field: the
 * id alone, in groups, a link, or a link garbled by a keyboard layout that
 * differs from the scanner's. Only the id is taken from it; a host in it
 * is never trusted. Pure, any thread.
 */
#ifndef TESTAMUR_BADGE_LINK_H
#define TESTAMUR_BADGE_LINK_H

#include "testamur/base/buf.h"
#include "testamur/base/id.h"
#include "testamur/base/str.h"

/*
 * Append PUBLIC "/V/" ID: the credential's "id". A slash at the end of
 * public_url is dropped. TSM_E_VALUE when public_url is no http(s) URL
 * without query and fragment or id is no sound short id in capitals;
 * TSM_E_MEMORY, TSM_E_LIMIT.
 */
enum tsm_status tsm_link_credential(struct tsm_str public_url, const char *id,
    struct tsm_buf *out) TSM_NODISCARD;

/* The same with scheme and host in capitals, for the QR code. */
enum tsm_status tsm_link_qr(struct tsm_str public_url, const char *id,
    struct tsm_buf *out) TSM_NODISCARD;

/*
 * The same without "https://", for a printed line ("http://" is kept:
 * browsers do not add it).
 */
enum tsm_status tsm_link_printed(struct tsm_str public_url, const char *id,
    struct tsm_buf *out) TSM_NODISCARD;

/* An id in groups of four for the eye, with NUL: "0123 4567 … XYZ". */
#define TSM_LINK_GROUPED 34
/* id has TSM_SHORT_ID_LEN characters, else out is "". Returns out. */
char *tsm_link_group_id(const char *id, char out[TSM_LINK_GROUPED]);

/* How what was typed had to be read. */
enum tsm_link_layout {
	TSM_LINK_AS_TYPED,
	TSM_LINK_QWERTZ,        /* Y and Z swapped back */
	TSM_LINK_AZERTY,        /* A and Q, Z and W swapped back */
	TSM_LINK_AZERTY_DIGITS, /* also digits and M that came as signs */
	TSM_LINK_LAYOUTS
};

/* The longest text that is looked at, in bytes. */
#define TSM_LINK_TYPED_MAX 4096

/*
 * Find the short id in what was typed or scanned: the last run of 27
 * letters and digits (or the last 27 with spaces or hyphens between) whose
 * check character fits; if there is none, the same after undoing each
 * keyboard layout.
 *
 * A check character is right by chance once in 32 times, so when
 * *ret_layout is not TSM_LINK_AS_TYPED and no credential has that id, say
 * "not a valid id" and not "unknown".
 *
 * TSM_E_SYNTAX: nothing in it has the shape of an id. TSM_E_VALUE: an id
 * with a wrong character. TSM_E_AMBIGUOUS: two layouts give two sound ids.
 * TSM_E_LIMIT: longer than TSM_LINK_TYPED_MAX. ret_layout may be NULL.
 */
enum tsm_status tsm_link_find_id(struct tsm_str typed, char out[TSM_SHORT_ID],
    enum tsm_link_layout *ret_layout) TSM_NODISCARD;

/*
 * The same with one layout undone and no other: for who can ask whether an
 * id exists, and so tells right from right by chance. TSM_E_SYNTAX,
 * TSM_E_VALUE, TSM_E_LIMIT.
 */
enum tsm_status tsm_link_read(struct tsm_str typed, enum tsm_link_layout layout,
    char out[TSM_SHORT_ID]) TSM_NODISCARD;

#endif
