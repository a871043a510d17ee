#include "view.h"

#include <stdio.h>
#include <string.h>

#include "testamur/base/wording.h"
#include "testamur/json/write.h"
#include "testamur/ob/check.h"

void view_common(json_t *data, enum tsm_lang lang, const char *title)
{
	tsm_json_set(data, "title", title);
	tsm_json_set(data, "lang", tsm_lang_tag(lang));
	tsm_json_set(data, "action", "./");
	json_t *site = tsm_json_set_object(data, "site");
	tsm_json_set(site, "name", tsm_say(lang, "Credential verifier"));
	tsm_json_set(site, "kind", "verifier");
}

/* --- one credential -------------------------------------------------------- */

static json_t *checks(const struct tsm_report *report)
{
	json_t *array = json_array();
	json_t *run = NULL; /* titles of checks in a row, none evaluated */

	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++) {
		const struct tsm_check_result *result = &report->checks[i];
		const char *title = tsm_check_title((enum tsm_check)i);
		bool open = result->code->check == TSM_CHECK_COUNT;
		json_t *object = tsm_json_add_object(array);
		tsm_json_set(object, "id", tsm_check_name((enum tsm_check)i));
		tsm_json_set(object, "title", tsm_say(report->lang, title));
		tsm_json_set(
		    object, "outcome", tsm_outcome_name(result->outcome));
		tsm_json_set(object, "code", result->code->name);
		if (!open || run == NULL)
			view_sentence(object, report, result);
		else
			tsm_json_set_bool(object, "in_run", true);
		if (open && run == NULL)
			run = tsm_json_set_array(object, "run");
		else if (!open)
			run = NULL;
		if (open)
			tsm_json_add(run, tsm_say(report->lang, title));
		tsm_json_set(
		    object, "who", tsm_actor_name(result->code->actor));
		tsm_json_set(object, "where", result->place);
	}
	return array;
}

/* Verdict, what it is worth, checks; contents only under a signature. */
static void add_answer(json_t *data, const struct tsm_report *report)
{
	bool given =
	    report->checks[TSM_CHECK_FORMAT].code->check != TSM_CHECK_COUNT;

	tsm_json_set_new(data, "verdict", view_verdict(report));
	if (report->facts != NULL)
		tsm_json_set_new(data, "worth", view_worth(report));
	else if (given && report->verdict == TSM_NOT_VALID)
		tsm_json_set(data, "not_shown",
		    tsm_say(report->lang,
			"No signature of an issuer covers them, so they may "
			"say anything."));
	else if (given)
		tsm_json_set(data, "not_shown",
		    tsm_say(report->lang,
			"Their signature could not be checked, so they may "
			"say anything."));
	tsm_json_set_new(data, "checks", checks(report));
}

/* --- the technical part ---------------------------------------------------- */

static json_t *fetches(const struct tsm_report *report)
{
	json_t *array = json_array();
	char text[TSM_WORDING], number[16];

	for (const struct tsm_fetch_record *r = report->fetched; r != NULL;
	     r = r->next) {
		json_t *object = tsm_json_add_object(array);
		tsm_json_set(object, "url", r->url);
		(void)snprintf(number, sizeof(number), "%d", r->http_status);
		tsm_json_set(object, "result",
		    r->http_status != 0 ? number : tsm_status_name(r->status));
		tsm_json_set(object, "sha256", r->sha256);
		tsm_json_set(object, "at",
		    tsm_wording_instant(report->lang, r->at, true, text));
		tsm_json_set_bool(object, "mapped", r->mapped);
		tsm_json_set_bool(object, "cached", r->from_cache);
	}
	return array;
}

/* The report's word for the kind of proof, explained. */
static const char *proof_words(enum tsm_lang lang, const char *kind)
{
	static const struct {
		const char *kind;
		const char *words;
	} known[] = {
		{ "data-integrity",
		    TSM_SAID("Data Integrity: a proof inside the "
			     "credential") },
		{ "vc-jwt", TSM_SAID("JSON Web Token, Open Badges profile") },
		{ "hosted", TSM_SAID("Open Badges 2.0: published by its "
				     "issuer's website, not signed") },
		{ "jws", TSM_SAID("JSON Web Signature, Open Badges 2.0") },
		{ "vc+jwt", TSM_SAID("JSON Web Token, W3C profile") },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (tsm_streq(kind, known[i].kind))
			return tsm_say(lang, known[i].words);
	return kind;
}

static void technical(json_t *data, const struct tsm_report *report)
{
	enum tsm_lang lang = report->lang;
	const struct {
		const char *name;
		const char *value;
	} rows[] = {
		{ tsm_say(lang, "Proof"),
		    proof_words(lang, report->proof.kind) },
		{ tsm_say(lang, "Algorithm"), report->proof.alg },
		{ tsm_say(lang, "Key"), report->proof.key },
		{ tsm_say(lang, "SHA-256 of what was given"),
		    report->proof.sha256 },
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

/* --- around it ------------------------------------------------------------- */

/* Since when and why, where only the issuer's site can say so: of what was
 * withdrawn, not of what has another fault on the day asked about. */
static void add_since(json_t *data, const struct view *view)
{
	enum tsm_check decided = view->report->deciding->code->check;
	if (decided != TSM_CHECK_REVOCATION && decided != TSM_CHECK_SUSPENSION)
		return;

	const struct tsm_json *statement = view->statement;
	enum tsm_lang lang = view->report->lang;
	json_t *object = json_object_get(data, "verdict");
	json_t *words = view_statement(lang, statement);

	tsm_json_set(object, "since",
	    json_string_value(json_object_get(words, "since")));
	tsm_json_set(object, "reason",
	    json_string_value(json_object_get(words, "reason")));
	tsm_json_set(object, "source",
	    tsm_say(lang, "(as the issuer’s site says, unsigned)"));
	json_decref(words);
}

/* A link to a host that is nobody's the operator knows. */
static void add_foreign(json_t *data, const struct view *view)
{
	const struct site_found *found = view->found;
	char id[TSM_SHORT_ID];
	json_t *object = tsm_json_set_object(data, "foreign");

	tsm_json_set(object, "host", found->detail);
	tsm_json_set(object, "url", found->place);
	tsm_json_set_bool(object, "fetch", !view->scanned);
	if (tsm_link_find_id(tsm_str(found->place), id, NULL) == TSM_OK)
		tsm_json_set(object, "id", id);
}

/* This one is withdrawn, and its id is in force: it has another version. */
static bool has_other_version(const struct view *view)
{
	return view->statement != NULL &&
	       tsm_streq(
		   tsm_json_get_string(view->statement, "status"), "valid");
}

static void add_replacement(json_t *data, const struct view *view)
{
	const struct tsm_report *report = view->report;
	const char *id = report->facts->id;
	char short_id[TSM_SHORT_ID];

	if (report->checks[TSM_CHECK_SUPERSEDED].outcome != TSM_FAIL &&
	    !has_other_version(view))
		return;
	json_t *newer = tsm_json_set_object(data, "replacement");
	/* where an id has a page, the current version is there */
	bool page = id != NULL &&
		    tsm_link_find_id(tsm_str(id), short_id, NULL) == TSM_OK;
	tsm_json_set(newer, "url",
	    page ? id : report->checks[TSM_CHECK_SUPERSEDED].place);
	if (page)
		tsm_json_set(newer, "check", id);
}

static void add_compare(json_t *data, const struct view *view)
{
	if (view->again == NULL && view->answer == NULL)
		return;
	json_t *object = tsm_json_set_object(data, "compare");
	tsm_json_set(object, "input", view->again);
	tsm_json_set(object, "as_of", view->date);
	tsm_json_set_bool(object, "follow", view->follow);
	tsm_json_set(object, "answer", view->answer);
	tsm_json_set(object, "claim", view->claim);
	tsm_json_set_bool(object, "remote", view->report->facts == NULL);
	tsm_json_set_bool(object, "first", view->answer != NULL);
}

static bool is_looked_up(const struct view *view)
{
	return view->found != NULL && view->found->id[0] != '\0';
}

/* Somebody's, but whose? That is for the reader to compare. */
static bool is_nameless(const struct view *view)
{
	const struct tsm_facts *facts = view->report->facts;

	return facts->holder_name == NULL &&
	       (is_looked_up(view) ||
		   tsm_ob_id_is_local(facts->id, facts->holder_id));
}

static void add_nameless(json_t *data, const struct view *view)
{
	enum tsm_lang lang = view->report->lang;
	json_t *object = json_object_get(data, "verdict");
	json_t *compare = json_object_get(data, "compare");

	tsm_json_set(json_object_get(data, "worth"), "name_note",
	    tsm_say(lang, "The holder does not show a name here."));
	if (is_looked_up(view)) {
		tsm_json_set_bool(compare, "remote", true);
		tsm_json_set_bool(compare, "first", true);
	}
	if (view->report->verdict != TSM_VERIFIED ||
	    tsm_streq(view->answer, "match"))
		return;
	tsm_json_set(object, "class", "not_shared");
	tsm_json_set(object, "sentence",
	    view->report->as_of < view->report->checked_at
		? tsm_say(lang,
		      "The award is genuine and was in force then, but its "
		      "holder shows no name here: compare the one on the "
		      "document.")
		: tsm_say(lang,
		      "The award is genuine and in force, but its holder shows "
		      "no name here: compare the one on the document."));
}

static void add_around(json_t *data, const struct view *view)
{
	const struct tsm_report *report = view->report;
	const struct site_found *found = view->found;

	if (found != NULL && found->code != NULL &&
	    strcmp(found->code, "item.other_host") == 0) {
		add_foreign(data, view);
		(void)json_object_del(json_object_get(data, "verdict"), "act");
	}
	if (report->facts != NULL) {
		add_replacement(data, view);
		add_compare(data, view);
		if (is_nameless(view))
			add_nameless(data, view);
		if (view->statement != NULL && !has_other_version(view))
			add_since(data, view);
	} else if (view->statement != NULL) {
		tsm_json_set_new(data, "statement",
		    view_statement(report->lang, view->statement));
		add_compare(data, view);
	}
	tsm_json_set(data, "sealed_by", view->sealed_by);
	if (view->operator_did != NULL) {
		json_t *receipt = tsm_json_set_object(data, "receipt");
		tsm_json_set(receipt, "operator", view->operator_did);
		if (view->receipt.ptr != NULL)
			tsm_json_setn(receipt, "text", view->receipt);
		tsm_json_set(receipt, "input", view->again);
		tsm_json_set(receipt, "as_of", view->date);
		tsm_json_set_bool(receipt, "follow", view->follow);
	}
	if (view->again != NULL) {
		json_t *again = tsm_json_set_object(data, "again");
		tsm_json_set(again, "input", view->again);
		tsm_json_set(again, "as_of", view->date);
		tsm_json_set_bool(again, "follow", view->follow);
		tsm_pages_languages(again, report->lang);
	}
}

json_t *view_result(const struct view *view)
{
	const struct tsm_report *report = view->report;
	char text[TSM_WORDING], iso[TSM_TIME_TEXT], title[160];
	char heading[TSM_REPORT_HEADING];
	char reference[TSM_REPORT_REFERENCE];
	json_t *data = json_object();

	(void)snprintf(title, sizeof(title),
	    tsm_say(report->lang, "%s: credential check"),
	    tsm_report_heading(report, heading));
	view_common(data, report->lang, title);
	tsm_json_set(data, "checked_at",
	    tsm_wording_instant(report->lang, report->checked_at, true, text));
	tsm_json_set(
	    data, "checked_at_iso", tsm_time_format(report->checked_at, iso));
	if (tsm_report_reference(report, reference)[0] != '\0')
		tsm_json_set(data, "reference", reference);
	tsm_json_set(data, "subject", view->subject);
	add_answer(data, report);
	if (report->n_presented > 0) {
		json_t *all = tsm_json_set_array(data, "credentials");
		for (size_t i = 0; i < report->n_presented; i++)
			add_answer(
			    tsm_json_add_object(all), &report->presented[i]);
		tsm_json_set_int(
		    data, "presented", (int64_t)report->n_presented);
	}
	add_around(data, view);
	json_t *maps = tsm_json_set_array(data, "maps");
	for (size_t i = 0; i < report->n_fetch_maps; i++)
		tsm_json_add(maps, report->fetch_maps[i]);
	tsm_json_set_new(data, "fetches", fetches(report));
	technical(data, report);
	add_report(data, report);
	tsm_json_set(data, "details", "details");
	tsm_json_set_bool(data, "noindex", true);
	return data;
}
