/* A report as the data of result.html (web/README.md). */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "testamur/base/time.h"
#include "testamur/json/write.h"

#define DATE_TEXT 48
#define TYPE_TEXT 64

static const char *const months[] = { "January", "February", "March", "April",
	"May", "June", "July", "August", "September", "October", "November",
	"December" };

/* "17 December 2021", or with ", 14:05 UTC"; UTC throughout. */
static const char *date_words(int64_t instant, bool clock, char out[DATE_TEXT])
{
	struct tsm_civil c;

	if (tsm_unix_to_civil(instant, &c) != TSM_OK)
		return "";
	if (clock)
		(void)snprintf(out, DATE_TEXT, "%d %s %d, %02d:%02d UTC", c.day,
		    months[c.month - 1], c.year, c.hour, c.minute);
	else
		(void)snprintf(out, DATE_TEXT, "%d %s %d", c.day,
		    months[c.month - 1], c.year);
	return out;
}

/*
 * A credential's date in words, the one that its issuer wrote whatever the
 * offset from UTC; what is none is left out.
 */
static const char *date_of(const char *text, char out[DATE_TEXT])
{
	int64_t instant;
	struct tsm_civil date;

	if (text == NULL || tsm_time_parse(tsm_str(text), &instant) != TSM_OK ||
	    tsm_date_parse(tsm_str_n(text, strlen("YYYY-MM-DD")), &date) !=
		TSM_OK)
		return NULL;
	return date_words(tsm_civil_to_unix(&date), false, out);
}

/* "CertificateOfCompletion" as "Certificate of completion". */
static const char *type_words(const char *type, char out[TYPE_TEXT])
{
	size_t n = 0;

	for (const char *c = type; c != NULL && *c != '\0'; c++) {
		bool upper = *c >= 'A' && *c <= 'Z';
		if (!tsm_is_alpha(*c) || n + 3 > TYPE_TEXT)
			return type; /* of somebody's own: as it is */
		if (upper && c != type)
			out[n++] = ' ';
		out[n++] = (char)(upper && c != type ? *c - 'A' + 'a' : *c);
	}
	out[n] = '\0';
	return type == NULL ? NULL : out;
}

void view_common(const struct app *app, json_t *data, const char *title)
{
	(void)app;
	tsm_json_set(data, "title", title);
	json_t *site = tsm_json_set_object(data, "site");
	tsm_json_set(site, "name", "Credential verifier");
	tsm_json_set(site, "kind", "verifier");
}

/* The template's class; it picks colour and icon. */
static const char *class_of(const struct tsm_report *report)
{
	static const struct {
		const char *word;
		const char *class_name;
	} classes[] = {
		{ "REVOKED", "revoked" },
		{ "SUSPENDED", "suspended" },
		{ "SUPERSEDED", "superseded" },
		{ "EXPIRED", "expired" },
		{ "NOT YET VALID", "not_yet_valid" },
		{ "ALTERED", "altered" },
		{ "COULD NOT BE CHECKED", "not_checked" },
		{ "NOT VALID", "not_valid" },
	};
	const char *word = tsm_report_word(report);

	if (report->verdict == TSM_VERIFIED)
		return "valid";
	if (report->verdict == TSM_VERIFIED_ISSUER_UNLISTED)
		return "unlisted";
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(word, classes[i].word) == 0)
			return classes[i].class_name;
	return "not_valid";
}

static json_t *verdict(const struct tsm_report *report)
{
	json_t *object = json_object();

	tsm_json_set(object, "word", tsm_report_word(report));
	tsm_json_set(object, "class", class_of(report));
	tsm_json_set(object, "sentence", tsm_report_sentence(report));
	if (report->verdict != TSM_VERIFIED &&
	    report->verdict != TSM_VERIFIED_ISSUER_UNLISTED)
		tsm_json_set(object, "act", report->deciding->detail);
	return object;
}

static void activity(json_t *worth, const struct tsm_facts *facts)
{
	char from[DATE_TEXT], to[DATE_TEXT], both[2 * DATE_TEXT + 8];
	const char *start = date_of(facts->activity_start, from);
	const char *end = date_of(facts->activity_end, to);

	if (start == NULL && end == NULL)
		return;
	json_t *object = tsm_json_set_object(worth, "activity");
	if (start != NULL && end != NULL && strcmp(start, end) != 0)
		(void)snprintf(both, sizeof(both), "%s to %s", start, end);
	else
		(void)snprintf(
		    both, sizeof(both), "%s", start != NULL ? start : end);
	tsm_json_set(object, "dates", both);
	tsm_json_set(object, "start_iso", facts->activity_start);
	tsm_json_set(object, "end_iso", facts->activity_end);
	tsm_json_set(object, "place", facts->term);
	tsm_json_set(object, "mode", facts->role);
}

static void issuer(json_t *worth, const struct tsm_report *report)
{
	const struct tsm_facts *facts = report->facts;
	json_t *object = tsm_json_set_object(worth, "issuer");

	tsm_json_set(object, "name",
	    facts->issuer_name != NULL ? facts->issuer_name : facts->issuer_id);
	tsm_json_set(object, "url", facts->issuer_url);
	tsm_json_set(object, "id", facts->issuer_id);
	tsm_json_set(object, "listed", report->listed);
	if (facts->n_issuer_identifiers == 0)
		return;
	json_t *approval = tsm_json_set_object(worth, "approval");
	tsm_json_set(approval, "number", facts->issuer_identifiers[0].value);
	tsm_json_set(approval, "ok", "unknown");
	tsm_json_set(
	    approval, "note", "As the issuer states it in the credential");
}

static json_t *worth(const struct tsm_report *report)
{
	const struct tsm_facts *facts = report->facts;
	char text[DATE_TEXT];
	char type[TYPE_TEXT];
	json_t *object = json_object();

	tsm_json_set(object, "name", facts->holder_name);
	if (facts->holder_name == NULL)
		tsm_json_set(object, "name_note",
		    "The credential does not show a name.");
	json_t *award = tsm_json_set_object(object, "achievement");
	tsm_json_set(award, "name",
	    facts->achievement != NULL ? facts->achievement : facts->name);
	tsm_json_set(award, "description", facts->description);
	tsm_json_set(award, "type", type_words(facts->achievement_type, type));
	tsm_json_set(award, "url", facts->achievement_id);
	tsm_json_set(award, "criteria", facts->criteria);
	tsm_json_set(award, "code", facts->human_code);
	issuer(object, report);
	json_t *units = tsm_json_set_array(object, "units");
	for (size_t i = 0; i < facts->n_units; i++) {
		json_t *unit = tsm_json_add_object(units);
		tsm_json_set(unit, "value", facts->units[i].value);
		tsm_json_set(unit, "name", facts->units[i].name);
	}
	activity(object, facts);
	tsm_json_set(object, "awarded",
	    date_of(facts->awarded != NULL ? facts->awarded : facts->valid_from,
		text));
	tsm_json_set(object, "awarded_iso", facts->awarded);
	tsm_json_set(object, "valid_from", date_of(facts->valid_from, text));
	tsm_json_set(object, "valid_until", date_of(facts->valid_until, text));
	tsm_json_set(object, "credential_id", facts->id);
	tsm_json_set(object, "number", facts->license_number);
	tsm_json_set(object, "evidence", facts->evidence_id);
	return object;
}

static json_t *checks(const struct tsm_report *report)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++) {
		const struct tsm_check_result *result = &report->checks[i];
		struct tsm_buf sentence;
		json_t *object = tsm_json_add_object(array);
		tsm_json_set(object, "id", tsm_check_name((enum tsm_check)i));
		tsm_json_set(
		    object, "title", tsm_check_title((enum tsm_check)i));
		tsm_json_set(
		    object, "outcome", tsm_outcome_name(result->outcome));
		tsm_json_set(object, "code", result->code->name);
		tsm_buf_init(&sentence, 0);
		tsm_buf_adds(&sentence, result->code->sentence);
		if (result->detail != NULL)
			tsm_buf_printf(&sentence, " %s", result->detail);
		tsm_json_set(object, "sentence", tsm_buf_cstr(&sentence));
		tsm_buf_release(&sentence);
		tsm_json_set(
		    object, "who", tsm_actor_name(result->code->actor));
		tsm_json_set(object, "where", result->place);
	}
	return array;
}

static json_t *fetches(const struct tsm_report *report)
{
	json_t *array = json_array();
	char text[DATE_TEXT], number[16];

	for (const struct tsm_fetch_record *r = report->fetched; r != NULL;
	     r = r->next) {
		json_t *object = tsm_json_add_object(array);
		tsm_json_set(object, "url", r->url);
		(void)snprintf(number, sizeof(number), "%d", r->http_status);
		tsm_json_set(object, "result",
		    r->http_status != 0 ? number : tsm_status_name(r->status));
		tsm_json_set(object, "sha256", r->sha256);
		tsm_json_set(object, "at", date_words(r->at, true, text));
		tsm_json_set_bool(object, "mapped", r->mapped);
		tsm_json_set_bool(object, "cached", r->from_cache);
	}
	return array;
}

/* The report's word for the kind of proof, explained. */
static const char *proof_words(const char *kind)
{
	static const struct {
		const char *kind;
		const char *words;
	} known[] = {
		{ "data-integrity",
		    "Data Integrity: a proof inside the credential" },
		{ "vc-jwt", "JSON Web Token, Open Badges profile" },
		{ "vc+jwt", "JSON Web Token, W3C profile" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (tsm_streq(kind, known[i].kind))
			return known[i].words;
	return kind;
}

static void technical(json_t *data, const struct tsm_report *report)
{
	const struct {
		const char *name;
		const char *value;
	} rows[] = {
		{ "Proof", proof_words(report->proof.kind) },
		{ "Algorithm", report->proof.alg },
		{ "Key", report->proof.key },
		{ "SHA-256 of what was given", report->proof.sha256 },
	};
	json_t *array = tsm_json_set_array(data, "technical");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].value == NULL)
			continue;
		json_t *object = tsm_json_add_object(array);
		tsm_json_set(object, "name", rows[i].name);
		tsm_json_set(object, "value", rows[i].value);
	}
}

/* The JSON report itself, pretty. */
static void add_report(json_t *data, const struct tsm_report *report)
{
	struct tsm_buf text;
	json_t *value = tsm_report_json(report);

	tsm_buf_init(&text, 0);
	if (tsm_json_write(value, TSM_JSON_PRETTY, &text) == TSM_OK)
		tsm_json_set(data, "report", tsm_buf_cstr(&text));
	tsm_buf_release(&text);
	json_decref(value);
}

json_t *view_result(
    const struct tsm_report *report, const char *subject, const char *id)
{
	char text[DATE_TEXT], iso[TSM_TIME_TEXT];
	json_t *data = json_object();

	tsm_json_set_new(data, "verdict", verdict(report));
	tsm_json_set(
	    data, "checked_at", date_words(report->checked_at, true, text));
	tsm_json_set(
	    data, "checked_at_iso", tsm_time_format(report->checked_at, iso));
	tsm_json_set(data, "reference", id);
	tsm_json_set(data, "subject", subject);
	if (report->facts != NULL)
		tsm_json_set_new(data, "worth", worth(report));
	else
		tsm_json_set(data, "not_shown",
		    report->verdict == TSM_NOT_VALID
			? "No signature of an issuer covers them, so they may "
			  "say anything."
			: "Their signature could not be checked, so they may "
			  "say anything.");
	if (report->checks[TSM_CHECK_SUPERSEDED].outcome == TSM_FAIL) {
		json_t *newer = tsm_json_set_object(data, "replacement");
		tsm_json_set(
		    newer, "url", report->checks[TSM_CHECK_SUPERSEDED].place);
	}
	json_t *maps = tsm_json_set_array(data, "maps");
	for (size_t i = 0; i < report->n_fetch_maps; i++)
		tsm_json_add(maps, report->fetch_maps[i]);
	tsm_json_set_new(data, "checks", checks(report));
	tsm_json_set_new(data, "fetches", fetches(report));
	technical(data, report);
	add_report(data, report);
	tsm_json_set_bool(data, "noindex", true);
	return data;
}
