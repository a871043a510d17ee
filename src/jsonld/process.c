/*
 * Context Processing Algorithm: JSON-LD 1.1 API section 4.1. Step numbers
 * are those of the Recommendation.
 */
#include <string.h>

#include "context.h"

/* One run of the algorithm. */
struct run {
	struct process *p;
	const struct call *call;
	const struct context *result;
	struct context *own; /* result, where it was made here */
};

static const struct tsm_str no_name = { NULL, 0 };

/* A result that may be changed: a clone of what it was. */
static enum tsm_status own(struct run *r)
{
	if (r->own != NULL && r->own == r->result)
		return TSM_OK;
	struct context *copy = tsm_arena_alloc(r->p->arena, sizeof(*copy));
	if (copy == NULL)
		return tsm_fail_memory(r->p->err);
	*copy = *r->result;
	copy->shared = false;
	r->own = copy;
	r->result = copy;
	return process_spend(r->p, 1);
}

/* 5.1 */
static enum tsm_status nullify(struct run *r, const struct tsm_json *at)
{
	if (!r->call->override_protected && terms_protected(r->result->terms))
		return process_fail(r->p,
		    TSM_JSONLD_INVALID_CONTEXT_NULLIFICATION, at, no_name,
		    "Protected terms cannot be taken away");
	const struct context *before = r->result;
	TSM_TRY(own(r));
	*r->own = (struct context){ 0 };
	if (r->call->no_propagate)
		r->own->previous = before->previous;
	return TSM_OK;
}

/* 5.2.1 and 5.6.3 */
static enum tsm_status resolve(
    struct run *r, const struct tsm_json *value, struct tsm_str *ret_address)
{
	*ret_address = value->text;
	if (iri_absolute(value->text))
		return TSM_OK;
	if (r->call->base_url.ptr != NULL)
		TSM_TRY(iri_resolve(
		    r->p, r->call->base_url, value->text, ret_address));
	if (!iri_absolute(*ret_address))
		return process_fail(r->p, TSM_JSONLD_LOADING_DOCUMENT_FAILED,
		    value, value->text, "The address of a context is relative");
	return TSM_OK;
}

/* 5.2 */
static enum tsm_status include(struct run *r, const struct tsm_json *value)
{
	struct tsm_str address;
	TSM_TRY(resolve(r, value, &address));
	const struct remote *before = r->call->remotes;
	/* 5.2.2 */
	for (const struct remote *at = before;
	     r->call->no_validate && at != NULL; at = at->before) {
		if (tsm_str_eq(at->address, address))
			return TSM_OK;
	}
	/* 5.2.3 */
	struct remote remote = { before, address,
		before != NULL ? before->depth + 1 : 1 };
	if (remote.depth > REMOTE_DEPTH_MAX)
		return process_fail(r->p, TSM_JSONLD_CONTEXT_OVERFLOW, value,
		    address, "Contexts include each other too often");
	/* 5.2.4, 5.2.5 */
	const struct tsm_json *document = NULL;
	TSM_TRY(remote_document(r->p, address, value, &document));
	const struct tsm_json *loaded = tsm_json_get(document, "@context");
	if (loaded == NULL)
		return process_fail(r->p, TSM_JSONLD_INVALID_REMOTE_CONTEXT,
		    value, address, "There is no @context at an address");
	/* 5.2.6 */
	struct call call = {
		.base_url = address,
		.remotes = &remote,
		.no_validate = r->call->no_validate,
	};
	return context_call(r->p, r->result, loaded, &call, &r->result);
}

/* 5.5 */
static enum tsm_status check_version(
    struct process *p, const struct tsm_json *value)
{
	if (value == NULL)
		return TSM_OK;
	const struct tsm_json one_one = { .type = TSM_JSON_NUMBER,
		.text = TSM_STR("1.1") };
	if (value->type != TSM_JSON_NUMBER || !tsm_json_equal(value, &one_one))
		return process_fail(p, TSM_JSONLD_INVALID_VERSION_VALUE, value,
		    no_name, "@version is 1.1");
	if (p->options->mode == TSM_JSONLD_1_0)
		return process_fail(p, TSM_JSONLD_PROCESSING_MODE_CONFLICT,
		    value, no_name, "A context asks for JSON-LD 1.1");
	return TSM_OK;
}

/* An entry that JSON-LD 1.0 does not have. */
static enum tsm_status needs_1_1(
    struct process *p, const struct tsm_json *value)
{
	if (p->options->mode == TSM_JSONLD_1_0)
		return process_fail(p, TSM_JSONLD_INVALID_CONTEXT_ENTRY, value,
		    value->name, "This entry needs JSON-LD 1.1");
	return TSM_OK;
}

/* 5.6 */
static enum tsm_status import(struct run *r, const struct tsm_json *value,
    const struct tsm_json **ret_import)
{
	if (value == NULL)
		return TSM_OK;
	TSM_TRY(needs_1_1(r->p, value));
	if (value->type != TSM_JSON_STRING)
		return process_fail(r->p, TSM_JSONLD_INVALID_IMPORT_VALUE,
		    value, no_name, "@import is a text");
	struct tsm_str address;
	TSM_TRY(resolve(r, value, &address));
	const struct tsm_json *document = NULL;
	TSM_TRY(remote_document(r->p, address, value, &document));
	const struct tsm_json *context = tsm_json_get(document, "@context");
	if (!tsm_json_is(context, TSM_JSON_OBJECT))
		return process_fail(r->p, TSM_JSONLD_INVALID_REMOTE_CONTEXT,
		    value, address, "An imported context is no object");
	if (tsm_json_get(context, "@import") != NULL)
		return process_fail(r->p, TSM_JSONLD_INVALID_CONTEXT_ENTRY,
		    value, address, "An imported context imports another");
	*ret_import = context;
	return TSM_OK;
}

/* 5.7 */
static enum tsm_status set_base(struct run *r, const struct tsm_json *value)
{
	if (value == NULL || r->call->remotes != NULL)
		return TSM_OK;
	struct tsm_str base = context_base(r->p, r->own);
	bool string = value->type == TSM_JSON_STRING;
	r->own->base_is = string ? BASE_IRI : BASE_NULL;
	r->own->base = string ? value->text : no_name;
	if (value->type == TSM_JSON_NULL ||
	    (string && iri_absolute(value->text)))
		return TSM_OK;
	if (string && base.ptr != NULL)
		return iri_resolve(r->p, base, value->text, &r->own->base);
	return process_fail(r->p, TSM_JSONLD_INVALID_BASE_IRI, value, no_name,
	    "@base is no IRI");
}

/* 5.8 */
static enum tsm_status set_vocab(struct run *r, const struct tsm_json *value)
{
	if (value == NULL)
		return TSM_OK;
	if (value->type == TSM_JSON_NULL) {
		r->own->vocab = no_name;
		return TSM_OK;
	}
	bool good = value->type == TSM_JSON_STRING;
	struct iri iri = { 0 };
	if (good && r->p->options->mode == TSM_JSONLD_1_0)
		good = iri_absolute(value->text) ||
		       tsm_str_starts(value->text, "_:");
	if (good) {
		TSM_TRY(
		    iri_expand(r->p, r->own, value->text, true, true, &iri));
		good =
		    iri.keyword == KEYWORD_NO && iri.text.ptr != NULL &&
		    (iri_absolute(iri.text) || tsm_str_starts(iri.text, "_:"));
	}
	if (!good)
		return process_fail(r->p, TSM_JSONLD_INVALID_VOCAB_MAPPING,
		    value, no_name, "@vocab is no IRI");
	if (r->p->options->no_vocab && !store_holds(r->p->store, value))
		return TSM_OK;
	r->own->vocab = iri.text;
	return TSM_OK;
}

/* 5.9, 5.10 */
static enum tsm_status set_language(struct run *r,
    const struct tsm_json *language, const struct tsm_json *direction)
{
	if (language != NULL) {
		if (language->type == TSM_JSON_STRING)
			r->own->language = language->text;
		else if (language->type == TSM_JSON_NULL)
			r->own->language = no_name;
		else
			return process_fail(r->p,
			    TSM_JSONLD_INVALID_DEFAULT_LANGUAGE, language,
			    no_name, "@language is a text or null");
	}
	if (direction == NULL)
		return TSM_OK;
	TSM_TRY(needs_1_1(r->p, direction));
	if (direction->type == TSM_JSON_NULL)
		r->own->direction = DIRECTION_ABSENT;
	else if (direction->type == TSM_JSON_STRING &&
		 tsm_str_is(direction->text, "ltr"))
		r->own->direction = DIRECTION_LTR;
	else if (direction->type == TSM_JSON_STRING &&
		 tsm_str_is(direction->text, "rtl"))
		r->own->direction = DIRECTION_RTL;
	else
		return process_fail(r->p, TSM_JSONLD_INVALID_BASE_DIRECTION,
		    direction, no_name, "@direction is ltr, rtl or null");
	return TSM_OK;
}

static bool is_boolean(const struct tsm_json *value)
{
	return value->type == TSM_JSON_TRUE || value->type == TSM_JSON_FALSE;
}

/* 5.11, and @protected for 5.13 */
static enum tsm_status check_flags(struct run *r, struct local *local)
{
	const struct tsm_json *value = local_value(local, "@propagate");
	if (value != NULL) {
		TSM_TRY(needs_1_1(r->p, value));
		if (!is_boolean(value))
			return process_fail(r->p,
			    TSM_JSONLD_INVALID_PROPAGATE_VALUE, value, no_name,
			    "@propagate is true or false");
	}
	value = local_value(local, "@protected");
	if (value == NULL)
		return TSM_OK;
	TSM_TRY(needs_1_1(r->p, value));
	if (!is_boolean(value))
		return process_fail(r->p, TSM_JSONLD_INVALID_PROTECTED_VALUE,
		    value, no_name, "@protected is true or false");
	local->is_protected = value->type == TSM_JSON_TRUE;
	return TSM_OK;
}

/* 5.13 */
static bool is_entry(struct tsm_str name)
{
	switch (keyword_of(name)) {
	case KEYWORD_BASE:
	case KEYWORD_DIRECTION:
	case KEYWORD_IMPORT:
	case KEYWORD_LANGUAGE:
	case KEYWORD_PROPAGATE:
	case KEYWORD_PROTECTED:
	case KEYWORD_VERSION:
	case KEYWORD_VOCAB:
		return true;
	default:
		return false;
	}
}

static enum tsm_status define_all(struct run *r, struct local *local)
{
	size_t count = 0;
	for (size_t i = 0; i < local->count; i++)
		count += !is_entry(local->members[i].value->name);
	if (count == 0)
		return TSM_OK;
	TSM_TRY(terms_layer(r->p, r->own->terms, count, &r->own->terms));
	for (size_t i = 0; i < local->count; i++) {
		if (!is_entry(local->members[i].value->name))
			TSM_TRY(definition_create(local, &local->members[i]));
	}
	return TSM_OK;
}

/* 5.5 to 5.13 */
static enum tsm_status define(struct run *r, const struct tsm_json *context)
{
	struct local local = {
		.p = r->p,
		.context = context,
		.base_url = r->call->base_url,
		.remotes = r->call->remotes,
		.override_protected = r->call->override_protected,
	};
	const struct tsm_json *imported = NULL;
	TSM_TRY(check_version(r->p, tsm_json_get(context, "@version")));
	TSM_TRY(import(r, tsm_json_get(context, "@import"), &imported));
	TSM_TRY(local_index(&local, imported, context));
	if (imported != NULL)
		TSM_TRY(check_version(r->p, local_value(&local, "@version")));
	TSM_TRY(own(r));
	local.active = r->own;
	TSM_TRY(set_base(r, local_value(&local, "@base")));
	TSM_TRY(set_vocab(r, local_value(&local, "@vocab")));
	TSM_TRY(set_language(r, local_value(&local, "@language"),
	    local_value(&local, "@direction")));
	TSM_TRY(check_flags(r, &local));
	return define_all(r, &local);
}

static enum tsm_status item(struct run *r, const struct tsm_json *context)
{
	switch (context->type) {
	case TSM_JSON_NULL:
		return nullify(r, context);
	case TSM_JSON_STRING:
		return include(r, context);
	case TSM_JSON_OBJECT:
		return define(r, context);
	default: /* 5.3 */
		return process_fail(r->p, TSM_JSONLD_INVALID_LOCAL_CONTEXT,
		    context, no_name,
		    "A context is an object, an address or null");
	}
}

enum tsm_status context_run(struct process *p, const struct context *active,
    const struct tsm_json *local, const struct call *call,
    const struct context **ret_context)
{
	struct call now = *call;
	struct run r = { .p = p, .call = &now, .result = active };
	/* 2: what is no boolean is refused in step 5.11 */
	const struct tsm_json *propagate = tsm_json_get(local, "@propagate");
	if (tsm_json_is(propagate, TSM_JSON_TRUE) ||
	    tsm_json_is(propagate, TSM_JSON_FALSE))
		now.no_propagate = propagate->type == TSM_JSON_FALSE;
	/* 3 */
	if (now.no_propagate && active->previous == NULL) {
		TSM_TRY(own(&r));
		r.own->previous = active;
	}
	/* 4, 5 */
	bool array = local->type == TSM_JSON_ARRAY;
	size_t count = array ? local->count : 1;
	for (size_t i = 0; i < count; i++)
		TSM_TRY(item(&r, array ? &local->first[i] : local));
	*ret_context = r.result;
	return TSM_OK;
}
