/*
 * legacy.h - Open Badges 2.0 (1EdTech, final of 2018-04-12): assertions that
 * their issuer's website publishes (hosted) or that it signed (JWS).
 *
 * An assertion is held to its own standard; what it says is then written as
 * an Open Badge 3.0 would say it, and the checks of issuer, dates, revocation,
 * recipient and the facts are those of every credential. A hosted badge is
 * worth what the website is worth, which the report says. Older versions are
 * named and not checked.
 */
#ifndef TESTAMUR_VERIFY_LEGACY_H
#define TESTAMUR_VERIFY_LEGACY_H

#include "keys.h"

/* Fetched for one assertion: itself, its badge, its issuer, the key. */
#define LEGACY_DOCUMENTS 4

struct legacy {
	const struct tsm_json *assertion;
	const struct tsm_json *badge;   /* its BadgeClass */
	const struct tsm_json *profile; /* its issuer, as its website says */
	bool hosted;
	/* of which the above are parts; let go at the end */
	struct document *documents[LEGACY_DOCUMENTS];
	size_t n_documents;
};

/* Is it an Open Badge older than 3.0, or a part of one? */
bool legacy_is(const struct tsm_json *document);

/* Of version 2.0, by its context. */
bool legacy_is_2(const struct tsm_json *document);

/* Is it to be verified so? By one of two names, or by an extension of it. */
bool legacy_says(
    const struct tsm_json *assertion, const char *old_name, const char *name);

/*
 * All checks but input of run->credential, for which legacy_is() is true.
 * Statuses are those of a check.
 */
enum tsm_status legacy_steps(struct run *run);

/*
 * The rule of Open Badges 2.0 that the assertion breaks, and where; NULL:
 * none. Static texts.
 */
const char *legacy_broken(
    const struct tsm_json *assertion, const char **ret_place);

/* The address of a part: a text, or the id of an object; or NULL. */
const char *legacy_id(const struct tsm_json *part);

/*
 * The same as an Open Badge 3.0, in run's arena. The assertion was held to
 * legacy_broken(). TSM_OK or TSM_E_MEMORY.
 */
enum tsm_status legacy_convert(struct run *run, const struct legacy *legacy,
    const struct tsm_json **ret_credential);

/*
 * Who says so: the checks key, controller and signature. Fills badge and
 * profile, and of a hosted badge puts the assertion that is published in the
 * place of the one that was given. *ret_revoked: its website calls it so.
 */
enum tsm_status legacy_hosted(
    struct run *run, struct legacy *legacy, bool *ret_revoked);
enum tsm_status legacy_signed(struct run *run, struct legacy *legacy);

#endif
