/*
 * The public calls: API section 9.3 (expand, toRdf), around the algorithms.
 */
#include "expanded.h"
#include "testamur/base/limits.h"

static const struct tsm_jsonld_options DEFAULTS = { 0 };

static struct process begin(struct tsm_jsonld_store *store,
    const struct tsm_jsonld_options *options, struct tsm_arena *arena,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	if (options == NULL)
		options = &DEFAULTS;
	*failure = (struct tsm_jsonld_failure){ 0 };
	return (struct process){ .store = store,
		.options = options,
		.arena = arena,
		.err = err,
		.failure = failure,
		.work = options->max_work > 0 ? options->max_work
					      : TSM_JSONLD_WORK_MAX };
}

/* failure is told; a full arena is a limit; and whatever had no words of its
 * own gets some. */
static enum tsm_status end(const struct process *p, enum tsm_status status,
    struct tsm_jsonld_failure *failure)
{
	struct tsm_error *err = p->err;
	status = tsm_arena_status(p->arena, status);
	if (status != TSM_OK && failure != NULL)
		*failure = *p->failure;
	if (status == TSM_OK || err == NULL || err->status == status)
		return status;
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	return tsm_fail(
	    err, status, NULL, "the document is too large to be processed");
}

enum tsm_status tsm_jsonld_expand(struct tsm_jsonld_store *store,
    const struct tsm_json *document, const struct tsm_jsonld_options *options,
    struct tsm_arena *arena, struct tsm_buf *out,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	struct tsm_jsonld_failure ours;
	struct items items = { 0 };
	struct process p = begin(store, options, arena, &ours, err);
	enum tsm_status status = expand_document(&p, document, NULL, &items);
	if (status == TSM_OK)
		status = expanded_write(&p, &items, out);
	if (status == TSM_OK)
		status = tsm_buf_status(out);
	return end(&p, status, failure);
}

enum tsm_status tsm_jsonld_to_rdf(struct tsm_jsonld_store *store,
    const struct tsm_json *document, const struct tsm_json *without,
    const struct tsm_jsonld_options *options, struct tsm_rdf_dataset *dataset,
    struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	struct tsm_jsonld_failure ours;
	struct items items = { 0 };
	struct process p = begin(store, options, dataset->arena, &ours, err);
	enum tsm_status status = expand_document(&p, document, without, &items);
	if (status == TSM_OK)
		status = expanded_to_rdf(&p, &items, dataset);
	return end(&p, status, failure);
}
