#include "sealer.h"

#include <pthread.h>
#include <stdatomic.h>

#include "lists.h"
#include "server.h"
#include "testamur/base/alloc.h"

/* After a start that failed; after one that took long ten times that. */
#define RETRY_MS 1000

/* One signature takes milliseconds, and everybody else waits meanwhile. */
#define ANSWER_SECONDS 3

struct sealer {
	const char *program;
	const char *keys;
	struct tsm_jsonld_store *contexts;
	pthread_mutex_t lock; /* of signer: one list at a time is signed */
	struct tsm_signer *signer;
	int64_t not_before_ms; /* no new try to start it until then */
	_Atomic uint64_t lists;
	_Atomic uint64_t starts;
};

static enum tsm_status start(struct sealer *sealer, struct tsm_error *err)
{
	tsm_signer_close(&sealer->signer);
	atomic_fetch_add(&sealer->starts, 1);
	TSM_TRY(tsm_signer_start(
	    sealer->program, sealer->keys, &sealer->signer, err));
	tsm_signer_patience(sealer->signer, ANSWER_SECONDS);
	return TSM_OK;
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
	enum tsm_status status = tsm_jsonld_store_new(&sealer->contexts);
	status = status == TSM_OK ? start(sealer, err) : tsm_fail_memory(err);
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
	tsm_jsonld_store_free(&(*sealer)->contexts);
	(void)pthread_mutex_destroy(&(*sealer)->lock);
	tsm_free(*sealer);
	*sealer = NULL;
}

/* What is signed, once the key process is there. */
typedef enum tsm_status work(
    struct sealer *sealer, void *ctx, struct tsm_error *err);

struct list_work {
	struct app *app;
	const struct lists_name *name;
	const struct lists_version *version; /* NULL: as it is */
	struct tsm_str *ret_body;
};

static enum tsm_status sign_list(
    struct sealer *sealer, void *ctx, struct tsm_error *err)
{
	const struct list_work *w = ctx;
	const struct lists_maker maker = { sealer->signer, sealer->contexts };
	if (w->version != NULL)
		return lists_version_signed(w->app->store, &maker,
		    &w->app->arena, w->app->public_url, w->name, w->version,
		    w->app->now, w->ret_body, err);
	return lists_signed(w->app->store, &maker, &w->app->arena,
	    w->app->public_url, w->name, w->app->now, w->ret_body, err);
}

static enum tsm_status stored(const struct list_work *w, struct tsm_error *err)
{
	if (w->version != NULL)
		return lists_version(w->app->store, &w->app->arena, w->name,
		    w->version, w->ret_body, err);
	return lists_current(
	    w->app->store, &w->app->arena, w->name, w->ret_body, err);
}

/* Under the lock; a key process that died is started again. */
static enum tsm_status sign_or_restart(
    struct sealer *sealer, work *run, void *ctx, struct tsm_error *err)
{
	enum tsm_status status =
	    sealer->signer != NULL ? run(sealer, ctx, err) : TSM_E_UNREACHABLE;
	if (status != TSM_E_UNREACHABLE)
		return status;
	if (server_clock_ms() < sealer->not_before_ms)
		return tsm_fail(err, TSM_E_BUSY, NULL,
		    "the key process could not be started a moment ago");
	int64_t began = server_clock_ms();
	status = start(sealer, err);
	if (status == TSM_OK)
		status = run(sealer, ctx, err);
	int64_t now = server_clock_ms();
	int64_t pause = 10 * (now - began);
	if (sealer->signer == NULL || status == TSM_E_UNREACHABLE)
		sealer->not_before_ms =
		    now + (pause > RETRY_MS ? pause : RETRY_MS);
	return status;
}

enum tsm_status sealer_list(struct sealer *sealer, struct app *app,
    const struct lists_name *name, const struct lists_version *version,
    struct tsm_str *ret_body, struct tsm_error *err)
{
	struct list_work list = { app, name, version, ret_body };
	enum tsm_status status = stored(&list, err);
	if (status != TSM_E_STATE)
		return status;
	(void)pthread_mutex_lock(&sealer->lock);
	/* somebody may have signed it while we waited */
	status = stored(&list, err);
	bool again = status == TSM_E_STATE;
	if (again)
		status = sign_or_restart(sealer, sign_list, &list, err);
	(void)pthread_mutex_unlock(&sealer->lock);
	if (status == TSM_OK && again)
		atomic_fetch_add(&sealer->lists, 1);
	if (status == TSM_OK || status == TSM_E_MEMORY || !again)
		return status;
	const struct tsm_error cause = *err;
	if (version == NULL && lists_last(app->store, &app->arena, name,
				   app->now, ret_body, err) == TSM_OK)
		return TSM_OK;
	return tsm_fail(err, TSM_E_BUSY, NULL,
	    "the status list cannot be signed now: %s",
	    cause.text[0] != '\0' ? cause.text : tsm_status_name(status));
}

struct proof_work {
	const struct tsm_prove_suite *suite;
	const struct tsm_prove_key *key;
	json_t *credential;
	const struct tsm_prove_options *options;
	struct tsm_buf *out;
};

static enum tsm_status sign_proof(
    struct sealer *sealer, void *ctx, struct tsm_error *err)
{
	const struct proof_work *w = ctx;
	struct tsm_prove_options options = *w->options;
	if (options.store == NULL)
		options.store = sealer->contexts;
	return tsm_prove(sealer->signer, w->suite, w->key, w->credential,
	    &options, w->out, err);
}

enum tsm_status sealer_prove(struct sealer *sealer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_buf *out, struct tsm_error *err)
{
	struct proof_work proof = { suite, key, credential, options, out };
	(void)pthread_mutex_lock(&sealer->lock);
	enum tsm_status status =
	    sign_or_restart(sealer, sign_proof, &proof, err);
	(void)pthread_mutex_unlock(&sealer->lock);
	return status == TSM_E_UNREACHABLE
		   ? tsm_fail(err, TSM_E_BUSY, NULL,
			 "the key process does not answer")
		   : status;
}

uint64_t sealer_signed(struct sealer *sealer)
{
	return atomic_load(&sealer->lists);
}

uint64_t sealer_starts(struct sealer *sealer)
{
	return atomic_load(&sealer->starts);
}
