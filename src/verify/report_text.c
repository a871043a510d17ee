/* The report for a terminal. Control characters of foreign texts are
 * replaced, so that a credential cannot move the reader's cursor. */
#include <stdio.h>
#include <string.h>

#include "testamur/base/time.h"
#include "testamur/verify/report.h"

/* "2021-12-17 10:00 +01:00" and its NUL, with some room. */
#define NICE_TIME 32

/* Append foreign text on one line, at most max bytes of it. */
static void add_text(struct tsm_buf *out, const char *text, size_t max)
{
	const struct tsm_str all = tsm_str(text);
	const struct tsm_str shown = tsm_utf8_cut(all, max);

	tsm_buf_add_disarmed(out, shown);
	if (shown.len < all.len)
		tsm_buf_adds(out, "…");
}

/* "  Label       value"; nothing when there is no value. */
static void add_line(struct tsm_buf *out, const char *label, const char *value)
{
	if (value == NULL)
		return;
	tsm_buf_printf(out, "  %-12s ", label);
	add_text(out, value, 400);
	tsm_buf_addc(out, '\n');
}

/* Times as people read them; what is no time stays as written. */
static const char *nice_time(const char *text, char out[NICE_TIME])
{
	int64_t instant;

	if (text == NULL || tsm_time_parse(tsm_str(text), &instant) != TSM_OK)
		return text;
	const char *zone = text + strlen(text) - strlen("+00:00");
	bool utc = text[strlen(text) - 1] == 'Z';
	if (utc && strcmp(text + 10, "T00:00:00Z") == 0)
		(void)snprintf(out, NICE_TIME, "%.10s", text);
	else
		(void)snprintf(out, NICE_TIME, "%.10s %.5s %s", text, text + 11,
		    utc ? "UTC" : zone);
	return out;
}

static void add_period(struct tsm_buf *out, enum tsm_lang lang,
    const char *label, const char *from, const char *to)
{
	char a[NICE_TIME], b[NICE_TIME];

	if (from == NULL && to == NULL)
		return;
	tsm_buf_printf(out, "  %-12s ", label);
	if (from != NULL)
		add_text(out, nice_time(from, a), 60);
	if (to != NULL) {
		tsm_buf_adds(out, from != NULL ? tsm_say(lang, " to ")
					       : tsm_say(lang, "until "));
		add_text(out, nice_time(to, b), 60);
	}
	tsm_buf_addc(out, '\n');
}

static void add_facts(
    struct tsm_buf *out, enum tsm_lang lang, const struct tsm_facts *facts)
{
	char time[NICE_TIME];

	tsm_buf_adds(out, "\n");
	add_line(out, tsm_say(lang, "Name"),
	    facts->holder_name != NULL
		? facts->holder_name
		: tsm_say(lang, "not stated in the credential"));
	add_line(out, tsm_say(lang, "Award"),
	    facts->achievement != NULL ? facts->achievement : facts->name);
	add_line(out, tsm_say(lang, "Issuer"), facts->issuer_name);
	add_line(out, facts->issuer_name != NULL ? "" : tsm_say(lang, "Issuer"),
	    facts->issuer_id);
	for (size_t i = 0; i < facts->n_units; i++) {
		tsm_buf_printf(
		    out, "  %-12s ", i == 0 ? tsm_say(lang, "Worth") : "");
		add_text(out, facts->units[i].value, 60);
		tsm_buf_addc(out, ' ');
		add_text(out, facts->units[i].name, 200);
		tsm_buf_addc(out, '\n');
	}
	add_line(out, tsm_say(lang, "Credits"), facts->credits);
	for (size_t i = 0; i < facts->n_issuer_identifiers; i++) {
		tsm_buf_printf(
		    out, "  %-12s ", i == 0 ? tsm_say(lang, "Approval") : "");
		add_text(out, facts->issuer_identifiers[i].value, 100);
		tsm_buf_adds(out, " (");
		add_text(out, facts->issuer_identifiers[i].type, 100);
		tsm_buf_adds(out, ")\n");
	}
	add_period(out, lang, tsm_say(lang, "Activity"), facts->activity_start,
	    facts->activity_end);
	add_line(out, tsm_say(lang, "Delivered by"), facts->source_name);
	add_line(out, tsm_say(lang, "Code"), facts->human_code);
	add_line(
	    out, tsm_say(lang, "Awarded"), nice_time(facts->awarded, time));
	add_period(out, lang, tsm_say(lang, "Valid"), facts->valid_from,
	    facts->valid_until);
	add_line(out, tsm_say(lang, "Credential"), facts->id);
}

static void add_contained(struct tsm_buf *out, const struct tsm_report *report)
{
	if (report->n_contained > 0)
		tsm_buf_printf(
		    out, "\n%s\n", tsm_say(report->lang, "Credentials in it"));
	for (size_t i = 0; i < report->n_contained; i++) {
		const struct tsm_contained *c = &report->contained[i];
		tsm_buf_printf(out, "  %-24s  ", tsm_verdict_name(c->verdict));
		if (c->achievement != NULL)
			add_text(out, c->achievement, 80);
		if (c->issuer_name != NULL) {
			tsm_buf_adds(out, " · ");
			add_text(out, c->issuer_name, 80);
		}
		for (size_t k = 0; k < c->n_units; k++) {
			tsm_buf_adds(out, k == 0 ? " · " : ", ");
			add_text(out, c->units[k].value, 60);
			tsm_buf_addc(out, ' ');
			add_text(out, c->units[k].name, 100);
		}
		if (c->verdict == TSM_NOT_VALID ||
		    c->verdict == TSM_COULD_NOT_BE_CHECKED)
			tsm_buf_printf(out, "  (%s)", c->code->name);
		tsm_buf_adds(out, "\n");
	}
}

static void add_checks(struct tsm_buf *out, const struct tsm_report *report)
{
	static const char *const marks[] = {
		[TSM_PASS] = TSM_SAID("ok"),
		[TSM_FAIL] = TSM_SAID("FAIL"),
		[TSM_WARN] = TSM_SAID("warning"),
		[TSM_NOT_APPLICABLE] = "-",
		[TSM_COULD_NOT_CHECK] = TSM_SAID("UNCHECKED"),
	};

	tsm_buf_printf(out, "\n%s\n", tsm_say(report->lang, "Checks"));
	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++) {
		const struct tsm_check_result *result = &report->checks[i];
		tsm_buf_printf(out, "  %-12s  %-9s  %s\n",
		    tsm_check_name((enum tsm_check)i),
		    tsm_say(report->lang, marks[result->outcome]),
		    result->code->name);
		if (result->outcome != TSM_PASS &&
		    result->outcome != TSM_NOT_APPLICABLE &&
		    result->code->check != TSM_CHECK_COUNT)
			tsm_buf_printf(out, "  %-12s  %-9s  %s\n", "", "",
			    tsm_say(report->lang, result->code->sentence));
		if (result->detail != NULL) {
			tsm_buf_printf(out, "  %-12s  %-9s  ", "", "");
			add_text(out, result->detail, 400);
			tsm_buf_addc(out, '\n');
		}
		if (result->place != NULL) {
			tsm_buf_printf(out, "  %-12s  %-9s  at ", "", "");
			add_text(out, result->place, 400);
			tsm_buf_addc(out, '\n');
		}
	}
}

static void add_fetches(struct tsm_buf *out, const struct tsm_report *report)
{
	char at[TSM_TIME_TEXT];

	if (report->fetched != NULL)
		tsm_buf_printf(out, "\n%s\n", tsm_say(report->lang, "Fetched"));
	for (const struct tsm_fetch_record *r = report->fetched; r != NULL;
	     r = r->next) {
		tsm_buf_adds(out, "  ");
		add_text(out, r->url, 300);
		if (r->datetime != 0)
			tsm_buf_printf(
			    out, "  of %s", tsm_time_format(r->datetime, at));
		if (r->saved)
			tsm_buf_printf(
			    out, "  saved %s", tsm_time_format(r->at, at));
		tsm_buf_printf(out, "  %s%s%s\n",
		    r->status == TSM_OK ? r->saved ? "as it was" : "fetched"
					: tsm_status_name(r->status),
		    r->stale        ? ", cached, its server is down"
		    : r->from_cache ? ", cached"
				    : "",
		    r->mapped ? ", through a fetch map" : "");
	}
	if (report->n_fetch_maps > 0)
		tsm_buf_adds(out, "\nFetch maps in force (for tests only)\n");
	for (size_t i = 0; i < report->n_fetch_maps; i++)
		tsm_buf_printf(out, "  %s\n", report->fetch_maps[i]);
}

/* Of one credential: all but what was fetched. */
static void add_answer(struct tsm_buf *out, const struct tsm_report *report)
{
	char heading[TSM_REPORT_HEADING], day[TSM_WORDING];
	const char *later = tsm_report_later(report);
	bool valid = tsm_verdict_is_valid(report->verdict);

	tsm_buf_printf(out, "%s  (%s", tsm_report_heading(report, heading),
	    tsm_verdict_name(report->verdict));
	if (!valid)
		tsm_buf_printf(out, ", %s", report->deciding->code->name);
	tsm_buf_printf(out, ")\n%s\n", tsm_report_sentence(report));
	if (later != NULL)
		tsm_buf_printf(out, "%s\n", later);
	if (report->deciding->detail != NULL) {
		add_text(out, report->deciding->detail, 400);
		tsm_buf_addc(out, '\n');
	}
	if (!valid && tsm_report_day(report, day)[0] != '\0')
		tsm_buf_printf(
		    out, "%s %s\n", tsm_say(report->lang, "Asked about:"), day);
	if (report->facts != NULL)
		add_facts(out, report->lang, report->facts);
	add_contained(out, report);
	add_checks(out, report);
}

static void add_presented(struct tsm_buf *out, const struct tsm_report *report)
{
	tsm_buf_printf(out,
	    tsm_say(report->lang,
		"%s  (%s, a presentation of %zu credentials: the worst decides)\n"),
	    tsm_report_word(report), tsm_verdict_name(report->verdict),
	    report->n_presented);
	for (size_t i = 0; i < report->n_presented; i++) {
		tsm_buf_printf(
		    out, "\n-- %zu of %zu\n", i + 1, report->n_presented);
		add_answer(out, &report->presented[i]);
	}
}

enum tsm_status tsm_report_text(
    const struct tsm_report *report, struct tsm_buf *out)
{
	char time[TSM_TIME_TEXT];

	if (report->n_presented > 0)
		add_presented(out, report);
	else
		add_answer(out, report);
	add_fetches(out, report);
	tsm_buf_printf(out, tsm_say(report->lang, "\nChecked at %s"),
	    tsm_time_format(report->checked_at, time));
	if (report->as_of != report->checked_at)
		tsm_buf_printf(out, tsm_say(report->lang, ", judged as of %s"),
		    tsm_time_format(report->as_of, time));
	tsm_buf_adds(out, "\n");
	return tsm_buf_status(out);
}

enum tsm_status tsm_report_line(
    const struct tsm_report *report, struct tsm_buf *out)
{
	tsm_buf_printf(out, "%-24s  %-32s", tsm_verdict_name(report->verdict),
	    report->deciding->code->name);
	if (report->facts != NULL) {
		if (report->facts->achievement != NULL) {
			tsm_buf_adds(out, "  ");
			add_text(out, report->facts->achievement, 80);
		}
		if (report->facts->issuer_name != NULL) {
			tsm_buf_adds(out, " · ");
			add_text(out, report->facts->issuer_name, 80);
		}
	}
	return tsm_buf_status(out);
}
