/* What somebody's units add up to, at the private address of its holder. */
#include "link.h"
#include "people.h"
#include "personal.h"
#include "statement.h"
#include "testamur/base/digest.h"
#include "testamur/base/wording.h"
#include "testamur/rules/units.h"
#include "testamur/store/organisation.h"
#include "ui.h"

/* A secret has 22 characters; what is longer is none. */
#define SECRET_MAX 64

/* Whose page it is, and the statement as of now: one snapshot. */
struct page {
	const char *secret;
	struct tsm_store_person person;
	struct statement statement;
};

static enum tsm_status find(
    struct visit *v, struct page *page, struct tsm_error *err)
{
	char hash[TSM_SHA256_HEX];
	enum tsm_status status = TSM_E_NOT_FOUND;
	page->secret = tsm_request_param(v->request, "secret");
	if (tsm_str(page->secret).len <= SECRET_MAX) {
		TSM_TRY(link_secret_hash(page->secret, hash));
		status = tsm_store_person_by_link(
		    v->app.store, hash, &v->app.arena, &page->person, err);
	}
	if (status == TSM_E_NOT_FOUND)
		return visit_refuse(v, err, status,
		    "This private link does not lead to a statement");
	TSM_TRY(status);
	const struct statement_scope scope = { .person = page->person.id };
	return statement_make(&v->app, &scope, &page->statement, err);
}

/* ended when the connection is given back, at the latest */
static enum tsm_status open_page(
    struct visit *v, struct page *page, struct tsm_error *err)
{
	TSM_TRY(tsm_store_begin(v->app.store, TSM_STORE_READ, err));
	tsm_response_header(v->response, "X-Robots-Tag", "noindex, nofollow");
	tsm_response_cache(v->response, v->request, 0, false);
	return find(v, page, err);
}

static const char *decimal(struct visit *v, struct tsm_decimal value)
{
	char text[TSM_DECIMAL_TEXT];
	return tsm_arena_dup(&v->app.arena, tsm_decimal_format(value, text));
}

static void set_sums(struct visit *v, const struct statement *s, json_t *data)
{
	json_t *list = tsm_json_set_array(data, "sums");
	for (size_t i = 0; i < s->total_count; i++) {
		const struct statement_total *t = &s->totals[i];
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "name", statement_unit(&v->app, t));
		tsm_json_set(row, "counted", decimal(v, t->counted));
		tsm_json_set(row, "earned", decimal(v, t->earned));
		tsm_json_set(row, "carried_in", decimal(v, t->carried_in));
		tsm_json_set(row, "carried_over", decimal(v, t->carried_over));
		tsm_json_set(row, "cap", t->cap);
		tsm_json_set(row, "cycle", t->cycle);
	}
}

static enum tsm_status set_entries(struct visit *v, const struct statement *s,
    json_t *data, struct tsm_error *err)
{
	json_t *list = tsm_json_set_array(data, "entries");
	for (size_t i = 0; i < s->count; i++) {
		const struct statement_entry *e = &s->entries[i];
		const struct tsm_unit_scheme *scheme =
		    tsm_unit_scheme_find(tsm_str(e->entry->scheme));
		struct tsm_store_organisation o;
		char date[TSM_WORDING];
		json_t *row = tsm_json_add_object(list);
		TSM_TRY(tsm_store_organisation_get(v->app.store,
		    e->entry->organisation, &v->app.arena, &o, err));
		tsm_json_set(
		    row, "date", tsm_wording_day(v->lang, e->date, date));
		tsm_json_set(row, "date_iso", e->date);
		tsm_json_set(row, "what", e->award);
		tsm_json_set(row, "units", e->entry->units);
		tsm_json_set(row, "unit",
		    scheme != NULL ? scheme->many : e->entry->scheme);
		tsm_json_set(row, "cycle", e->cycle);
		tsm_json_set(row, "provider", o.name);
		tsm_json_set(row, "approval", e->approval);
		tsm_json_set_bool(row, "not_approved",
		    e->approval != NULL && !e->approval_valid);
		if (e->counts != STATEMENT_COUNTS)
			tsm_json_set(row, "counts_not",
			    tsm_say(v->lang, statement_counts_word(e->counts)));
		if (e->entry->credential != NULL)
			tsm_json_set(row, "url",
			    visit_path(v, "/V/%s", e->entry->credential));
	}
	return TSM_OK;
}

/* The statements of this that were signed. */
static enum tsm_status set_signed(struct visit *v, const struct page *page,
    json_t *data, struct tsm_error *err)
{
	struct tsm_store_organisation *rows = NULL;
	size_t count = 0;
	json_t *list = tsm_json_set_array(data, "signed");
	TSM_TRY(tsm_store_organisation_list(
	    v->app.store, &v->app.arena, &rows, &count, err));
	for (size_t i = 0; i < count; i++) {
		const char *id = NULL;
		TSM_TRY(personal_find(&v->app, PERSONAL_STATEMENT, rows[i].id,
		    page->person.id, &id, err));
		if (id == NULL)
			continue;
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "name", rows[i].name);
		tsm_json_set(row, "url", visit_path(v, "/V/%s", id));
	}
	return TSM_OK;
}

static enum tsm_status statement(struct visit *v, struct tsm_error *err)
{
	struct page page = { 0 };
	char today[TSM_WORDING];
	TSM_TRY(open_page(v, &page, err));
	json_t *data = json_object();
	tsm_json_set(data, "name", people_shown_name(&page.person));
	tsm_json_set(data, "as_of",
	    tsm_wording_instant(v->lang, v->app.now, false, today));
	tsm_json_set(
	    data, "csv", visit_path(v, "/u/%s/statement.csv", page.secret));
	tsm_json_set_bool(data, "noindex", true);
	set_sums(v, &page.statement, data);
	enum tsm_status status = set_entries(v, &page.statement, data, err);
	if (status == TSM_OK)
		status = set_signed(v, &page, data, err);
	tsm_store_rollback(v->app.store);
	if (status != TSM_OK) {
		json_decref(data);
		return status;
	}
	return visit_page(
	    v, "statement.html", tsm_say(v->lang, "Your units"), data, err);
}

API_HANDLER(ui_statement)
{
	return visit(server, request, response, statement, err);
}

static enum tsm_status csv(struct visit *v, struct tsm_error *err)
{
	struct page page = { 0 };
	struct report report;
	TSM_TRY(open_page(v, &page, err));
	TSM_TRY(statement_table(&v->app, &page.statement, true, &report, err));
	TSM_TRY(report_csv(&report, &v->response->body));
	v->response->content_type = "text/csv; charset=utf-8";
	return tsm_response_attachment(
	    v->response, v->request, "statement.csv");
}

API_HANDLER(ui_statement_csv)
{
	return visit(server, request, response, csv, err);
}
