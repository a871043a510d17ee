/* Dates as HTTP writes them. */
#include <stdio.h>
#include <string.h>

#include "testamur/base/time.h"

static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
	"Sun" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

char *tsm_http_date_format(int64_t instant, char *text)
{
	struct tsm_civil c = { 1, 1, 1, 0, 0, 0 };
	char iso[TSM_TIME_TEXT];

	/* its digits, which fit in any year */
	tsm_time_format(instant, iso);
	if (tsm_unix_to_civil(instant, &c) != TSM_OK && instant > 0)
		c = (struct tsm_civil){ 9999, 12, 31, 23, 59, 59 };
	(void)snprintf(text, TSM_HTTP_DATE, "%s, %.2s %s %.4s %.8s GMT",
	    days[tsm_civil_weekday(&c)], iso + 8, months[c.month - 1], iso,
	    iso + 11);
	return text;
}

enum tsm_status tsm_http_date_parse(struct tsm_str text, int64_t *ret_instant)
{
	char iso[TSM_TIME_TEXT], again[TSM_HTTP_DATE];
	int64_t instant;
	unsigned month = 0;

	if (text.len != TSM_HTTP_DATE - 1)
		return TSM_E_SYNTAX;
	while (month < 12 && memcmp(text.ptr + 8, months[month], 3) != 0)
		month++;
	(void)snprintf(iso, sizeof(iso), "%.4s-%02u-%.2sT%.8sZ", text.ptr + 12,
	    (month + 1) % 100, text.ptr + 5, text.ptr + 17);
	if (tsm_time_parse(tsm_str(iso), &instant) != TSM_OK)
		return TSM_E_SYNTAX;
	/* the rest, and that it is this day of the week */
	if (memcmp(tsm_http_date_format(instant, again), text.ptr, text.len) !=
	    0)
		return TSM_E_SYNTAX;
	*ret_instant = instant;
	return TSM_OK;
}
