/*
 * Create Term Definition: JSON-LD 1.1 API section 4.2. Step numbers are
 * those of the Recommendation.
 */
#include <string.h>

#include "definition.h"

static enum tsm_status fail(const struct making *m, enum tsm_jsonld_code code,
    const struct tsm_json *at, const char *text)
{
	return process_fail(m->local->p, code, at, m->term, text);
}

bool making_1_0(const struct making *m)
{
	return m->local->p->options->mode == TSM_JSONLD_1_0;
}

static bool has_colon_inside(struct tsm_str term)
{
	return term.len > 2 && memchr(term.ptr + 1, ':', term.len - 2) != NULL;
}

/* An IRI or a blank node identifier. */
static bool iri_or_blank(struct tsm_str text)
{
	return tsm_str_starts(text, "_:") || iri_absolute(text);
}

/* Step 5, and 4 for @type. *ret_skip: to be ignored. */
static enum tsm_status check_keyword(const struct making *m, bool *ret_skip)
{
	*ret_skip = false;
	enum keyword keyword = keyword_of(m->term);
	if (keyword == KEYWORD_NO) {
		*ret_skip = keyword_like(m->term);
		return TSM_OK;
	}
	bool good = keyword == KEYWORD_TYPE && !making_1_0(m) &&
		    tsm_json_is(m->value, TSM_JSON_OBJECT) &&
		    m->value->count > 0;
	for (uint32_t i = 0; good && i < m->value->count; i++) {
		const struct tsm_json *entry = &m->value->first[i];
		if (tsm_str_is(entry->name, "@container"))
			good = entry->type == TSM_JSON_STRING &&
			       tsm_str_is(entry->text, "@set");
		else
			good = tsm_str_is(entry->name, "@protected");
	}
	if (!good)
		return fail(m, TSM_JSONLD_KEYWORD_REDEFINITION, m->value,
		    "A keyword cannot be defined");
	return TSM_OK;
}

/* Steps 7 to 9: the entries of a value, short forms included. */
static enum tsm_status read_entries(struct making *m)
{
	const struct tsm_json *value = m->value;
	if (value->type == TSM_JSON_NULL || value->type == TSM_JSON_STRING) {
		m->id = value;
		m->simple = value->type == TSM_JSON_STRING;
		return TSM_OK;
	}
	if (value->type != TSM_JSON_OBJECT)
		return fail(m, TSM_JSONLD_INVALID_TERM_DEFINITION, value,
		    "A term is defined by a text, an object or null");
	TSM_TRY(process_spend(m->local->p, value->count));
	for (uint32_t i = 0; i < value->count; i++) {
		const struct tsm_json *entry = &value->first[i];
		const struct tsm_json **place = NULL;
		switch (keyword_of(entry->name)) {
		case KEYWORD_ID:
			place = &m->id;
			break;
		case KEYWORD_REVERSE:
			place = &m->reverse;
			break;
		case KEYWORD_CONTAINER:
			place = &m->container;
			break;
		case KEYWORD_CONTEXT:
			place = &m->context;
			break;
		case KEYWORD_DIRECTION:
			place = &m->direction;
			break;
		case KEYWORD_INDEX:
			place = &m->index;
			break;
		case KEYWORD_LANGUAGE:
			place = &m->language;
			break;
		case KEYWORD_NEST:
			place = &m->nest;
			break;
		case KEYWORD_PREFIX:
			place = &m->prefix;
			break;
		case KEYWORD_PROTECTED:
			place = &m->is_protected;
			break;
		case KEYWORD_TYPE:
			place = &m->type;
			break;
		default:
			m->other = entry; /* step 26 */
			continue;
		}
		*place = entry;
	}
	return TSM_OK;
}

/* Step 11 */
static enum tsm_status set_protected(struct making *m)
{
	m->definition->is_protected = m->local->is_protected;
	const struct tsm_json *value = m->is_protected;
	if (value == NULL)
		return TSM_OK;
	if (making_1_0(m))
		return fail(m, TSM_JSONLD_INVALID_TERM_DEFINITION, value,
		    "@protected needs JSON-LD 1.1");
	if (value->type != TSM_JSON_TRUE && value->type != TSM_JSON_FALSE)
		return fail(m, TSM_JSONLD_INVALID_PROTECTED_VALUE, value,
		    "@protected is true or false");
	m->definition->is_protected = value->type == TSM_JSON_TRUE;
	return TSM_OK;
}

enum tsm_status making_expand(
    const struct making *m, struct tsm_str text, struct iri *ret_iri)
{
	struct local *local = m->local;
	return iri_expand_local(
	    local->p, local->active, local, text, false, true, ret_iri);
}

/* Step 12 */
static enum tsm_status set_type(struct making *m)
{
	const struct tsm_json *value = m->type;
	struct definition *d = m->definition;
	if (value == NULL)
		return TSM_OK;
	if (value->type != TSM_JSON_STRING)
		return fail(m, TSM_JSONLD_INVALID_TYPE_MAPPING, value,
		    "@type is a text");
	struct iri iri = { 0 };
	TSM_TRY(making_expand(m, value->text, &iri));
	switch (iri.keyword) {
	case KEYWORD_ID:
		d->type_mapping = TYPE_ID;
		return TSM_OK;
	case KEYWORD_VOCAB:
		d->type_mapping = TYPE_VOCAB;
		return TSM_OK;
	case KEYWORD_JSON:
		d->type_mapping = TYPE_JSON;
		break;
	case KEYWORD_NONE:
		d->type_mapping = TYPE_NONE;
		break;
	default:
		d->type_mapping = TYPE_IRI;
		break;
	}
	if (d->type_mapping != TYPE_IRI && !making_1_0(m))
		return TSM_OK;
	/* 12.3, 12.4 */
	if (iri.keyword != KEYWORD_NO || !iri_absolute(iri.text))
		return fail(m, TSM_JSONLD_INVALID_TYPE_MAPPING, value,
		    "@type is neither an IRI nor one of the keywords");
	d->type = iri.text;
	return TSM_OK;
}

/* Step 13 */
static enum tsm_status set_reverse(struct making *m)
{
	const struct tsm_json *value = m->reverse;
	struct definition *d = m->definition;
	if (m->id != NULL || m->nest != NULL)
		return fail(m, TSM_JSONLD_INVALID_REVERSE_PROPERTY, value,
		    "@reverse goes with neither @id nor @nest");
	if (value->type != TSM_JSON_STRING)
		return fail(m, TSM_JSONLD_INVALID_IRI_MAPPING, value,
		    "@reverse is a text");
	if (keyword_like(value->text) &&
	    keyword_of(value->text) == KEYWORD_NO) {
		m->ignored = true;
		return TSM_OK;
	}
	TSM_TRY(making_expand(m, value->text, &d->iri));
	if (d->iri.keyword != KEYWORD_NO || !iri_or_blank(d->iri.text))
		return fail(m, TSM_JSONLD_INVALID_IRI_MAPPING, value,
		    "@reverse is no IRI");
	if (m->container != NULL && m->container->type != TSM_JSON_NULL) {
		TSM_TRY(definition_container(m));
		if (d->container != CONTAINER_SET &&
		    d->container != CONTAINER_INDEX)
			return fail(m, TSM_JSONLD_INVALID_REVERSE_PROPERTY,
			    m->container,
			    "A reverse property is a @set or an @index");
	}
	d->reverse = true;
	/* The text returns here; its tests (t0131) have an @index as well. */
	return definition_details(m);
}

/* Steps 14.2.4 and 14.2.5 */
static enum tsm_status check_mapping(struct making *m)
{
	struct definition *d = m->definition;
	bool slash = tsm_str_find(m->term, '/') < m->term.len;
	if (has_colon_inside(m->term) || slash) {
		m->member->defined = DEFINED_TRUE;
		struct iri own = { 0 };
		TSM_TRY(making_expand(m, m->term, &own));
		if (!tsm_str_eq(own.text, d->iri.text))
			return fail(m, TSM_JSONLD_INVALID_IRI_MAPPING, m->id,
			    "A term that is an IRI means another one");
	}
	if (tsm_str_find(m->term, ':') < m->term.len || slash || !m->simple)
		return TSM_OK;
	struct tsm_str iri = d->iri.text;
	d->prefix =
	    tsm_str_starts(iri, "_:") ||
	    (iri.len > 0 && strchr(":/?#[]@", iri.ptr[iri.len - 1]) != NULL);
	return TSM_OK;
}

/* Step 14 */
static enum tsm_status set_id(struct making *m)
{
	const struct tsm_json *value = m->id;
	struct definition *d = m->definition;
	if (value->type == TSM_JSON_NULL)
		return TSM_OK;
	if (value->type != TSM_JSON_STRING)
		return fail(m, TSM_JSONLD_INVALID_IRI_MAPPING, value,
		    "@id is a text or null");
	if (keyword_like(value->text) &&
	    keyword_of(value->text) == KEYWORD_NO) {
		m->ignored = true;
		return TSM_OK;
	}
	TSM_TRY(making_expand(m, value->text, &d->iri));
	if (d->iri.keyword == KEYWORD_NO && !iri_or_blank(d->iri.text))
		return fail(m, TSM_JSONLD_INVALID_IRI_MAPPING, value,
		    "A term has no IRI");
	if (d->iri.keyword == KEYWORD_CONTEXT)
		return fail(m, TSM_JSONLD_INVALID_KEYWORD_ALIAS, value,
		    "@context can have no other name");
	return check_mapping(m);
}

/*
 * Steps 15.1 and 15.2: a compact IRI as a term. That a prefix may be used as
 * one is not asked here, as IRI expansion asks it. A text with ptr NULL:
 * there is no such prefix.
 */
static enum tsm_status set_compact(
    struct making *m, size_t colon, struct tsm_str *ret_text)
{
	struct local *local = m->local;
	struct tsm_str prefix = tsm_str_n(m->term.ptr, colon);
	struct tsm_str suffix =
	    tsm_str_n(m->term.ptr + colon + 1, m->term.len - colon - 1);
	*ret_text = tsm_str_n(NULL, 0);
	if (tsm_str_is(prefix, "_") || tsm_str_starts(suffix, "//"))
		return TSM_OK;
	struct member *member = local_get(local, prefix);
	if (member != NULL)
		TSM_TRY(definition_create(local, member));
	const struct definition *d = context_term(local->active, prefix);
	if (d == NULL || d->iri.text.ptr == NULL)
		return TSM_OK;
	return iri_join(local->p, d->iri.text, suffix, ret_text);
}

/* Steps 15 to 18: a term that is defined without @id. */
static enum tsm_status set_from_term(struct making *m)
{
	struct definition *d = m->definition;
	struct local *local = m->local;
	struct tsm_str term = m->term;
	size_t colon = tsm_str_find(term, ':');
	bool later = colon > 0 ? colon < term.len : has_colon_inside(term);
	if (keyword_of(term) == KEYWORD_TYPE) {
		d->iri = (struct iri){ .text = term, .keyword = KEYWORD_TYPE };
		return TSM_OK;
	}
	if (!later && tsm_str_find(term, '/') == term.len) {
		if (local->active->vocab.ptr == NULL)
			return fail(m, TSM_JSONLD_INVALID_IRI_MAPPING, m->value,
			    "A term has no IRI and there is no @vocab");
		return iri_join(
		    local->p, local->active->vocab, term, &d->iri.text);
	}
	if (later)
		TSM_TRY(set_compact(m, colon, &d->iri.text));
	if (d->iri.text.ptr == NULL) {
		/* marked, so that the term does not ask for itself (16.2) */
		m->member->defined = DEFINED_TRUE;
		TSM_TRY(making_expand(m, term, &d->iri));
	}
	if (d->iri.keyword != KEYWORD_NO || !iri_or_blank(d->iri.text))
		return fail(m, TSM_JSONLD_INVALID_IRI_MAPPING, m->value,
		    "A term has no IRI");
	return TSM_OK;
}

/* Step 27 */
static enum tsm_status keep_protected(
    struct making *m, const struct definition *previous)
{
	if (m->local->override_protected || previous == NULL ||
	    !previous->is_protected)
		return TSM_OK;
	/* Definitions that are ignored must not take a protected one away. */
	if (m->ignored || !definition_same(m->definition, previous))
		return fail(m, TSM_JSONLD_PROTECTED_TERM_REDEFINITION, m->value,
		    "A protected term is defined differently");
	m->definition->is_protected = true;
	return TSM_OK;
}

/* Steps 10 to 26 */
static enum tsm_status make(struct making *m)
{
	TSM_TRY(set_protected(m));
	TSM_TRY(set_type(m));
	if (m->reverse != NULL)
		return set_reverse(m);
	if (m->id != NULL && !(m->id->type == TSM_JSON_STRING &&
				 tsm_str_eq(m->id->text, m->term)))
		TSM_TRY(set_id(m));
	else
		TSM_TRY(set_from_term(m));
	if (m->ignored)
		return TSM_OK;
	return definition_details(m);
}

static enum tsm_status store_definition(struct making *m)
{
	struct definition *d = m->definition;
	struct terms *terms = m->local->active->terms;
	if (iri_is_absolute(&d->iri))
		d->predicate = (struct tsm_rdf_term){
			.kind = TSM_RDF_IRI, .plain = true, .value = d->iri.text
		};
	enum tsm_status status =
	    terms_set(terms, m->term, m->ignored ? NULL : d);
	if (status != TSM_OK)
		return tsm_fail(m->local->p->err, status, NULL,
		    "The terms of a context collide");
	m->member->defined = DEFINED_TRUE;
	return TSM_OK;
}

static enum tsm_status create(struct local *local, struct member *member)
{
	struct making m = {
		.local = local,
		.member = member,
		.term = member->value->name,
		.value = member->value,
	};
	if (m.term.len == 0)
		return fail(&m, TSM_JSONLD_INVALID_TERM_DEFINITION, m.value,
		    "A term is empty");
	member->defined = DEFINED_FALSE;
	bool skip = false;
	TSM_TRY(check_keyword(&m, &skip));
	if (skip) {
		member->defined = DEFINED_TRUE;
		return TSM_OK;
	}
	/* 6 */
	const struct definition *previous = context_term(local->active, m.term);
	if (previous != NULL &&
	    terms_set(local->active->terms, m.term, NULL) != TSM_OK)
		return tsm_fail(local->p->err, TSM_E_LIMIT, NULL,
		    "The terms of a context collide");
	TSM_TRY(process_spend(local->p, COST_DEFINITION));
	m.definition = tsm_arena_alloc(local->p->arena, sizeof(*m.definition));
	if (m.definition == NULL)
		return tsm_fail_memory(local->p->err);
	m.definition->term = m.term;
	m.definition->own =
	    local->p->options->plain && !store_holds(local->p->store, m.value);
	TSM_TRY(read_entries(&m));
	TSM_TRY(make(&m));
	TSM_TRY(keep_protected(&m, previous));
	return store_definition(&m);
}

enum tsm_status definition_create(struct local *local, struct member *member)
{
	/* 1 */
	if (member->defined == DEFINED_TRUE)
		return TSM_OK;
	if (member->defined == DEFINED_FALSE)
		return process_fail(local->p, TSM_JSONLD_CYCLIC_IRI_MAPPING,
		    member->value, member->value->name,
		    "A term is defined by itself");
	TSM_TRY(memo_enter(local->p));
	enum tsm_status status = create(local, member);
	memo_leave(local->p);
	return status;
}
