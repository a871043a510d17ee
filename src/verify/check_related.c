/*
 * Documents that the credential names with their digests (VCDM 2.0 section
 * 5.3). Nothing is fetched: what can be compared are the contexts known here.
 */
#include "run.h"
#include "testamur/proof/related.h"

enum tsm_status check_related(struct run *run)
{
	const struct tsm_json *related =
	    tsm_json_get(run->credential, "relatedResource");
	size_t count = tsm_json_values(related);
	size_t unknown = 0;
	char place[TSM_ERROR_WHERE];

	if (count == 0)
		return run_set(run, CODE_RELATED_NONE, NULL, NULL);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_json *item = tsm_json_nth(related, i);
		enum tsm_related fit = tsm_related_fit(item);
		if (fit == TSM_RELATED_MEMORY)
			return tsm_fail_memory(run->err);
		if (fit == TSM_RELATED_MISMATCH) {
			tsm_json_pointer(item, place, sizeof(place));
			return run_set(run, CODE_RELATED_DIGEST_MISMATCH, place,
			    "%s", tsm_json_get_string(item, "id"));
		}
		unknown += fit == TSM_RELATED_UNKNOWN;
	}
	if (unknown > 0)
		return run_set(run, CODE_RELATED_NOT_CHECKED,
		    "/relatedResource", "%zu of %zu could be compared.",
		    count - unknown, count);
	return run_set(run, CODE_RELATED_MATCH, NULL, "%zu", count);
}
