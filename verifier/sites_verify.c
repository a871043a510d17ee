/* sites_verify.c - what was handed in, typed or scanned: looked up, verified. */
#include <string.h>

#include "sites.h"

bool sites_is_asked(const struct tsm_report *report, const char *id)
{
	char found[TSM_SHORT_ID];

	if (id[0] == '\0' || report->facts == NULL)
		return true;
	return report->facts->id != NULL &&
	       tsm_link_find_id(tsm_str(report->facts->id), found, NULL) ==
		   TSM_OK &&
	       strcmp(found, id) == 0;
}

/* Of one that shows no name its site says whether it is somebody's, and no
 * other site that gave a copy of it. */
static enum tsm_status ask_whose(const struct site_asking *asking,
    const struct tsm_expected *expected, const struct tsm_report *report,
    struct tsm_arena *arena, struct site_found *found,
    enum tsm_site_answer *ret_answer)
{
	const char *const claims[] = { expected->name, expected->email,
		expected->licence };

	if (found->id[0] == '\0' || report->facts == NULL ||
	    report->checks[TSM_CHECK_RECIPIENT].outcome !=
		TSM_COULD_NOT_CHECK ||
	    report->checks[TSM_CHECK_RECIPIENT].code->check !=
		TSM_CHECK_RECIPIENT ||
	    !sites_are_one(asking->sites, report->facts->id, found->place))
		return TSM_OK;
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		if (claims[i] == NULL)
			continue;
		TSM_TRY(sites_compare(
		    asking, found, claims[i], arena, &found->answer));
		*ret_answer = tsm_streq(found->answer, "match") ? TSM_SITE_MATCH
			      : tsm_streq(found->answer, "no_match")
				  ? TSM_SITE_NO_MATCH
				  : TSM_SITE_SILENT;
		if (*ret_answer != TSM_SITE_MATCH)
			break;
	}
	return TSM_OK;
}

/* Look it up and verify what came; carrier is where it stood, if anywhere. */
static enum tsm_status verify_typed(const struct site_asking *asking,
    struct tsm_verifier *verifier, struct tsm_str text, enum tsm_input carrier,
    const struct tsm_verify_options *options, struct tsm_arena *arena,
    const struct tsm_report **ret_report, struct site_found *found,
    struct tsm_error *err)
{
	struct tsm_verify_options how = *options;

	if (options->prompt)
		return tsm_fail(
		    err, TSM_E_BUSY, NULL, "an id or link has to be looked up");
	if (sites_find(asking, text, arena, found) != TSM_OK)
		return tsm_fail_memory(err);
	struct tsm_given origin = {
		.code = found->code,
		.detail = found->detail,
		.place = found->place,
		.fetched = found->fetched,
		.carrier = carrier,
	};
	how.given = &origin;
	TSM_TRY(tsm_verify(verifier, found->bytes.ptr, found->bytes.len, &how,
	    arena, ret_report, err));
	if (sites_is_asked(*ret_report, found->id)) {
		if (ask_whose(asking, &options->expected, *ret_report, arena,
			found, &origin.answer) != TSM_OK)
			return tsm_fail_memory(err);
		return origin.answer == TSM_SITE_NOT_ASKED
			   ? TSM_OK
			   : tsm_verify(verifier, found->bytes.ptr,
				 found->bytes.len, &how, arena, ret_report,
				 err);
	}
	origin.code = "item.other_credential";
	origin.detail = NULL;
	return tsm_verify(verifier, NULL, 0, &how, arena, ret_report, err);
}

enum tsm_status sites_verify_file(const struct site_asking *asking,
    struct tsm_verifier *verifier, struct tsm_str data,
    const struct tsm_verify_options *options, struct tsm_arena *arena,
    const struct tsm_report **ret_report, struct site_found *ret_found,
    struct tsm_error *err)
{
	struct site_asking careful = *asking;

	*ret_found = (struct site_found){ .bytes = data };
	TSM_TRY(tsm_verify(
	    verifier, data.ptr, data.len, options, arena, ret_report, err));
	if ((*ret_report)->link == NULL)
		return TSM_OK;
	/* nobody read the host before it was scanned */
	if (careful.reach == SITES_ANYWHERE)
		careful.reach = SITES_LINKS;
	return verify_typed(&careful, verifier, tsm_str((*ret_report)->link),
	    (*ret_report)->input, options, arena, ret_report, ret_found, err);
}

enum tsm_status sites_verify(const struct site_asking *asking,
    struct tsm_verifier *verifier, struct tsm_str given,
    const struct tsm_verify_options *options, struct tsm_arena *arena,
    const struct tsm_report **ret_report, struct site_found *ret_found,
    struct tsm_error *err)
{
	struct site_found found;
	enum tsm_status status =
	    sites_is_typed(given)
		? verify_typed(asking, verifier, given, TSM_INPUT_UNKNOWN,
		      options, arena, ret_report, &found, err)
		: sites_verify_file(asking, verifier, given, options, arena,
		      ret_report, &found, err);

	if (status == TSM_OK && ret_found != NULL)
		*ret_found = found;
	return status;
}
