/*
 * Every context known, every name with a meaning: JSON-LD in safe mode
 * (VCDM 2.0 section 4.3, Open Badges 3.0 section 5). Nothing is fetched. The
 * document is converted once, here, and its proofs use the same statements.
 */
#include "run.h"
#include "testamur/ob/check.h"

/* A member "@vocab" that is in force, or a context whose document has one. */
static bool has_vocab(const struct run *run, const struct tsm_json *context)
{
	const struct tsm_json *vocab;

	if (context->type == TSM_JSON_STRING)
		context =
		    tsm_json_get(tsm_jsonld_store_find(
				     run->verifier->contexts, context->text),
			"@context");
	vocab = tsm_json_get(context, "@vocab");
	return vocab != NULL && vocab->type != TSM_JSON_NULL;
}

static const struct tsm_json *vocab_of(
    const struct run *run, const struct tsm_json *context)
{
	if (context->type != TSM_JSON_ARRAY)
		return has_vocab(run, context) ? context : NULL;
	for (size_t i = 0; i < context->count; i++)
		if (has_vocab(run, tsm_json_at(context, i)))
			return tsm_json_at(context, i);
	return NULL;
}

/* The first such context below a value but this one; the reader bounds the
 * depth. */
static const struct tsm_json *find_vocab(const struct run *run,
    const struct tsm_json *value, const struct tsm_json *but)
{
	const struct tsm_json *found = NULL;

	for (size_t i = 0; i < value->count && found == NULL; i++) {
		const struct tsm_json *item = &value->first[i];
		if (item == but)
			continue;
		if (value->type == TSM_JSON_OBJECT &&
		    tsm_str_is(item->name, "@context"))
			found = vocab_of(run, item);
		else if (item->count > 0)
			found = find_vocab(run, item, but);
	}
	return found;
}

/* What a node is known by. */
struct node {
	const struct tsm_json *first; /* where it is read */
	const struct tsm_json *id;
	const char *type;
	/* every credential in a transcript names its learner */
	bool learner;
};

/*
 * The same node once more: an object below value with its id and type. To a
 * signature over quads its members are those of the first.
 */
static const struct tsm_json *find_again(
    const struct tsm_json *value, const struct node *node)
{
	const struct tsm_json *found = NULL;

	if (value->type == TSM_JSON_OBJECT && value != node->first) {
		const struct tsm_json *id = tsm_json_get(value, "id");
		if (tsm_json_is(id, TSM_JSON_STRING) &&
		    tsm_str_eq(id->text, node->id->text) &&
		    tsm_ob_has_type(value, node->type))
			return value;
	}
	bool record = node->learner && tsm_ob_has_type(value, "ClrSubject");
	for (size_t i = 0; i < value->count && found == NULL; i++) {
		const struct tsm_json *item = &value->first[i];
		if (item->count > 0 &&
		    !(record && tsm_str_is(item->name, "verifiableCredential")))
			found = find_again(item, node);
	}
	return found;
}

#define VC  "https://www.w3.org/2018/credentials#"
#define OB  "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
#define CLR "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"

enum reader {
	OF_CREDENTIAL,
	OF_SUBJECT,
	OF_RECORD
};

/* What is read of a node by these names decides about it. */
static const struct {
	enum reader node;
	struct tsm_str predicate;
	const char *name;
} statements[] = {
	{ OF_CREDENTIAL, TSM_STR(VC "credentialSchema"), "credentialSchema" },
	{ OF_CREDENTIAL, TSM_STR(VC "credentialStatus"), "credentialStatus" },
	{ OF_CREDENTIAL, TSM_STR(VC "credentialSubject"), "credentialSubject" },
	{ OF_CREDENTIAL, TSM_STR(VC "expirationDate"), "expirationDate" },
	{ OF_CREDENTIAL, TSM_STR(VC "issuanceDate"), "issuanceDate" },
	{ OF_CREDENTIAL, TSM_STR(VC "issuer"), "issuer" },
	{ OF_CREDENTIAL, TSM_STR(VC "refreshService"), "refreshService" },
	{ OF_CREDENTIAL, TSM_STR(VC "relatedResource"), "relatedResource" },
	{ OF_CREDENTIAL, TSM_STR(VC "validFrom"), "validFrom" },
	{ OF_CREDENTIAL, TSM_STR(VC "validUntil"), "validUntil" },
	{ OF_SUBJECT, TSM_STR(OB "activityEndDate"), "activityEndDate" },
	{ OF_SUBJECT, TSM_STR(OB "activityStartDate"), "activityStartDate" },
	{ OF_SUBJECT, TSM_STR(OB "creditsEarned"), "creditsEarned" },
	{ OF_SUBJECT, TSM_STR(OB "identifier"), "identifier" },
	{ OF_SUBJECT, TSM_STR(OB "licenseNumber"), "licenseNumber" },
	{ OF_SUBJECT, TSM_STR(OB "result"), "result" },
	{ OF_SUBJECT, TSM_STR(OB "role"), "role" },
	{ OF_SUBJECT, TSM_STR(OB "source"), "source" },
	{ OF_SUBJECT, TSM_STR(OB "term"), "term" },
	{ OF_RECORD, TSM_STR(CLR "identifier"), "identifier" },
	{ OF_RECORD, TSM_STR(CLR "identifier-1"), "identifier" },
	{ OF_RECORD, TSM_STR(CLR "verifiableCredential"),
	    "verifiableCredential" },
};

#define STATEMENTS (sizeof(statements) / sizeof(statements[0]))

/* By which it is known what rules hold for a document, and what is in it. */
static const struct {
	struct tsm_str iri;
	const char *name;
	const char *other; /* for the same, or NULL */
} kinds[] = {
	{ TSM_STR(OB "OpenBadgeCredential"), "OpenBadgeCredential",
	    "AchievementCredential" },
	{ TSM_STR(OB "EndorsementCredential"), "EndorsementCredential", NULL },
	{ TSM_STR(CLR "ClrCredential"), "ClrCredential", NULL },
};

static struct tsm_str id_of(const struct tsm_json *node)
{
	const struct tsm_json *id = tsm_json_get(node, "id");

	return tsm_json_is(id, TSM_JSON_STRING) ? id->text
						: (struct tsm_str){ NULL, 0 };
}

static bool is_about(const struct tsm_rdf_quad *quad, struct tsm_str id)
{
	return quad->graph == NULL && quad->subject->kind == TSM_RDF_IRI &&
	       id.len > 0 && tsm_str_eq(quad->subject->value, id);
}

/* A type of the document that stands in another place, or NULL. */
static const char *type_elsewhere(
    const struct tsm_json *document, const struct tsm_rdf_quad *quad)
{
	if (!tsm_str_is(quad->predicate->value, TSM_RDF_NS "type"))
		return NULL;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		if (tsm_str_eq(quad->object->value, kinds[k].iri) &&
		    !tsm_ob_has_type(document, kinds[k].name) &&
		    (kinds[k].other == NULL ||
			!tsm_ob_has_type(document, kinds[k].other)))
			return kinds[k].name;
	return NULL;
}

/*
 * A node is its id: whoever names the same one elsewhere can state its end or
 * its status there, by a context of that place alone, and the signature holds.
 * More is signed of the credential or its subject than its members say: the
 * name of that, or NULL.
 */
static const char *find_elsewhere(
    const struct run *run, const struct tsm_rdf_dataset *dataset)
{
	enum tsm_ob_kind kind = tsm_ob_kind(run->credential);
	const struct tsm_json *document = run->integrity.document;
	const struct tsm_json *subject =
	    tsm_json_nth(tsm_json_get(document, "credentialSubject"), 0);
	const struct tsm_json *const nodes[] = { document,
		kind == TSM_OB_KIND_ACHIEVEMENT ? subject : NULL,
		kind == TSM_OB_KIND_CLR ? subject : NULL };
	const struct tsm_str ids[] = { id_of(nodes[OF_CREDENTIAL]),
		id_of(nodes[OF_SUBJECT]), id_of(nodes[OF_RECORD]) };
	size_t found[STATEMENTS] = { 0 };
	const char *type = NULL;

	for (size_t i = 0; i < dataset->count && type == NULL; i++) {
		const struct tsm_rdf_quad *quad = &dataset->quads[i];
		bool about[3];
		for (size_t n = 0; n < 3; n++)
			about[n] = is_about(quad, ids[n]);
		if (about[OF_CREDENTIAL])
			type = type_elsewhere(document, quad);
		if (!about[OF_CREDENTIAL] && !about[OF_SUBJECT] &&
		    !about[OF_RECORD])
			continue;
		for (size_t k = 0; k < STATEMENTS; k++)
			if (about[statements[k].node] &&
			    tsm_str_eq(quad->predicate->value,
				statements[k].predicate))
				found[k]++;
	}
	for (size_t k = 0; k < STATEMENTS && type == NULL; k++)
		if (found[k] >
		    tsm_json_values(tsm_json_get(
			nodes[statements[k].node], statements[k].name)))
			return statements[k].name;
	return type;
}

/* What the verifier reads of a credential and its subject stands in one
 * place. */
static enum tsm_status set_again(
    struct run *run, const struct tsm_rdf_dataset *dataset, bool *ret_found)
{
	const struct tsm_json *document = run->integrity.document;
	const struct tsm_json *subject =
	    tsm_json_nth(tsm_json_get(document, "credentialSubject"), 0);
	const struct tsm_json *again = NULL;
	char place[TSM_ERROR_WHERE];

	const struct node nodes[] = {
		{ document, tsm_json_get(document, "id"),
		    "VerifiableCredential", false },
		{ subject, tsm_json_get(subject, "id"), "AchievementSubject",
		    true },
	};
	for (size_t i = 0; run->integrity.plain && again == NULL && i < 2; i++)
		if (tsm_json_string(nodes[i].id) != NULL)
			again = find_again(document, &nodes[i]);
	const char *name = run->integrity.plain && again == NULL
			       ? find_elsewhere(run, dataset)
			       : NULL;
	*ret_found = again != NULL || name != NULL;
	if (name != NULL)
		return run_set(run, CODE_CONTEXT_HIDDEN_NAME, NULL,
		    "\"%s\" is stated in another place, too, than the one "
		    "where programs look for it.",
		    name);
	if (again == NULL)
		return TSM_OK;
	tsm_json_pointer(again, place, sizeof(place));
	return run_set(run, CODE_CONTEXT_HIDDEN_NAME, place,
	    "The credential or its subject is described in two places.");
}

/*
 * VC Data Model 1.1 section 4.1: contexts need not be processed, "such as
 * [when] encoded as a JWT". Open Badges want every term defined.
 */
static bool may_be_undefined(const struct run *run)
{
	return run->opened && tsm_vc_is_v1(run->credential) &&
	       tsm_ob_kind(run->credential) == TSM_OB_KIND_OTHER;
}

static enum tsm_status set_undefined(struct run *run,
    const struct tsm_jsonld_failure *failure, const char *place)
{
	struct tsm_str name = tsm_utf8_cut(failure->name, 80);
	const char *definer =
	    tsm_jsonld_store_definer(run->verifier->contexts, failure->name);

	return run_set(run,
	    may_be_undefined(run) ? CODE_CONTEXT_UNDEFINED_IN_TOKEN
				  : CODE_CONTEXT_UNDEFINED_TERM,
	    place,
	    definer != NULL ? "\"%.*s\" is not defined there; %s defines it."
			    : "\"%.*s\" is not defined by any context.",
	    (int)name.len, name.ptr, definer != NULL ? definer : "");
}

/* Why comes as "hidden name: …". */
static enum tsm_status set_hidden(struct run *run,
    const struct tsm_jsonld_failure *failure, const char *place,
    const char *why)
{
	static const char kind[] = TSM_SAID("hidden name");
	enum tsm_lang lang = run->options->lang;
	struct tsm_str name = tsm_utf8_cut(failure->name, 80);
	bool has_kind = tsm_str_starts(tsm_str(why), kind);

	if (has_kind)
		why += strlen(kind) + strlen(": ");
	return run_set(run, CODE_CONTEXT_HIDDEN_NAME, place,
	    "\"%.*s\": %s%s%s.", (int)name.len, name.ptr,
	    has_kind ? tsm_say(lang, kind) : "", has_kind ? ": " : "",
	    tsm_say(lang, why));
}

static enum tsm_status set_failure(struct run *run, enum tsm_status status,
    const struct tsm_jsonld_failure *failure, const struct tsm_error *err)
{
	char place[TSM_ERROR_WHERE] = "";

	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	if (failure->at != NULL)
		tsm_json_pointer(failure->at, place, sizeof(place));
	switch (failure->code) {
	case TSM_JSONLD_NONE:
		return run_set(run,
		    status == TSM_E_LIMIT ? CODE_CONTEXT_TOO_DEEP
					  : CODE_CONTEXT_INVALID,
		    place, "%s", err->text);
	case TSM_JSONLD_UNDEFINED_TERM:
	case TSM_JSONLD_UNDEFINED_TYPE:
		return set_undefined(run, failure, place);
	case TSM_JSONLD_PROTECTED_TERM_REDEFINITION:
		return run_set(
		    run, CODE_CONTEXT_PROTECTED_REDEFINITION, place, NULL);
	case TSM_JSONLD_HIDDEN_NAME:
		return set_hidden(run, failure, place, err->text);
	case TSM_JSONLD_LOADING_REMOTE_CONTEXT_FAILED:
		return run_set(run, CODE_CONTEXT_UNKNOWN, place, "%.*s",
		    (int)tsm_utf8_cut(failure->name, 300).len,
		    failure->name.ptr);
	default:
		return run_set(
		    run, CODE_CONTEXT_INVALID, place, "%s", err->text);
	}
}

/*
 * "@vocab" hides a misspelt term. A badge needs none, so its names were
 * given a meaning without it (proofs_open), and in a part of it there may be
 * none (section 4 of the contract); other credentials are told.
 */
static enum tsm_status set_vocab(struct run *run)
{
	const struct tsm_json *document = run->integrity.document;
	const struct tsm_json *top = tsm_json_get(document, "@context");
	const struct tsm_json *below = find_vocab(run, document, top);
	const struct tsm_json *found = top != NULL ? vocab_of(run, top) : NULL;
	char place[TSM_ERROR_WHERE];

	if (below != NULL && below->type == TSM_JSON_OBJECT &&
	    run->integrity.no_vocab) {
		tsm_json_pointer(below, place, sizeof(place));
		return run_set(run, CODE_CONTEXT_INVALID, place,
		    "@vocab in a part of a badge hides names without "
		    "meaning.");
	}
	if (found == NULL)
		found = below;
	if (found == NULL)
		return run_set(run, CODE_CONTEXT_KNOWN, NULL, NULL);
	tsm_json_pointer(found, place, sizeof(place));
	return run_set(run, CODE_CONTEXT_VOCAB, place, NULL);
}

enum tsm_status check_context(struct run *run)
{
	struct tsm_jsonld_failure failure = { 0 };
	const struct tsm_rdf_dataset *dataset;
	struct tsm_error err = { 0 };
	bool again = false;

	if (run->integrity.document == NULL)
		return TSM_OK; /* no object: check format says so */
	enum tsm_status status =
	    tsm_integrity_dataset(&run->integrity, &dataset, &failure, &err);
	if (status != TSM_OK)
		return set_failure(run, status, &failure, &err);
	TSM_TRY(set_again(run, dataset, &again));
	return again ? TSM_OK : set_vocab(run);
}
