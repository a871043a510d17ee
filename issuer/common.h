/*
 * common.h - what the credentials of one run have in common.
 *
 * A thousand credentials of one award differ in their holders; issuer,
 * achievement, dates in words and the key of the holders' links are the
 * same. They are looked up when first asked for and kept for the run,
 * which sees the store as it was then.
 */
#ifndef ISSUER_COMMON_H
#define ISSUER_COMMON_H

#include "app.h"
#include "cohort.h"
#include "link.h"
#include "testamur/ob/model.h"

/* Of one award from one organisation. */
struct common_award {
	const struct tsm_policy_award *award;
	const char *organisation;
	struct tsm_ob_profile issuer;
	struct tsm_ob_profile source; /* id NULL: none */
	struct tsm_ob_achievement achievement;
	const char *picture; /* digest of a supplied one, or NULL */
	int64_t months;      /* how long it is valid; 0: it does not end */
	int64_t valid_until; /* of what is awarded today; 0: the same */
	const struct common_award *next;
};

struct common {
	const struct cohort *cohort;
	struct link_key link;    /* secret */
	const char *awarded;     /* today's date in the cohort's zone, */
	const char *awarded_iso; /* the same as "2021-12-17" */
	int awarded_offset;      /* seconds ahead of UTC */
	const struct common_award *awards;
	const char *known; /* the organisation asked for last */
};

/* Prepare for a run; its texts live in the app's arena. */
enum tsm_status common_init(struct app *app, const struct cohort *cohort,
    struct common *ret_common, struct tsm_error *err) TSM_NODISCARD;

/* Forget the key. */
void common_release(struct common *common);

/* Is there an organisation of this id (NULL: there is none)? */
bool common_knows(
    struct app *app, struct common *common, const char *organisation);

/* TSM_E_NOT_FOUND for an organisation or achievement that is not there. */
enum tsm_status common_of(struct app *app, struct common *common,
    const struct tsm_policy_award *award, const char *organisation,
    const struct common_award **ret_award, struct tsm_error *err) TSM_NODISCARD;

#endif
