/*
 * mail.h - messages to participants that a step calls for.
 *
 * A step queues a message in its own transaction; 'mail send' writes and
 * sends it later. What it says is made when it is sent, from what is true
 * then: news that is no longer true (a badge revoked meanwhile) is cancelled
 * instead. A person without an address is told nothing.
 *
 * Delivery is at least once: killed between the server's answer and the
 * commit, the same message (with the same Message-ID) goes out again.
 */
#ifndef ISSUER_MAIL_H
#define ISSUER_MAIL_H

#include "app.h"
#include "testamur/net/mail.h"
#include "testamur/store/credential.h"
#include "testamur/store/outbox.h"
#include "testamur/store/person.h"

#define MAIL_AWARDED    "awarded" /* about the id of a credential */
#define MAIL_REVOKED    "revoked" /* about ID/instant, as the next three */
#define MAIL_SUSPENDED  "suspended"
#define MAIL_REINSTATED "reinstated"
#define MAIL_CORRECTED  "corrected" /* there is a new version */
#define MAIL_PLACE      "place"     /* about COHORT/TRACK/instant */

/* Times that a message is tried before it counts as failed. */
#define MAIL_ATTEMPTS_MAX 10

/*
 * Queue a message inside the caller's transaction, due at an instant.
 * Nothing is queued for a person without an address, nor twice. Statuses of
 * the store.
 */
enum tsm_status mail_queue(struct app *app, const char *kind,
    const char *object, const struct tsm_store_person *person, int64_t due_at,
    struct tsm_error *err) TSM_NODISCARD;

/* The same to the holder of a credential about a change of its status; a
 * holder whose person was deleted is told nothing. */
enum tsm_status mail_queue_status(struct app *app,
    const struct tsm_store_credential *credential, const char *kind,
    struct tsm_error *err) TSM_NODISCARD;

struct mail_text {
	const char *from_name; /* the organisation; or NULL */
	const char *subject;
	const char *body; /* may hold the holder's secret link */
};

/*
 * What a message says now; in app's arena. TSM_E_STATE when it is no longer
 * true, and TSM_E_NOT_FOUND when what it is about is gone: cancel it.
 */
enum tsm_status mail_write(struct app *app, const struct tsm_store_mail *mail,
    struct mail_text *ret_text, struct tsm_error *err) TSM_NODISCARD;

/* Where and as whom to send: DATA/mail.json, DATA/mail.password. */
struct mail_settings {
	const char *server;  /* smtp://… or smtps://… */
	const char *from;    /* address */
	const char *user;    /* or NULL */
	const char *ca_file; /* PEM, or NULL */
};

/*
 * Keep settings, and the password (empty: none) in a file of its own, both
 * with mode 0600. TSM_E_VALUE and TSM_E_DENIED as tsm_mailer_new.
 */
enum tsm_status mail_settings_write(struct app *app,
    const struct mail_settings *settings, struct tsm_str password,
    struct tsm_error *err) TSM_NODISCARD;

/* TSM_E_STATE, with what to do, when there are none. */
enum tsm_status mail_settings_read(struct app *app,
    struct mail_settings *ret_settings, struct tsm_error *err) TSM_NODISCARD;

struct mail_sent {
	size_t sent, failed, cancelled, waiting;
};

/*
 * Send what is due, one message after the other, each settled in the store
 * as soon as the server has answered. Unreachable servers and temporary
 * refusals are tried again later, at growing intervals; TSM_E_UNREACHABLE
 * when the server could not be reached at all: the rest is left for the
 * next time.
 */
enum tsm_status mail_send(struct app *app, const struct mail_settings *settings,
    struct mail_sent *ret_sent, struct tsm_error *err) TSM_NODISCARD;

#endif
