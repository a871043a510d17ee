#include "lists.h"

#include <stdio.h>
#include <string.h>

#include "keys.h"
#include "testamur/base/alloc.h"
#include "testamur/base/time.h"
#include "testamur/ob/check.h"

#define LIST_TTL_MAX 3600 /* however long the list may be kept */

/* StatusList2021 (its last draft, of 2023): entries of one bit, the gzip in
 * base64url with no mark before it. */
static const struct list_type list_types[] = {
	{ "BitstringStatusListEntry", "BitstringStatusListCredential",
	    "BitstringStatusList", false },
	{ "StatusList2021Entry", "StatusList2021Credential", "StatusList2021",
	    true },
};

const struct list_type *list_type_of(const struct tsm_json *entry)
{
	for (size_t i = 0; i < sizeof(list_types) / sizeof(list_types[0]); i++)
		if (tsm_ob_has_type(entry, list_types[i].entry))
			return &list_types[i];
	return NULL;
}

static void list_release(struct cache_entry *entry)
{
	struct list *list = (struct list *)(void *)entry;

	tsm_bitstring_release(&list->bits);
	tsm_arena_release(&list->arena);
	tsm_free(list->head.key);
	tsm_free(list);
}

static struct list *list_new(const char *key)
{
	struct list *list = tsm_calloc(1, sizeof(*list));

	if (list == NULL)
		return NULL;
	tsm_arena_init(&list->arena, (size_t)1 << 20);
	list->head.release = list_release;
	list->head.refs = 1;
	list->valid_from = INT64_MIN;
	list->valid_until = INT64_MAX;
	list->head.key = tsm_strdup(key);
	if (list->head.key == NULL) {
		list_release(&list->head);
		return NULL;
	}
	return list;
}

void list_let_go(struct run *run, struct list *list)
{
	if (list != NULL)
		cache_let_go(run->lists, &list->head);
}

/* One list being loaded. */
struct loading {
	struct run *run;
	const char *url;
	const struct list_type *type;
	unsigned entry_bits;
	int64_t datetime; /* as it was then; 0: as it is */
	int64_t signed_at;
	enum list_problem problem;
	bool cached; /* nobody was asked for it now */
	char *detail;
	struct tsm_proof proof; /* of JSON, the credential only */
	struct list *list;
};

static enum tsm_status problem(
    struct loading *l, enum list_problem problem, const char *detail)
{
	l->problem = problem;
	(void)snprintf(l->detail, TSM_ERROR_TEXT, "%s", detail);
	return TSM_OK;
}

/*
 * JSON: around a token, an EnvelopedVerifiableCredential (VC-JOSE-COSE
 * section 3.1.3); else the list itself, with proofs in it.
 */
static enum tsm_status unwrap(
    struct loading *l, struct tsm_str *body, const struct tsm_json **ret_list)
{
	static const char prefix[] = "data:application/vc+jwt,";
	const struct tsm_json *root;
	struct tsm_error err = { 0 };

	enum tsm_status status = tsm_json_parse(
	    l->run->arena, body->ptr, body->len, NULL, &root, &err);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(l->run->err);
	if (status != TSM_OK)
		return problem(l, LIST_INVALID, err.text);
	const char *id = tsm_json_get_string(root, "id");
	if (tsm_ob_has_type(root, "EnvelopedVerifiableCredential") &&
	    id != NULL && tsm_str_starts(tsm_str(id), prefix)) {
		*body = tsm_str(id + sizeof(prefix) - 1);
		return TSM_OK;
	}
	*ret_list = root;
	return TSM_OK;
}

/* What kept the proofs of a list from holding. */
static enum tsm_status proof_problem(struct loading *l, const struct run *list)
{
	const struct tsm_report *report = list->report;
	static const enum tsm_check checks[] = { TSM_CHECK_KEY,
		TSM_CHECK_CONTROLLER, TSM_CHECK_SIGNATURE };
	const struct tsm_check_result *why = &report->checks[checks[2]];

	if (why->code == code_row(CODE_SIGNATURE_SUITE_UNSUPPORTED))
		return problem(l, LIST_PROOF_UNSUPPORTED, "");
	if (run_signed(list))
		return problem(l, LIST_SIGNATURE,
		    report->checks[TSM_CHECK_CONTEXT].code->sentence);
	for (size_t i = 0; i < 3; i++)
		if (report->checks[checks[i]].outcome == TSM_FAIL)
			return problem(l, LIST_SIGNATURE,
			    report->checks[checks[i]].code->sentence);
	return problem(l, LIST_KEY, why->code->sentence);
}

/* Nothing else is asked of contexts: what a list says is read by its names. */
static bool hides(const struct run *list)
{
	return list->report->checks[TSM_CHECK_CONTEXT].code ==
	       code_row(CODE_CONTEXT_HIDDEN_NAME);
}

/* A list with Data Integrity proofs: the same checks as a credential's. */
static enum tsm_status verify_json(
    struct loading *l, const struct tsm_json *credential)
{
	struct run list = *l->run;

	l->proof.credential = credential;
	if (tsm_json_get(credential, "proof") == NULL)
		return problem(
		    l, LIST_SIGNATURE, TSM_SAID("The list is not signed."));
	list.issuer = tsm_vc_issuer_id(credential);
	if (list.issuer == NULL || strcmp(list.issuer, l->run->issuer) != 0)
		return problem(
		    l, LIST_ISSUER, list.issuer != NULL ? list.issuer : "");
	list.report = tsm_arena_alloc(list.arena, sizeof(*list.report));
	if (list.report == NULL)
		return tsm_fail_memory(list.err);
	forget_checks(&list);
	/* Nothing of the run that asks for it but where it came from. */
	list.own = NULL;
	list.secured = (struct tsm_str){ NULL, 0 };
	list.credential = credential;
	list.opened = false;
	list.key = (struct key_answer){ 0 };
	list.bad_proofs = NULL;
	list.keys = NULL;
	list.n_keys = 0;
	enum tsm_status status = proofs_open(&list);
	if (status == TSM_OK)
		status = proofs_keys(&list);
	if (status == TSM_OK)
		status = proofs_signatures(&list);
	if (status == TSM_OK)
		status = check_context(&list);
	if (status == TSM_OK && (!run_signed(&list) || hides(&list)))
		status = proof_problem(l, &list);
	l->signed_at = proofs_created(&list.integrity);
	run_release(&list);
	return status;
}

/* The list's own proof, by a key of the issuer (BSL section 3.2 step 5). */
static enum tsm_status verify(struct loading *l)
{
	struct key_answer key;
	struct tsm_proof_result result = { .answer = TSM_PROOF_SIGNATURE };
	struct tsm_error err = { 0 };
	const char *own = tsm_vc_issuer_id(l->proof.credential);

	if (own == NULL || strcmp(own, l->run->issuer) != 0)
		return problem(l, LIST_ISSUER, own != NULL ? own : "");
	if (tsm_proof_precheck(&l->proof) != TSM_PROOF_VALID)
		return problem(l, LIST_SIGNATURE,
		    TSM_SAID(
			"The token's algorithm or header is not acceptable."));
	TSM_TRY(key_resolve(l->run, &l->proof, l->run->issuer, &key));
	if (key.public_key == NULL) {
		bool fails = code_row(key.key)->outcome == TSM_FAIL ||
			     code_row(key.controller)->outcome == TSM_FAIL;
		const struct tsm_code *code = code_row(
		    key.controller != CODE_NOT_EVALUATED ? key.controller
							 : key.key);
		return problem(
		    l, fails ? LIST_SIGNATURE : LIST_KEY, code->sentence);
	}
	enum tsm_status status =
	    tsm_proof_verify(&l->proof, key.public_key, &result, &err);
	key_answer_release(l->run, &key);
	if (status != TSM_OK)
		return tsm_fail(l->run->err, status, NULL,
		    "the signature could not be computed");
	if (result.answer != TSM_PROOF_VALID)
		return problem(l, LIST_SIGNATURE, "");
	l->signed_at = l->proof.has_signed_at ? l->proof.signed_at : INT64_MIN;
	return TSM_OK;
}

static const struct tsm_json *subject_of(const struct loading *l)
{
	const struct tsm_json *subject =
	    tsm_json_get(l->proof.credential, "credentialSubject");

	return tsm_json_values(subject) == 1 ? tsm_json_nth(subject, 0) : NULL;
}

static bool keep(struct list *list, const char *text, const char **ret)
{
	*ret = tsm_arena_dup(&list->arena, text);
	return text == NULL || *ret != NULL;
}

/* "statusPurpose" is one text or an array of them. */
static bool read_purposes(struct list *list, const struct tsm_json *value)
{
	const struct tsm_json *item;

	for (size_t i = 0;
	     i < LIST_PURPOSES_MAX && (item = tsm_json_nth(value, i)) != NULL;
	     i++) {
		const char *text = tsm_json_string(item);
		if (text != NULL &&
		    !keep(list, text, &list->purposes[list->n_purposes++]))
			return false;
	}
	return true;
}

/* The dates of the list, its token's own included. */
static bool read_dates(struct loading *l)
{
	const struct tsm_json *credential = l->proof.credential;
	bool v1 = tsm_vc_is_v1(credential);
	const struct tsm_json *from =
	    tsm_json_get(credential, v1 ? "issuanceDate" : "validFrom");
	const struct tsm_json *until =
	    tsm_json_get(credential, v1 ? "expirationDate" : "validUntil");
	struct list *list = l->list;

	if (from != NULL &&
	    (from->type != TSM_JSON_STRING ||
		tsm_time_parse(from->text, &list->valid_from) != TSM_OK))
		return false;
	if (until != NULL &&
	    (until->type != TSM_JSON_STRING ||
		tsm_time_parse(until->text, &list->valid_until) != TSM_OK))
		return false;
	if (l->proof.has_nbf && l->proof.nbf > list->valid_from)
		list->valid_from = l->proof.nbf;
	if (l->proof.has_exp && l->proof.exp < list->valid_until)
		list->valid_until = l->proof.exp;
	list->head.stamp = list->valid_from;
	return true;
}

static int64_t read_ttl(const struct tsm_json *subject)
{
	int64_t ms;

	if (tsm_json_int(tsm_json_get(subject, "ttl"), &ms) != TSM_OK || ms < 0)
		return LIST_TTL_DEFAULT;
	return ms / 1000 < LIST_TTL_MAX ? ms / 1000 : LIST_TTL_MAX;
}

static enum tsm_status decode(struct loading *l, const struct tsm_json *subject)
{
	const struct tsm_json *encoded = tsm_json_get(subject, "encodedList");
	const struct tsm_bitstring_options options = {
		.entry_bits = l->entry_bits,
		.allow_no_prefix = l->type->no_prefix,
	};
	struct tsm_error err = { 0 };

	if (!tsm_json_is(encoded, TSM_JSON_STRING))
		return problem(
		    l, LIST_INVALID, TSM_SAID("It has no encodedList."));
	switch (tsm_bitstring_decode(
	    encoded->text, &options, &l->list->bits, &err)) {
	case TSM_OK:
		return TSM_OK;
	case TSM_E_MEMORY:
		return tsm_fail_memory(l->run->err);
	case TSM_E_MISSING:
		return problem(l, LIST_TOO_SHORT, err.text);
	default:
		return problem(l, LIST_INVALID, err.text);
	}
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/*
 * For which time it says what was so. Of the list of today that is from its
 * validFrom until it was seen, and its ttl longer; the server's word is that
 * it is the last one. Of a list of another date the server's word counts for
 * nothing: it was the list, says who signed it, from its validFrom to its
 * validUntil, as far as that was over when it was signed. For what was to
 * come then it promises its ttl.
 */
static enum tsm_status set_time(struct loading *l, int64_t ttl)
{
	struct list *list = l->list;
	int64_t now = l->run->now;

	if (l->datetime != 0) {
		list->seen =
		    l->signed_at != INT64_MIN ? l->signed_at : list->valid_from;
		list->seen = least(least(list->seen, now), list->valid_until);
		/* of no time that is known, or of one that was to come */
		if (list->seen == INT64_MIN || list->seen < list->valid_from)
			return problem(l, LIST_UNREACHABLE, "");
	} else if ((list->valid_from != INT64_MIN &&
		       list->seen < list->valid_from - TSM_VERIFY_LEEWAY) ||
		   (list->valid_until != INT64_MAX &&
		       list->seen > list->valid_until + TSM_VERIFY_LEEWAY)) {
		return problem(l, LIST_EXPIRED, "");
	}
	list->since =
	    list->valid_from != INT64_MIN ? list->valid_from : list->seen;
	list->fresh_until = least(list->seen + ttl, list->valid_until);
	list->head.expires = l->datetime != 0 ? now + ttl : list->fresh_until;
	return TSM_OK;
}

static enum tsm_status read_list(struct loading *l)
{
	const struct tsm_json *subject = subject_of(l);
	struct list *list = l->list;

	if (!tsm_ob_has_type(l->proof.credential, l->type->credential) ||
	    !tsm_ob_has_type(subject, l->type->list))
		return problem(l, LIST_INVALID,
		    TSM_SAID("It is signed, but no status list."));
	if (!keep(list, tsm_json_get_string(l->proof.credential, "id"),
		&list->id) ||
	    !read_purposes(list, tsm_json_get(subject, "statusPurpose")))
		return tsm_fail_memory(l->run->err);
	if (!read_dates(l))
		return problem(
		    l, LIST_INVALID, TSM_SAID("A date in it is none."));
	TSM_TRY(set_time(l, read_ttl(subject)));
	return l->problem == LIST_FINE ? decode(l, subject) : TSM_OK;
}

static enum tsm_status load(struct loading *l, int64_t newer_than)
{
	const struct tsm_json *json = NULL;
	struct list_text text = { .cached = false };
	struct tsm_error err = { 0 };

	l->problem = LIST_FINE;
	l->proof = (struct tsm_proof){ .credential = NULL };
	TSM_TRY(list_fetch(l->run, l->url, l->datetime, newer_than, &l->problem,
	    &text, l->detail));
	struct tsm_str body = text.body;
	if (l->problem == LIST_FINE &&
	    tsm_fetch_keep(
		l->run->session, &l->list->arena, &l->list->fetched) != TSM_OK)
		return tsm_fail_memory(l->run->err);
	l->list->seen = text.seen;
	l->cached = text.cached;
	if (l->problem == LIST_FINE && body.len > 0 && body.ptr[0] == '{')
		TSM_TRY(unwrap(l, &body, &json));
	if (l->problem != LIST_FINE)
		return TSM_OK;
	if (json != NULL) {
		TSM_TRY(verify_json(l, json));
		return l->problem == LIST_FINE ? read_list(l) : TSM_OK;
	}
	enum tsm_status status =
	    tsm_proof_open(l->run->arena, body, &l->proof, &err);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(l->run->err);
	if (status != TSM_OK)
		return problem(l, LIST_INVALID, err.text);
	TSM_TRY(verify(l));
	return l->problem == LIST_FINE ? read_list(l) : TSM_OK;
}

/* Into a list of its own. */
static enum tsm_status load_new(
    struct loading *l, const char *key, int64_t newer_than)
{
	l->list = list_new(key);
	if (l->list == NULL)
		return tsm_fail_memory(l->run->err);
	return load(l, newer_than);
}

/*
 * A copy that the issuer's server would still let us keep may be older than
 * the list itself allows, or be the one that was wrong: then the server is
 * asked.
 */
static enum tsm_status load_fresh(struct loading *l, const char *key)
{
	TSM_TRY(load_new(l, key, 0));
	/* what was so then is so as long as it may be kept */
	if (!l->cached || l->datetime != 0 ||
	    (l->problem == LIST_FINE && l->list->fresh_until > l->run->now))
		return TSM_OK;
	int64_t seen = l->list->seen;
	list_let_go(l->run, l->list);
	return load_new(l, key, seen);
}

enum tsm_status list_load(struct run *run, const char *url,
    const struct list_type *type, unsigned entry_bits, int64_t datetime,
    enum list_problem *ret_problem, struct list **ret_list, char *detail)
{
	struct cache *cache = run->lists;
	int64_t newest = INT64_MIN;
	struct loading l = {
		.run = run,
		.url = url,
		.type = type,
		.entry_bits = entry_bits,
		.datetime = datetime,
		.detail = detail,
	};

	detail[0] = '\0';
	*ret_problem = LIST_FINE;
	/* The same bytes mean something else in entries of another size. */
	long long as_of = run->verifier->dated ? (long long)run->as_of : 0;
	const char *key =
	    tsm_arena_printf(run->arena, "%s %u %lld@%lld %s %s", type->list,
		entry_bits, as_of, (long long)datetime, run->issuer, url);
	if (key == NULL)
		return tsm_fail_memory(run->err);
	struct cache_entry *entry = cache_get(cache, key, run->now, &newest);
	if (entry != NULL) {
		struct list *list = (struct list *)(void *)entry;
		count_hit(run);
		if (tsm_fetch_kept(run->session, &list->fetched) != TSM_OK) {
			list_let_go(run, list);
			return tsm_fail_memory(run->err);
		}
		*ret_list = list;
		return TSM_OK;
	}
	/* What was seen before binds a run with caches of its own, too. */
	if (cache != run->verifier->lists)
		cache_let_go(run->verifier->lists,
		    cache_get(run->verifier->lists, key, run->now, &newest));
	enum tsm_status status = load_fresh(&l, key);
	/* A list older than one seen before is a replay. */
	if (status == TSM_OK && l.problem == LIST_FINE && datetime == 0 &&
	    l.list->valid_from < newest)
		l.problem = LIST_REPLAYED;
	if (status != TSM_OK || l.problem != LIST_FINE) {
		list_let_go(run, l.list);
		*ret_problem = l.problem;
		return status;
	}
	l.list->head.bytes =
	    sizeof(*l.list) + l.list->arena.used + l.list->bits.size;
	cache_put(cache, &l.list->head);
	*ret_list = l.list;
	return TSM_OK;
}
