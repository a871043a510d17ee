/*
 * Value Expansion, section 5.3; and steps 15 to 19 of section 5.1, which
 * check and tidy what the entries of a map came to.
 */
#include "expanded.h"

/* 5.3 steps 1 and 2: a string that names a node. */
static enum tsm_status reference(struct process *p,
    const struct context *active, const struct tsm_json *value, bool vocab,
    struct expanded *item)
{
	struct iri iri = { 0 };
	TSM_TRY(iri_expand(p, active, value->text, true, vocab, &iri));
	TSM_TRY(safe_reference(p, value, value->text, &iri));
	item->has = HAS(KEYWORD_ID);
	item->id = iri;
	return TSM_OK;
}

/* 5.3 step 5: language and direction of a string. */
static enum tsm_status language_of(struct process *p,
    const struct context *active, const struct definition *definition,
    struct expanded *item)
{
	struct tsm_str language = active->language;
	enum direction direction = active->direction;
	if (definition != NULL && definition->has_language)
		language = definition->language;
	if (definition != NULL && definition->direction != DIRECTION_ABSENT)
		direction = definition->direction;
	if (language.ptr != NULL) {
		TSM_TRY(safe_language(p, item->at, language));
		item->has |= HAS(KEYWORD_LANGUAGE);
		item->language = language;
	}
	if (direction == DIRECTION_LTR || direction == DIRECTION_RTL) {
		TSM_TRY(safe_direction(p, item->at));
		item->has |= HAS(KEYWORD_DIRECTION);
		item->direction = direction;
	}
	return TSM_OK;
}

enum tsm_status expand_value(struct process *p, const struct context *active,
    const struct definition *definition, const struct tsm_json *value,
    struct expanded **ret_item)
{
	enum type_mapping type =
	    definition != NULL ? definition->type_mapping : TYPE_ABSENT;
	bool string = value->type == TSM_JSON_STRING;
	struct expanded *item = expanded_new(p, value);
	if (item == NULL)
		return tsm_fail_memory(p->err);
	*ret_item = item;
	if (string && (type == TYPE_ID || type == TYPE_VOCAB))
		return reference(p, active, value, type == TYPE_VOCAB, item);
	/* 3 */
	item->has = HAS(KEYWORD_VALUE);
	item->value = value;
	/* 4 */
	if (type == TYPE_IRI || type == TYPE_JSON) {
		item->has |= HAS(KEYWORD_TYPE);
		item->id = type == TYPE_IRI
			       ? (struct iri){ .text = definition->type,
					 .absolute = true }
			       : JSON_TYPE;
		return TSM_OK;
	}
	return string ? language_of(p, active, definition, item) : TSM_OK;
}

/* Step 15: a value object. */
static enum tsm_status finish_value(
    struct process *p, struct expanded *result, bool *ret_null)
{
	const struct tsm_json *value = result->value;
	bool type = has(result, KEYWORD_TYPE);
	bool language = has(result, KEYWORD_LANGUAGE);
	/* 15.1 */
	if (!has_only(result,
		HAS(KEYWORD_VALUE) | HAS(KEYWORD_TYPE) | HAS(KEYWORD_LANGUAGE) |
		    HAS(KEYWORD_DIRECTION) | HAS(KEYWORD_INDEX)) ||
	    (type && (language || has(result, KEYWORD_DIRECTION))))
		return process_fail(p, TSM_JSONLD_INVALID_VALUE_OBJECT,
		    result->at, tsm_str_n(NULL, 0),
		    "a value has members that do not go together");
	bool single = type && (result->has & HAS_ONE_TYPE) != 0 &&
		      result->body->types.count == 1;
	if (single)
		result->id = result->body->types.items[0];
	/* 15.2 */
	if (single && result->id.keyword == KEYWORD_JSON)
		return TSM_OK;
	/* 15.3 */
	if (value->type == TSM_JSON_NULL ||
	    (value->type == TSM_JSON_ARRAY && value->count == 0)) {
		*ret_null = true;
		return safe_dropped(p, value, "a value that is null");
	}
	/* 15.4 */
	if (language && value->type != TSM_JSON_STRING)
		return process_fail(p, TSM_JSONLD_INVALID_LANGUAGE_TAGGED_VALUE,
		    value, value->name,
		    "what has a language has to be a string");
	/* 15.5; a blank node is no IRI */
	if (type && (!single || !iri_is_absolute(&result->id)))
		return process_fail(p, TSM_JSONLD_INVALID_TYPED_VALUE,
		    result->at, single ? result->id.text : tsm_str_n(NULL, 0),
		    "the type of a value has to be one IRI");
	return TSM_OK;
}

/* Step 17: @set and @list. */
static enum tsm_status finish_container(
    struct process *p, struct expanded *result, struct result *ret_result)
{
	enum keyword keyword =
	    has(result, KEYWORD_SET) ? KEYWORD_SET : KEYWORD_LIST;
	if (!has_only(result, HAS(keyword) | HAS(KEYWORD_INDEX)))
		return process_fail(p, TSM_JSONLD_INVALID_SET_OR_LIST_OBJECT,
		    result->at, tsm_str_n(NULL, 0),
		    "a set or list has no members but an index");
	if (keyword == KEYWORD_SET) {
		ret_result->form = result->body->set_form;
		ret_result->items = result->body->set;
	}
	return TSM_OK;
}

static bool all_empty(const struct properties *properties)
{
	for (const struct property *i = properties->first; i != NULL;
	     i = i->next) {
		if (i->values.first != NULL)
			return false;
	}
	return true;
}

/* It has no more than properties without values. */
static bool says_nothing(const struct expanded *item)
{
	const struct body *body = item->body;
	return body == NULL ||
	       (body->types.count == 0 && body->graph.first == NULL &&
		   body->included.first == NULL &&
		   all_empty(&body->properties) && all_empty(&body->reverse));
}

/* What is dropped at the top of a document or graph; NULL: it is not. */
static const char *floating(const struct expanded *item)
{
	if (has_only(item, 0))
		return "an empty object";
	if (is_value(item))
		return "a value without a property";
	if (is_list(item))
		return "a list without a property";
	return has_only(item, HAS(KEYWORD_ID))
		   ? "an identifier of which nothing is said"
		   : NULL;
}

/* What no quad comes of would be lost, whether or not a step drops it. */
static enum tsm_status safe_floating(
    struct process *p, const struct expanded *item, const char *what)
{
	if (what == NULL && has(item, KEYWORD_ID) && says_nothing(item))
		what = "an identifier of which nothing is said";
	return what != NULL ? safe_dropped(p, item->at, what) : TSM_OK;
}

/* Step 19: what stands free at the top of a document or graph. */
static enum tsm_status drop_floating(
    struct process *p, const struct expanded *result, bool *ret_null)
{
	const char *what = floating(result);
	*ret_null = what != NULL;
	return safe_floating(p, result, what);
}

enum tsm_status expand_into_graph(
    struct process *p, struct expanded *item, struct expanded **ret_graph)
{
	struct expanded *graph = expanded_new(p, item->at);
	if (graph == NULL || expanded_body(p, graph) == NULL)
		return tsm_fail_memory(p->err);
	/* step 19 is for what was written with @graph only */
	TSM_TRY(safe_floating(p, item, floating(item)));
	graph->has = HAS(KEYWORD_GRAPH);
	items_add(&graph->body->graph, item);
	*ret_graph = graph;
	return TSM_OK;
}

enum tsm_status expand_finish(
    struct process *p, const struct object *object, struct result *ret_result)
{
	struct expanded *result = object->result;
	bool null = false;
	*ret_result = result_of(result);
	if (is_value(result))
		TSM_TRY(finish_value(p, result, &null));
	else if (has(result, KEYWORD_SET) || is_list(result))
		TSM_TRY(finish_container(p, result, ret_result));
	else
		TSM_TRY(safe_node(p, result));
	/* 18 */
	if (has_only(result, HAS(KEYWORD_LANGUAGE)) &&
	    has(result, KEYWORD_LANGUAGE)) {
		null = true;
		TSM_TRY(safe_dropped(p, result->at, "a language alone"));
	}
	bool top = object->property.ptr == NULL ||
		   tsm_str_is(object->property, "@graph");
	if (!null && top && !has(result, KEYWORD_SET))
		TSM_TRY(drop_floating(p, result, &null));
	if (null)
		*ret_result = (struct result){ 0 };
	return TSM_OK;
}
