/*
 * Safe mode: what a processor would drop in silence is an error, so that
 * nothing can stand in a signed document that its signature does not cover.
 */
#include <stdio.h>

#include "context.h"
#include "expanded.h"

enum tsm_status safe_dropped(
    struct process *p, const struct tsm_json *at, const char *what)
{
	if (!p->options->safe)
		return TSM_OK;
	char text[160];
	(void)snprintf(text, sizeof(text),
	    "%s would be lost and is not covered by a signature: remove it",
	    what);
	return process_fail(p, TSM_JSONLD_DROPPED_VALUE, at, at->name, text);
}

enum tsm_status safe_key(
    struct process *p, const struct tsm_json *entry, struct iri iri)
{
	if (!p->options->safe)
		return TSM_OK;
	if (keyword_like(entry->name))
		return process_fail(p, TSM_JSONLD_RESERVED_KEYWORD, entry,
		    entry->name, "names like keywords are reserved: rename it");
	if (!reference_absolute(&iri))
		return process_fail(p, TSM_JSONLD_UNDEFINED_TERM, entry,
		    entry->name,
		    "no context defines this term: add the context that does, "
		    "or remove the member");
	if (tsm_str_starts(iri.text, "_:") && !p->options->generalized_rdf)
		return process_fail(p, TSM_JSONLD_BLANK_PREDICATE, entry,
		    entry->name,
		    "a property cannot be a blank node: give it "
		    "an IRI");
	return TSM_OK;
}

static enum tsm_status hidden(struct process *p, const struct tsm_json *at,
    struct tsm_str name, const char *text)
{
	return process_fail(p, TSM_JSONLD_HIDDEN_NAME, at, name, text);
}

/* A mapping of a known context by a name that is not the one of it. */
static enum tsm_status plain_term(struct process *p,
    const struct context *active, const struct tsm_json *at,
    struct tsm_str name, struct tsm_str iri)
{
	if (active->terms != NULL)
		TSM_TRY(process_spend(p, active->terms->total));
	if (!context_names(active, iri, name))
		return TSM_OK;
	return hidden(p, at, name,
	    "a known context has another term for this, by which it is "
	    "looked for: use that one");
}

enum tsm_status plain_type(struct process *p, const struct object *object,
    const struct tsm_json *at, const struct definition *definition,
    struct tsm_str iri)
{
	if (!p->options->plain || iri.ptr == NULL ||
	    (definition != NULL && !definition->own) ||
	    has_value_key(object->active, object->element))
		return TSM_OK;
	return plain_term(p, object->type_scoped, at, at->text, iri);
}

enum tsm_status plain_key(struct process *p, const struct object *object,
    const struct tsm_json *entry, const struct definition *definition,
    struct iri iri)
{
	static const char type[] =
	    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
	bool by_term = definition != NULL;

	if (!p->options->plain)
		return TSM_OK;
	switch (iri.keyword) {
	case KEYWORD_NO:
		break;
	case KEYWORD_ID:
		return tsm_str_is(entry->name, "id")
			   ? TSM_OK
			   : hidden(p, entry, entry->name,
				 "an identifier is looked for as \"id\"");
	case KEYWORD_TYPE:
		return tsm_str_is(entry->name, "type") ||
			       has_value_key(object->active, object->element)
			   ? TSM_OK
			   : hidden(p, entry, entry->name,
				 "a type is looked for as \"type\"");
	case KEYWORD_VALUE:
	case KEYWORD_LANGUAGE:
	case KEYWORD_DIRECTION:
		by_term = tsm_str_eq(entry->name, iri.text);
		return by_term ? TSM_OK
			       : hidden(p, entry, entry->name,
				     "this keyword has another name here");
	default:
		return hidden(p, entry, entry->name,
		    "what stands in this keyword is not seen by programs that "
		    "read the members: write it without");
	}
	/* what has no meaning is said elsewhere */
	if (!reference_absolute(&iri))
		return TSM_OK;
	if (tsm_str_is(iri.text, type))
		return hidden(
		    p, entry, entry->name, "a type is looked for as \"type\"");
	return by_term && !definition->own ? TSM_OK
					   : plain_term(p, object->active,
						 entry, entry->name, iri.text);
}

enum tsm_status safe_reference(struct process *p, const struct tsm_json *at,
    struct tsm_str written, struct iri *expanded)
{
	if (!p->options->safe || reference_absolute(expanded))
		return TSM_OK;
	if (keyword_like(written))
		return process_fail(p, TSM_JSONLD_RESERVED_KEYWORD, at, written,
		    "names like keywords are reserved: use an absolute IRI");
	return process_fail(p, TSM_JSONLD_RELATIVE_REFERENCE, at, written,
	    "this is no absolute IRI: write it in full");
}

enum tsm_status safe_type(struct process *p, const struct tsm_json *at,
    struct tsm_str written, struct iri *iri)
{
	if (!p->options->safe || iri->keyword == KEYWORD_JSON ||
	    reference_absolute(iri))
		return TSM_OK;
	if (keyword_like(written))
		return process_fail(p, TSM_JSONLD_RESERVED_KEYWORD, at, written,
		    "names like keywords are reserved: use another type");
	return process_fail(p,
	    tsm_str_find(written, ':') < written.len ||
		    tsm_str_find(written, '/') < written.len
		? TSM_JSONLD_RELATIVE_REFERENCE
		: TSM_JSONLD_UNDEFINED_TYPE,
	    at, written,
	    "no context defines this type: add the context that does, or "
	    "write an absolute IRI");
}

enum tsm_status safe_node(struct process *p, const struct expanded *node)
{
	uint32_t count = node->body != NULL ? node->body->types.count : 0;
	if (has(node, KEYWORD_LANGUAGE) || has(node, KEYWORD_DIRECTION))
		return safe_dropped(
		    p, node->at, "the language or direction of an object");
	for (uint32_t i = 0; i < count; i++) {
		if (node->body->types.items[i].keyword == KEYWORD_JSON)
			return safe_dropped(
			    p, node->at, "the type @json of an object");
	}
	return TSM_OK;
}

enum tsm_status safe_language(
    struct process *p, const struct tsm_json *at, struct tsm_str language)
{
	if (!p->options->safe || language_tag(language))
		return TSM_OK;
	return process_fail(p, TSM_JSONLD_INVALID_LANGUAGE, at, language,
	    "this is no language tag of BCP 47");
}

enum tsm_status safe_direction(struct process *p, const struct tsm_json *at)
{
	if (p->options->rdf_direction != TSM_RDF_DIRECTION_NONE)
		return TSM_OK;
	return safe_dropped(p, at, "a base direction");
}
