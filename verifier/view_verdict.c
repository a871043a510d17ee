/* view_verdict.c - the answer and this case in words, for verdict.html and
 * checks.html. */
#include <string.h>

#include "testamur/base/uri.h"
#include "testamur/base/wording.h"
#include "view.h"

/* No sentence of its own: an aside. */
static bool is_aside(const char *detail)
{
	return detail[0] >= 'a' && detail[0] <= 'z';
}

/* The host that was to be asked, of an address or a did:web; else none. */
static struct tsm_str host_of(const char *place)
{
	struct tsm_str rest = tsm_str(place), did = tsm_str("did:web:");
	struct tsm_uri uri;

	if (tsm_uri_parse(rest, &uri) == TSM_OK &&
	    tsm_str_is(uri.scheme, "https"))
		return uri.host;
	if (place == NULL || !tsm_str_starts(rest, did.ptr))
		return (struct tsm_str){ NULL, 0 };
	return tsm_str_n(place + did.len, strcspn(place + did.len, ":#?/%"));
}

/*
 * What decided in this case, as a sentence: of what went wrong on the way to a
 * host, with its name. An address stays as it is.
 */
static void add_act(json_t *object, const struct tsm_report *report)
{
	const struct tsm_check_result *result = report->deciding;
	struct tsm_buf text;

	if (result->detail == NULL || result->technical)
		return;
	bool phrase =
	    is_aside(result->detail) && strchr(result->detail, ' ') != NULL;
	struct tsm_str host = host_of(phrase ? result->place : NULL);
	tsm_buf_init(&text, 0);
	if (host.len > 0)
		tsm_buf_printf(&text, "%.*s: ", (int)host.len, host.ptr);
	tsm_wording_dates(report->lang, result->detail, &text);
	if (phrase)
		tsm_buf_addc(&text, '.');
	if (phrase && host.len == 0 && tsm_buf_status(&text) == TSM_OK)
		text.data[0] = (char)(text.data[0] - 'a' + 'A');
	tsm_json_set(object, "act", tsm_buf_cstr(&text));
	tsm_buf_release(&text);
}

/* What to do now, where the sentence does not say it already. */
static const char *next_step(const struct tsm_report *report, bool past)
{
	static const struct {
		const char *of; /* class or code */
		const char *text;
		bool past; /* also of a day gone by */
	} steps[] = {
		{ "item.id_unknown",
		    TSM_SAID("Compare the id with the document. If they are "
			     "the same, ask the issuer."),
		    true },
		{ "revoked",
		    TSM_SAID("Do not count it. Questions about it are for its "
			     "issuer."),
		    true },
		{ "altered",
		    TSM_SAID("Do not count it. Ask the holder for the file as "
			     "the issuer gave it."),
		    true },
		{ "expired",
		    TSM_SAID("Does an earlier day matter? Check it again and "
			     "give that day."),
		    false },
		{ "not_yet_valid", TSM_SAID("Check it again from that day on."),
		    false },
	};
	const char *name = tsm_report_class(report);

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if ((tsm_streq(steps[i].of, name) ||
			tsm_streq(steps[i].of, report->deciding->code->name)) &&
		    (steps[i].past || !past))
			return tsm_say(report->lang, steps[i].text);
	return NULL;
}

/* Valid, and yet nothing for a board: the provider's approval is known, and
 * not for those days. */
static bool is_unapproved(const struct tsm_report *report)
{
	return report->facts != NULL && report->approval != NULL &&
	       !report->approved;
}

json_t *view_verdict(const struct tsm_report *report)
{
	json_t *object = json_object();
	char heading[TSM_REPORT_HEADING], day[TSM_WORDING];
	bool valid = tsm_verdict_is_valid(report->verdict);

	tsm_json_set(object, "word", tsm_report_heading(report, heading));
	tsm_json_set(object, "class", tsm_report_class(report));
	tsm_json_set(object, "sentence", tsm_report_sentence(report));
	tsm_json_set_bool(object, "valid", valid);
	bool past = tsm_report_day(report, day)[0] != '\0';
	if (!valid) {
		add_act(object, report);
		tsm_json_set(object, "next", next_step(report, past));
	}
	if (valid && is_unapproved(report))
		tsm_json_set(object, "approval",
		    tsm_say(report->lang,
			"The provider’s approval was not in force on the "
			"activity dates."));
	tsm_json_set(object, "later", tsm_report_later(report));
	if (!valid && past)
		tsm_json_set(object, "day", day);
	return object;
}

void view_sentence(json_t *object, const struct tsm_report *report,
    const struct tsm_check_result *result)
{
	struct tsm_buf sentence;

	tsm_buf_init(&sentence, 0);
	tsm_buf_adds(&sentence, tsm_say(report->lang, result->code->sentence));
	if (result->technical) {
		tsm_json_set(object, "remark", result->detail);
	} else if (result->detail != NULL) {
		bool aside = is_aside(result->detail);
		tsm_buf_adds(&sentence, aside ? " (" : " ");
		tsm_wording_dates(report->lang, result->detail, &sentence);
		tsm_buf_adds(&sentence, aside ? ")" : "");
	}
	tsm_json_set(object, "sentence", tsm_buf_cstr(&sentence));
	tsm_buf_release(&sentence);
}
