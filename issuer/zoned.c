#include "zoned.h"

static enum tsm_status local(
    const char *zone, int64_t instant, struct tsm_civil *ret_civil)
{
	struct tsm_zone *loaded = NULL;
	TSM_TRY(tsm_zone_load(zone, &loaded, NULL));
	enum tsm_status status = tsm_zone_to_civil(loaded, instant, ret_civil);
	tsm_zone_free(&loaded);
	return status;
}

const char *zoned_date(
    struct tsm_arena *arena, const char *zone, int64_t instant)
{
	struct tsm_civil civil;
	char text[TSM_WORDING];
	return local(zone, instant, &civil) == TSM_OK
		   ? tsm_arena_dup(
			 arena, tsm_wording_date(TSM_LANG_EN, &civil, text))
		   : NULL;
}

const char *zoned_iso(
    struct tsm_arena *arena, const char *zone, int64_t instant)
{
	struct tsm_civil civil;
	char text[TSM_TIME_TEXT];
	return local(zone, instant, &civil) == TSM_OK
		   ? tsm_arena_dup(arena, tsm_date_format(&civil, text))
		   : NULL;
}

int zoned_offset(const char *zone, int64_t instant)
{
	struct tsm_zone *loaded = NULL;
	if (tsm_zone_load(zone, &loaded, NULL) != TSM_OK)
		return 0;
	int offset = tsm_zone_offset(loaded, instant);
	tsm_zone_free(&loaded);
	return offset;
}
