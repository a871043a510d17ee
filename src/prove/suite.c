/*
 * suite.c - the table of create suites, and the steps common to all.
 */
#include "suite.h"

#include "testamur/base/alloc.h"
#include "testamur/json/write.h"

/* A new suite is one row here and its two functions. */
static const struct tsm_prove_suite suites[] = {
	{ "jwt-ob", "application/jwt", prove_jwt_ob, prove_jwt_finish },
	{ "jwt-w3c", "application/vc+jwt", prove_jwt_w3c, prove_jwt_finish },
	{ "eddsa-rdfc-2022", "application/vc", prove_integrity,
	    prove_integrity_finish },
	{ "eddsa-jcs-2022", "application/vc", prove_integrity,
	    prove_integrity_finish },
	{ "ecdsa-rdfc-2019", "application/vc", prove_integrity,
	    prove_integrity_finish },
	{ "ecdsa-jcs-2019", "application/vc", prove_integrity,
	    prove_integrity_finish },
	{ "ecdsa-sd-2023", "application/vc", prove_base, prove_base_finish },
};

const struct tsm_prove_suite *tsm_prove_suite_find(const char *name)
{
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
		if (tsm_streq(suites[i].name, name))
			return &suites[i];
	return NULL;
}

/* What a batch works with; all arrays have count elements. */
struct batch {
	const struct tsm_prove_suite *suite;
	size_t count;
	struct tsm_prove_draft *drafts;
	struct tsm_str *messages;
	struct tsm_signature *signatures;
	struct tsm_buf *secured;
};

static enum tsm_status batch_init(
    struct batch *batch, const struct tsm_prove_suite *suite, size_t count)
{
	batch->suite = suite;
	batch->drafts = tsm_calloc(count, sizeof(*batch->drafts));
	batch->messages = tsm_calloc(count, sizeof(*batch->messages));
	batch->signatures = tsm_calloc(count, sizeof(*batch->signatures));
	batch->secured = tsm_calloc(count, sizeof(*batch->secured));
	if (batch->drafts == NULL || batch->messages == NULL ||
	    batch->signatures == NULL || batch->secured == NULL)
		return TSM_E_MEMORY;
	batch->count = count;
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			batch->drafts[i].before = &batch->drafts[i - 1];
		tsm_buf_init(&batch->drafts[i].to_sign, 0);
		tsm_buf_init(&batch->drafts[i].document, 0);
		tsm_buf_init(&batch->drafts[i].rest, 0);
		tsm_buf_init(&batch->secured[i], 0);
	}
	return TSM_OK;
}

static void batch_release(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		tsm_buf_release(&batch->drafts[i].to_sign);
		tsm_buf_release(&batch->drafts[i].document);
		tsm_buf_release(&batch->drafts[i].rest);
		tsm_buf_release(&batch->secured[i]);
	}
	tsm_free(batch->drafts);
	tsm_free(batch->messages);
	tsm_free(batch->signatures);
	tsm_free(batch->secured);
}

static void name_failure(struct tsm_error *err, size_t index)
{
	if (err == NULL)
		return;
	char number[24];
	struct tsm_decimal value = tsm_decimal_int((int64_t)index);
	tsm_error_prefix(err, tsm_decimal_format(value, number));
}

/* What is absent may have been lost while the tree was built. */
static enum tsm_status lost_or_missing(
    const json_t *credential, struct tsm_error *err)
{
	struct tsm_buf scratch;
	tsm_buf_init(&scratch, 0);
	enum tsm_status status =
	    tsm_json_write(credential, TSM_JSON_COMPACT, &scratch);
	tsm_buf_release(&scratch);
	return status == TSM_E_MEMORY ? tsm_fail_memory(err) : TSM_E_MISSING;
}

static enum tsm_status prepare_all(struct batch *batch,
    struct tsm_signer *signer, const struct tsm_prove_key *key,
    json_t *const *credentials, const struct tsm_prove_options *options,
    struct tsm_error *err)
{
	for (size_t i = 0; i < batch->count; i++) {
		enum tsm_status status =
		    batch->suite->prepare(signer, batch->suite, key,
			credentials[i], options, &batch->drafts[i], err);
		if (status == TSM_E_MISSING)
			status = lost_or_missing(credentials[i], err);
		if (status != TSM_OK) {
			name_failure(err, i);
			return status;
		}
		batch->messages[i] = tsm_buf_str(&batch->drafts[i].to_sign);
	}
	return TSM_OK;
}

static enum tsm_status finish_all(struct batch *batch, struct tsm_error *err)
{
	for (size_t i = 0; i < batch->count; i++)
		TSM_TRY(batch->suite->finish(&batch->drafts[i],
		    tsm_str_n((const char *)batch->signatures[i].data,
			batch->signatures[i].len),
		    &batch->secured[i], err));
	return TSM_OK;
}

/* Move the results to the caller, all or none. */
static enum tsm_status deliver(
    struct batch *batch, struct tsm_buf *outs, struct tsm_error *err)
{
	for (size_t i = 0; i < batch->count; i++)
		if (tsm_buf_reserve(&outs[i], batch->secured[i].len) == NULL)
			return tsm_fail(err, tsm_buf_status(&outs[i]), NULL,
			    "no room for the signed credentials");
	for (size_t i = 0; i < batch->count; i++)
		tsm_buf_addstr(&outs[i], tsm_buf_str(&batch->secured[i]));
	return TSM_OK;
}

enum tsm_status tsm_prove_batch(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *const *credentials, size_t count,
    const struct tsm_prove_options *options, struct tsm_buf *outs,
    struct tsm_error *err)
{
	struct batch batch = { 0 };
	if (count == 0)
		return TSM_OK;
	enum tsm_status status = batch_init(&batch, suite, count);
	if (status != TSM_OK)
		(void)tsm_fail(err, status, NULL, "out of memory");
	if (status == TSM_OK)
		status =
		    prepare_all(&batch, signer, key, credentials, options, err);
	/* no lock is held here, and nothing was handed out yet */
	if (status == TSM_OK)
		status = tsm_signer_sign(signer, key->signer_id, key->alg,
		    batch.messages, count, batch.signatures, err);
	if (status == TSM_OK)
		status = finish_all(&batch, err);
	if (status == TSM_OK)
		status = deliver(&batch, outs, err);
	batch_release(&batch);
	return status;
}

enum tsm_status tsm_prove(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_buf *out, struct tsm_error *err)
{
	return tsm_prove_batch(
	    signer, suite, key, &credential, 1, options, out, err);
}
