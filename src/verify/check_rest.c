/* Newer versions, endorsements, and what came with the credential. */
#include <string.h>

#include "keys.h"
#include "testamur/base/time.h"
#include "testamur/ob/check.h"

/* Endorsements verified in one credential; more are not checked. */
#define ENDORSEMENTS_MAX 8

#define OB_REFRESH "1EdTechCredentialRefresh"

/* validFrom, or issuanceDate of the older model; INT64_MIN: none. */
static int64_t valid_from(const struct tsm_json *credential)
{
	const struct tsm_json *value = tsm_json_get(credential,
	    tsm_vc_is_v1(credential) ? "issuanceDate" : "validFrom");
	int64_t instant;

	if (tsm_json_is(value, TSM_JSON_STRING) &&
	    tsm_time_parse(value->text, &instant) == TSM_OK)
		return instant;
	return INT64_MIN;
}

/* Open Badges 3.0 section 10: same issuer and same id. */
static bool is_same(const struct run *a, const struct run *b)
{
	const char *id = tsm_json_get_string(a->credential, "id");
	const char *other = tsm_json_get_string(b->credential, "id");

	return id != NULL && other != NULL && a->issuer != NULL &&
	       tsm_streq(a->issuer, b->issuer) &&
	       tsm_ob_same_id(tsm_str(id), tsm_str(other));
}

static enum tsm_status set_refresh(struct run *run, enum code_id refresh,
    enum code_id superseded, const char *url)
{
	TSM_TRY(run_set(run, refresh, url, NULL));
	return run_set(run, superseded,
	    superseded == CODE_SUPERSEDED_BY ? url : NULL, NULL);
}

/* What the refresh service gave, judged by the same steps. */
static enum tsm_status compare(
    struct run *run, const char *url, struct tsm_str body)
{
	struct run newer;
	enum code_id refresh = CODE_REFRESH_UNUSABLE;
	enum code_id superseded = CODE_SUPERSEDED_UNKNOWN;

	enum tsm_status status = run_inner(run, body, &newer);
	if (status == TSM_OK && newer.credential != NULL && run_holds(&newer) &&
	    is_same(run, &newer)) {
		bool later =
		    valid_from(newer.credential) > valid_from(run->credential);
		refresh =
		    later ? CODE_REFRESH_NEWER_VERSION : CODE_REFRESH_CURRENT;
		superseded = later ? CODE_SUPERSEDED_BY : CODE_SUPERSEDED_NONE;
		if (later && run->as_of < valid_from(newer.credential))
			superseded = CODE_SUPERSEDED_LATER;
	}
	run_release(&newer);
	if (status != TSM_OK)
		return status;
	return set_refresh(run, refresh, superseded, url);
}

/* Of several the first that is known here: to a signature over quads their
 * order is nothing, so a holder may have changed it. */
static const struct tsm_json *known_service(const struct tsm_json *list)
{
	const struct tsm_json *item;

	for (size_t i = 0; (item = tsm_json_nth(list, i)) != NULL; i++)
		if (tsm_ob_has_type(item, OB_REFRESH))
			return item;
	return tsm_json_nth(list, 0);
}

static enum tsm_status ask_service(struct run *run)
{
	const struct tsm_json *service =
	    known_service(tsm_json_get(run->credential, "refreshService"));
	struct tsm_fetch_reply reply;
	struct tsm_error err = { 0 };

	if (service == NULL)
		return set_refresh(run, CODE_REFRESH_NOT_DECLARED,
		    CODE_SUPERSEDED_NOT_DECLARED, NULL);
	const char *url = tsm_json_get_string(service, "id");
	if (url == NULL || !tsm_ob_has_type(service, OB_REFRESH))
		return set_refresh(run, CODE_REFRESH_UNSUPPORTED,
		    CODE_SUPERSEDED_UNKNOWN, NULL);
	/* Open Badges 3.0 section 9.1 step 3: once, and after the proof. */
	const struct tsm_fetch_request request = {
		.url = url,
		.accept = "application/vc+jwt, text/plain, "
			  "application/vc+ld+json, application/json",
		.max_bytes = TSM_CREDENTIAL_MAX,
		.allowed_port = issuer_port(run, url),
		.fresh = true,
	};
	enum tsm_status status =
	    tsm_fetch(run->session, &request, &reply, &err);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	if (status != TSM_OK)
		return set_refresh(run, CODE_REFRESH_UNREACHABLE,
		    CODE_SUPERSEDED_UNKNOWN, url);
	return compare(run, url, reply.body);
}

/* Where the service has none, or there is no service: its list's word. */
enum tsm_status check_refresh(struct run *run)
{
	TSM_TRY(ask_service(run));
	if (!run->announced || run->report->checks[TSM_CHECK_REFRESH].code ==
				   code_row(CODE_REFRESH_NEWER_VERSION))
		return TSM_OK;
	return run_set(run, CODE_REFRESH_ANNOUNCED, NULL, NULL);
}

/* ---- endorsements ------------------------------------------------------ */

struct endorsements {
	unsigned found;
	unsigned good;
	unsigned bad;
	const struct tsm_json *first_bad;
};

/*
 * One endorsement, a token or with proofs in it: signed by its issuer, of
 * the thing it stands in.
 */
static enum tsm_status check_one(struct run *run, const struct tsm_json *value,
    const char *about, struct endorsements *e)
{
	struct run inner;

	e->found++;
	if ((value->type != TSM_JSON_STRING &&
		value->type != TSM_JSON_OBJECT) ||
	    e->found > ENDORSEMENTS_MAX)
		return TSM_OK;
	enum tsm_status status =
	    value->type == TSM_JSON_STRING
		? run_inner(run, value->text, &inner)
		: run_inner_json(run, value, run->arena, &inner);
	if (status == TSM_OK) {
		const struct tsm_json *subject =
		    tsm_json_get(inner.credential, "credentialSubject");
		const char *id = tsm_json_get_string(subject, "id");
		bool fits =
		    inner.credential != NULL && id != NULL && about != NULL &&
		    strcmp(id, about) == 0 &&
		    tsm_ob_kind(inner.credential) == TSM_OB_KIND_ENDORSEMENT;
		if (!fits || run_failed(&inner)) {
			e->bad++;
			e->first_bad = value;
		} else if (run_holds(&inner) && !run_open(&inner)) {
			e->good++;
		}
	}
	run_release(&inner);
	return status;
}

/* Those of one object: the credential, the achievement, the issuer. */
static enum tsm_status check_object(
    struct run *run, const struct tsm_json *object, struct endorsements *e)
{
	const char *about = tsm_json_get_string(object, "id");
	const struct tsm_json *const values[] = {
		tsm_json_get(object, "endorsementJwt"),
		tsm_json_get(object, "endorsement"),
	};

	for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++) {
		const struct tsm_json *one;
		for (size_t i = 0; (one = tsm_json_nth(values[k], i)) != NULL;
		     i++)
			TSM_TRY(check_one(run, one, about, e));
	}
	return TSM_OK;
}

enum tsm_status check_endorsements(struct run *run)
{
	const struct tsm_json *subject =
	    tsm_json_nth(tsm_json_get(run->credential, "credentialSubject"), 0);
	const struct tsm_json *achievement =
	    tsm_json_get(subject, "achievement");
	const struct tsm_json *const places[] = {
		run->credential,
		achievement,
		tsm_json_get(run->credential, "issuer"),
		tsm_json_get(achievement, "creator"),
		tsm_json_get(subject, "source"),
	};
	struct endorsements e = { 0 };
	char place[TSM_ERROR_WHERE];

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (tsm_json_is(places[i], TSM_JSON_OBJECT))
			TSM_TRY(check_object(run, places[i], &e));
	if (e.found == 0)
		return run_set(run, CODE_ENDORSEMENTS_NONE, NULL, NULL);
	if (e.bad > 0) {
		tsm_json_pointer(e.first_bad, place, sizeof(place));
		return run_set(run, CODE_ENDORSEMENTS_INVALID, place,
		    "%u of %u do not hold.", e.bad, e.found);
	}
	if (e.good < e.found)
		return run_set(run, CODE_ENDORSEMENTS_NOT_CHECKED, NULL,
		    "%u of %u were checked and hold.", e.good, e.found);
	return run_set(run, CODE_ENDORSEMENTS_VALID, NULL, "%u", e.good);
}

/* ---- what came with it -------------------------------------------------- */

enum tsm_status check_image(struct run *run)
{
	if (run->from_qr || (run->report->input != TSM_INPUT_PNG &&
				run->report->input != TSM_INPUT_SVG))
		return run_set(run, CODE_IMAGE_NONE, NULL, NULL);
	if (run->beside)
		return run_set(run, CODE_IMAGE_MISMATCH, NULL, NULL);
	return run_set(run,
	    run->compressed ? CODE_IMAGE_COMPRESSED : CODE_IMAGE_BAKED, NULL,
	    NULL);
}
