/*
 * The pages of a batch: /batch takes a list or a file, /batch/ID shows how
 * far it is and then its rows. Without a script: while it runs the page is
 * asked for again by a header, which the reader may stop.
 */
#include <stdio.h>
#include <string.h>

#include "jobs.h"
#include "testamur/base/wording.h"
#include "testamur/json/write.h"
#include "view.h"

#define ROWS_A_PAGE 200
#define REFRESH_S   "3"

/* Links between the pages of one batch. */
struct place {
	const struct tsm_request *request;
	const char *base;
	const char *id;
	enum tsm_lang lang;
};

/* "/batch/ID?lang=es&…" into data. */
static void set_link(json_t *data, const char *name, const struct place *place,
    const char *format, size_t number)
{
	char more[64];

	(void)snprintf(more, sizeof(more), "%s%zu", format, number);
	tsm_json_set(data, name,
	    tsm_arena_printf(place->request->arena, "%s/batch/%s?lang=%s%s",
		place->base, place->id, tsm_lang_tag(place->lang),
		format[0] != '\0' ? more : ""));
}

/* --- the form -------------------------------------------------------------- */

static enum tsm_status form_page(struct app *app, enum tsm_lang lang,
    const char *problem, bool ended, struct tsm_response *response,
    struct tsm_error *err)
{
	json_t *data = json_object();
	char kept[400];

	view_common(data, lang, tsm_say(lang, "Check many at once"));
	tsm_pages_languages(data, lang);
	tsm_json_set(data, "problem", problem);
	tsm_json_set_bool(data, "ended", ended);
	(void)snprintf(kept, sizeof(kept),
	    tsm_say(lang,
		"What you send stays in the memory of this server until you "
		"delete it, or for %lld minutes after it is done, and is "
		"written down nowhere: when the service is restarted it is "
		"gone. Only who has the address of the result can see it."),
	    (long long)(jobs_keep_s(app->jobs) + 59) / 60);
	tsm_json_set(data, "kept", kept);
	ui_reach(app, data);
	return ui_page(app, lang, "batch_form.html", data, response, err);
}

enum tsm_status ui_batch_form(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	return form_page(ctx, tsm_request_lang(request), NULL,
	    tsm_request_query(request, "ended") != NULL, response, err);
}

/* What is wrong with what was given, for people; NULL: it is not that. */
static const char *explain(
    enum tsm_lang lang, enum tsm_status status, const struct tsm_error *err)
{
	static const char damaged[] =
	    TSM_SAID("The file is damaged, or in no form that is known here.");

	switch (status) {
	case TSM_E_MISSING:
	case TSM_E_AMBIGUOUS:
		return err->where[0] == '\0'
			   ? tsm_say(lang,
				 "Nothing was given. Paste a list or choose a "
				 "file.")
			   : tsm_say(lang,
				 "Which column holds the credentials? Give its "
				 "heading, and the file once more.");
	case TSM_E_LIMIT:
		return tsm_say(lang,
		    "That is too much at once. At most 5,000 rows or files; a "
		    "table of 10 MB, a ZIP file of 32 MB.");
	case TSM_E_UNSUPPORTED:
		return tsm_say(lang,
		    "This is a spreadsheet or a document. Save it as CSV and "
		    "choose that file.");
	case TSM_E_VALUE:
		if (tsm_streq(err->where, "as_of"))
			return tsm_say(lang,
			    "The day asked about cannot be read. Type it as "
			    "2025-12-31, or as a date and time with its "
			    "zone.");
		return tsm_say(lang, damaged);
	case TSM_E_SYNTAX:
	case TSM_E_UNKNOWN:
	case TSM_E_DUPLICATE:
		return tsm_say(lang, damaged);
	case TSM_E_BUSY:
		return tsm_say(lang,
		    "There is no room for one more batch now, or this service "
		    "is about to be restarted. Send it again in a minute.");
	default:
		return NULL;
	}
}

static const char *text_of(
    const struct tsm_form *form, const char *name, struct tsm_arena *arena)
{
	struct tsm_str text = tsm_str_trim(tsm_str(tsm_form_text(form, name)));

	return text.len > 0 ? tsm_arena_str(arena, text) : NULL;
}

/* The files, or for want of one the list. NULL: out of memory. */
static const struct batch_body *read_bodies(const struct tsm_request *request,
    const struct tsm_form *form, size_t *ret_count)
{
	struct batch_body *bodies =
	    tsm_arena_array(request->arena, form->count + 1, sizeof(*bodies));
	const char *column = text_of(form, "column", request->arena);
	const char *as_of = text_of(form, "as_of", request->arena);
	size_t n = 0;

	for (size_t i = 0; bodies != NULL && i < form->count; i++) {
		const struct tsm_form_field *field = &form->fields[i];
		if (strcmp(field->name, "file") != 0 ||
		    field->filename == NULL || field->value.len == 0)
			continue;
		bodies[n].data = field->value;
		bodies[n].type = "";
		bodies[n].name = field->filename;
		bodies[n].as_of = as_of;
		bodies[n++].column = column;
	}
	if (bodies != NULL && n == 0) {
		bodies[n].data = tsm_str(tsm_form_text(form, "list"));
		bodies[n].type = "";
		bodies[n].as_of = as_of;
		bodies[n++].column = column;
	}
	*ret_count = n;
	return bodies;
}

enum tsm_status ui_batch_add(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct app *app = ctx;
	struct tsm_form form;
	char id[JOB_ID];

	TSM_TRY(tsm_request_same_origin(request, app->public_url, err));
	TSM_TRY(tsm_request_form(request, &form, err));
	enum tsm_lang lang = ui_form_lang(request, &form);
	size_t count = 0;
	const struct batch_body *bodies = read_bodies(request, &form, &count);
	if (bodies == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status =
	    jobs_add(app->jobs, app, request, bodies, count, id, err);
	const char *problem = explain(lang, status, err);
	if (problem != NULL) {
		response->status = tsm_status_http(status);
		return form_page(app, lang, problem, false, response, err);
	}
	if (status != TSM_OK)
		return status;
	const char *place = tsm_arena_printf(request->arena,
	    "%s/batch/%s?lang=%s", app->base, id, tsm_lang_tag(lang));
	return place != NULL
		   ? tsm_response_redirect(response, request, 303, place)
		   : tsm_fail_memory(err);
}

enum tsm_status ui_batch_end(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct app *app = ctx;
	struct tsm_form form;

	TSM_TRY(tsm_request_same_origin(request, app->public_url, err));
	TSM_TRY(tsm_request_form(request, &form, err));
	enum tsm_status status =
	    jobs_end(app->jobs, tsm_request_param(request, "id"), err);
	/* with an earlier server it ended, too */
	if (status != TSM_E_GONE)
		TSM_TRY(status);
	const char *place =
	    tsm_arena_printf(request->arena, "%s/batch?ended=1&lang=%s",
		app->base, tsm_lang_tag(ui_form_lang(request, &form)));
	return place != NULL
		   ? tsm_response_redirect(response, request, 303, place)
		   : tsm_fail_memory(err);
}

/* It was one of an earlier run: with the form, to send it again. */
static enum tsm_status lost_page(struct app *app, const struct place *place,
    struct tsm_response *response, struct tsm_error *err)
{
	response->status = tsm_status_http(TSM_E_GONE);
	tsm_response_cache(response, place->request, 0, false);
	return form_page(app, place->lang,
	    tsm_say(place->lang,
		"This check was lost, because the service was restarted and "
		"nothing that you send is written down. Send the list or the "
		"files again."),
	    false, response, err);
}

/* --- while it runs --------------------------------------------------------- */

static enum tsm_status progress_page(struct app *app, const struct place *place,
    const struct job_view *view, struct tsm_response *response,
    struct tsm_error *err)
{
	bool updating = tsm_request_query(place->request, "still") == NULL;
	enum tsm_lang lang = place->lang;
	json_t *data = json_object();
	char text[80];

	(void)snprintf(text, sizeof(text), tsm_say(lang, "%zu of %zu checked"),
	    view->done, view->items);
	view_common(data, lang, text);
	tsm_pages_languages(data, lang);
	tsm_json_set_bool(data, "noindex", true);
	tsm_json_set(data, "progress", text);
	tsm_json_set_int(data, "items", (int64_t)view->items);
	tsm_json_set_int(data, "done", (int64_t)view->done);
	tsm_json_set_bool(data, "updating", updating);
	set_link(data, "still", place, "&still=", 1);
	set_link(data, "moving", place, "", 0);
	tsm_json_set(data, "end",
	    tsm_arena_printf(place->request->arena, "%s/batch/%s/end",
		place->base, place->id));
	if (updating)
		tsm_response_header(response, "Refresh", REFRESH_S);
	return ui_page(app, lang, "batch_progress.html", data, response, err);
}

/* --- its rows -------------------------------------------------------------- */

static const char *const classes[] = {
	[TSM_VERIFIED] = "valid",
	[TSM_VERIFIED_ISSUER_UNLISTED] = "unlisted",
	[TSM_NOT_VALID] = "not_valid",
	[TSM_COULD_NOT_BE_CHECKED] = "not_checked",
};

static void set_mark(
    json_t *object, const char *name, enum tsm_lang lang, size_t row)
{
	char text[100];

	if (row == 0)
		return;
	(void)snprintf(text, sizeof(text), tsm_say(lang, "Row %zu"), row);
	tsm_json_set(object, name, text);
}

/* Good, but whose? Somebody has to compare a name. */
static bool is_nameless(const struct batch_row *row)
{
	return row->verdict == TSM_VERIFIED && row->holder == NULL;
}

/* "renewals.csv, line 2: …": the file, the line, and what stands there. */
static const char *source_words(const struct place *place, const char *source)
{
	static const char line[] = "line ";
	const char *at = source != NULL ? strstr(source, ", line ") : NULL;

	if (at != NULL)
		at += strlen(", ");
	else if (source != NULL && tsm_str_starts(tsm_str(source), line))
		at = source;
	else
		return source;
	return tsm_arena_printf(place->request->arena,
	    tsm_say(place->lang, "%.*sline %s"), (int)(at - source), source,
	    at + strlen(line));
}

static void add_row(json_t *rows, const struct place *place,
    const struct batch_row *row, size_t item)
{
	enum tsm_lang lang = place->lang;
	json_t *object = tsm_json_add_object(rows);
	char awarded[TSM_WORDING], dates[TSM_WORDING_PERIOD];

	tsm_json_set_int(object, "item", (int64_t)item);
	tsm_json_set(object, "class",
	    is_nameless(row) ? "not_shared" : classes[row->verdict]);
	tsm_json_set(object, "word", tsm_say(lang, row->word));
	/* two hundred times that all is well would hide the rest */
	if (row->later || row->verdict != TSM_VERIFIED)
		tsm_json_set(object, "sentence",
		    tsm_say(lang, row->later ? row->detail : row->sentence));
	else if (is_nameless(row))
		tsm_json_set(object, "sentence",
		    tsm_say(lang,
			"It shows no name: check it by itself to compare "
			"one."));
	tsm_json_set(object, "source", source_words(place, row->source));
	tsm_json_set(object, "holder", row->holder);
	tsm_json_set(object, "achievement", row->achievement);
	tsm_json_set(object, "units", row->units);
	tsm_json_set(object, "activity",
	    tsm_wording_days(
		lang, row->activity_start, row->activity_end, dates));
	tsm_json_set(
	    object, "awarded", tsm_wording_day(lang, row->awarded, awarded));
	tsm_json_set(object, "issuer", row->issuer);
	tsm_json_set(object, "listed", row->listed);
	set_mark(object, "duplicate", lang, row->duplicate_of);
	set_mark(object, "overlap", lang, row->overlaps);
}

static bool needs_look(const struct batch_row *row)
{
	return row->verdict != TSM_VERIFIED || row->later ||
	       row->duplicate_of != 0 || row->overlaps != 0 || is_nameless(row);
}

/* A page of rows, beginning after skip of those that are shown. */
static void add_rows(
    json_t *data, const struct place *place, const struct batch *batch)
{
	bool only = tsm_request_query(place->request, "open") != NULL;
	const char *from = tsm_request_query(place->request, "from");
	const char *kind = only ? "&open=1&from=" : "&from=";
	json_t *rows = tsm_json_set_array(data, "rows");
	uint64_t skip = 0;
	size_t shown = 0;
	size_t all = 0;
	char text[120];

	if (from == NULL ||
	    tsm_parse_u64(tsm_str(from), BATCH_ITEMS_MAX, &skip) != TSM_OK)
		skip = 0;
	for (size_t i = 0; i < batch->count; i++) {
		if (only && !needs_look(&batch->rows[i]))
			continue;
		if (all++ < skip || shown == ROWS_A_PAGE)
			continue;
		add_row(rows, place, &batch->rows[i], i + 1);
		shown++;
	}
	(void)snprintf(text, sizeof(text),
	    tsm_say(place->lang, "Rows %zu to %zu of %zu"),
	    (size_t)skip + (shown > 0 ? 1 : 0), (size_t)skip + shown, all);
	tsm_json_set(data, "caption", text);
	tsm_json_set_bool(data, "only_open", only);
	tsm_json_set_bool(data, "pages", all > shown);
	if (skip > 0)
		set_link(data, "before", place, kind,
		    skip > ROWS_A_PAGE ? (size_t)skip - ROWS_A_PAGE : 0);
	if (skip + shown < all)
		set_link(data, "after", place, kind, (size_t)skip + shown);
}

static void add_count(
    json_t *counts, const char *words, const char *class, size_t number)
{
	if (number == 0)
		return;
	json_t *one = tsm_json_add_object(counts);
	tsm_json_set(one, "words", words);
	tsm_json_set(one, "class", class);
	tsm_json_set_int(one, "number", (int64_t)number);
}

static void add_counts(json_t *data, enum tsm_lang lang,
    const struct job_view *view, const struct batch *batch)
{
	static const char *const words[] = {
		[TSM_VERIFIED] = TSM_SAID("genuine and in force"),
		[TSM_VERIFIED_ISSUER_UNLISTED] =
		    TSM_SAID("genuine, of an issuer that is not on your list"),
		[TSM_NOT_VALID] = TSM_SAID("not valid"),
		[TSM_COULD_NOT_BE_CHECKED] = TSM_SAID("could not be checked"),
	};
	json_t *counts = tsm_json_set_array(data, "counts");
	size_t nameless = 0;
	size_t same = 0;
	size_t overlaps = 0;

	for (size_t i = 0; i < 4; i++)
		add_count(counts, tsm_say(lang, words[i]), classes[i],
		    view->verdicts[i]);
	for (size_t i = 0; i < batch->count && view->state == JOB_DONE; i++) {
		nameless += is_nameless(&batch->rows[i]);
		same += batch->rows[i].duplicate_of != 0;
		overlaps += batch->rows[i].overlaps != 0;
	}
	add_count(counts, tsm_say(lang, "of the genuine ones show no name"),
	    "mark", nameless);
	add_count(
	    counts, tsm_say(lang, "the same as an earlier row"), "mark", same);
	add_count(counts,
	    tsm_say(lang, "at the same time as another of the same person"),
	    "mark", overlaps);
}

static void add_times(json_t *data, enum tsm_lang lang,
    const struct job_view *view, const int64_t *as_of)
{
	char when[TSM_WORDING];
	char text[160];

	/* the end of a day is that day */
	if (as_of != NULL && *as_of < view->finished)
		tsm_json_set(data, "day",
		    tsm_wording_instant(
			lang, *as_of, (*as_of + 1) % 86400 != 0, when));

	(void)snprintf(text, sizeof(text), tsm_say(lang, "Checked %s."),
	    tsm_wording_instant(lang, view->finished, true, when));
	tsm_json_set(data, "checked", text);
	(void)snprintf(text, sizeof(text),
	    tsm_say(lang, "Kept until %s, then deleted."),
	    tsm_wording_instant(lang, view->expires, true, when));
	tsm_json_set(data, "expires", text);
}

static enum tsm_status result_page(struct app *app, const struct place *place,
    const struct job_view *view, const struct batch *batch,
    struct tsm_response *response, struct tsm_error *err)
{
	struct tsm_arena *arena = place->request->arena;
	json_t *data = json_object();
	char text[80];

	(void)snprintf(text, sizeof(text),
	    tsm_say(place->lang, "%zu of %zu checked"), view->done,
	    view->items);
	view_common(data, place->lang, text);
	tsm_pages_languages(data, place->lang);
	tsm_json_set_bool(data, "noindex", true);
	tsm_json_set(data, "heading", text);
	tsm_json_set_bool(data, "failed", view->state == JOB_FAILED);
	add_counts(data, place->lang, view, batch);
	add_times(data, place->lang, view, batch->options.as_of);
	tsm_json_set(data, "end",
	    tsm_arena_printf(arena, "%s/batch/%s/end", place->base, place->id));
	if (view->state == JOB_DONE) {
		set_link(data, "rows_url", place, "", 0);
		set_link(data, "open_url", place, "&open=", 1);
		tsm_json_set(data, "csv",
		    tsm_arena_printf(arena,
			"%s/api/v1/batches/%s/rows?format=csv", place->base,
			place->id));
		tsm_json_set(data, "json",
		    tsm_arena_printf(arena,
			"%s/api/v1/batches/%s/rows?format=json", place->base,
			place->id));
		add_rows(data, place, batch);
	}
	return ui_page(
	    app, place->lang, "batch_result.html", data, response, err);
}

enum tsm_status ui_batch(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct app *app = ctx;
	struct job *job = NULL;
	struct job_view view;
	const struct place place = {
		.request = request,
		.base = app->base,
		.id = tsm_request_param(request, "id"),
		.lang = tsm_request_lang(request),
	};

	enum tsm_status status = jobs_open(app->jobs, place.id, &job, err);
	if (status == TSM_E_GONE)
		return lost_page(app, &place, response, err);
	TSM_TRY(status);
	jobs_view(app->jobs, job, &view);
	if (view.state != JOB_RUNNING)
		jobs_collected(app->jobs, job);
	status = view.state == JOB_RUNNING
		     ? progress_page(app, &place, &view, response, err)
		     : result_page(
			   app, &place, &view, job_batch(job), response, err);
	jobs_close(app->jobs, &job);
	if (status == TSM_OK)
		tsm_response_cache(response, request, 0, false);
	return status;
}
