/* "Add to profile": the parameters that LinkedIn documents. */
#include "testamur/base/time.h"
#include "testamur/base/uri.h"
#include "ui.h"

static void add(struct tsm_buf *url, const char *name, const char *value)
{
	(void)tsm_buf_printf(url, "&%s=", name);
	(void)tsm_uri_escape(url, tsm_str(value));
}

const char *ui_linkedin(struct visit *visit, const struct holding *holding)
{
	struct tsm_civil date;
	struct tsm_buf url;
	const char *result = NULL;
	struct tsm_arena *arena = &visit->app.arena;
	const char *id = holding->credential.id;
	const struct tsm_json *s = holding->summary;
	/* the date where it was awarded: the month of UTC may be another */
	const char *day = tsm_json_get_string(s, "awarded_iso");
	const char *link =
	    tsm_arena_printf(arena, "%s/V/%s", visit->app.public_url, id);
	if (day == NULL || link == NULL || tsm_str(day).len < 10 ||
	    tsm_date_parse(tsm_str_n(day, 10), &date) != TSM_OK)
		return NULL;
	tsm_buf_init(&url, 0);
	(void)tsm_buf_adds(&url, "https://www.linkedin.com/profile/add"
				 "?startTask=CERTIFICATION_NAME");
	add(&url, "name",
	    tsm_json_get_string(tsm_json_get(s, "achievement"), "name"));
	add(&url, "organizationName",
	    tsm_json_get_string(tsm_json_get(s, "issuer"), "name"));
	(void)tsm_buf_printf(
	    &url, "&issueYear=%d&issueMonth=%d", date.year, date.month);
	add(&url, "certUrl", link);
	add(&url, "certId", id);
	if (tsm_buf_status(&url) == TSM_OK)
		result = tsm_arena_str(arena, tsm_buf_str(&url));
	tsm_buf_release(&url);
	return result;
}
