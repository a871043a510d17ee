#include "common.h"

#include "profile.h"
#include "supplied.h"
#include "zoned.h"

enum tsm_status common_init(struct app *app, const struct cohort *cohort,
    struct common *ret_common, struct tsm_error *err)
{
	const char *zone = cohort->row.zone;
	struct common c = { .cohort = cohort };
	c.awarded = zoned_date(&app->arena, zone, app->now);
	c.awarded_iso = zoned_iso(&app->arena, zone, app->now);
	c.awarded_offset = zoned_offset(zone, app->now);
	TSM_TRY(link_key_read(app, &c.link, err));
	*ret_common = c;
	link_key_wipe(&c.link);
	return TSM_OK;
}

void common_release(struct common *common)
{
	link_key_wipe(&common->link);
}

bool common_knows(
    struct app *app, struct common *common, const char *organisation)
{
	struct tsm_store_organisation o = { 0 };
	if (organisation == NULL)
		return false;
	if (!tsm_streq(common->known, organisation) &&
	    tsm_store_organisation_get(
		app->store, organisation, &app->arena, &o, NULL) != TSM_OK)
		return false;
	if (!tsm_streq(common->known, organisation) &&
	    !tsm_streq(o.kind, TSM_STORE_ISSUER))
		return false;
	common->known = organisation;
	return true;
}

static enum tsm_status look_up(struct app *app, const struct common *common,
    struct common_award *c, struct tsm_error *err)
{
	struct tsm_arena *arena = &app->arena;
	struct tsm_store_achievement achievement;
	const struct tsm_json *definition = NULL;
	TSM_TRY(profile_issuer(app->store, arena, app->public_url,
	    c->organisation, &c->issuer, err));
	TSM_TRY(
	    tsm_store_achievement_get(app->store, common->cohort->row.programme,
		c->award->achievement, arena, &achievement, err));
	TSM_TRY(tsm_json_parse(arena, achievement.definition,
	    tsm_str(achievement.definition).len, NULL, &definition, err));
	c->picture = tsm_json_get_string(definition, SUPPLIED_MEMBER);
	if (tsm_json_int(tsm_json_get(definition, "validMonths"), &c->months) !=
	    TSM_OK)
		c->months = 0;
	if (c->months > 0)
		c->valid_until = tsm_time_months_later(app->now, c->months);
	TSM_TRY(profile_achievement(arena, app->public_url, c->organisation,
	    &achievement, &c->achievement, err));
	if (c->award->source == NULL)
		return TSM_OK;
	return profile_issuer(app->store, arena, app->public_url,
	    c->award->source, &c->source, err);
}

enum tsm_status common_of(struct app *app, struct common *common,
    const struct tsm_policy_award *award, const char *organisation,
    const struct common_award **ret_award, struct tsm_error *err)
{
	for (const struct common_award *c = common->awards; c != NULL;
	     c = c->next) {
		if (c->award != award ||
		    !tsm_streq(c->organisation, organisation))
			continue;
		*ret_award = c;
		return TSM_OK;
	}
	struct common_award *fresh =
	    tsm_arena_alloc(&app->arena, sizeof(*fresh));
	if (fresh == NULL)
		return tsm_fail_memory(err);
	fresh->award = award;
	fresh->organisation = organisation;
	TSM_TRY(look_up(app, common, fresh, err));
	fresh->next = common->awards;
	common->awards = fresh;
	*ret_award = fresh;
	return TSM_OK;
}
