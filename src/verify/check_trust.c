/* Whose credential it is, when it holds, and for whom. */
#include <string.h>

#include "run.h"
#include "testamur/base/alloc.h"
#include "testamur/base/time.h"
#include "testamur/ob/check.h"
#include "testamur/ob/model.h"

enum tsm_status check_issuer(struct run *run)
{
	const struct tsm_trust_entry *entry =
	    run->issuer != NULL
		? tsm_trust_find(run->verifier->trust, run->issuer)
		: NULL;

	if (entry == NULL)
		return run_set(run, CODE_ISSUER_NOT_ON_YOUR_LIST, NULL, "%s",
		    tsm_trust_count(run->verifier->trust) == 0
			? "You have named no issuers that you recognise."
			: "");
	const char *name = entry->name != NULL ? entry->name : entry->id;
	run->report->listed =
	    tsm_arena_dup(run->arena, entry->list != NULL ? entry->list : "");
	if (run->report->listed == NULL)
		return tsm_fail_memory(run->err);
	return run_set(run, CODE_ISSUER_LISTED, NULL, "%s, on \"%s\".", name,
	    run->report->listed);
}

/* An instant of the credential; false when it has none. */
static bool instant_of(
    const struct run *run, const char *name, int64_t *ret_instant)
{
	const struct tsm_json *value = tsm_json_get(run->credential, name);

	return tsm_json_is(value, TSM_JSON_STRING) &&
	       tsm_time_parse(value->text, ret_instant) == TSM_OK;
}

enum tsm_status check_validity(struct run *run)
{
	bool v1 = tsm_vc_is_v1(run->credential);
	int64_t from = INT64_MIN, until = INT64_MAX;
	char text[TSM_TIME_TEXT];

	(void)instant_of(run, v1 ? "issuanceDate" : "validFrom", &from);
	(void)instant_of(run, v1 ? "expirationDate" : "validUntil", &until);
	/* The token's own limits bind as well. */
	if (run->opened && run->proof.has_nbf && run->proof.nbf > from)
		from = run->proof.nbf;
	if (run->opened && run->proof.has_exp && run->proof.exp < until)
		until = run->proof.exp;
	struct tsm_civil civil;
	if (from != INT64_MIN && run->as_of < from - TSM_VERIFY_LEEWAY)
		return run_set(run, CODE_VALIDITY_NOT_YET, NULL,
		    "It is valid from %s.",
		    tsm_unix_to_civil(from, &civil) == TSM_OK
			? tsm_time_format(from, text)
			: "a later time");
	if (until != INT64_MAX && run->as_of > until + TSM_VERIFY_LEEWAY)
		return run_set(run, CODE_VALIDITY_EXPIRED, NULL,
		    "It was valid until %s.",
		    tsm_unix_to_civil(until, &civil) == TSM_OK
			? tsm_time_format(until, text)
			: "an earlier time");
	return run_set(run, CODE_VALIDITY_CURRENT, NULL, NULL);
}

/* Letters folded (ASCII), runs of white space one space, ends trimmed. */
static enum tsm_status fold(const char *text, bool lower, struct tsm_buf *out)
{
	struct tsm_str view = tsm_str_trim(tsm_str(text));

	tsm_buf_clear(out);
	for (size_t i = 0; i < view.len; i++) {
		char c = view.ptr[i];
		if (tsm_is_space(c)) {
			if (!tsm_is_space(view.ptr[i - 1]))
				tsm_buf_addc(out, ' ');
		} else if (lower) {
			tsm_buf_addc(out, tsm_to_lower(c));
		} else {
			tsm_buf_addc(out, c);
		}
	}
	return tsm_buf_status(out);
}

static enum tsm_status plain_equal(const char *a, const char *b, bool *ret_same)
{
	struct tsm_buf x, y;

	tsm_buf_init(&x, 0);
	tsm_buf_init(&y, 0);
	enum tsm_status status = fold(a, true, &x);
	if (status == TSM_OK)
		status = fold(b, true, &y);
	if (status == TSM_OK)
		*ret_same = tsm_str_eq(tsm_buf_str(&x), tsm_buf_str(&y));
	tsm_buf_release(&x);
	tsm_buf_release(&y);
	return status;
}

/* Hash as given, then without odd spaces, then in lower case too. */
static enum tsm_status hash_equal(
    const char *given, const char *hash, const char *salt, bool *ret_same)
{
	char computed[TSM_OB_IDENTITY_HASH];
	struct tsm_buf text;
	enum tsm_status status = TSM_OK;

	*ret_same = false;
	tsm_buf_init(&text, 0);
	for (int i = 0; i < 3 && status == TSM_OK && !*ret_same; i++) {
		const char *form = given;
		if (i > 0) {
			status = fold(given, i == 2, &text);
			form = tsm_buf_cstr(&text);
		}
		if (status == TSM_OK)
			status = tsm_ob_identity_hash(form, salt, computed);
		if (status == TSM_OK)
			*ret_same = tsm_str_is_nocase(tsm_str(computed), hash);
	}
	tsm_buf_release(&text);
	return status;
}

enum wanted {
	WANTED_NAME,
	WANTED_EMAIL,
	WANTED_LICENCE
};

static bool is_wanted(const char *type, enum wanted wanted)
{
	bool name = strcmp(type, "name") == 0;
	bool email = strcmp(type, "emailAddress") == 0;

	switch (wanted) {
	case WANTED_NAME:
		return name;
	case WANTED_EMAIL:
		return email;
	default:
		return !name && !email;
	}
}

struct search {
	const char *given;
	enum wanted wanted;
	bool stated; /* the credential holds one of this kind */
	bool match;
};

/* Open Badges 3.0 section 9.1 step 5: every identifier is tried. */
static enum tsm_status try_identity(
    const struct tsm_json *identity, struct search *search)
{
	const char *type = tsm_json_get_string(identity, "identityType");
	const char *value = tsm_json_get_string(identity, "identityHash");
	const char *salt = tsm_json_get_string(identity, "salt");

	if (type == NULL || value == NULL || search->match ||
	    !is_wanted(type, search->wanted))
		return TSM_OK;
	search->stated = true;
	if (tsm_json_is_true(tsm_json_get(identity, "hashed")))
		return hash_equal(search->given, value, salt, &search->match);
	return plain_equal(search->given, value, &search->match);
}

static enum tsm_status search_identities(
    const struct tsm_json *subject, struct search *search)
{
	const struct tsm_json *list = tsm_json_get(subject, "identifier");

	if (tsm_json_is(list, TSM_JSON_OBJECT))
		return try_identity(list, search);
	for (size_t i = 0; tsm_json_is(list, TSM_JSON_ARRAY) && i < list->count;
	     i++)
		TSM_TRY(try_identity(tsm_json_at(list, i), search));
	return TSM_OK;
}

static const struct tsm_json *subject_of(const struct run *run)
{
	const struct tsm_json *subject =
	    tsm_json_get(run->credential, "credentialSubject");

	return tsm_json_is(subject, TSM_JSON_ARRAY) ? tsm_json_at(subject, 0)
						    : subject;
}

enum tsm_status check_recipient(struct run *run)
{
	const struct tsm_expected *expected = &run->options->expected;
	const struct tsm_json *subject = subject_of(run);
	struct search searches[] = {
		{ expected->name, WANTED_NAME, false, false },
		{ expected->email, WANTED_EMAIL, false, false },
		{ expected->licence, WANTED_LICENCE, false, false },
	};
	bool asked = expected->id != NULL, unstated = false;

	for (size_t i = 0; i < sizeof(searches) / sizeof(searches[0]); i++) {
		struct search *search = &searches[i];
		if (search->given == NULL)
			continue;
		asked = true;
		if (search_identities(subject, search) != TSM_OK)
			return tsm_fail_memory(run->err);
		if (search->stated && !search->match)
			return run_set(
			    run, CODE_RECIPIENT_MISMATCH, NULL, NULL);
		unstated = unstated || !search->stated;
	}
	if (!asked)
		return run_set(run, CODE_RECIPIENT_NOT_ASKED, NULL, NULL);
	const char *id = tsm_json_get_string(subject, "id");
	if (expected->id != NULL && id == NULL)
		unstated = true;
	else if (expected->id != NULL && strcmp(expected->id, id) != 0)
		return run_set(run, CODE_RECIPIENT_MISMATCH, NULL, NULL);
	return run_set(run,
	    unstated ? CODE_RECIPIENT_NOT_STATED : CODE_RECIPIENT_MATCH, NULL,
	    NULL);
}
