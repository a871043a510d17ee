#include "credential.h"

#include <string.h>

#include "link.h"
#include "lists.h"
#include "people.h"
#include "testamur/badge/link.h"
#include "testamur/base/digest.h"
#include "testamur/base/encode.h"
#include "testamur/status/index.h"
#include "zoned.h"

/* When the activity behind an award was held, from its sessions. */
struct activity {
	const struct tsm_store_session *first;
	const struct tsm_store_session *last;
	bool live, in_person;
};

static void add_rows(const struct cohort *cohort,
    const struct tsm_result *result, struct activity *activity)
{
	for (size_t i = 0; i < result->row_count; i++) {
		const struct tsm_row *row = &result->rows[i];
		if (!row->counts || row->session == TSM_NO_SESSION)
			continue;
		const struct tsm_store_session *s =
		    &cohort->sessions[row->session];
		if (s->start_utc == 0)
			continue;
		if (activity->first == NULL ||
		    s->start_utc < activity->first->start_utc)
			activity->first = s;
		if (activity->last == NULL ||
		    s->end_utc > activity->last->end_utc)
			activity->last = s;
		bool person = row->attendance != NULL &&
			      row->attendance->via == TSM_VIA_IN_PERSON;
		activity->in_person = activity->in_person || person;
		activity->live = activity->live || !person;
	}
}

static void find_activity(const struct cohort *cohort,
    const struct tsm_outcome *outcome, const struct tsm_condition *condition,
    struct activity *activity, int depth)
{
	add_rows(cohort, &outcome->results[condition->index], activity);
	for (size_t i = 0; depth > 0 && i < condition->part_count; i++)
		find_activity(
		    cohort, outcome, condition->parts[i], activity, depth - 1);
}

static struct activity activity_of(
    const struct cohort *cohort, const struct award_row *row)
{
	struct activity activity = { 0 };
	if (row->award->award->scheme != NULL)
		add_rows(cohort, &row->award->units.check, &activity);
	if (activity.first == NULL)
		find_activity(cohort, row->outcome, row->award->award->when,
		    &activity, 16);
	return activity;
}

static const char *mode_of(const struct activity *activity)
{
	if (activity->live && activity->in_person)
		return TSM_SAID("online and in person");
	return activity->in_person ? TSM_SAID("in person")
				   : TSM_SAID("live online");
}

static enum tsm_status local_date(const char *local, struct tsm_civil *ret)
{
	return tsm_civil_parse(tsm_str(local), ret);
}

/* Seconds by which a local time is ahead of the instant it means. */
static int offset_of(const char *local, int64_t instant)
{
	struct tsm_civil civil;
	return local_date(local, &civil) == TSM_OK
		   ? (int)(tsm_civil_to_unix(&civil) - instant)
		   : 0;
}

/* --- the parts ---------------------------------------------------------- */

struct parts {
	const struct common_award *common;
	struct tsm_ob_credential ob;
	struct tsm_ob_identity identities[2];
	struct tsm_ob_result result;
	struct tsm_ob_result_description description;
	struct tsm_ob_evidence evidence;
	struct tsm_ob_status_entry statuses[2];
	struct tsm_decimal available;
	char amount[TSM_DECIMAL_TEXT];
	char most[TSM_DECIMAL_TEXT];
	char subject[TSM_URN_UUID];
	char salt[2 * 16 + 1];
	int64_t start, end;
	int64_t valid_until; /* 0: it does not end */
};

static enum tsm_status add_identities(struct app *app,
    const struct tsm_store_person *person, struct parts *p,
    struct tsm_error *err)
{
	unsigned char salt[16];
	struct tsm_buf hex;
	size_t n = 0;
	TSM_TRY(tsm_random_fill(app->random, salt, sizeof(salt)));
	tsm_buf_init(&hex, 0);
	enum tsm_status status = tsm_hex_encode(&hex, salt, sizeof(salt));
	if (status == TSM_OK)
		memcpy(p->salt, hex.data, sizeof(p->salt));
	tsm_buf_release(&hex);
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	if (person->email != NULL) {
		p->identities[n].identity = person->email;
		p->identities[n].type = "emailAddress";
		p->identities[n].salt = p->salt;
		p->identities[n++].hashed = true;
	}
	p->identities[n].identity = people_shown_name(person);
	p->identities[n++].type = "name";
	p->ob.subject.identities = p->identities;
	p->ob.subject.n_identities = n;
	return TSM_OK;
}

/* Units the whole activity could have given: its schedule. */
static enum tsm_status units_available(const struct cohort *cohort,
    const struct award_row *row, struct tsm_decimal *ret)
{
	const struct tsm_result *check = &row->award->units.check;
	int64_t seconds = 0;
	for (size_t i = 0; i < check->row_count; i++) {
		uint32_t s = check->rows[i].session;
		if (s == TSM_NO_SESSION ||
		    cohort->facts.sessions[s].state == TSM_SESSION_CANCELLED)
			continue;
		seconds += cohort->facts.sessions[s].scheduled;
	}
	return tsm_units_from_seconds(seconds, row->award->units.per_hour,
	    row->award->units.step, row->award->award->units.round, ret);
}

static enum tsm_status add_units(struct app *app, const struct cohort *cohort,
    const struct award_row *row, struct parts *p, struct tsm_error *err)
{
	const struct tsm_unit_scheme *scheme = row->award->award->scheme;
	if (scheme == NULL)
		return TSM_OK;
	TSM_TRY(units_available(cohort, row, &p->available));
	if (tsm_decimal_cmp(p->available, row->award->units.amount) < 0)
		p->available = row->award->units.amount;
	p->description.id = tsm_arena_printf(
	    &app->arena, "%s#units", p->ob.subject.achievement.id);
	p->description.name =
	    tsm_arena_printf(&app->arena, "%ss", scheme->name);
	p->description.result_type = "RawScore";
	p->description.value_min = "0";
	p->description.value_max = tsm_decimal_format(p->available, p->most);
	p->result.result_description = p->description.id;
	p->result.value =
	    tsm_decimal_format(row->award->units.amount, p->amount);
	if (p->description.id == NULL || p->description.name == NULL)
		return tsm_fail_memory(err);
	p->ob.subject.achievement.result_descriptions = &p->description;
	p->ob.subject.achievement.n_result_descriptions = 1;
	p->ob.subject.achievement.credits_available = &p->available;
	p->ob.subject.credits_earned = &row->award->units.amount;
	p->ob.subject.results = &p->result;
	p->ob.subject.n_results = 1;
	return TSM_OK;
}

static void add_common(struct parts *p)
{
	const struct common_award *common = p->common;
	p->ob.issuer = common->issuer;
	p->ob.subject.achievement = common->achievement;
	p->ob.name = common->achievement.name;
	if (common->source.id != NULL)
		p->ob.subject.source = &common->source;
}

static enum tsm_status add_statuses(struct app *app, const struct draft *d,
    struct parts *p, struct tsm_error *err)
{
	static const char *const purposes[] = { "revocation", "suspension" };
	for (size_t i = 0; i < 2; i++) {
		p->statuses[i].purpose = purposes[i];
		p->statuses[i].index = (uint64_t)d->stored.status_index;
		p->statuses[i].list_url =
		    lists_url(&app->arena, app->public_url,
			d->row->organisation, d->position.number, purposes[i]);
		if (p->statuses[i].list_url == NULL)
			return tsm_fail_memory(err);
	}
	p->ob.statuses = p->statuses;
	p->ob.n_statuses = 2;
	return TSM_OK;
}

static enum tsm_status add_subject(struct app *app, const struct cohort *cohort,
    struct draft *d, struct parts *p, struct tsm_error *err)
{
	struct activity activity = activity_of(cohort, d->row);
	TSM_TRY(tsm_urn_uuid_new(app->random, p->subject));
	p->ob.subject.id = p->subject;
	p->ob.subject.license_number = d->stored.id;
	if (activity.first != NULL) {
		p->start = activity.first->start_utc;
		p->end = activity.last->end_utc;
		p->ob.subject.activity_start = &p->start;
		p->ob.subject.activity_end = &p->end;
		p->ob.subject.start_offset =
		    offset_of(activity.first->local_start, p->start);
		p->ob.subject.end_offset =
		    offset_of(activity.last->local_end, p->end);
	}
	TSM_TRY(add_identities(app, d->row->person, p, err));
	return add_units(app, cohort, d->row, p, err);
}

static void add_evidence(const struct draft *d, struct parts *p)
{
	p->evidence.id = d->decision.id;
	p->evidence.name = "Decision record";
	p->evidence.description =
	    "The issuer keeps the record of how this award was decided: the "
	    "rule and its revision, every condition, and the evidence. This "
	    "is its name, made from its digest.";
	p->ob.evidence = &p->evidence;
	p->ob.n_evidence = 1;
}

/* --- what its page shows ------------------------------------------------ */

static void summary_activity(
    const struct cohort *cohort, const struct award_row *row, json_t *summary)
{
	struct activity activity = activity_of(cohort, row);
	struct tsm_civil first;
	struct tsm_civil last;
	char text[TSM_TIME_TEXT], dates[TSM_WORDING_PERIOD];
	if (activity.first == NULL ||
	    local_date(activity.first->local_start, &first) != TSM_OK ||
	    local_date(activity.last->local_end, &last) != TSM_OK)
		return;
	json_t *object = tsm_json_set_object(summary, "activity");
	tsm_json_set(object, "title", cohort->row.title);
	tsm_json_set(object, "dates",
	    tsm_wording_period(TSM_LANG_EN, &first, &last, dates));
	tsm_json_set(object, "start_iso", tsm_date_format(&first, text));
	tsm_json_set(object, "end_iso", tsm_date_format(&last, text));
	tsm_json_set(object, "mode", mode_of(&activity));
}

static void summary_units(
    const struct award_row *row, const struct parts *p, json_t *summary)
{
	char text[TSM_TIME_TEXT];
	const struct tsm_fact_approval *approval = row->award->units.approval;
	if (row->award->award->scheme == NULL)
		return;
	json_t *units =
	    tsm_json_add_object(tsm_json_set_array(summary, "units"));
	tsm_json_set(units, "value", p->amount);
	tsm_json_set(units, "name", p->description.name);
	if (approval == NULL)
		return;
	json_t *object = tsm_json_set_object(summary, "approval");
	tsm_json_set(object, "number", approval->number);
	tsm_json_set(object, "by", row->award->award->scheme->authority);
	tsm_json_set(object, "ok", "yes");
	if (approval->from != TSM_NO_DAY)
		tsm_json_set(
		    object, "from", tsm_day_format(approval->from, text));
	if (approval->until != TSM_NO_DAY)
		tsm_json_set(
		    object, "until", tsm_day_format(approval->until, text));
}

static enum tsm_status add_summary(struct app *app, const struct common *common,
    struct draft *d, const struct parts *p, struct tsm_error *err)
{
	const struct cohort *cohort = common->cohort;
	const struct tsm_ob_achievement *a = &p->ob.subject.achievement;
	const struct tsm_json *definition = programme_find(&cohort->programme,
	    "achievements", d->row->award->award->achievement);
	struct tsm_buf out;
	char type[TSM_WORDING];
	json_t *summary = json_object();
	json_t *achievement = tsm_json_set_object(summary, "achievement");
	tsm_json_set(achievement, "name", a->name);
	tsm_json_set(achievement, "description", a->description);
	tsm_json_set(achievement, "criteria", a->criteria_narrative);
	tsm_json_set(achievement, "type",
	    tsm_wording_achievement_type(
		TSM_LANG_EN, a->achievement_type, type));
	tsm_json_set(achievement, "code", a->human_code);
	tsm_json_set(achievement, "id", d->row->award->award->achievement);
	tsm_json_set(achievement, "url", a->id);
	tsm_json_set(achievement, "image", a->image.id);
	tsm_json_set(achievement, "programme", cohort->row.programme);
	tsm_json_set(
	    achievement, "colour", tsm_json_get_string(definition, "colour"));
	tsm_json_set(achievement, "picture", p->common->picture);
	json_t *issuer = tsm_json_set_object(summary, "issuer");
	tsm_json_set(issuer, "name", p->ob.issuer.name);
	tsm_json_set(issuer, "url", p->ob.issuer.url);
	tsm_json_set(issuer, "id", p->ob.issuer.id);
	summary_units(d->row, p, summary);
	summary_activity(cohort, d->row, summary);
	tsm_json_set(summary, "awarded", common->awarded);
	tsm_json_set(summary, "awarded_iso", common->awarded_iso);
	if (p->valid_until != 0) {
		tsm_json_set_int(summary, "valid_until_at", p->valid_until);
		tsm_json_set(summary, "valid_until",
		    zoned_date(&app->arena, cohort->row.zone, p->valid_until));
		tsm_json_set(summary, "valid_until_iso",
		    zoned_iso(&app->arena, cohort->row.zone, p->valid_until));
	}
	tsm_json_set(summary, "programme", cohort->programme.row.title);
	tsm_json_set(
	    summary, "kind", tsm_award_kind_word(d->row->award->award->kind));
	tsm_buf_init(&out, 0);
	enum tsm_status status =
	    tsm_json_write(summary, TSM_JSON_COMPACT, &out);
	json_decref(summary);
	if (status == TSM_OK)
		d->stored.summary =
		    tsm_arena_str(&app->arena, tsm_buf_str(&out));
	tsm_buf_release(&out);
	return d->stored.summary != NULL ? TSM_OK : tsm_fail_memory(err);
}

/* --- hashes of what a checker may ask about ----------------------------- */

enum tsm_status credential_claim_hash(struct app *app, const char *id,
    const char *value, const char **ret_hex, struct tsm_error *err)
{
	char hex[TSM_SHA256_HEX];
	*ret_hex = NULL;
	if (value == NULL)
		return TSM_OK;
	const char *text = tsm_arena_printf(&app->arena, "%s:%s", id, value);
	if (text == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(tsm_sha256_hex(text, strlen(text), hex));
	*ret_hex = tsm_arena_dup(&app->arena, hex);
	return *ret_hex != NULL ? TSM_OK : tsm_fail_memory(err);
}

const char *credential_licence_form(struct app *app, const char *number)
{
	size_t used = 0;
	if (number == NULL)
		return NULL;
	char *form = tsm_arena_dup(&app->arena, number);
	for (size_t i = 0; form != NULL && form[i] != '\0'; i++) {
		char c = form[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - ('a' - 'A'));
		if (tsm_is_alpha(c) || tsm_is_digit(c))
			form[used++] = c;
	}
	if (form == NULL || used == 0)
		return NULL;
	form[used] = '\0';
	return form;
}

static enum tsm_status add_hashes(struct app *app, const struct link_key *key,
    struct draft *d, struct tsm_error *err)
{
	const struct tsm_store_person *person = d->row->person;
	const char *secret = NULL;
	char hash[TSM_SHA256_HEX];
	TSM_TRY(link_secret_by(app, key, d->stored.id, &secret, err));
	TSM_TRY(link_secret_hash(secret, hash));
	d->stored.holder_secret_hash = tsm_arena_dup(&app->arena, hash);
	if (d->stored.holder_secret_hash == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(credential_claim_hash(app, d->stored.id, person->email,
	    &d->stored.holder_email_hash, err));
	return credential_claim_hash(app, d->stored.id,
	    credential_licence_form(app, person->licence_number),
	    &d->stored.holder_licence_hash, err);
}

/*
 * Where whoever has this version finds a later one (Open Badges 3.0 section
 * 9.1 step 3): a secret address, as the credential may not be shared.
 */
static enum tsm_status add_refresh(struct app *app, const struct common *common,
    struct draft *d, struct parts *p, struct tsm_error *err)
{
	const char *secret = NULL;
	char hash[TSM_SHA256_HEX];
	if (tsm_json_get(common->cohort->programme.definition, "refresh") ==
	    NULL)
		return TSM_OK;
	const char *name =
	    tsm_arena_printf(&app->arena, "refresh/%s", d->stored.id);
	if (name == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(link_secret_by(app, &common->link, name, &secret, err));
	TSM_TRY(link_secret_hash(secret, hash));
	d->refresh_hash = tsm_arena_dup(&app->arena, hash);
	p->ob.refresh.id =
	    tsm_arena_printf(&app->arena, "%s/r/%s", app->public_url, secret);
	if (d->refresh_hash == NULL || p->ob.refresh.id == NULL)
		return tsm_fail_memory(err);
	return TSM_OK;
}

static enum tsm_status add_ids(struct app *app, const struct cohort *cohort,
    struct draft *d, struct parts *p, struct tsm_error *err)
{
	char id[TSM_SHORT_ID];
	uint64_t index = 0;
	struct tsm_buf url;
	const struct tsm_policy_award *award = d->row->award->award;
	TSM_TRY(tsm_short_id_new(app->random, id));
	TSM_TRY(tsm_status_permute(d->position.key,
	    (uint64_t)d->position.entries, (uint64_t)d->position.n, &index));
	d->stored = (struct tsm_store_credential){
		.id = tsm_arena_dup(&app->arena, id),
		.version = 1,
		.organisation = d->row->organisation,
		.person = d->row->person->id,
		.cohort = cohort->row.id,
		.award = award->id,
		.cycle = d->row->cycle,
		.achievement = award->achievement,
		.kind = tsm_award_kind_word(award->kind),
		.name_shown = people_shown_name(d->row->person),
		.decision = d->decision.id,
		.status_number = d->position.number,
		.status_index = (int64_t)index,
		.valid_from = app->now,
		.awarded_at = app->now,
		.issued_at = app->now,
	};
	tsm_buf_init(&url, 0);
	enum tsm_status status =
	    tsm_link_credential(tsm_str(app->public_url), id, &url);
	if (status == TSM_OK)
		p->ob.id = tsm_arena_str(&app->arena, tsm_buf_str(&url));
	tsm_buf_release(&url);
	if (p->ob.id == NULL || d->stored.id == NULL)
		return tsm_fail_memory(err);
	return TSM_OK;
}

/* Nobody loses by renewing early: what is left of the old one is added. */
static void set_end(const struct award_row *row, struct parts *p)
{
	const struct common_award *common = p->common;
	p->valid_until = common->valid_until;
	if (row->renews != NULL && common->months > 0 &&
	    row->ends > p->ob.valid_from)
		p->valid_until =
		    tsm_time_months_later(row->ends, common->months);
	if (p->valid_until != 0)
		p->ob.valid_until = &p->valid_until;
}

enum tsm_status credential_build(struct app *app, struct common *common,
    struct draft *draft, struct tsm_error *err)
{
	const struct cohort *cohort = common->cohort;
	struct parts p = { 0 };
	TSM_TRY(common_of(app, common, draft->row->award->award,
	    draft->row->organisation, &p.common, err));
	add_common(&p);
	TSM_TRY(add_ids(app, cohort, draft, &p, err));
	TSM_TRY(add_subject(app, cohort, draft, &p, err));
	TSM_TRY(add_statuses(app, draft, &p, err));
	TSM_TRY(add_refresh(app, common, draft, &p, err));
	add_evidence(draft, &p);
	p.ob.valid_from = draft->stored.valid_from;
	p.ob.awarded = &draft->stored.awarded_at;
	set_end(draft->row, &p);
	p.ob.awarded_offset = common->awarded_offset;
	TSM_TRY(add_hashes(app, &common->link, draft, err));
	TSM_TRY(add_summary(app, common, draft, &p, err));
	return tsm_ob_credential_build(&p.ob, &draft->credential, err);
}
