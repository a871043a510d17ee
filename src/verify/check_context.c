/*
 * Every context known, every name defined (VCDM 2.0 section 4.3, Open
 * Badges 3.0 section 5). Nothing is fetched.
 */
#include <string.h>

#include "run.h"
#include "terms.h"
#include "testamur/ob/check.h"

#define DEPTH_MAX  64
#define INLINE_MAX 16
#define TYPES_MAX  16 /* of one object: each is asked about each member */

struct walk {
	struct run *run;
	const struct tsm_json *unknown; /* a context */
	const struct tsm_json *vocab;   /* "@vocab", or a context with it */
	const struct tsm_json *undefined;
	const struct tsm_json *protected_term;
	bool opaque;
	bool too_deep;
	const struct tsm_json *crowded; /* an object of too many types */
};

/* What is in force at one place of the document. */
struct scope {
	unsigned set;
	const struct tsm_json *inlines[INLINE_MAX];
	size_t n_inlines;
};

/* Terms that no context may redefine: those of the two standards. */
static bool is_protected(unsigned set, struct tsm_str name)
{
	static const char *const types[] = { "VerifiableCredential",
		"Achievement", "AchievementSubject", "Profile", "Result",
		"ResultDescription", "IdentityObject", "DataIntegrityProof",
		"BitstringStatusListEntry", NULL };

	if (terms_global(set, name))
		return true;
	for (const char *const *type = types; *type != NULL; type++)
		if (terms_in_type(set, tsm_str(*type), name))
			return true;
	return false;
}

static void add_inline(
    struct walk *walk, struct scope *scope, const struct tsm_json *context)
{
	for (size_t i = 0; i < context->count; i++) {
		const struct tsm_json *term = tsm_json_at(context, i);
		if (tsm_str_is(term->name, "@vocab") &&
		    term->type != TSM_JSON_NULL) {
			scope->set |= TERMS_VOCAB;
			walk->vocab = term;
		} else if (tsm_str_is(term->name, "@import")) {
			walk->unknown = term;
		} else if (walk->protected_term == NULL &&
			   is_protected(scope->set, term->name)) {
			walk->protected_term = term;
		}
	}
	if (scope->n_inlines < INLINE_MAX)
		scope->inlines[scope->n_inlines++] = context;
	else
		walk->too_deep = true;
}

static void add_context(
    struct walk *walk, struct scope *scope, const struct tsm_json *context)
{
	unsigned set = 0;

	if (tsm_json_is(context, TSM_JSON_OBJECT)) {
		add_inline(walk, scope, context);
		return;
	}
	if (tsm_json_is(context, TSM_JSON_STRING))
		set = terms_of_context(context->text);
	if (set == 0)
		walk->unknown = context;
	if ((set & TERMS_VOCAB) != 0)
		walk->vocab = context;
	if ((set & TERMS_OPAQUE) != 0)
		walk->opaque = true;
	scope->set |= set;
}

static void add_contexts(
    struct walk *walk, struct scope *scope, const struct tsm_json *context)
{
	if (context == NULL)
		return;
	if (context->type != TSM_JSON_ARRAY) {
		add_context(walk, scope, context);
		return;
	}
	for (size_t i = 0; i < context->count; i++)
		add_context(walk, scope, tsm_json_at(context, i));
}

static bool in_inline(const struct scope *scope, const char *name)
{
	for (size_t i = 0; i < scope->n_inlines; i++)
		if (tsm_json_get(scope->inlines[i], name) != NULL)
			return true;
	return false;
}

static bool is_absolute(struct tsm_str name)
{
	return tsm_str_find(name, ':') < name.len;
}

/* The property whose value, or element of it, this object is. */
static struct tsm_str property_of(const struct tsm_json *object)
{
	const struct tsm_json *at = object;

	while (at->parent != NULL && at->parent->type == TSM_JSON_ARRAY)
		at = at->parent;
	return at->name;
}

/* A type: a term of the contexts in force, or an absolute IRI. */
static void check_type_name(struct walk *walk, const struct scope *scope,
    const struct tsm_json *object, const struct tsm_json *type)
{
	const char *text = tsm_json_string(type);

	if (text == NULL || walk->undefined != NULL)
		return;
	if (!terms_global(scope->set, type->text) && !in_inline(scope, text) &&
	    !is_absolute(type->text) &&
	    !terms_in_property(scope->set, property_of(object), type->text))
		walk->undefined = type;
}

static void check_types(struct walk *walk, const struct scope *scope,
    const struct tsm_json *object, const struct tsm_json *type)
{
	if (type->type != TSM_JSON_ARRAY) {
		check_type_name(walk, scope, object, type);
		return;
	}
	for (size_t i = 0; i < type->count; i++)
		check_type_name(walk, scope, object, tsm_json_at(type, i));
}

static bool type_defines(
    unsigned set, const struct tsm_json *type, struct tsm_str name)
{
	if (tsm_json_is(type, TSM_JSON_STRING))
		return terms_in_type(set, type->text, name);
	for (size_t i = 0; tsm_json_is(type, TSM_JSON_ARRAY) && i < type->count;
	     i++) {
		const struct tsm_json *item = tsm_json_at(type, i);
		if (tsm_json_is(item, TSM_JSON_STRING) &&
		    terms_in_type(set, item->text, name))
			return true;
	}
	return false;
}

static bool is_defined(const struct walk *walk, const struct scope *scope,
    const struct tsm_json *object, const struct tsm_json *member)
{
	const struct tsm_json *type = tsm_json_get(object, "type");
	struct tsm_str name = member->name;
	char text[64];

	if (tsm_str_starts(name, "@"))
		return true;
	/* The claims of a token that stand beside the credential. */
	if (object == walk->run->credential && walk->run->opened &&
	    tsm_proof_is_claim(name))
		return true;
	if (terms_global(scope->set, name) ||
	    type_defines(scope->set, type, name) ||
	    terms_in_property(scope->set, property_of(object), name) ||
	    is_absolute(name))
		return true;
	if (name.len >= sizeof(text))
		return false;
	memcpy(text, name.ptr, name.len);
	text[name.len] = '\0';
	return in_inline(scope, text);
}

/* A member of an object; true when what is below has to be walked. */
static bool check_member(struct walk *walk, const struct scope *scope,
    const struct tsm_json *object, const struct tsm_json *member)
{
	if (tsm_str_is(member->name, "@context"))
		return false;
	if (walk->undefined == NULL && !is_defined(walk, scope, object, member))
		walk->undefined = member;
	if (tsm_str_is(member->name, "type")) {
		check_types(walk, scope, object, member);
		return false;
	}
	/* A proof is judged by check signature, unknown kinds included. */
	if (object == walk->run->credential &&
	    tsm_str_is(member->name, "proof"))
		return false;
	/* Free-form JSON by definition. */
	return !tsm_str_is(member->name, "jsonSchema") &&
	       !tsm_str_is(member->name, "_sd") &&
	       !tsm_str_is(member->name, "cnf");
}

/* Recursion is bounded by DEPTH_MAX; siblings are walked in a loop. */
static void walk_value(struct walk *walk, struct scope scope,
    const struct tsm_json *value, unsigned depth)
{
	if (depth > DEPTH_MAX) {
		walk->too_deep = true;
		return;
	}
	if (value->type == TSM_JSON_OBJECT) {
		const struct tsm_json *type = tsm_json_get(value, "type");
		if (tsm_json_is(type, TSM_JSON_ARRAY) &&
		    type->count > TYPES_MAX) {
			walk->crowded = type;
			return;
		}
		add_contexts(walk, &scope, tsm_json_get(value, "@context"));
	}
	for (size_t i = 0; i < value->count; i++) {
		const struct tsm_json *item = tsm_json_at(value, i);
		if (value->type == TSM_JSON_OBJECT &&
		    !check_member(walk, &scope, value, item))
			continue;
		if (item->type == TSM_JSON_OBJECT ||
		    item->type == TSM_JSON_ARRAY)
			walk_value(walk, scope, item, depth + 1);
	}
}

static enum tsm_status set_undefined(
    struct run *run, const struct tsm_json *term)
{
	char place[TSM_ERROR_WHERE];
	struct tsm_str name = term->name;

	tsm_json_pointer(term, place, sizeof(place));
	/* A type's name is its value. */
	if (term->type == TSM_JSON_STRING &&
	    (tsm_str_is(name, "type") || name.len == 0))
		name = term->text;
	if (name.len > 80)
		name.len = 80;
	const char *definer = terms_definer(name);
	return run_set(run, CODE_CONTEXT_UNDEFINED_TERM, place,
	    definer != NULL ? "\"%.*s\" is not defined there; %s defines it."
			    : "\"%.*s\" is not defined by any context.",
	    (int)name.len, name.ptr, definer != NULL ? definer : "");
}

static enum tsm_status set_unknown(
    struct run *run, const struct tsm_json *context)
{
	char place[TSM_ERROR_WHERE];

	tsm_json_pointer(context, place, sizeof(place));
	if (context->type != TSM_JSON_STRING || context->text.len > 300)
		return run_set(run, CODE_CONTEXT_UNKNOWN, place, NULL);
	return run_set(run, CODE_CONTEXT_UNKNOWN, place, "%.*s",
	    (int)context->text.len, context->text.ptr);
}

enum tsm_status check_context(struct run *run)
{
	struct walk walk = { .run = run };
	struct scope scope = { 0 };
	char place[TSM_ERROR_WHERE];
	enum tsm_ob_kind kind = tsm_ob_kind(run->credential);
	bool badge =
	    kind == TSM_OB_KIND_ACHIEVEMENT || kind == TSM_OB_KIND_ENDORSEMENT;

	walk_value(&walk, scope, run->credential, 0);
	if (walk.crowded != NULL) {
		run->stop = true;
		tsm_json_pointer(walk.crowded, place, sizeof(place));
		return run_set(run, CODE_FORMAT_TOO_LARGE, place,
		    "An object has more than %d types.", TYPES_MAX);
	}
	if (walk.too_deep)
		return run_set(run, CODE_CONTEXT_TOO_DEEP, NULL, NULL);
	if (walk.protected_term != NULL) {
		tsm_json_pointer(walk.protected_term, place, sizeof(place));
		return run_set(
		    run, CODE_CONTEXT_PROTECTED_REDEFINITION, place, NULL);
	}
	if (walk.unknown != NULL)
		return set_unknown(run, walk.unknown);
	/* @vocab hides a misspelt term; a badge needs none (section 4 of
	 * the contract), other credentials are told. */
	if (walk.undefined != NULL && !walk.opaque &&
	    (walk.vocab == NULL || badge))
		return set_undefined(run, walk.undefined);
	if (walk.vocab != NULL) {
		tsm_json_pointer(walk.vocab, place, sizeof(place));
		return run_set(run, CODE_CONTEXT_VOCAB, place, NULL);
	}
	return run_set(run, CODE_CONTEXT_KNOWN, NULL,
	    walk.opaque ? "One context is known by name only, so single "
			  "terms were not looked up."
			: NULL);
}
