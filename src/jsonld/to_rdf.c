/*
 * Deserialize JSON-LD to RDF, API section 8.1, with Node Map Generation
 * (section 7.2) folded in.
 *
 * A dataset is a set of quads, in which nodes of one identifier are one, so
 * the quads of each node object can be written as it is met: no map of nodes
 * is made. What a node map does beyond that is kept: nodes in an ill-formed
 * node still count, an @index that contradicts another is an error, and of
 * equal compound literals there is one. Recursion is bounded by the depth
 * of the document.
 */
#include "to_rdf.h"

#include <stdio.h>
#include <string.h>

#define IRI(text)                                            \
 {                                                           \
  .kind = TSM_RDF_IRI, .plain = true, .value = TSM_STR(text) \
 }

static const struct tsm_rdf_term RDF_TYPE = IRI(TSM_RDF_NS "type");
static const struct tsm_rdf_term RDF_FIRST = IRI(TSM_RDF_NS "first");
static const struct tsm_rdf_term RDF_REST = IRI(TSM_RDF_NS "rest");
static const struct tsm_rdf_term RDF_NIL = IRI(TSM_RDF_NS "nil");

static enum tsm_status object_to_rdf(struct converter *c,
    const struct expanded *item, const struct tsm_rdf_term *graph,
    const struct tsm_rdf_term **ret_term);

enum tsm_status add_quad(struct converter *c,
    const struct tsm_rdf_term *subject, const struct tsm_rdf_term *predicate,
    const struct tsm_rdf_term *object, const struct tsm_rdf_term *graph)
{
	enum tsm_status status =
	    tsm_rdf_add(c->dataset, subject, predicate, object, graph);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(c->p->err);
	if (status == TSM_E_LIMIT)
		return tsm_fail(c->p->err, status, NULL,
		    "the document makes more statements than are allowed");
	return status;
}

/* A label as N-Quads may hold it; others become their bytes in hex. */
static enum tsm_status blank_label(
    struct process *p, struct tsm_str text, struct tsm_str *ret_label)
{
	static const char digits[] = "0123456789abcdef";
	bool plain = text.len > 0 && text.ptr[0] != '-';
	for (size_t i = 0; plain && i < text.len; i++)
		plain = tsm_is_digit(text.ptr[i]) ||
			tsm_is_alpha(text.ptr[i]) || text.ptr[i] == '_' ||
			text.ptr[i] == '-';
	*ret_label = text;
	if (plain)
		return TSM_OK;
	/* the middle dot keeps these apart from plain ones */
	char *label = tsm_arena_alloc(p->arena, 2 * text.len + 4);
	if (label == NULL)
		return tsm_fail_memory(p->err);
	label[0] = 'b';
	label[1] = '\xc2';
	label[2] = '\xb7';
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];
		label[3 + 2 * i] = digits[byte >> 4];
		label[4 + 2 * i] = digits[byte & 15];
	}
	*ret_label = tsm_str_n(label, 3 + 2 * text.len);
	return TSM_OK;
}

/*
 * A blank node without a name. By place: its kind keeps a list's cell and a
 * graph apart from the node whose text they share, and what still is the
 * same is counted. No blank_label() starts with such a letter and a dot.
 */
static enum tsm_status blank_of(struct converter *c, char kind,
    const struct tsm_json *at, const struct tsm_rdf_term **ret_term)
{
	uint32_t before = c->dataset->blank_count;
	bool places = c->p->options->blank_places && at != NULL;

	*ret_term = places ? NULL : tsm_rdf_blank_new(c->dataset);
	for (unsigned i = 0; places; i++) {
		char *label = tsm_arena_printf(c->p->arena,
		    "%c\xc2\xb7%u_%u_%u", kind, at->line, at->column, i);
		*ret_term = label != NULL
				? tsm_rdf_blank(c->dataset, tsm_str(label))
				: NULL;
		if (*ret_term == NULL || (*ret_term)->blank >= before)
			break;
		TSM_TRY(process_spend(c->p, 1));
	}
	return *ret_term != NULL ? TSM_OK : tsm_fail_memory(c->p->err);
}

/* The term of a reference; NULL when it is ill-formed. */
static enum tsm_status term_of(
    struct converter *c, struct iri iri, const struct tsm_rdf_term **ret_term)
{
	struct tsm_str text = iri.text;
	*ret_term = NULL;
	if (!reference_absolute(&iri))
		return TSM_OK;
	if (iri.absolute) {
		*ret_term = tsm_rdf_iri_plain(c->dataset, text);
	} else {
		struct tsm_str label = { 0 };
		TSM_TRY(blank_label(
		    c->p, tsm_str_n(text.ptr + 2, text.len - 2), &label));
		*ret_term = tsm_rdf_blank(c->dataset, label);
	}
	return *ret_term != NULL ? TSM_OK : tsm_fail_memory(c->p->err);
}

static enum tsm_status predicate_of(struct converter *c,
    const struct property *property, const struct tsm_rdf_term **ret_term)
{
	*ret_term = property->predicate;
	if (property->predicate != NULL ||
	    (tsm_str_starts(property->iri, "_:") &&
		!c->p->options->generalized_rdf))
		return TSM_OK;
	return term_of(c, (struct iri){ .text = property->iri }, ret_term);
}

/* A key of several texts, each with its length. */
static enum tsm_status key_of(struct process *p, const struct tsm_str *texts,
    size_t count, struct tsm_str *ret_key)
{
	size_t size = 0;
	size_t len = 0;
	for (size_t i = 0; i < count; i++)
		size += texts[i].len + 24;
	char *key = tsm_arena_alloc(p->arena, size);
	if (key == NULL)
		return tsm_fail_memory(p->err);
	for (size_t i = 0; i < count; i++) {
		len += (size_t)snprintf(key + len, 24, "%zu:", texts[i].len);
		if (texts[i].len > 0)
			memcpy(key + len, texts[i].ptr, texts[i].len);
		len += texts[i].len;
	}
	*ret_key = tsm_str_n(key, len);
	return TSM_OK;
}

static struct tsm_str name_of(const struct tsm_rdf_term *term)
{
	return term != NULL ? term->value : tsm_str_n("", 0);
}

/* 7.2 step 6.8: one node, one index. */
static enum tsm_status check_index(struct converter *c,
    const struct expanded *node, const struct tsm_rdf_term *graph)
{
	struct tsm_str texts[] = { name_of(graph), node->id.text };
	struct tsm_str key = { 0 };
	if (!has(node, KEYWORD_INDEX) || node->id.text.ptr == NULL)
		return TSM_OK;
	TSM_TRY(key_of(c->p, texts, 2, &key));
	struct property *known = properties_have(c->p, &c->indexes, key);
	if (known == NULL)
		return tsm_fail_memory(c->p->err);
	if (known->values.first == NULL) {
		struct expanded *copy = expanded_new(c->p, node->at);
		if (copy == NULL)
			return tsm_fail_memory(c->p->err);
		copy->index = node->index;
		items_add(&known->values, copy);
	} else if (!tsm_str_eq(known->values.first->index, node->index))
		return process_fail(c->p, TSM_JSONLD_CONFLICTING_INDEXES,
		    node->at, node->id.text,
		    "this node has another index elsewhere");
	return TSM_OK;
}

/* 7.2 step 4: whether an equal compound literal was added already. */
static enum tsm_status seen_compound(struct converter *c,
    const struct expanded *item, const struct tsm_rdf_term *subject,
    const struct tsm_rdf_term *predicate, const struct tsm_rdf_term *graph,
    bool *ret_seen)
{
	*ret_seen = false;
	if (!is_value(item) || !has(item, KEYWORD_DIRECTION) ||
	    c->p->options->rdf_direction != TSM_RDF_DIRECTION_COMPOUND_LITERAL)
		return TSM_OK;
	struct tsm_str texts[] = { name_of(graph), subject->value,
		predicate->value, item->value->text, item->language,
		tsm_str(item->direction == DIRECTION_LTR ? "ltr" : "rtl"),
		tsm_str(has(item, KEYWORD_INDEX) ? "i" : ""), item->index };
	struct tsm_str key = { 0 };
	TSM_TRY(key_of(c->p, texts, sizeof(texts) / sizeof(*texts), &key));
	size_t before = c->compounds.count;
	if (properties_have(c->p, &c->compounds, key) == NULL)
		return tsm_fail_memory(c->p->err);
	*ret_seen = c->compounds.count == before;
	return TSM_OK;
}

/* List to RDF Conversion, section 8.3. */
static enum tsm_status list_to_rdf(struct converter *c,
    const struct items *items, const struct tsm_rdf_term *graph,
    const struct tsm_rdf_term **ret_term)
{
	const struct tsm_rdf_term *cell = NULL;
	*ret_term = &RDF_NIL;
	for (const struct expanded *i = items->first; i != NULL; i = i->next) {
		const struct tsm_rdf_term *object = NULL;
		const struct tsm_rdf_term *next = NULL;
		TSM_TRY(blank_of(c, 'l', i->at, &next));
		if (cell == NULL)
			*ret_term = next;
		else
			TSM_TRY(add_quad(c, cell, &RDF_REST, next, graph));
		cell = next;
		TSM_TRY(object_to_rdf(c, i, graph, &object));
		if (object != NULL)
			TSM_TRY(add_quad(c, cell, &RDF_FIRST, object, graph));
	}
	return cell == NULL ? TSM_OK
			    : add_quad(c, cell, &RDF_REST, &RDF_NIL, graph);
}

/* What stands where no statement can be made: only nodes inside count. */
static enum tsm_status nodes_only(struct converter *c,
    const struct expanded *item, const struct tsm_rdf_term *graph)
{
	const struct tsm_rdf_term *unused = NULL;
	if (is_value(item))
		return TSM_OK;
	if (!is_list(item))
		return object_to_rdf(c, item, graph, &unused);
	for (const struct expanded *i = item->body->list.first; i != NULL;
	     i = i->next)
		TSM_TRY(nodes_only(c, i, graph));
	return TSM_OK;
}

/* One property of a node, whose term is NULL when it is ill-formed. */
static enum tsm_status property_to_rdf(struct converter *c,
    const struct property *property, const struct tsm_rdf_term *subject,
    const struct tsm_rdf_term *graph)
{
	const struct tsm_rdf_term *predicate = NULL;
	TSM_TRY(predicate_of(c, property, &predicate));
	for (const struct expanded *i = property->values.first; i != NULL;
	     i = i->next) {
		const struct tsm_rdf_term *object = NULL;
		bool seen = false;
		TSM_TRY(process_spend(c->p, 1));
		if (subject == NULL || predicate == NULL) {
			TSM_TRY(nodes_only(c, i, graph));
			continue;
		}
		TSM_TRY(seen_compound(c, i, subject, predicate, graph, &seen));
		if (seen)
			continue;
		TSM_TRY(object_to_rdf(c, i, graph, &object));
		if (object != NULL)
			TSM_TRY(add_quad(c, subject, predicate, object, graph));
	}
	return TSM_OK;
}

/* 7.2 step 6.9: the values are the subjects. */
static enum tsm_status reverse_to_rdf(struct converter *c,
    const struct property *property, const struct tsm_rdf_term *object,
    const struct tsm_rdf_term *graph)
{
	const struct tsm_rdf_term *predicate = NULL;
	TSM_TRY(predicate_of(c, property, &predicate));
	for (const struct expanded *i = property->values.first; i != NULL;
	     i = i->next) {
		const struct tsm_rdf_term *subject = NULL;
		TSM_TRY(object_to_rdf(c, i, graph, &subject));
		if (subject != NULL && predicate != NULL && object != NULL)
			TSM_TRY(add_quad(c, subject, predicate, object, graph));
	}
	return TSM_OK;
}

static enum tsm_status items_to_rdf(struct converter *c,
    const struct items *items, const struct tsm_rdf_term *graph)
{
	for (const struct expanded *i = items->first; i != NULL; i = i->next)
		TSM_TRY(nodes_only(c, i, graph));
	return TSM_OK;
}

/* What a node object says of its node. */
static enum tsm_status body_to_rdf(struct converter *c,
    const struct expanded *node, const struct tsm_rdf_term *subject,
    const struct tsm_rdf_term *graph)
{
	const struct body *body = node->body;
	for (uint32_t i = 0; subject != NULL && i < body->types.count; i++) {
		const struct tsm_rdf_term *type = NULL;
		TSM_TRY(term_of(c, body->types.items[i], &type));
		if (type != NULL)
			TSM_TRY(add_quad(c, subject, &RDF_TYPE, type, graph));
	}
	for (const struct property *i = body->reverse.first; i != NULL;
	     i = i->next)
		TSM_TRY(reverse_to_rdf(c, i, subject, graph));
	/* a graph of an ill-formed name is dropped: section 8.1.2 step 1.1 */
	if (subject != NULL)
		TSM_TRY(items_to_rdf(c, &body->graph, subject));
	TSM_TRY(items_to_rdf(c, &body->included, graph));
	for (const struct property *i = body->properties.first; i != NULL;
	     i = i->next)
		TSM_TRY(property_to_rdf(c, i, subject, graph));
	return TSM_OK;
}

/* A node, value or list as the object of a statement; NULL: as none. */
static enum tsm_status object_to_rdf(struct converter *c,
    const struct expanded *item, const struct tsm_rdf_term *graph,
    const struct tsm_rdf_term **ret_term)
{
	*ret_term = NULL;
	TSM_TRY(process_spend(c->p, 1));
	if (is_value(item))
		return value_to_rdf(c, item, graph, ret_term);
	if (is_list(item))
		return list_to_rdf(c, &item->body->list, graph, ret_term);
	if (has(item, KEYWORD_ID)) {
		TSM_TRY(term_of(c, item->id, ret_term));
	} else {
		TSM_TRY(blank_of(
		    c, is_graph(item) ? 'g' : 'n', item->at, ret_term));
	}
	TSM_TRY(check_index(c, item, graph));
	return item->body != NULL ? body_to_rdf(c, item, *ret_term, graph)
				  : TSM_OK;
}

enum tsm_status expanded_to_rdf(struct process *p, const struct items *items,
    struct tsm_rdf_dataset *dataset)
{
	struct converter c = { .p = p, .dataset = dataset };
	return items_to_rdf(&c, items, NULL);
}
