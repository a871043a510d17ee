/* A statement as a table: statement.h. */
#include "statement.h"
#include "testamur/base/message.h"
#include "testamur/rules/units.h"

static const char *decimal(struct app *app, struct tsm_decimal value)
{
	char text[TSM_DECIMAL_TEXT];
	return tsm_arena_dup(&app->arena, tsm_decimal_format(value, text));
}

static const char *hours(struct app *app, int64_t seconds)
{
	return tsm_arena_printf(&app->arena, "%s%lld:%02lld",
	    seconds < 0 ? "-" : "",
	    (long long)((seconds < 0 ? -seconds : seconds) / 3600),
	    (long long)((seconds < 0 ? -seconds : seconds) / 60 % 60));
}

const char *statement_counts_word(enum statement_counts counts)
{
	static const char *const words[] = { [STATEMENT_COUNTS] =
						 TSM_SAID("yes"),
		[STATEMENT_TAKEN_BACK] = TSM_SAID("no: taken back"),
		[STATEMENT_ALREADY] =
		    TSM_SAID("no: the activity counts already in this cycle") };
	return words[counts];
}

const char *statement_unit(struct app *app, const struct statement_total *t)
{
	const struct tsm_unit_scheme *scheme =
	    tsm_unit_scheme_find(tsm_str(t->scheme));
	return tsm_arena_printf(&app->arena, "%s%s%s%s",
	    scheme != NULL ? scheme->name : t->scheme,
	    scheme != NULL ? "s" : "", t->cycle != NULL ? ", " : "",
	    t->cycle != NULL ? t->cycle : "");
}

const char *statement_sum(struct app *app, const struct statement_total *t)
{
	return tsm_arena_printf(&app->arena,
	    "earned %s, carried in %s%s%s, carried over %s",
	    decimal(app, t->earned), decimal(app, t->carried_in),
	    t->cap != NULL ? ", at most " : "", t->cap != NULL ? t->cap : "",
	    decimal(app, t->carried_over));
}

static const char *const columns[] = { "kind", "date", "scheme", "cycle",
	"units", "hours", "activity", "provider", "approval", "counts",
	"credential", NULL };

static enum tsm_status add_entry(struct report *report,
    const struct statement_entry *row, bool holder, struct tsm_error *err)
{
	const struct tsm_store_entry *e = row->entry;
	const char *approval = row->approval;
	const char *activity = holder ? row->award : row->title;
	if (approval != NULL && !row->approval_valid)
		approval = tsm_arena_printf(&report->app->arena,
		    "%s (not valid on this date)", approval);
	const char *cells[] = { "entry", row->date, e->scheme, row->cycle,
		e->units, hours(report->app, e->seconds), activity,
		e->organisation, approval, statement_counts_word(row->counts),
		e->credential };
	return report_add(report, cells, err);
}

static enum tsm_status add_total(struct report *report,
    const struct statement_total *t, struct tsm_error *err)
{
	struct app *app = report->app;
	const char *cells[] = { "total", NULL, t->scheme,
		t->cycle != NULL ? t->cycle : "(no cycle)",
		decimal(app, t->counted), NULL, NULL, NULL, NULL,
		statement_sum(app, t), NULL };
	return report_add(report, cells, err);
}

enum tsm_status statement_table(struct app *app,
    const struct statement *statement, bool holder, struct report *ret_report,
    struct tsm_error *err)
{
	report_init(ret_report, app, columns);
	for (size_t i = 0; i < statement->count; i++)
		TSM_TRY(
		    add_entry(ret_report, &statement->entries[i], holder, err));
	for (size_t i = 0; i < statement->total_count; i++)
		TSM_TRY(add_total(ret_report, &statement->totals[i], err));
	return TSM_OK;
}
