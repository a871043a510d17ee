#include "testamur/rdf/dataset.h"

#include <stdio.h>
#include <string.h>

/*
 * Labels are the leaves of a crit-bit tree: finding one costs no more than
 * its length in bits, whatever an attacker calls blank nodes. No hash to
 * collide, nothing random.
 */
struct node {
	bool leaf;
	/* leaf */
	bool given; /* by the caller; else taken by a node without label */
	struct tsm_str label;
	const struct tsm_rdf_term *term;
	/* branch: the byte and the bit in it that tell the children apart */
	size_t at;
	unsigned bit;
	struct node *child[2];
};

struct tsm_rdf_labels {
	struct node *root;
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
	void *wider = tsm_arena_array(arena, cap, size);
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

/* Byte i with a mark above it; the end of a label is 0. */
static unsigned unit(struct tsm_str label, size_t i)
{
	return i < label.len ? 0x100U | (unsigned char)label.ptr[i] : 0;
}

static unsigned side(const struct node *branch, struct tsm_str label)
{
	return (unit(label, branch->at) & branch->bit) != 0;
}

/* The leaf this label would be; it may be another's. */
static struct node *nearest(struct node *node, struct tsm_str label)
{
	while (node != NULL && !node->leaf)
		node = node->child[side(node, label)];
	return node;
}

static unsigned highest_bit(unsigned bits)
{
	unsigned bit = 0x100;
	while ((bits & bit) == 0)
		bit >>= 1;
	return bit;
}

/* Put a new leaf in; near is the leaf that nearest() found, or NULL. */
static bool insert(struct tsm_rdf_dataset *dataset, struct node *near,
    struct tsm_str label, bool given, const struct tsm_rdf_term *term)
{
	/* both in one piece, so that a failure leaves the tree alone */
	struct node *pair =
	    tsm_arena_array(dataset->arena, 2, sizeof(struct node));
	if (pair == NULL)
		return false;
	pair[0].leaf = true;
	pair[0].given = given;
	pair[0].label = label;
	pair[0].term = term;
	struct node **at = &dataset->labels->root;
	if (near == NULL) {
		*at = &pair[0];
		return true;
	}
	struct node *branch = &pair[1];
	while (unit(label, branch->at) == unit(near->label, branch->at))
		branch->at++;
	branch->bit = highest_bit(
	    unit(label, branch->at) ^ unit(near->label, branch->at));
	while (!(*at)->leaf &&
	       ((*at)->at < branch->at ||
		   ((*at)->at == branch->at && (*at)->bit > branch->bit)))
		at = &(*at)->child[side(*at, label)];
	unsigned which = side(branch, label);
	branch->child[which] = &pair[0];
	branch->child[1 - which] = *at;
	*at = branch;
	return true;
}

static bool have_labels(struct tsm_rdf_dataset *dataset)
{
	if (dataset->labels == NULL)
		dataset->labels = tsm_arena_alloc(
		    dataset->arena, sizeof(struct tsm_rdf_labels));
	return dataset->labels != NULL;
}

const struct tsm_rdf_term *tsm_rdf_blank_new(struct tsm_rdf_dataset *dataset)
{
	char text[16];
	struct tsm_str label = { NULL, 0 };
	struct node *near = NULL;
	if (!have_labels(dataset))
		return NULL;
	/* ends: each label met on the way was added by somebody */
	do {
		int len = snprintf(
		    text, sizeof(text), "b%u", dataset->labels->next++);
		label = tsm_str_n(text, (size_t)len);
		near = nearest(dataset->labels->root, label);
	} while (near != NULL && tsm_str_eq(near->label, label));
	label.ptr = tsm_arena_str(dataset->arena, label);
	const struct tsm_rdf_term *term =
	    label.ptr != NULL ? add_blank(dataset, label) : NULL;
	if (term == NULL || !insert(dataset, near, label, false, term))
		return NULL;
	return term;
}

const struct tsm_rdf_term *tsm_rdf_blank(
    struct tsm_rdf_dataset *dataset, struct tsm_str label)
{
	if (!have_labels(dataset))
		return NULL;
	struct node *near = nearest(dataset->labels->root, label);
	if (near != NULL && tsm_str_eq(near->label, label)) {
		if (near->given)
			return near->term;
		/* Made up here for another node, which keeps it: this one
		 * is found by the label but written with another. */
		const struct tsm_rdf_term *term = tsm_rdf_blank_new(dataset);
		near->given = term != NULL;
		near->term = term != NULL ? term : near->term;
		return term;
	}
	const struct tsm_rdf_term *term = add_blank(dataset, label);
	if (term == NULL || !insert(dataset, near, label, true, term))
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
