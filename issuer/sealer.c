#include "sealer.h"

#include <pthread.h>
#include <stdatomic.h>

#include "lists.h"
#include "testamur/base/alloc.h"
#include "testamur/store/status.h"

struct sealer {
	const char *program;
	const char *keys;
	pthread_mutex_t lock; /* of signer: one list at a time is signed */
	struct tsm_signer *signer;
	_Atomic uint64_t lists;
	_Atomic uint64_t starts;
};

static enum tsm_status start(struct sealer *sealer, struct tsm_error *err)
{
	tsm_signer_close(&sealer->signer);
	atomic_fetch_add(&sealer->starts, 1);
	return tsm_signer_start(
	    sealer->program, sealer->keys, &sealer->signer, err);
}

enum tsm_status sealer_new(const char *program, const char *keys,
    struct sealer **ret_sealer, struct tsm_error *err)
{
	struct sealer *sealer = tsm_calloc(1, sizeof(*sealer));
	if (sealer == NULL)
		return tsm_fail_memory(err);
	sealer->program = program;
	sealer->keys = keys;
	(void)pthread_mutex_init(&sealer->lock, NULL);
	enum tsm_status status = start(sealer, err);
	if (status != TSM_OK) {
		sealer_free(&sealer);
		return status;
	}
	*ret_sealer = sealer;
	return TSM_OK;
}

void sealer_free(struct sealer **sealer)
{
	if (*sealer == NULL)
		return;
	tsm_signer_close(&(*sealer)->signer);
	(void)pthread_mutex_destroy(&(*sealer)->lock);
	tsm_free(*sealer);
	*sealer = NULL;
}

/* The stored copy when it is of the list's present revision. */
static enum tsm_status stored(struct app *app, const char *organisation,
    int64_t number, const char *purpose, struct tsm_str *ret_body,
    struct tsm_error *err)
{
	struct tsm_store_status_list list;
	struct tsm_store_signed_status copy;
	TSM_TRY(tsm_store_status_get(
	    app->store, organisation, number, &app->arena, &list, err));
	enum tsm_status status = tsm_store_signed_status_get(
	    app->store, organisation, number, purpose, &app->arena, &copy, err);
	if (status == TSM_E_NOT_FOUND ||
	    (status == TSM_OK && copy.revision != list.revision))
		return TSM_E_STATE;
	if (status == TSM_OK)
		*ret_body = copy.body;
	return status;
}

static enum tsm_status sign(struct sealer *sealer, struct app *app,
    const char *organisation, int64_t number, const char *purpose,
    struct tsm_str *ret_body, struct tsm_error *err)
{
	if (sealer->signer == NULL)
		return TSM_E_UNREACHABLE;
	return lists_signed(app->store, sealer->signer, &app->arena,
	    app->public_url, organisation, number, purpose, app->now, ret_body,
	    err);
}

enum tsm_status sealer_list(struct sealer *sealer, struct app *app,
    const char *organisation, int64_t number, const char *purpose,
    struct tsm_str *ret_body, struct tsm_error *err)
{
	enum tsm_status status =
	    stored(app, organisation, number, purpose, ret_body, err);
	if (status != TSM_E_STATE)
		return status;
	(void)pthread_mutex_lock(&sealer->lock);
	/* somebody may have signed it while we waited */
	status = stored(app, organisation, number, purpose, ret_body, err);
	if (status == TSM_E_STATE) {
		status = sign(
		    sealer, app, organisation, number, purpose, ret_body, err);
		if (status == TSM_E_UNREACHABLE) {
			status = start(sealer, err);
			if (status == TSM_OK)
				status = sign(sealer, app, organisation, number,
				    purpose, ret_body, err);
			if (status != TSM_OK && status != TSM_E_MEMORY)
				status = TSM_E_BUSY;
		}
		if (status == TSM_OK)
			atomic_fetch_add(&sealer->lists, 1);
	}
	(void)pthread_mutex_unlock(&sealer->lock);
	return status;
}

uint64_t sealer_signed(struct sealer *sealer)
{
	return atomic_load(&sealer->lists);
}

uint64_t sealer_starts(struct sealer *sealer)
{
	return atomic_load(&sealer->starts);
}
