/*
 * certificate.h - the certificate as PDF: one landscape page to frame.
 *
 * A4 or Letter. All words are text, not pictures of text: they can be
 * selected, searched and read aloud, in any script pango knows, right to
 * left too; long ones shrink and wrap, and are cut with an ellipsis only
 * when nothing else helps. The QR code is at least 25 mm wide without its
 * quiet zone of four modules, black on white. There is no signature
 * picture: the printed link and id say where to check it. The page is a
 * copy of the HTML page, which is the accessible original.
 *
 * Nothing is computed here: dates, numbers and links come as the texts to
 * be printed, so that the page in the browser and the paper say the same.
 * The same input gives the same bytes as long as fonts and libraries are
 * the same. Texts are UTF-8, at most TSM_PRINT_TEXT_MAX bytes each, and
 * stay the caller's. Thread rule as in testamur/print/picture.h.
 */
#ifndef TESTAMUR_PRINT_CERTIFICATE_H
#define TESTAMUR_PRINT_CERTIFICATE_H

#include <stddef.h>
#include <stdint.h>

#include "testamur/base/buf.h"
#include "testamur/print/picture.h"

enum tsm_paper {
	TSM_PAPER_A4,
	TSM_PAPER_LETTER
};

/* One line of what the award is worth. */
struct tsm_certificate_units {
	const char *amount;   /* "5" */
	const char *scheme;   /* "Montana OPI renewal units" */
	const char *approval; /* "Provider approval 2021-0147", or NULL */
};

#define TSM_CERTIFICATE_UNITS_MAX 6

/* The fixed words in another language; a NULL member is English. */
struct tsm_certificate_words {
	const char *certifies; /* "This is to certify that" */
	const char *earned;    /* "has earned" */
	const char *issued_by; /* "Issued by" */
	const char *awarded;   /* "Awarded" */
	const char *held;      /* "Held" */
	const char *units;     /* "Credit" */
	const char *verify_at; /* "Verify at" */
	const char *id;        /* "Certificate no." */
};

struct tsm_certificate {
	const char *heading;     /* NULL: "Certificate of Completion" */
	const char *holder;      /* name as on the credential; required */
	const char *achievement; /* required */
	const char *summary;     /* one or two sentences, or NULL */
	const char *programme;   /* series or cohort title, or NULL */
	const char *issuer;      /* required */
	const char *issuer_note; /* line under it (place, site), or NULL */
	const char *dates;       /* when the activity was held, or NULL */
	const char *awarded;     /* date of the award; required */
	const struct tsm_certificate_units *units;
	size_t unit_count;               /* 0..TSM_CERTIFICATE_UNITS_MAX */
	const char *link;                /* what the QR code says; required */
	const char *printed_link;        /* tsm_link_printed(); required */
	const char *printed_id;          /* tsm_link_group_id(); required */
	const unsigned char *qr_modules; /* tsm_qr.modules; required */
	unsigned qr_size;                /* tsm_qr.size */
	const char *colour; /* accent "#rrggbb"; NULL: the badge's blue */
	const struct tsm_certificate_words *words; /* NULL: English */
	int64_t created; /* UTC seconds, for the PDF's metadata */
	enum tsm_paper paper;
};

/*
 * Append the PDF. TSM_E_MISSING names the absent member in err->where;
 * TSM_E_VALUE: not UTF-8, a control character, no colour, no QR size;
 * TSM_E_LIMIT: a text too long, too many units. TSM_E_MEMORY,
 * TSM_E_INTERNAL (cairo failed).
 */
enum tsm_status tsm_print_certificate(const struct tsm_certificate *cert,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

#endif
