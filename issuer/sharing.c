#include "sharing.h"

static enum tsm_status add_event(struct app *app,
    const struct tsm_store_credential *c, bool shared, struct tsm_error *err)
{
	struct tsm_store_standing standing;
	const struct tsm_store_credential_event event = { .credential = c->id,
		.version = c->version,
		.kind = shared ? "shared" : "unshared",
		.by = app->actor,
		.at = app->now };
	TSM_TRY(tsm_store_credential_standing(
	    app->store, c->id, c->version, &app->arena, &standing, err));
	if ((standing.sharing == TSM_STORE_PUBLIC) == shared)
		return TSM_OK;
	TSM_TRY(tsm_store_credential_event_add(app->store, &event, err));
	return app_audit(app,
	    shared ? "credential.shared" : "credential.unshared", c->id, NULL,
	    err);
}

enum tsm_status sharing_set(struct app *app,
    const struct tsm_store_credential *credential, bool shared,
    struct tsm_error *err)
{
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	return app_end(app, add_event(app, credential, shared, err), err);
}
