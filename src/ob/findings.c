#include "findings.h"

#include <stdio.h>
#include <string.h>

#include "testamur/base/time.h"
#include "testamur/base/uri.h"

static void add(struct tsm_ob_findings *findings, enum tsm_ob_rule rule,
    bool warning, const struct tsm_json *value, const char *name,
    const char *why)
{
	if (warning)
		findings->warnings++;
	else
		findings->errors++;
	if (findings->count == TSM_OB_FINDINGS_MAX) {
		/* An error must not be lost behind warnings. */
		if (warning || findings->errors > 1)
			return;
		findings->count--;
	}
	struct tsm_ob_finding *item = &findings->items[findings->count++];
	item->rule = rule;
	item->warning = warning;
	tsm_json_pointer(value, item->place, sizeof(item->place));
	if (name != NULL) {
		size_t len = strlen(item->place);
		(void)snprintf(
		    item->place + len, sizeof(item->place) - len, "/%s", name);
	}
	(void)snprintf(item->text, sizeof(item->text), "%s", why);
}

void found(struct tsm_ob_findings *findings, enum tsm_ob_rule rule,
    const struct tsm_json *value, const char *name, const char *why)
{
	add(findings, rule, false, value, name, why);
}

void found_warning(struct tsm_ob_findings *findings, enum tsm_ob_rule rule,
    const struct tsm_json *value, const char *name, const char *why)
{
	add(findings, rule, true, value, name, why);
}

bool is_iri(const struct tsm_json *value)
{
	return tsm_json_is(value, TSM_JSON_STRING) &&
	       tsm_iri_valid(value->text);
}

bool check_time(struct tsm_ob_findings *findings, const struct tsm_json *value,
    int64_t *ret_instant)
{
	if (!tsm_json_is(value, TSM_JSON_STRING)) {
		found(findings, TSM_OB_TYPE, value, NULL,
		    "a date and time has to be a text");
		return false;
	}
	enum tsm_status status = tsm_time_parse(value->text, ret_instant);
	if (status == TSM_E_MISSING)
		found(findings, TSM_OB_ZONE, value, NULL,
		    "the date has no time zone, so it names no instant");
	else if (status != TSM_OK)
		found(findings, TSM_OB_DATE, value, NULL,
		    "this is not a date and time as XML Schema writes it");
	return status == TSM_OK;
}

const char *tsm_ob_rule_name(enum tsm_ob_rule rule)
{
	static const char *const names[] = {
		[TSM_OB_MISSING] = "missing",
		[TSM_OB_TYPE] = "type",
		[TSM_OB_CLASS] = "class",
		[TSM_OB_VALUE] = "value",
		[TSM_OB_URI] = "uri",
		[TSM_OB_DATE] = "date",
		[TSM_OB_ZONE] = "zone",
		[TSM_OB_PERIOD] = "period",
		[TSM_OB_EXTRA] = "extra",
		[TSM_OB_NULL] = "null",
		[TSM_OB_SUBJECTS] = "subjects",
		[TSM_OB_IDENTITY] = "identity",
		[TSM_OB_RESULT] = "result",
		[TSM_OB_CONTEXT] = "context",
		[TSM_OB_DEPTH] = "depth",
		[TSM_OB_VC11] = "vc11",
	};
	return (unsigned)rule < TSM_OB_RULES ? names[rule] : "unknown";
}
