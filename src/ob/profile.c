/* Profile, Alignment and Achievement (Open Badges 3.0 section B.1). */
#include "make.h"

#include <string.h>

#include "terms.h"

static void make_identifiers(struct maker *m, json_t *parent,
    const struct tsm_ob_identifier *list, size_t count)
{
	static const char name[] = "otherIdentifier";

	if (!make_count(m, name, count))
		return;
	size_t outer = make_enter(m, name);
	json_t *array = tsm_json_set_array(parent, name);
	for (size_t i = 0; i < count; i++) {
		size_t mark = make_enter_at(m, i);
		json_t *object = tsm_json_add_object(array);
		tsm_json_set(object, "type", "IdentifierEntry");
		make_need(m, object, "identifier", list[i].identifier);
		make_need(m, object, "identifierType", list[i].type);
		if (list[i].type != NULL &&
		    !terms_has(TERMS_IDENTIFIER_TYPE, list[i].type))
			make_fail(m, TSM_E_VALUE, "identifierType",
			    "this is no identifier type of the standard");
		make_leave(m, mark);
	}
	make_leave(m, outer);
}

void make_profile_members(
    struct maker *m, json_t *object, const struct tsm_ob_profile *profile)
{
	make_uri(m, object, "id", profile->id, true);
	make_type(object, "Profile");
	make_need(m, object, "name", profile->name);
	make_uri(m, object, "url", profile->url, false);
	make_text(m, object, "email", profile->email);
	make_text(m, object, "phone", profile->phone);
	make_text(m, object, "description", profile->description);
	make_image(m, object, "image", &profile->image);
	make_text(m, object, "official", profile->official);
	make_identifiers(m, object, profile->other_identifiers,
	    profile->n_other_identifiers);
}

void make_profile(struct maker *m, json_t *parent, const char *name,
    const struct tsm_ob_profile *profile)
{
	size_t mark = make_enter(m, name);
	make_profile_members(m, tsm_json_set_object(parent, name), profile);
	make_leave(m, mark);
}

static void make_alignments(struct maker *m, json_t *parent,
    const struct tsm_ob_alignment *alignments, size_t count)
{
	static const char name[] = "alignment";

	if (!make_count(m, name, count))
		return;
	size_t outer = make_enter(m, name);
	json_t *array = tsm_json_set_array(parent, name);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_ob_alignment *a = &alignments[i];
		size_t mark = make_enter_at(m, i);
		json_t *object = tsm_json_add_object(array);
		make_type(object, "Alignment");
		make_text(m, object, "targetCode", a->code);
		make_text(m, object, "targetDescription", a->description);
		make_need(m, object, "targetName", a->name);
		make_text(m, object, "targetFramework", a->framework);
		make_text(m, object, "targetType", a->type);
		if (a->type != NULL &&
		    !terms_has(TERMS_ALIGNMENT_TYPE, a->type))
			make_fail(m, TSM_E_VALUE, "targetType",
			    "this is no alignment type of the standard");
		make_uri(m, object, "targetUrl", a->url, true);
		make_leave(m, mark);
	}
	make_leave(m, outer);
}

static void make_strings(struct maker *m, json_t *parent, const char *name,
    const char *const *list, size_t count)
{
	if (!make_count(m, name, count))
		return;
	json_t *array = tsm_json_set_array(parent, name);
	for (size_t i = 0; i < count; i++) {
		if (list[i] == NULL ||
		    !tsm_utf8_valid(list[i], strlen(list[i]), NULL))
			make_fail(
			    m, TSM_E_VALUE, name, "the text is not UTF-8");
		else
			tsm_json_add(array, list[i]);
	}
}

static void make_result_descriptions(struct maker *m, json_t *parent,
    const struct tsm_ob_result_description *list, size_t count)
{
	static const char name[] = "resultDescription";

	if (!make_count(m, name, count))
		return;
	size_t outer = make_enter(m, name);
	json_t *array = tsm_json_set_array(parent, name);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_ob_result_description *d = &list[i];
		size_t mark = make_enter_at(m, i);
		json_t *object = tsm_json_add_object(array);
		make_uri(m, object, "id", d->id, true);
		make_type(object, "ResultDescription");
		make_need(m, object, "name", d->name);
		make_need(m, object, "resultType", d->result_type);
		if (d->result_type != NULL &&
		    !terms_has(TERMS_RESULT_TYPE, d->result_type))
			make_fail(m, TSM_E_VALUE, "resultType",
			    "this is no result type of the standard");
		make_text(m, object, "valueMin", d->value_min);
		make_text(m, object, "valueMax", d->value_max);
		make_text(m, object, "requiredValue", d->required_value);
		make_strings(m, object, "allowedValue", d->allowed_values,
		    d->n_allowed_values);
		make_alignments(m, object, d->alignments, d->n_alignments);
		make_leave(m, mark);
	}
	make_leave(m, outer);
}

static void make_criteria(
    struct maker *m, json_t *object, const struct tsm_ob_achievement *a)
{
	if (a->criteria_id == NULL && a->criteria_narrative == NULL)
		make_fail(m, TSM_E_MISSING, "criteria",
		    "an achievement states its criteria");
	json_t *criteria = tsm_json_set_object(object, "criteria");
	size_t mark = make_enter(m, "criteria");
	make_uri(m, criteria, "id", a->criteria_id, false);
	make_text(m, criteria, "narrative", a->criteria_narrative);
	make_leave(m, mark);
}

void make_achievement_members(struct maker *m, json_t *object,
    const struct tsm_ob_achievement *achievement)
{
	const struct tsm_ob_achievement *a = achievement;

	make_uri(m, object, "id", a->id, true);
	make_type(object, "Achievement");
	make_text(m, object, "achievementType", a->achievement_type);
	if (a->achievement_type != NULL &&
	    !terms_has(TERMS_ACHIEVEMENT_TYPE, a->achievement_type))
		make_fail(m, TSM_E_VALUE, "achievementType",
		    "this is no achievement type of the standard");
	make_need(m, object, "name", a->name);
	make_need(m, object, "description", a->description);
	make_criteria(m, object, a);
	make_image(m, object, "image", &a->image);
	if (a->creator != NULL)
		make_profile(m, object, "creator", a->creator);
	make_text(m, object, "humanCode", a->human_code);
	make_text(m, object, "fieldOfStudy", a->field_of_study);
	make_text(m, object, "version", a->version);
	make_text(m, object, "inLanguage", a->in_language);
	if (a->in_language != NULL && !terms_language(a->in_language))
		make_fail(
		    m, TSM_E_VALUE, "inLanguage", "this is no language tag");
	if (a->credits_available != NULL)
		tsm_json_set_decimal(
		    object, "creditsAvailable", *a->credits_available);
	make_alignments(m, object, a->alignments, a->n_alignments);
	make_result_descriptions(
	    m, object, a->result_descriptions, a->n_result_descriptions);
	make_strings(m, object, "tag", a->tags, a->n_tags);
}

void make_achievement(struct maker *m, json_t *parent, const char *name,
    const struct tsm_ob_achievement *achievement)
{
	size_t mark = make_enter(m, name);
	make_achievement_members(
	    m, tsm_json_set_object(parent, name), achievement);
	make_leave(m, mark);
}
