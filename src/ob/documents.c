/* The documents around credentials: status lists, achievements, profiles. */
#include "make.h"

enum tsm_status tsm_ob_status_list_build(const struct tsm_ob_status_list *list,
    json_t **ret_json, struct tsm_error *err)
{
	struct maker m;

	make_init(&m, err);
	json_t *root = json_object();
	tsm_json_add(tsm_json_set_array(root, "@context"), TSM_CONTEXT_VC2);
	make_uri(&m, root, "id", list->id, true);
	json_t *type = tsm_json_set_array(root, "type");
	tsm_json_add(type, "VerifiableCredential");
	tsm_json_add(type, "BitstringStatusListCredential");
	make_uri(&m, root, "issuer", list->issuer, true);
	make_time(&m, root, "validFrom", &list->valid_from);
	make_time(&m, root, "validUntil", list->valid_until);
	size_t mark = make_enter(&m, "credentialSubject");
	json_t *subject = tsm_json_set_object(root, "credentialSubject");
	if (list->id != NULL) {
		struct tsm_buf id;
		tsm_buf_init(&id, 0);
		tsm_buf_printf(&id, "%s#list", list->id);
		if (tsm_buf_status(&id) != TSM_OK)
			make_fail(&m, TSM_E_MEMORY, "id", "out of memory");
		else
			make_uri(&m, subject, "id", tsm_buf_cstr(&id), true);
		tsm_buf_release(&id);
	}
	tsm_json_set(subject, "type", "BitstringStatusList");
	make_need(&m, subject, "statusPurpose", list->purpose);
	if (list->ttl_ms < 0)
		make_fail(&m, TSM_E_VALUE, "ttl", "a ttl is not negative");
	else if (list->ttl_ms > 0)
		tsm_json_set_int(subject, "ttl", list->ttl_ms);
	make_need(&m, subject, "encodedList", list->encoded);
	make_leave(&m, mark);
	return make_done(&m, root, ret_json);
}

/* An object that begins with both contexts, for a document of its own. */
static json_t *with_contexts(void)
{
	json_t *root = json_object();
	json_t *context = tsm_json_set_array(root, "@context");
	tsm_json_add(context, TSM_CONTEXT_VC2);
	tsm_json_add(context, TSM_CONTEXT_OB3);
	return root;
}

enum tsm_status tsm_ob_achievement_build(
    const struct tsm_ob_achievement *achievement, json_t **ret_json,
    struct tsm_error *err)
{
	struct maker m;

	make_init(&m, err);
	json_t *root = with_contexts();
	make_achievement_members(&m, root, achievement);
	return make_done(&m, root, ret_json);
}

enum tsm_status tsm_ob_profile_build(const struct tsm_ob_profile *profile,
    json_t **ret_json, struct tsm_error *err)
{
	struct maker m;

	make_init(&m, err);
	json_t *root = with_contexts();
	make_profile_members(&m, root, profile);
	return make_done(&m, root, ret_json);
}
