/*
 * What a term definition says besides its IRI: API section 4.2 from
 * step 19 on.
 */
#include <string.h>

#include "definition.h"

static enum tsm_status fail(const struct making *m, enum tsm_jsonld_code code,
    const struct tsm_json *at, const char *text)
{
	return process_fail(m->local->p, code, at, m->term, text);
}

static unsigned container_of(const struct tsm_json *value)
{
	if (value->type != TSM_JSON_STRING)
		return 0;
	switch (keyword_of(value->text)) {
	case KEYWORD_GRAPH:
		return CONTAINER_GRAPH;
	case KEYWORD_ID:
		return CONTAINER_ID;
	case KEYWORD_INDEX:
		return CONTAINER_INDEX;
	case KEYWORD_LANGUAGE:
		return CONTAINER_LANGUAGE;
	case KEYWORD_LIST:
		return CONTAINER_LIST;
	case KEYWORD_SET:
		return CONTAINER_SET;
	case KEYWORD_TYPE:
		return CONTAINER_TYPE;
	default:
		return 0;
	}
}

/* 19.1: what may go together. */
static bool allowed(unsigned set)
{
	unsigned others = set & ~(unsigned)CONTAINER_SET;
	bool one = (others & (others - 1)) == 0;
	if (set == CONTAINER_LIST)
		return true;
	if ((set & CONTAINER_LIST) != 0)
		return false;
	if (one)
		return true;
	return others == (CONTAINER_GRAPH | CONTAINER_ID) ||
	       others == (CONTAINER_GRAPH | CONTAINER_INDEX);
}

enum tsm_status definition_container(struct making *m)
{
	const struct tsm_json *value = m->container;
	bool array = value->type == TSM_JSON_ARRAY;
	size_t count = array ? value->count : 1;
	unsigned set = 0;
	bool good = count > 0 && count <= 3;
	for (size_t i = 0; good && i < count; i++) {
		unsigned one = container_of(array ? &value->first[i] : value);
		good = one != 0;
		set |= one;
	}
	if (!good || !allowed(set))
		return fail(m, TSM_JSONLD_INVALID_CONTAINER_MAPPING, value,
		    "@container is not one that there is");
	/* 19.2 */
	if (making_1_0(m) && (array || (set & (CONTAINER_GRAPH | CONTAINER_ID |
						  CONTAINER_TYPE)) != 0))
		return fail(m, TSM_JSONLD_INVALID_CONTAINER_MAPPING, value,
		    "This @container needs JSON-LD 1.1");
	m->definition->container = set;
	return TSM_OK;
}

/* Step 19 */
static enum tsm_status set_container(struct making *m)
{
	struct definition *d = m->definition;
	if (m->container == NULL)
		return TSM_OK;
	TSM_TRY(definition_container(m));
	if ((d->container & CONTAINER_TYPE) == 0)
		return TSM_OK;
	if (d->type_mapping == TYPE_ABSENT)
		d->type_mapping = TYPE_ID;
	if (d->type_mapping != TYPE_ID && d->type_mapping != TYPE_VOCAB)
		return fail(m, TSM_JSONLD_INVALID_TYPE_MAPPING, m->container,
		    "The values of a type map are @id or @vocab");
	return TSM_OK;
}

/* Step 20 */
static enum tsm_status set_index(struct making *m)
{
	const struct tsm_json *value = m->index;
	if (value == NULL)
		return TSM_OK;
	struct iri iri = { 0 };
	bool good = !making_1_0(m) &&
		    (m->definition->container & CONTAINER_INDEX) != 0 &&
		    value->type == TSM_JSON_STRING;
	if (good) {
		TSM_TRY(making_expand(m, value->text, &iri));
		good = iri.keyword == KEYWORD_NO && iri_absolute(iri.text);
	}
	if (!good)
		return fail(m, TSM_JSONLD_INVALID_TERM_DEFINITION, value,
		    "@index is a property, of an index container");
	m->definition->index = value->text;
	return TSM_OK;
}

/* Step 21 */
static enum tsm_status set_context(struct making *m)
{
	const struct tsm_json *value = m->context;
	if (value == NULL)
		return TSM_OK;
	if (making_1_0(m))
		return fail(m, TSM_JSONLD_INVALID_TERM_DEFINITION, value,
		    "Scoped contexts need JSON-LD 1.1");
	TSM_TRY(context_validate(m->local, value));
	m->definition->has_context = true;
	m->definition->context = value;
	m->definition->context_base = m->local->base_url;
	return TSM_OK;
}

/* Steps 22 and 23 */
static enum tsm_status set_language(struct making *m)
{
	struct definition *d = m->definition;
	if (m->language != NULL && m->type == NULL) {
		if (m->language->type == TSM_JSON_STRING)
			d->language = m->language->text;
		else if (m->language->type != TSM_JSON_NULL)
			return fail(m, TSM_JSONLD_INVALID_LANGUAGE_MAPPING,
			    m->language, "@language is a text or null");
		d->has_language = true;
	}
	const struct tsm_json *value = m->direction;
	if (value == NULL || m->type != NULL)
		return TSM_OK;
	if (value->type == TSM_JSON_NULL)
		d->direction = DIRECTION_NULL;
	else if (value->type == TSM_JSON_STRING &&
		 tsm_str_is(value->text, "ltr"))
		d->direction = DIRECTION_LTR;
	else if (value->type == TSM_JSON_STRING &&
		 tsm_str_is(value->text, "rtl"))
		d->direction = DIRECTION_RTL;
	else
		return fail(m, TSM_JSONLD_INVALID_BASE_DIRECTION, value,
		    "@direction is ltr, rtl or null");
	return TSM_OK;
}

/* Step 24 */
static enum tsm_status set_nest(struct making *m)
{
	const struct tsm_json *value = m->nest;
	if (value == NULL)
		return TSM_OK;
	if (making_1_0(m))
		return fail(m, TSM_JSONLD_INVALID_TERM_DEFINITION, value,
		    "@nest needs JSON-LD 1.1");
	if (value->type != TSM_JSON_STRING)
		return fail(
		    m, TSM_JSONLD_INVALID_NEST_VALUE, value, "@nest is a text");
	enum keyword keyword = keyword_of(value->text);
	if (keyword != KEYWORD_NO && keyword != KEYWORD_NEST)
		return fail(m, TSM_JSONLD_INVALID_NEST_VALUE, value,
		    "@nest is another keyword");
	m->definition->nest = value->text;
	return TSM_OK;
}

/* Step 25 */
static enum tsm_status set_prefix(struct making *m)
{
	const struct tsm_json *value = m->prefix;
	struct definition *d = m->definition;
	if (value == NULL)
		return TSM_OK;
	if (making_1_0(m) || tsm_str_find(m->term, ':') < m->term.len ||
	    tsm_str_find(m->term, '/') < m->term.len)
		return fail(m, TSM_JSONLD_INVALID_TERM_DEFINITION, value,
		    "This term cannot be a prefix");
	if (value->type != TSM_JSON_TRUE && value->type != TSM_JSON_FALSE)
		return fail(m, TSM_JSONLD_INVALID_PREFIX_VALUE, value,
		    "@prefix is true or false");
	d->prefix = value->type == TSM_JSON_TRUE;
	if (d->prefix && d->iri.keyword != KEYWORD_NO)
		return fail(m, TSM_JSONLD_INVALID_TERM_DEFINITION, value,
		    "A keyword is no prefix");
	return TSM_OK;
}

enum tsm_status definition_details(struct making *m)
{
	TSM_TRY(set_container(m));
	TSM_TRY(set_index(m));
	TSM_TRY(set_context(m));
	TSM_TRY(set_language(m));
	TSM_TRY(set_nest(m));
	TSM_TRY(set_prefix(m));
	/* 26 */
	if (m->other != NULL)
		return fail(m, TSM_JSONLD_INVALID_TERM_DEFINITION, m->other,
		    "A term definition has no such entry");
	return TSM_OK;
}

static bool text_same(struct tsm_str a, struct tsm_str b)
{
	return (a.ptr == NULL) == (b.ptr == NULL) && tsm_str_eq(a, b);
}

bool definition_same(const struct definition *a, const struct definition *b)
{
	bool same = a->iri.keyword == b->iri.keyword &&
		    text_same(a->iri.text, b->iri.text) &&
		    a->reverse == b->reverse && a->prefix == b->prefix &&
		    a->type_mapping == b->type_mapping &&
		    text_same(a->type, b->type) && a->container == b->container;
	if (!same || a->has_language != b->has_language ||
	    !text_same(a->language, b->language) ||
	    a->direction != b->direction || !text_same(a->index, b->index) ||
	    !text_same(a->nest, b->nest))
		return false;
	if (a->has_context != b->has_context)
		return false;
	return !a->has_context || a->context == b->context ||
	       tsm_json_equal(a->context, b->context);
}
