#include "revoked.h"

#include <stdio.h>
#include <string.h>

#include "testamur/base/limits.h"
#include "testamur/ob/check.h"

/* A list of revoked ids, taken apart: what canonicalisation, which is over by
 * then, had for itself. */
#define LIST_MEMORY_MAX TSM_CANON_MEMORY_MAX

/* Only "revoked": false says of a credential on the list that it is not. */
static bool read_item(
    const struct tsm_json *item, const char *id, struct revoked *answer)
{
	const struct tsm_json *own = tsm_json_is(item, TSM_JSON_STRING)
					 ? item
					 : tsm_json_get(item, "id");

	if (!tsm_json_is(own, TSM_JSON_STRING))
		return false;
	if (!tsm_ob_same_id(own->text, tsm_str(id)) ||
	    tsm_json_is(tsm_json_get(item, "revoked"), TSM_JSON_FALSE))
		return true;
	answer->revoked = true;
	answer->reason = tsm_json_get_string(item, "revocationReason");
	return true;
}

struct revoked revoked_read(const struct tsm_json *list, const char *url,
    const char *issuer, const char *id)
{
	const struct tsm_json *items = tsm_json_get(list, "revokedCredential");
	/* Open Badges 2.0, RevocationList */
	if (items == NULL)
		items = tsm_json_get(list, "revokedAssertions");
	struct revoked answer = { .problem = LIST_FINE };
	const struct tsm_json *item;
	bool fine = true;

	if (!tsm_json_is(list, TSM_JSON_OBJECT) || items == NULL) {
		answer.problem = LIST_INVALID;
		return answer;
	}
	for (size_t i = 0; (item = tsm_json_nth(items, i)) != NULL; i++)
		fine = read_item(item, id, &answer) && fine;
	/* Whoever's it is: a revocation is not passed over. */
	if (answer.revoked)
		return answer;
	const struct tsm_json *own = tsm_json_get(list, "id");
	if (!fine || (own != NULL && !tsm_json_is(own, TSM_JSON_STRING)))
		answer.problem = LIST_INVALID;
	else if (tsm_json_get(list, "issuer") != NULL &&
		 !tsm_streq(tsm_vc_issuer_id(list), issuer))
		answer.problem = LIST_ISSUER;
	else if (own != NULL && !tsm_str_is(own->text, url))
		answer.problem = LIST_OTHER;
	return answer;
}

enum tsm_status revoked_look_up(struct run *run, const char *url,
    enum list_problem *ret_problem, bool *ret_revoked, int64_t *ret_seen,
    char *detail)
{
	const char *id = tsm_json_get_string(run->credential, "id");
	const struct tsm_json *root;
	struct list_text text = { .cached = false };
	struct tsm_error err = { 0 };
	struct tsm_arena arena;

	TSM_TRY(list_fetch(run, url, 0, run->now - LIST_TTL_DEFAULT,
	    ret_problem, &text, detail));
	if (*ret_problem != LIST_FINE)
		return TSM_OK;
	*ret_seen = text.seen;
	/* nobody signs it: what it is served as is all that is known */
	if (text.shown) {
		*ret_problem = LIST_INVALID;
		return TSM_OK;
	}
	/* A list too large is the list's fault, not the credential's. */
	tsm_arena_init(&arena, LIST_MEMORY_MAX);
	enum tsm_status status = tsm_json_parse(
	    &arena, text.body.ptr, text.body.len, NULL, &root, &err);
	status = tsm_arena_status(&arena, status);
	if (status == TSM_OK) {
		struct revoked answer =
		    revoked_read(root, url, run->issuer, id);
		*ret_problem = answer.problem;
		*ret_revoked = answer.revoked;
		if (answer.reason != NULL)
			(void)snprintf(
			    detail, TSM_ERROR_TEXT, "%s", answer.reason);
	} else {
		*ret_problem = LIST_INVALID;
		(void)snprintf(detail, TSM_ERROR_TEXT, "%s", err.text);
	}
	tsm_arena_release(&arena);
	return status == TSM_E_MEMORY ? tsm_fail_memory(run->err) : TSM_OK;
}
