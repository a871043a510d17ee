/*
 * Object to RDF Conversion, API section 8.2.2, steps 4 to 14.
 */
#include <string.h>

#include "testamur/json/jcs.h"
#include "to_rdf.h"

#define NAME(text) (struct tsm_str) TSM_STR(text)

#define XSD(name) NAME(TSM_XSD_NS name)
#define RDF(name) NAME(TSM_RDF_NS name)

static const struct tsm_rdf_term RDF_VALUE = { .kind = TSM_RDF_IRI,
	.value = TSM_STR(TSM_RDF_NS "value") };
static const struct tsm_rdf_term RDF_LANGUAGE = { .kind = TSM_RDF_IRI,
	.value = TSM_STR(TSM_RDF_NS "language") };
static const struct tsm_rdf_term RDF_DIRECTION = { .kind = TSM_RDF_IRI,
	.value = TSM_STR(TSM_RDF_NS "direction") };

/* Step 8: a JSON literal, canonical. */
static enum tsm_status json_text(
    struct process *p, const struct tsm_json *value, struct tsm_str *ret_text)
{
	struct tsm_buf out;
	char *copy = NULL;
	tsm_buf_init(&out, 0);
	enum tsm_status status = tsm_jcs(value, &out, p->err);
	if (status == TSM_OK) {
		copy = tsm_arena_copy(p->arena, tsm_buf_cstr(&out), out.len);
		status = copy != NULL ? TSM_OK : tsm_fail_memory(p->err);
	}
	if (status == TSM_OK)
		*ret_text = tsm_str_n(copy, out.len);
	tsm_buf_release(&out);
	return status;
}

/* Steps 10 and 11. */
static enum tsm_status number_text(struct process *p,
    const struct tsm_json *value, struct tsm_str *datatype,
    struct tsm_str *ret_text)
{
	bool is_double = tsm_str_is(*datatype, TSM_XSD_NS "double");
	enum tsm_status status = number_to_rdf(
	    p->arena, value->text, is_double, ret_text, &is_double);
	if (status == TSM_E_VALUE)
		return tsm_json_fail(p->err, status, value,
		    "a number beyond the range of a double");
	if (status != TSM_OK)
		return tsm_fail_memory(p->err);
	if (datatype->ptr == NULL)
		*datatype = is_double ? XSD("double") : XSD("integer");
	return TSM_OK;
}

/* Steps 8 to 12: lexical form and datatype. */
static enum tsm_status lexical(struct process *p, const struct expanded *item,
    struct tsm_str *datatype, struct tsm_str *ret_text)
{
	const struct tsm_json *value = item->value;
	if (tsm_str_is(*datatype, "@json")) {
		*datatype = RDF("JSON");
		return json_text(p, value, ret_text);
	}
	if (value->type == TSM_JSON_NUMBER)
		return number_text(p, value, datatype, ret_text);
	struct tsm_str by_default = XSD("string");
	*ret_text = value->text;
	if (value->type != TSM_JSON_STRING) {
		by_default = XSD("boolean");
		*ret_text =
		    value->type == TSM_JSON_TRUE ? NAME("true") : NAME("false");
	} else if (has(item, KEYWORD_LANGUAGE))
		by_default = RDF("langString");
	if (datatype->ptr == NULL)
		*datatype = by_default;
	return TSM_OK;
}

/* A language in lower case. */
static enum tsm_status lower(
    struct process *p, struct tsm_str text, struct tsm_str *ret_text)
{
	char *copy = tsm_arena_copy(p->arena, text.ptr, text.len);
	if (copy == NULL)
		return tsm_fail_memory(p->err);
	for (size_t i = 0; i < text.len; i++)
		copy[i] = tsm_to_lower(copy[i]);
	*ret_text = tsm_str_n(copy, text.len);
	return TSM_OK;
}

static enum tsm_status literal(struct converter *c, struct tsm_str value,
    struct tsm_str datatype, struct tsm_str language,
    const struct tsm_rdf_term **ret_term)
{
	*ret_term = tsm_rdf_literal(c->dataset, value, datatype, language);
	return *ret_term != NULL ? TSM_OK : tsm_fail_memory(c->p->err);
}

/* 13.3: a blank node that has value, language and direction. */
static enum tsm_status compound(struct converter *c, struct tsm_str value,
    struct tsm_str language, struct tsm_str direction,
    const struct tsm_rdf_term *graph, const struct tsm_rdf_term **ret_term)
{
	const struct tsm_rdf_term *object = NULL;
	const struct tsm_rdf_term *node = tsm_rdf_blank_new(c->dataset);
	if (node == NULL)
		return tsm_fail_memory(c->p->err);
	*ret_term = node;
	TSM_TRY(literal(c, value, XSD("string"), NAME(""), &object));
	TSM_TRY(add_quad(c, node, &RDF_VALUE, object, graph));
	if (language.len > 0) {
		TSM_TRY(literal(c, language, XSD("string"), NAME(""), &object));
		TSM_TRY(add_quad(c, node, &RDF_LANGUAGE, object, graph));
	}
	TSM_TRY(literal(c, direction, XSD("string"), NAME(""), &object));
	return add_quad(c, node, &RDF_DIRECTION, object, graph);
}

/* Step 13. */
static enum tsm_status directed(struct converter *c,
    const struct expanded *item, struct tsm_str value,
    const struct tsm_rdf_term *graph, const struct tsm_rdf_term **ret_term)
{
	struct tsm_str language = NAME("");
	struct tsm_str direction =
	    item->direction == DIRECTION_LTR ? NAME("ltr") : NAME("rtl");
	if (has(item, KEYWORD_LANGUAGE))
		TSM_TRY(lower(c->p, item->language, &language));
	if (c->p->options->rdf_direction == TSM_RDF_DIRECTION_COMPOUND_LITERAL)
		return compound(c, value, language, direction, graph, ret_term);
	char *datatype = tsm_arena_printf(c->p->arena, "%s%.*s_%s", TSM_I18N_NS,
	    (int)language.len, language.ptr, direction.ptr);
	if (datatype == NULL)
		return tsm_fail_memory(c->p->err);
	return literal(c, value, tsm_str(datatype), NAME(""), ret_term);
}

enum tsm_status value_to_rdf(struct converter *c, const struct expanded *item,
    const struct tsm_rdf_term *graph, const struct tsm_rdf_term **ret_term)
{
	struct tsm_str value = { 0 };
	struct tsm_str datatype = { 0 };
	*ret_term = NULL;
	/* 5 and 6 */
	if (has(item, KEYWORD_TYPE)) {
		struct iri type = item->id;
		if (type.keyword != KEYWORD_JSON && !iri_is_absolute(&type))
			return TSM_OK;
		datatype = type.text;
	}
	/* 7 */
	if (has(item, KEYWORD_LANGUAGE) && !language_tag(item->language))
		return TSM_OK;
	TSM_TRY(lexical(c->p, item, &datatype, &value));
	/* 13 and 14 */
	if (has(item, KEYWORD_DIRECTION) &&
	    c->p->options->rdf_direction != TSM_RDF_DIRECTION_NONE)
		return directed(c, item, value, graph, ret_term);
	/* Expansion may normalise a tag (JSON-LD 1.1 API, expansion) and
	 * RDF's value space is in lower case. Those who sign do so: a tag as
	 * written would be another statement than the one they signed. */
	struct tsm_str language = NAME("");
	if (has(item, KEYWORD_LANGUAGE))
		TSM_TRY(lower(c->p, item->language, &language));
	return literal(c, value, datatype, language, ret_term);
}
