/* Comprehensive Learner Record 2.0: ClrCredential, ClrSubject, Association. */
#include "testamur/ob/clr.h"

#include "make.h"
#include "terms.h"

/* Trees of others as they are: what is signed in them must not change. */
static void make_copies(struct maker *m, json_t *object, const char *name,
    json_t *const *list, size_t count)
{
	if (!make_count(m, name, count))
		return;
	json_t *array = tsm_json_set_array(object, name);
	for (size_t i = 0; i < count; i++)
		tsm_json_add_new(array, json_deep_copy(list[i]));
}

static void make_associations(struct maker *m, json_t *object,
    const struct tsm_ob_association *list, size_t count)
{
	static const char name[] = "association";

	if (!make_count(m, name, count))
		return;
	size_t outer = make_enter(m, name);
	json_t *array = tsm_json_set_array(object, name);
	for (size_t i = 0; i < count; i++) {
		size_t mark = make_enter_at(m, i);
		json_t *one = tsm_json_add_object(array);
		tsm_json_set(one, "type", "Association");
		make_need(m, one, "associationType", list[i].type);
		if (list[i].type != NULL &&
		    !terms_has(TERMS_ASSOCIATION_TYPE, list[i].type))
			make_fail(m, TSM_E_VALUE, "associationType",
			    "this is no association type of the standard");
		make_uri(m, one, "sourceId", list[i].source, true);
		make_uri(m, one, "targetId", list[i].target, true);
		make_leave(m, mark);
	}
	make_leave(m, outer);
}

static void make_subject(
    struct maker *m, json_t *root, const struct tsm_ob_clr *clr)
{
	size_t mark = make_enter(m, "credentialSubject");
	json_t *object = tsm_json_set_object(root, "credentialSubject");
	if (clr->subject_id == NULL && clr->n_identities == 0)
		make_fail(m, TSM_E_MISSING, "id",
		    "a subject has an id or an identifier");
	make_uri(m, object, "id", clr->subject_id, false);
	make_type(object, "ClrSubject");
	make_identities(m, object, clr->identities, clr->n_identities);
	if (clr->n_credentials == 0)
		make_fail(m, TSM_E_MISSING, "verifiableCredential",
		    "a learner record holds at least one credential");
	make_copies(
	    m, object, "achievement", clr->achievements, clr->n_achievements);
	make_copies(m, object, "verifiableCredential", clr->credentials,
	    clr->n_credentials);
	make_associations(m, object, clr->associations, clr->n_associations);
	make_leave(m, mark);
}

enum tsm_status tsm_ob_clr_build(
    const struct tsm_ob_clr *clr, json_t **ret_json, struct tsm_error *err)
{
	struct maker m;

	make_init(&m, err);
	json_t *root = json_object();
	json_t *context = tsm_json_set_array(root, "@context");
	tsm_json_add(context, TSM_CONTEXT_VC2);
	tsm_json_add(context, TSM_CONTEXT_CLR2);
	tsm_json_add(context, TSM_CONTEXT_OB3);
	if (clr->refresh.id != NULL)
		tsm_json_add(context, TSM_CONTEXT_OB3_EXTENSIONS);
	make_uri(&m, root, "id", clr->id, true);
	json_t *type = tsm_json_set_array(root, "type");
	tsm_json_add(type, "VerifiableCredential");
	tsm_json_add(type, "ClrCredential");
	make_need(&m, root, "name", clr->name);
	make_text(&m, root, "description", clr->description);
	make_profile(&m, root, "issuer", &clr->issuer);
	if (clr->valid_until != NULL && *clr->valid_until < clr->valid_from)
		make_fail(&m, TSM_E_VALUE, "validUntil",
		    "the credential ends before it begins");
	make_time(&m, root, "validFrom", &clr->valid_from);
	make_time(&m, root, "validUntil", clr->valid_until);
	make_time(&m, root, "awardedDate", clr->awarded);
	if (clr->partial)
		tsm_json_set_bool(root, "partial", true);
	make_subject(&m, root, clr);
	make_statuses(&m, root, clr->statuses, clr->n_statuses);
	make_refresh(&m, root, &clr->refresh);
	return make_done(&m, root, ret_json);
}
