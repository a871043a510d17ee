#include "wording.h"

static const char *const months[] = { "January", "February", "March", "April",
	"May", "June", "July", "August", "September", "October", "November",
	"December" };

const char *wording_date(struct tsm_arena *arena, const struct tsm_civil *date)
{
	return tsm_arena_printf(
	    arena, "%d %s %d", date->day, months[date->month - 1], date->year);
}

const char *wording_period(struct tsm_arena *arena,
    const struct tsm_civil *first, const struct tsm_civil *last)
{
	if (first->year != last->year)
		return tsm_arena_printf(arena, "%d %s %d to %d %s %d",
		    first->day, months[first->month - 1], first->year,
		    last->day, months[last->month - 1], last->year);
	if (first->month != last->month)
		return tsm_arena_printf(arena, "%d %s to %d %s %d", first->day,
		    months[first->month - 1], last->day,
		    months[last->month - 1], last->year);
	if (first->day != last->day)
		return tsm_arena_printf(arena, "%d to %d %s %d", first->day,
		    last->day, months[last->month - 1], last->year);
	return wording_date(arena, first);
}

static enum tsm_status local(
    const char *zone, int64_t instant, struct tsm_civil *ret_civil)
{
	struct tsm_zone *loaded = NULL;
	TSM_TRY(tsm_zone_load(zone, &loaded, NULL));
	enum tsm_status status = tsm_zone_to_civil(loaded, instant, ret_civil);
	tsm_zone_free(&loaded);
	return status;
}

const char *wording_instant_date(
    struct tsm_arena *arena, const char *zone, int64_t instant)
{
	struct tsm_civil civil;
	return local(zone, instant, &civil) == TSM_OK
		   ? wording_date(arena, &civil)
		   : NULL;
}

const char *wording_instant_iso(
    struct tsm_arena *arena, const char *zone, int64_t instant)
{
	struct tsm_civil civil;
	char text[TSM_TIME_TEXT];
	return local(zone, instant, &civil) == TSM_OK
		   ? tsm_arena_dup(arena, tsm_date_format(&civil, text))
		   : NULL;
}

int wording_offset(const char *zone, int64_t instant)
{
	struct tsm_zone *loaded = NULL;
	if (tsm_zone_load(zone, &loaded, NULL) != TSM_OK)
		return 0;
	int offset = tsm_zone_offset(loaded, instant);
	tsm_zone_free(&loaded);
	return offset;
}

const char *wording_achievement_type(const char *type)
{
	static const struct {
		const char *type;
		const char *words;
	} known[] = {
		{ "CertificateOfCompletion", "Certificate of completion" },
		{ "MicroCredential", "Micro-credential" },
		{ "CoCurricular", "Co-curricular achievement" },
		{ "LearningProgram", "Learning programme" },
		{ "CommunityService", "Community service" },
		{ "ext:ContinuingEducation", "Continuing education" },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (tsm_streq(type, known[i].type))
			return known[i].words;
	}
	return type;
}
