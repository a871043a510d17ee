#include "testamur/rdf/dataset.h"

#include <string.h>

#include "testamur/base/texts.h"

/* What a label stands for. */
struct label {
	bool given; /* by the caller; else taken by a node without label */
	const struct tsm_rdf_term *term;
};

struct tsm_rdf_labels {
	struct tsm_texts by_label;
	uint32_t next; /* number in the next label made up here */
};

void tsm_rdf_dataset_init(
    struct tsm_rdf_dataset *dataset, struct tsm_arena *arena, size_t max)
{
	memset(dataset, 0, sizeof(*dataset));
	dataset->arena = arena;
	dataset->max = max > 0 ? max : TSM_RDF_QUADS_MAX;
}

/* A larger copy of an array; the old one stays in the arena, unused. */
static void *grow(struct tsm_arena *arena, const void *old, size_t count,
    size_t cap, size_t size)
{
	void *wider = tsm_arena_take_array(arena, cap, size);
	if (wider != NULL && count > 0)
		memcpy(wider, old, count * size);
	return wider;
}

enum tsm_status tsm_rdf_add(struct tsm_rdf_dataset *dataset,
    const struct tsm_rdf_term *subject, const struct tsm_rdf_term *predicate,
    const struct tsm_rdf_term *object, const struct tsm_rdf_term *graph)
{
	if (dataset->count >= dataset->max)
		return TSM_E_LIMIT;
	if (dataset->count == dataset->cap) {
		size_t cap = dataset->cap > 0 ? dataset->cap * 2 : 64;
		struct tsm_rdf_quad *quads = grow(dataset->arena,
		    dataset->quads, dataset->count, cap, sizeof(*quads));
		if (quads == NULL)
			return TSM_E_MEMORY;
		dataset->quads = quads;
		dataset->cap = cap;
	}
	dataset->quads[dataset->count++] =
	    (struct tsm_rdf_quad){ subject, predicate, object, graph };
	return TSM_OK;
}

static const struct tsm_rdf_term *add_iri(
    struct tsm_rdf_dataset *dataset, struct tsm_str iri, bool plain)
{
	struct tsm_rdf_term *term =
	    tsm_arena_alloc(dataset->arena, sizeof(*term));
	if (term != NULL)
		*term = (struct tsm_rdf_term){
			.kind = TSM_RDF_IRI, .plain = plain, .value = iri
		};
	return term;
}

const struct tsm_rdf_term *tsm_rdf_iri(
    struct tsm_rdf_dataset *dataset, struct tsm_str iri)
{
	return add_iri(dataset, iri, false);
}

const struct tsm_rdf_term *tsm_rdf_iri_plain(
    struct tsm_rdf_dataset *dataset, struct tsm_str iri)
{
	return add_iri(dataset, iri, true);
}

const struct tsm_rdf_term *tsm_rdf_literal(struct tsm_rdf_dataset *dataset,
    struct tsm_str value, struct tsm_str datatype, struct tsm_str language)
{
	struct tsm_rdf_term *term =
	    tsm_arena_alloc(dataset->arena, sizeof(*term));
	if (term != NULL)
		*term = (struct tsm_rdf_term){ .kind = TSM_RDF_LITERAL,
			.value = value,
			.datatype = datatype,
			.language = language };
	return term;
}

/* The next blank node, with this label. */
static const struct tsm_rdf_term *add_blank(
    struct tsm_rdf_dataset *dataset, struct tsm_str label)
{
	if (dataset->blank_count == dataset->blank_cap) {
		uint32_t cap =
		    dataset->blank_cap > 0 ? dataset->blank_cap * 2 : 16;
		const struct tsm_rdf_term **blanks =
		    cap > dataset->blank_cap
			? grow(dataset->arena, dataset->blanks,
			      dataset->blank_count, cap,
			      sizeof(const struct tsm_rdf_term *))
			: NULL;
		if (blanks == NULL)
			return NULL;
		dataset->blanks = blanks;
		dataset->blank_cap = cap;
	}
	struct tsm_rdf_term *term =
	    tsm_arena_alloc(dataset->arena, sizeof(*term));
	if (term == NULL)
		return NULL;
	*term = (struct tsm_rdf_term){ .kind = TSM_RDF_BLANK,
		.blank = dataset->blank_count,
		.value = label };
	dataset->blanks[dataset->blank_count++] = term;
	return term;
}

static bool insert(struct tsm_rdf_dataset *dataset, struct tsm_str text,
    bool given, const struct tsm_rdf_term *term)
{
	struct label *label = tsm_arena_alloc(dataset->arena, sizeof(*label));
	if (label == NULL)
		return false;
	*label = (struct label){ given, term };
	return tsm_texts_add(&dataset->labels->by_label, dataset->arena, text,
		   label) == TSM_OK;
}

static struct label *find(
    const struct tsm_rdf_dataset *dataset, struct tsm_str text)
{
	void **value = tsm_texts_find(&dataset->labels->by_label, text);
	return value != NULL ? *value : NULL;
}

static bool have_labels(struct tsm_rdf_dataset *dataset)
{
	if (dataset->labels == NULL)
		dataset->labels = tsm_arena_alloc(
		    dataset->arena, sizeof(struct tsm_rdf_labels));
	return dataset->labels != NULL;
}

/* "b" and a number. */
static struct tsm_str make_label(uint32_t number, char text[16])
{
	size_t at = 16;
	do
		text[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	text[--at] = 'b';
	return tsm_str_n(text + at, 16 - at);
}

const struct tsm_rdf_term *tsm_rdf_blank_new(struct tsm_rdf_dataset *dataset)
{
	char text[16];
	struct tsm_str label = { NULL, 0 };
	if (!have_labels(dataset))
		return NULL;
	/* ends: each label met on the way was added by somebody */
	do
		label = make_label(dataset->labels->next++, text);
	while (find(dataset, label) != NULL);
	label.ptr = tsm_arena_str(dataset->arena, label);
	const struct tsm_rdf_term *term =
	    label.ptr != NULL ? add_blank(dataset, label) : NULL;
	if (term == NULL || !insert(dataset, label, false, term))
		return NULL;
	return term;
}

const struct tsm_rdf_term *tsm_rdf_blank(
    struct tsm_rdf_dataset *dataset, struct tsm_str label)
{
	if (!have_labels(dataset))
		return NULL;
	struct label *known = find(dataset, label);
	if (known != NULL) {
		if (known->given)
			return known->term;
		/* Made up here for another node, which keeps it: this one
		 * is found by the label but written with another. */
		const struct tsm_rdf_term *term = tsm_rdf_blank_new(dataset);
		known->given = term != NULL;
		known->term = term != NULL ? term : known->term;
		return term;
	}
	const struct tsm_rdf_term *term = add_blank(dataset, label);
	if (term == NULL || !insert(dataset, label, true, term))
		return NULL;
	return term;
}

bool tsm_rdf_term_equal(
    const struct tsm_rdf_term *a, const struct tsm_rdf_term *b)
{
	if (a == b)
		return true;
	if (a == NULL || b == NULL || a->kind != b->kind)
		return false;
	if (a->kind == TSM_RDF_BLANK)
		return a->blank == b->blank;
	return tsm_str_eq(a->value, b->value) &&
	       (a->kind == TSM_RDF_IRI ||
		   (tsm_str_eq(a->datatype, b->datatype) &&
		       tsm_str_eq(a->language, b->language)));
}
