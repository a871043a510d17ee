/*
 * What a learner record gathers (CLR 2.0): each credential in it is judged by
 * the checks that it would meet alone, and has to be of the same person. The
 * worst is what the check says.
 */
#include <string.h>

#include "run.h"
#include "testamur/base/alloc.h"
#include "testamur/ob/check.h"
#include "testamur/rdf/canon.h"

/* Credentials looked at in one record; of them, enveloped tokens. */
#define CONTENTS_MAX  256
#define ENVELOPED_MAX 16

/* Identifiers of a person that are compared. */
#define IDENTIFIERS_MAX 300
#define SHARED_MAX      8 /* of the credential's, with each of those */

/* --- whose it is ---------------------------------------------------------- */

enum same {
	SAME,
	SAME_OPEN,
	SAME_NOT
};

static const struct tsm_json *subject_of(const struct tsm_json *credential)
{
	return tsm_json_nth(tsm_json_get(credential, "credentialSubject"), 0);
}

/* The same kind of identifier, written the same way. */
static bool equal(const struct tsm_json *a, const struct tsm_json *b)
{
	static const char *const names[] = { "identityHash", "identityType",
		"salt" };

	for (size_t i = 0; i < 3; i++)
		if (!tsm_streq(tsm_json_get_string(a, names[i]),
			tsm_json_get_string(b, names[i])) &&
		    (tsm_json_get(a, names[i]) != NULL ||
			tsm_json_get(b, names[i]) != NULL))
			return false;
	return tsm_json_get_string(a, "identityHash") != NULL &&
	       tsm_json_is_true(tsm_json_get(a, "hashed")) ==
		   tsm_json_is_true(tsm_json_get(b, "hashed"));
}

static bool is_plain(const struct tsm_json *identifier, const char *type)
{
	return tsm_streq(
		   tsm_json_get_string(identifier, "identityType"), type) &&
	       !tsm_json_is_true(tsm_json_get(identifier, "hashed"));
}

/* The person is known to the record's issuer by this id, too. */
static bool lists_id(const struct tsm_json *list, const char *id)
{
	const struct tsm_json *item;

	for (size_t i = 0; id != NULL && i < IDENTIFIERS_MAX &&
			   (item = tsm_json_nth(list, i)) != NULL;
	     i++)
		if (is_plain(item, "identifier") &&
		    tsm_streq(tsm_json_get_string(item, "identityHash"), id))
			return true;
	return false;
}

/* IdentifierTypeEnum (Open Badges 3.0) has things besides persons. */
static bool is_of_person(const struct tsm_json *identifier)
{
	static const char *const things[] = { "productId", "isbn", "issn",
		"ltiContextId", "ltiDeploymentId", "ltiToolId",
		"ltiPlatformId" };
	const char *type = tsm_json_get_string(identifier, "identityType");

	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++)
		if (tsm_streq(type, things[i]))
			return false;
	return true;
}

/* name: one of that kind is enough. */
static bool share_one(
    const struct tsm_json *a, const struct tsm_json *b, bool name)
{
	const struct tsm_json *x;
	const struct tsm_json *y;

	for (size_t i = 0;
	     i < IDENTIFIERS_MAX && (x = tsm_json_nth(a, i)) != NULL; i++)
		for (size_t k = 0;
		     k < SHARED_MAX && (y = tsm_json_nth(b, k)) != NULL; k++)
			if (equal(x, y) && is_of_person(x) &&
			    (name || !tsm_streq(
					 tsm_json_get_string(x, "identityType"),
					 "name")))
				return true;
	return false;
}

static const char *name_in(const struct tsm_json *list)
{
	const struct tsm_json *item;

	for (size_t i = 0;
	     i < IDENTIFIERS_MAX && (item = tsm_json_nth(list, i)) != NULL; i++)
		if (is_plain(item, "name"))
			return tsm_json_get_string(item, "identityHash");
	return NULL;
}

/*
 * Only who issued both can say that two names are one person's: another's
 * credential keeps the name it was signed with.
 */
static enum same same_person(const struct run *record, const struct run *one)
{
	const struct tsm_json *a = subject_of(record->credential);
	const struct tsm_json *b = subject_of(one->credential);
	const struct tsm_json *known = tsm_json_get(a, "identifier");
	const struct tsm_json *other = tsm_json_get(b, "identifier");
	const char *id = tsm_json_get_string(a, "id");
	const char *other_id = tsm_json_get_string(b, "id");
	const char *name = name_in(known);
	const char *other_name = name_in(other);
	bool named = name != NULL && other_name != NULL;
	bool apart = id != NULL && other_id != NULL &&
		     tsm_str_starts(tsm_str(id), "did:") &&
		     tsm_str_starts(tsm_str(other_id), "did:") &&
		     !tsm_streq(id, other_id);

	if (named && !tsm_streq(name, other_name) &&
	    !tsm_streq(record->issuer, one->issuer))
		return SAME_NOT;
	/* many are of one name: where each has a DID, it is not enough */
	if ((id != NULL && tsm_streq(id, other_id)) ||
	    lists_id(known, other_id) || share_one(known, other, !apart))
		return SAME;
	if (named && !tsm_streq(name, other_name))
		return SAME_NOT;
	return apart && !named ? SAME_NOT : SAME_OPEN;
}

/* --- one of them ---------------------------------------------------------- */

/* That it has run out, and nothing else, is against it. */
static bool has_only_expired(const struct run *one)
{
	const struct tsm_check_result *checks = one->report->checks;

	for (unsigned i = 0; i <= TSM_CHECK_SUSPENSION; i++)
		if (i != TSM_CHECK_VALIDITY && checks[i].outcome == TSM_FAIL)
			return false;
	return checks[TSM_CHECK_VALIDITY].code ==
	       code_row(CODE_VALIDITY_EXPIRED);
}

static enum code_id judge(const struct run *record, struct run *one)
{
	const struct tsm_check_result *checks = one->report->checks;
	bool expired = has_only_expired(one);

	if (one->credential == NULL)
		return run_failed(one) ? CODE_CONTENTS_INVALID
				       : CODE_CONTENTS_NOT_CHECKED;
	if (checks[TSM_CHECK_REVOCATION].outcome == TSM_FAIL ||
	    checks[TSM_CHECK_SUSPENSION].outcome == TSM_FAIL)
		return CODE_CONTENTS_REVOKED;
	if (run_failed(one) && !expired)
		return CODE_CONTENTS_INVALID;
	if (!run_signed(one) || run_open(one) ||
	    tsm_ob_kind(one->credential) == TSM_OB_KIND_CLR)
		return CODE_CONTENTS_NOT_CHECKED;
	switch (same_person(record, one)) {
	case SAME_NOT:
		return CODE_CONTENTS_OTHER_PERSON;
	case SAME_OPEN:
		return CODE_CONTENTS_PERSON_OPEN;
	case SAME:
		break;
	}
	return expired ? CODE_CONTENTS_EXPIRED : CODE_CONTENTS_VALID;
}

static enum tsm_status keep_text(
    struct tsm_arena *arena, const char *text, const char **ret_text)
{
	*ret_text = tsm_arena_dup(arena, text);
	return text == NULL || *ret_text != NULL ? TSM_OK : TSM_E_MEMORY;
}

static enum tsm_status keep_units(struct tsm_arena *arena,
    const struct tsm_facts *facts, struct tsm_contained *c)
{
	struct tsm_fact_unit *units =
	    tsm_arena_array(arena, facts->n_units + 1, sizeof(*units));

	if (units == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < facts->n_units; i++) {
		TSM_TRY(
		    keep_text(arena, facts->units[i].value, &units[i].value));
		TSM_TRY(keep_text(arena, facts->units[i].name, &units[i].name));
	}
	c->units = units;
	c->n_units = facts->n_units;
	return TSM_OK;
}

/* What outlives the run: the verdict, and what a reader of the record asks. */
static enum tsm_status keep(struct run *record, struct run *one,
    enum code_id why, struct tsm_contained *c)
{
	struct tsm_arena *arena = record->arena;

	if (one->credential != NULL && run_signed(one))
		TSM_TRY(run_facts(one));
	report_decide(one->report, false);
	c->verdict = one->report->verdict;
	c->code = one->report->deciding->code;
	/* of two reasons the one that the check of the record names */
	for (unsigned i = TSM_CHECK_REVOCATION;
	     why == CODE_CONTENTS_REVOKED && i <= TSM_CHECK_SUSPENSION; i++)
		if (one->report->checks[i].outcome == TSM_FAIL) {
			c->code = one->report->checks[i].code;
			break;
		}
	const struct tsm_facts *facts = one->report->facts;
	if (facts == NULL)
		return TSM_OK;
	TSM_TRY(keep_text(arena, facts->id, &c->id));
	TSM_TRY(keep_text(arena,
	    facts->achievement != NULL ? facts->achievement : facts->name,
	    &c->achievement));
	TSM_TRY(keep_text(arena, facts->issuer_name, &c->issuer_name));
	TSM_TRY(keep_text(arena, facts->awarded, &c->awarded));
	TSM_TRY(keep_text(arena, facts->valid_until, &c->valid_until));
	return keep_units(arena, facts, c);
}

/* In memory of its own: a record of many needs no more than its largest. */
static enum tsm_status verify_one(struct run *record,
    const struct tsm_json *item, struct tsm_contained *c,
    enum code_id *ret_code)
{
	struct tsm_arena arena;
	struct run one;

	*ret_code = CODE_CONTENTS_INVALID;
	c->verdict = TSM_NOT_VALID;
	c->code = code_row(CODE_FORMAT_WRONG_TYPE);
	if (item->type != TSM_JSON_OBJECT)
		return TSM_OK;
	size_t left = record->arena->max - record->arena->used;
	tsm_arena_init(&arena, left > 0 ? left : 1);
	enum tsm_status status = run_inner_json(record, item, &arena, &one);
	if (status == TSM_OK) {
		*ret_code = judge(record, &one);
		status = keep(record, &one, *ret_code, c);
	}
	run_release(&one);
	if (tsm_arena_status(&arena, status) == TSM_E_LIMIT) {
		*ret_code = CODE_CONTENTS_NOT_CHECKED;
		c->verdict = TSM_COULD_NOT_BE_CHECKED;
		c->code = code_row(CODE_FORMAT_TOO_LARGE);
		status = TSM_OK;
	}
	tsm_arena_release(&arena);
	return status == TSM_OK ? TSM_OK : tsm_fail_memory(record->err);
}

/* --- all of them ---------------------------------------------------------- */

/* From bad to good, as one decides about the whole. */
static int badness(enum code_id code)
{
	static const enum code_id order[] = { CODE_CONTENTS_VALID,
		CODE_CONTENTS_EXPIRED, CODE_CONTENTS_PERSON_OPEN,
		CODE_CONTENTS_NOT_CHECKED, CODE_CONTENTS_REVOKED,
		CODE_CONTENTS_OTHER_PERSON, CODE_CONTENTS_INVALID };
	int n = 0;

	while (order[n] != code)
		n++;
	return n;
}

static enum tsm_status set_worst(struct run *run, enum code_id code,
    size_t worst, const struct tsm_json *item, size_t count)
{
	char place[TSM_ERROR_WHERE];

	if (code == CODE_CONTENTS_VALID)
		return run_set(run, code, NULL, NULL);
	tsm_json_pointer(item, place, sizeof(place));
	return run_set(run, code, place, "Number %zu of %zu: %s.", worst + 1,
	    count, run->report->contained[worst].code->name);
}

/*
 * Many small documents may cost as much each as a large one. What stands in
 * the record was converted as one document already; that its statements can
 * be put in order within the bounds of one is seen here, where no proof of
 * the record needed it. Tokens are not part of them, so they are few.
 */
static enum tsm_status is_bounded(struct run *run, const struct tsm_json *list,
    size_t count, bool *ret_bounded)
{
	const struct tsm_rdf_dataset *dataset;
	struct tsm_jsonld_failure failure = { 0 };
	struct tsm_rdf_canonical canonical;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	size_t tokens = 0;

	for (size_t i = 0; i < count; i++)
		if (tsm_ob_has_type(
			tsm_json_nth(list, i), "EnvelopedVerifiableCredential"))
			tokens++;
	*ret_bounded = tokens <= ENVELOPED_MAX;
	if (!*ret_bounded || count <= ENVELOPED_MAX)
		return TSM_OK;
	tsm_arena_init(&arena, run->arena->max);
	enum tsm_status status =
	    tsm_integrity_dataset(&run->integrity, &dataset, &failure, &err);
	if (status == TSM_OK)
		status =
		    tsm_rdf_canonize(dataset, NULL, &arena, &canonical, &err);
	status = tsm_arena_status(&arena, status);
	tsm_arena_release(&arena);
	*ret_bounded = status == TSM_OK;
	return status == TSM_E_MEMORY ? tsm_fail_memory(run->err) : TSM_OK;
}

enum tsm_status check_contents(struct run *run)
{
	const struct tsm_json *list =
	    tsm_json_get(subject_of(run->credential), "verifiableCredential");
	size_t count = tsm_json_values(list);
	enum code_id code = CODE_CONTENTS_VALID;
	size_t worst = 0;

	if (tsm_ob_kind(run->credential) != TSM_OB_KIND_CLR || count == 0)
		return run_set(run, CODE_CONTENTS_NONE, NULL, NULL);
	bool bounded = count <= CONTENTS_MAX;
	if (bounded)
		TSM_TRY(is_bounded(run, list, count, &bounded));
	if (!bounded)
		return run_set(run, CODE_CONTENTS_NOT_CHECKED, NULL,
		    "It holds %zu credentials, which is more than is looked "
		    "at.",
		    count);
	struct tsm_contained *all =
	    tsm_arena_array(run->arena, count, sizeof(*all));
	if (all == NULL)
		return tsm_fail_memory(run->err);
	run->report->contained = all;
	run->report->n_contained = count;
	for (size_t i = 0; i < count; i++) {
		enum code_id found;
		TSM_TRY(
		    verify_one(run, tsm_json_nth(list, i), &all[i], &found));
		if (badness(found) > badness(code)) {
			code = found;
			worst = i;
		}
	}
	return set_worst(run, code, worst, tsm_json_nth(list, worst), count);
}
