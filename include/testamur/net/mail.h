/*
 * mail.h - sending a plain message by SMTP (RFC 5321), libcurl behind it.
 *
 * One mailer is one server that the operator chose: "smtps://HOST[:PORT]",
 * or "smtp://HOST[:PORT]", where STARTTLS is demanded unless HOST is
 * loopback. Certificates are checked against the system's roots. Nothing is
 * ever sent in clear over a network, and no password without TLS.
 *
 * A message is UTF-8 text with RFC 5322 headers, its subject in encoded
 * words (RFC 2047), its body quoted-printable. What would break a header
 * (line ends, control characters) is refused, so that a name from a roster
 * cannot add a header or a recipient.
 */
#ifndef TESTAMUR_NET_MAIL_H
#define TESTAMUR_NET_MAIL_H

#include <stdint.h>

#include "testamur/base/buf.h"
#include "testamur/base/status.h"

#define TSM_MAIL_TIMEOUT_MS  30000
#define TSM_MAIL_SUBJECT_MAX 200 /* bytes */
#define TSM_MAIL_BODY_MAX    ((size_t)1 << 16)

struct tsm_mail_options {
	const char *server;   /* "smtp://…" or "smtps://…" */
	const char *user;     /* or NULL: no authentication */
	const char *password; /* with user */
	const char *ca_file;  /* PEM of trusted roots; NULL: the system's */
};

struct tsm_mail {
	const char *from;      /* address of the sender */
	const char *from_name; /* or NULL */
	const char *to;        /* one address */
	const char *subject;
	const char *body; /* paragraphs; lines end in '\n' */
	const char *id;   /* left of the @ in Message-ID: letters, digits, - */
	int64_t date;     /* instant, for the Date header */
};

struct tsm_mailer;

/*
 * A mailer; nothing is connected yet. TSM_E_VALUE for a server that is no
 * such URL, TSM_E_DENIED for a user without a password, TSM_E_MEMORY,
 * TSM_E_INTERNAL when libcurl cannot start. Free with tsm_mailer_free.
 */
enum tsm_status tsm_mailer_new(const struct tsm_mail_options *options,
    struct tsm_mailer **ret_mailer, struct tsm_error *err) TSM_NODISCARD;
void tsm_mailer_free(struct tsm_mailer **mailer);

/*
 * Send one message; the connection is kept for the next. Returns when the
 * server has taken it. TSM_E_VALUE (a text that cannot be a header, an
 * address, or too long), TSM_E_DENIED (the server refuses the recipient or
 * the message for good, code 5xx), TSM_E_UNREACHABLE (no connection, TLS or
 * login failed, a temporary refusal 4xx, no answer in TSM_MAIL_TIMEOUT_MS),
 * TSM_E_MEMORY. err names no address.
 */
enum tsm_status tsm_mailer_send(struct tsm_mailer *mailer,
    const struct tsm_mail *mail, struct tsm_error *err) TSM_NODISCARD;

/*
 * The message as it is sent, headers and body, lines ending in CRLF.
 * Statuses as tsm_mailer_send, without those of the network.
 */
enum tsm_status tsm_mail_write(const struct tsm_mail *mail, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;

#endif
