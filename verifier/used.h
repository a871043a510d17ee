/*
 * used.h - everything that a report was made with.
 */
#ifndef TESTAMUR_VERIFIER_USED_H
#define TESTAMUR_VERIFIER_USED_H

#include "app.h"

/* What is done with one document; all of it is borrowed. */
struct used {
	const char *url;
	struct tsm_str bytes;
	int64_t at;   /* when it was there */
	bool context; /* a JSON-LD context that is not built in */
	/* Of another date: of which address it is a version, which is url
	 * where the version has none of its own; NULL: as it is. */
	const char *original;
	int64_t datetime; /* since when it was so, says its server */
};
struct used_visitor {
	enum tsm_status (*visit)(
	    void *self, const struct used *used, struct tsm_error *err);
	void *self;
};

/*
 * Call with every document that was fetched for a report, in order, and
 * with every context of the operator's that the credential names. What was
 * used from memory has no bytes any more: see tsm_verify_options.no_cache.
 * Statuses of the visitor and of files; TSM_E_MEMORY.
 */
enum tsm_status used_each(const struct app *app,
    const struct tsm_report *report, const struct used_visitor *visitor,
    struct tsm_error *err) TSM_NODISCARD;

#endif
