#include "identity.h"

#include "seal.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/did/did.h"
#include "testamur/net/fetch.h"

enum tsm_status identity_load(struct app *app, const char *did,
    struct tsm_str kept, struct tsm_arena *arena,
    struct tsm_did_document *ret_document, struct tsm_error *err)
{
	struct tsm_fetch_session session;
	struct tsm_fetch_request request = { .max_bytes = TSM_FETCH_DID_MAX };
	struct tsm_fetch_reply reply = { .body = kept };

	if (kept.ptr == NULL) {
		enum tsm_status status =
		    tsm_did_expand(arena, tsm_str(did), ret_document, err);
		if (status != TSM_E_STATE)
			return status;
		TSM_TRY(seal_location(arena, did, &request.url, err));
		if (app->fetcher == NULL)
			return tsm_fail(err, TSM_E_UNREACHABLE, "/proof",
			    "the key of %s is on its site, which is not asked",
			    did);
		tsm_fetch_session_init(
		    &session, app->fetcher, arena, tsm_time_now(), 1);
		TSM_TRY(tsm_fetch(&session, &request, &reply, err));
	}
	return tsm_did_document_parse(
	    arena, reply.body.ptr, reply.body.len, did, ret_document, err);
}
