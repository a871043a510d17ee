/* When a key was its issuer's. */
#include <stdio.h>
#include <string.h>

#include "keys.h"
#include "testamur/base/time.h"

static int64_t signed_at(const struct run *run, const struct tsm_proof *proof)
{
	return proof->has_signed_at ? proof->signed_at : run->now;
}

/*
 * Does a receipt show that this was signed before the key was revoked? The
 * document states the key still; that it was for assertions is the receipt's
 * word, as one that is revoked is for nothing any more.
 */
static bool is_held(const struct run *run, const struct tsm_proof *proof,
    const struct document *document,
    const struct tsm_verification_method *method)
{
	const struct tsm_held *held = run->held;
	const struct tsm_public_key *key =
	    document->keys[method - document->did.methods].key;
	char thumbprint[TSM_THUMBPRINT];

	if (held == NULL || key == NULL)
		return false;
	/* who does not say when it was signed, signed it by then */
	int64_t at = proof->has_signed_at ? proof->signed_at : held->at;
	if (at > held->at + TSM_VERIFY_LEEWAY ||
	    tsm_public_key_thumbprint(key, thumbprint) != TSM_OK ||
	    !tsm_streq(held->thumbprint, thumbprint))
		return false;
	enum tsm_did_answer then = tsm_verification_method_judge(
	    &document->did, method, TSM_DID_ASSERTION, at, held->at);
	return then == TSM_DID_USABLE || then == TSM_DID_NOT_LISTED;
}

bool key_is_good(enum code_id controller)
{
	return controller == CODE_CONTROLLER_ISSUER ||
	       controller == CODE_CONTROLLER_HELD;
}

/*
 * A key that is in other hands is that whatever it is called: the method of
 * the document that states this very key and is revoked, or NULL.
 */
static const struct tsm_verification_method *revoked_as(const struct run *run,
    const struct document *document,
    const struct tsm_verification_method *method)
{
	const struct tsm_did_document *did = &document->did;
	const struct tsm_public_key *key =
	    document->keys[method - did->methods].key;

	for (size_t i = 0; key != NULL && i < did->method_count; i++) {
		const struct tsm_verification_method *other = &did->methods[i];
		if (other->has_revoked && other->revoked <= run->now &&
		    document->keys[i].key != NULL &&
		    tsm_public_key_equal(document->keys[i].key, key))
			return other;
	}
	return NULL;
}

enum code_id key_judge(struct run *run, const struct tsm_proof *proof,
    const struct document *document,
    const struct tsm_verification_method *method)
{
	const struct tsm_verification_method *revoked =
	    revoked_as(run, document, method);

	if (revoked != NULL)
		method = revoked;
	switch (tsm_verification_method_judge(&document->did, method,
	    run->expected != NULL ? TSM_DID_AUTHENTICATION : TSM_DID_ASSERTION,
	    signed_at(run, proof), run->now)) {
	case TSM_DID_USABLE:
		return CODE_CONTROLLER_ISSUER;
	case TSM_DID_REVOKED:
		return is_held(run, proof, document, method)
			   ? CODE_CONTROLLER_HELD
			   : CODE_CONTROLLER_KEY_REVOKED;
	case TSM_DID_CONTROLLER:
		return CODE_CONTROLLER_NOT_ISSUER;
	case TSM_DID_NOT_LISTED:
		return CODE_CONTROLLER_NOT_FOR_ASSERTION;
	case TSM_DID_EXPIRED:
		return CODE_CONTROLLER_KEY_EXPIRED_BEFORE_SIGNING;
	default:
		return CODE_CONTROLLER_WINDOW;
	}
}

void key_note_window(struct run *run, const struct tsm_proof *proof,
    const struct tsm_verification_method *method, struct key_answer *answer)
{
	enum tsm_lang lang = run->options->lang;
	char end[TSM_TIME_TEXT], stated[TSM_TIME_TEXT];

	if (answer->controller == CODE_CONTROLLER_HELD)
		(void)snprintf(answer->detail, sizeof(answer->detail),
		    tsm_say(lang, "So says %s."), run->held->by);

	if (!method->has_expires || method->bad_window ||
	    (answer->controller != CODE_CONTROLLER_ISSUER &&
		answer->controller !=
		    CODE_CONTROLLER_KEY_EXPIRED_BEFORE_SIGNING))
		return;
	(void)snprintf(answer->detail, sizeof(answer->detail),
	    tsm_say(lang, "The key was in use until %s; the signer states to "
			  "have signed at %s."),
	    tsm_time_format(method->expires, end),
	    proof->has_signed_at ? tsm_time_format(proof->signed_at, stated)
				 : tsm_say(lang, "an unstated time"));
}

enum tsm_status key_find_held(struct run *run)
{
	char sha256[TSM_SHA256_HEX];

	if (run->options->n_held == 0 || run->depth > 0 ||
	    run->secured.ptr == NULL)
		return TSM_OK;
	enum tsm_status status =
	    tsm_sha256_hex(run->secured.ptr, run->secured.len, sha256);
	if (status != TSM_OK)
		return tsm_fail(
		    run->err, status, NULL, "the credential cannot be hashed");
	for (size_t i = 0; i < run->options->n_held; i++)
		if (tsm_streq(run->options->held[i].sha256, sha256) &&
		    (run->held == NULL ||
			run->options->held[i].at < run->held->at))
			run->held = &run->options->held[i];
	return TSM_OK;
}
