/* Whose credential it is, when it holds, and for whom. */
#include <string.h>

#include "run.h"
#include "testamur/base/time.h"
#include "testamur/ob/check.h"
#include "testamur/ob/model.h"
#include "testamur/roster/people.h"

/* An instant of the credential; false when it has none. */
static bool instant_of(
    const struct run *run, const char *name, int64_t *ret_instant)
{
	const struct tsm_json *value = tsm_json_get(run->credential, name);

	return tsm_json_is(value, TSM_JSON_STRING) &&
	       tsm_time_parse(value->text, ret_instant) == TSM_OK;
}

/*
 * From when to when. The names of both data models bind (the context of 1.1
 * defines those of 2.0 as well), and so do the token's own limits.
 */
void run_period(const struct run *run, int64_t *ret_from, int64_t *ret_until)
{
	int64_t from = INT64_MIN, until = INT64_MAX, at;

	if (instant_of(run, "validFrom", &at) && at > from)
		from = at;
	if (instant_of(run, "issuanceDate", &at) && at > from)
		from = at;
	if (instant_of(run, "validUntil", &at) && at < until)
		until = at;
	if (instant_of(run, "expirationDate", &at) && at < until)
		until = at;
	if (run->opened && run->proof.has_nbf && run->proof.nbf > from)
		from = run->proof.nbf;
	if (run->opened && run->proof.has_exp && run->proof.exp < until)
		until = run->proof.exp;
	*ret_from = from;
	*ret_until = until;
}

/*
 * When it was signed, as the signer states it; else from when it is valid;
 * else the instant asked about.
 */
static int64_t issued_at(const struct run *run)
{
	int64_t from, until, created = INT64_MIN;

	if (run->opened && run->proof.has_signed_at)
		return run->proof.signed_at;
	for (size_t i = 0; i < run->integrity.count; i++) {
		const struct tsm_integrity_proof *proof =
		    &run->integrity.proofs[i];
		/* what no suite verified may be anybody's word */
		if (proof->suite != NULL && proof->has_created &&
		    proof->created > created)
			created = proof->created;
	}
	if (created != INT64_MIN)
		return created;
	run_period(run, &from, &until);
	return from != INT64_MIN ? from : run->as_of;
}

static enum tsm_status say_unlisted(struct run *run, int64_t at)
{
	const struct tsm_trust *trust = run->verifier->trust;
	const struct tsm_trust_entry *other =
	    run->issuer != NULL ? tsm_trust_known(trust, run->issuer) : NULL;
	char day[TSM_TIME_TEXT];
	struct tsm_civil civil;

	if (other != NULL && tsm_unix_to_civil(at, &civil) == TSM_OK)
		return run_set(run, CODE_ISSUER_NOT_ON_YOUR_LIST, NULL,
		    "It is on \"%s\", but not for %s, when the credential says "
		    "it was issued.",
		    other->list != NULL ? other->list : "",
		    tsm_date_format(&civil, day));
	return run_set(run, CODE_ISSUER_NOT_ON_YOUR_LIST, NULL, "%s",
	    tsm_trust_count(trust) == 0
		? tsm_say(run->options->lang,
		      "You have named no issuers that you recognise.")
		: "");
}

static const struct tsm_json *subject_of(const struct run *run)
{
	return tsm_json_nth(
	    tsm_json_get(run->credential, "credentialSubject"), 0);
}

/* The days of the activity, as far as they are stated; else that instant. */
static struct tsm_trust_period activity_of(const struct run *run, int64_t at)
{
	const struct tsm_json *subject =
	    run_has_badge_terms(run) ? subject_of(run) : NULL;
	const struct tsm_json *dates[] = {
		tsm_json_get(subject, "activityStartDate"),
		tsm_json_get(subject, "activityEndDate"),
	};
	struct tsm_trust_period days = { INT64_MAX, INT64_MIN };
	int64_t day;

	for (int i = 0; i < 2; i++) {
		if (!tsm_json_is(dates[i], TSM_JSON_STRING) ||
		    tsm_time_parse(dates[i]->text, &day) != TSM_OK)
			continue;
		days.from = day < days.from ? day : days.from;
		days.until = day > days.until ? day : days.until;
	}
	return days.from <= days.until ? days
				       : (struct tsm_trust_period){ at, at };
}

/* The approvals of the list that held then; none said when none is there. */
static enum tsm_status say_approvals(struct run *run,
    const struct tsm_trust_entry *entry, struct tsm_trust_period days,
    struct tsm_buf *out)
{
	struct tsm_report *report = run->report;
	enum tsm_lang lang = run->options->lang;

	for (size_t i = 0; i < entry->approval_count; i++) {
		const struct tsm_trust_approval *one = &entry->approvals[i];
		if (report->approval == NULL)
			report->approval = one;
		if (days.from < one->valid.from ||
		    days.until > one->valid.until)
			continue;
		tsm_buf_printf(out, "%s %s %s (",
		    report->approved ? "," : tsm_say(lang, " Approval:"),
		    one->scheme, one->number);
		TSM_TRY(tsm_trust_period_text(lang, &one->valid, out));
		tsm_buf_addc(out, ')');
		if (!report->approved)
			report->approval = one;
		report->approved = true;
	}
	if (report->approved)
		tsm_buf_addc(out, '.');
	else if (entry->approval_count > 0)
		tsm_buf_adds(out,
		    tsm_say(lang, " No approval of the list covers its days."));
	return tsm_buf_status(out);
}

enum tsm_status check_issuer(struct run *run)
{
	int64_t at = issued_at(run);
	const struct tsm_trust_entry *entry =
	    run->issuer != NULL
		? tsm_trust_find(run->verifier->trust, run->issuer, at)
		: NULL;
	struct tsm_buf approvals;

	if (entry == NULL)
		return say_unlisted(run, at);
	run->report->approval = NULL;
	run->report->approved = false;
	run->report->listed =
	    tsm_arena_dup(run->arena, entry->list != NULL ? entry->list : "");
	if (run->report->listed == NULL)
		return tsm_fail_memory(run->err);
	tsm_buf_init(&approvals, 0);
	enum tsm_status status =
	    say_approvals(run, entry, activity_of(run, at), &approvals);
	if (status == TSM_OK)
		status =
		    run_set(run, CODE_ISSUER_LISTED, NULL, "%s, on \"%s\".%s",
			entry->name != NULL ? entry->name : entry->id,
			run->report->listed, tsm_buf_cstr(&approvals));
	else
		status = tsm_fail_memory(run->err);
	tsm_buf_release(&approvals);
	return status;
}

enum tsm_status check_validity(struct run *run)
{
	int64_t from, until;
	char text[TSM_TIME_TEXT];

	run_period(run, &from, &until);
	if (from != INT64_MIN && run->as_of < from - TSM_VERIFY_LEEWAY)
		return run_set(run, CODE_VALIDITY_NOT_YET, NULL,
		    "It is valid from %s.", tsm_time_format(from, text));
	if (until != INT64_MAX && run->as_of > until + TSM_VERIFY_LEEWAY)
		return run_set(run, CODE_VALIDITY_EXPIRED, NULL,
		    "It was valid until %s.", tsm_time_format(until, text));
	int64_t at = issued_at(run);
	if (run->as_of < run->now && at > run->as_of + TSM_VERIFY_LEEWAY)
		return run_set(run, CODE_VALIDITY_SIGNED_LATER, NULL,
		    "It was signed at %s.", tsm_time_format(at, text));
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

/* Equal to a reader: composed or not, in capitals or not. */
static enum tsm_status plain_equal(
    struct tsm_arena *arena, const char *a, const char *b, bool *ret_same)
{
	const char *x = tsm_name_normalise(arena, tsm_str(a));
	const char *y = tsm_name_normalise(arena, tsm_str(b));

	if (x == NULL || y == NULL)
		return TSM_E_MEMORY;
	*ret_same = x[0] != '\0' && strcmp(x, y) == 0; /* of nothing: nobody */
	return TSM_OK;
}

/* Hash as given, then without odd spaces, then in lower case too. */
static enum tsm_status hash_equal(
    const char *given, const char *hash, const char *salt, bool *ret_same)
{
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
			status =
			    tsm_ob_identity_matches(form, salt, hash, ret_same);
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

/*
 * No match says that it is somebody else's only of what is surely of the
 * kind that was asked for. "Any other identifier" may be a licence number,
 * but need not.
 */
static bool is_telling(const char *type)
{
	struct tsm_str rest = tsm_str(type);
	bool licence = false;

	for (; rest.len >= 5 && !licence; rest.ptr++, rest.len--)
		licence = tsm_str_is_nocase(tsm_str_n(rest.ptr, 5), "licen");
	return licence || is_wanted(type, WANTED_NAME) ||
	       is_wanted(type, WANTED_EMAIL);
}

struct search {
	struct tsm_arena *arena;
	const char *given;
	enum wanted wanted;
	bool stated; /* the credential surely holds one of this kind */
	bool match;
};

/* Open Badges 3.0 section 9.1 step 5: every identifier is tried. */
static enum tsm_status try_identity(
    const struct tsm_json *identity, struct search *search)
{
	const char *type = run_text(identity, "identityType");
	const char *value = run_text(identity, "identityHash");
	const char *salt = run_text(identity, "salt");

	if (type == NULL || value == NULL || search->match ||
	    !is_wanted(type, search->wanted))
		return TSM_OK;
	enum tsm_status status =
	    tsm_json_is_true(tsm_json_get(identity, "hashed"))
		? hash_equal(search->given, value, salt, &search->match)
		: plain_equal(
		      search->arena, search->given, value, &search->match);
	/* hashed in a way that is not known here: it says nothing */
	if (status == TSM_E_UNSUPPORTED || status == TSM_E_CRYPTO)
		return TSM_OK;
	search->stated = search->stated || is_telling(type);
	return status;
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

/*
 * AchievementSubject, licenseNumber: "the license number that was issued with
 * this credential". Another one than was asked for may be of another licence,
 * and says nothing.
 */
static enum tsm_status try_number(
    const struct tsm_json *subject, struct search *search)
{
	const char *number = run_text(subject, "licenseNumber");

	if (search->wanted != WANTED_LICENCE || number == NULL ||
	    search->match || search->stated)
		return TSM_OK;
	return plain_equal(
	    search->arena, search->given, number, &search->match);
}

/*
 * The credential does not say; the site it came from may have. Where it
 * could have said and did not, or a copy leaves out whose it is, somebody
 * who is asked about must not seem to be the holder.
 */
static enum tsm_status set_unstated(struct run *run, const char *id)
{
	const struct tsm_given *given = run->options->given;
	const char *expected = run->options->expected.id;
	enum tsm_site_answer answer =
	    given != NULL ? given->answer : TSM_SITE_NOT_ASKED;

	if (answer == TSM_SITE_NO_MATCH)
		return run_set(run, CODE_RECIPIENT_SITE_MISMATCH, NULL, NULL);
	/* a site does not compare ids */
	if (answer == TSM_SITE_MATCH &&
	    (expected == NULL || tsm_streq(expected, id)))
		return run_set(run, CODE_RECIPIENT_SITE_MATCH, NULL, NULL);
	if (answer == TSM_SITE_SILENT)
		return run_set(run, CODE_RECIPIENT_WITHHELD, NULL,
		    tsm_say(run->options->lang,
			"The issuer's site gave no answer to it now: try again "
			"in some minutes."));
	return run_set(run,
	    tsm_ob_id_is_local(tsm_json_get_string(run->credential, "id"), id)
		? CODE_RECIPIENT_WITHHELD
		: CODE_RECIPIENT_NOT_STATED,
	    NULL, NULL);
}

enum tsm_status check_recipient(struct run *run)
{
	const struct tsm_expected *expected = &run->options->expected;
	const struct tsm_json *subject = subject_of(run);
	struct search searches[] = {
		{ run->arena, expected->name, WANTED_NAME, false, false },
		{ run->arena, expected->email, WANTED_EMAIL, false, false },
		{ run->arena, expected->licence, WANTED_LICENCE, false, false },
	};
	bool asked = expected->id != NULL, unstated = false;

	for (size_t i = 0; i < sizeof(searches) / sizeof(searches[0]); i++) {
		struct search *search = &searches[i];
		if (search->given == NULL)
			continue;
		asked = true;
		if (run_has_badge_terms(run) &&
		    (search_identities(subject, search) != TSM_OK ||
			try_number(subject, search) != TSM_OK))
			return tsm_fail_memory(run->err);
		if (search->stated && !search->match)
			return run_set(
			    run, CODE_RECIPIENT_MISMATCH, NULL, NULL);
		unstated = unstated || !search->match;
	}
	if (!asked)
		return run_set(run, CODE_RECIPIENT_NOT_ASKED, NULL, NULL);
	const char *id = tsm_json_get_string(subject, "id");
	if (expected->id != NULL && !tsm_streq(expected->id, id)) {
		if (id != NULL &&
		    !tsm_ob_id_is_local(
			tsm_json_get_string(run->credential, "id"), id))
			return run_set(
			    run, CODE_RECIPIENT_MISMATCH, NULL, NULL);
		unstated = true;
	}
	if (unstated)
		return set_unstated(run, id);
	return run_set(run, CODE_RECIPIENT_MATCH, NULL, NULL);
}
