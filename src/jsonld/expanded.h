/*
 * expanded.h - the expanded form of a document, as a tree in the arena.
 *
 * What the Expansion Algorithm (JSON-LD 1.1 API section 5.1) calls maps and
 * arrays. The entries an expanded object may have are known, so they are
 * members here; only properties are a list. Texts are views of the document,
 * of a context or of the arena.
 */
#ifndef TSM_SRC_JSONLD_EXPANDED_H
#define TSM_SRC_JSONLD_EXPANDED_H

#include "process.h"
#include "testamur/base/texts.h"

/* An array, linked through expanded.next: each object is in one only. */
struct items {
	struct expanded *first;
	struct expanded *last;
};

/* What expanding a value comes to. ONE and MANY of one item differ: the
 * item of a list that is an array becomes a list itself (step 5.2.2). */
enum form {
	FORM_NULL,
	FORM_ONE,
	FORM_MANY
};

struct result {
	enum form form;
	struct items items;
};

/* A property of a node object; or of @reverse. */
struct property {
	struct property *next;
	struct tsm_str iri;
	/* shared predicate of a definition, or NULL */
	const struct tsm_rdf_term *predicate;
	struct items values;
};

struct properties {
	struct property *first;
	struct property *last;
	size_t count;
	struct tsm_texts index; /* of many: expanded.c */
};

struct types {
	struct iri *items;
	uint32_t count;
	uint32_t cap;
};

/* What only node objects have, and lists and sets under construction. */
struct body {
	struct types types; /* of a value object: its datatype */
	struct items list;
	struct items set;
	enum form set_form;
	struct items graph;
	struct items included;
	struct properties properties;
	struct properties reverse;
};

#define HAS(keyword) (1U << (unsigned)(keyword))
/* Besides keywords: it has properties. */
#define HAS_PROPERTIES 1U
#define HAS_ONE_TYPE   (1U << 30) /* @type was no array */

#define JSON_TYPE \
 ((struct iri){ .text = TSM_STR("@json"), .keyword = KEYWORD_JSON })

struct expanded {
	struct expanded *next;
	const struct tsm_json *at; /* where it stands in the document */
	uint32_t has;              /* HAS() of its entries */
	enum direction direction;  /* a value's; ABSENT where it has none */
	/* a value's @value: a scalar, or anything where the type is @json */
	const struct tsm_json *value;
	/* a value's datatype; a node's @id, where ptr NULL is null */
	struct iri id;
	struct tsm_str language;
	struct tsm_str index;
	struct body *body; /* or NULL */
};

static inline bool has(const struct expanded *item, enum keyword keyword)
{
	return (item->has & HAS(keyword)) != 0;
}

/* It has no entry besides these. */
static inline bool has_only(const struct expanded *item, uint32_t entries)
{
	return (item->has & ~(entries | HAS_ONE_TYPE)) == 0;
}

static inline bool is_value(const struct expanded *item)
{
	return has(item, KEYWORD_VALUE);
}

static inline bool is_list(const struct expanded *item)
{
	return has(item, KEYWORD_LIST);
}

/* Not a value or list (an expanded @set is gone). */
static inline bool is_node(const struct expanded *item)
{
	return !is_value(item) && !is_list(item);
}

/* @graph, and of the rest only @id and @index. */
static inline bool is_graph(const struct expanded *item)
{
	return has(item, KEYWORD_GRAPH) &&
	       has_only(item,
		   HAS(KEYWORD_GRAPH) | HAS(KEYWORD_ID) | HAS(KEYWORD_INDEX));
}

/* NULL: out of memory. */
static inline struct expanded *expanded_new(
    struct process *p, const struct tsm_json *at)
{
	struct expanded *item = tsm_arena_alloc(p->arena, sizeof(*item));
	if (item != NULL)
		item->at = at;
	return item;
}

static inline struct body *expanded_body(
    struct process *p, struct expanded *item)
{
	if (item->body == NULL)
		item->body = tsm_arena_alloc(p->arena, sizeof(*item->body));
	return item->body;
}

/* A string that stands nowhere in the document. */
const struct tsm_json *json_new_string(struct process *p, struct tsm_str text);

void items_add(struct items *items, struct expanded *item);
void items_append(struct items *items, struct items more);
void items_prepend(struct items *items, struct items more);
void result_add(struct result *result, struct result more);
struct result result_of(struct expanded *item);

/* The property of this IRI, added when it is not there. NULL: no memory. */
struct property *properties_have(
    struct process *p, struct properties *properties, struct tsm_str iri);

/* Add to @type; before it, where prepend. */
enum tsm_status types_add(struct process *p, struct types *types,
    struct iri type, bool prepend) TSM_NODISCARD;

/* --- the algorithm, in its files ------------------------------------------ */

/* One of several members of a map. */
struct entry {
	const struct tsm_json *json;
};

/* What steps of one map share. */
struct object {
	const struct context *active;
	const struct context *type_scoped; /* step 10 */
	struct tsm_str property;           /* active property; ptr NULL: null */
	const struct tsm_json *element;
	struct expanded *result;
	bool json_type; /* the input type is @json: step 12 */
	/* keys of element that are @nest, as of step 13.4.14 */
	struct entry *nests;
	uint32_t nest_count;
	uint32_t nested; /* depth of @nest: step 14 */
};

/* expand.c: section 5.1; without: a member that is left out, or NULL. */
enum tsm_status expand_document(struct process *p,
    const struct tsm_json *document, const struct tsm_json *without,
    struct items *ret_items) TSM_NODISCARD;
enum tsm_status expand(struct process *p, const struct context *active,
    struct tsm_str property, const struct tsm_json *element, bool from_map,
    struct result *ret_result) TSM_NODISCARD;
enum tsm_status expand_item(struct process *p, const struct context *active,
    struct tsm_str property, const struct tsm_json *item, bool from_map,
    struct result *result) TSM_NODISCARD;
/* The same by one who knows what active defines property as; or NULL. */
enum tsm_status expand_defined(struct process *p, const struct context *active,
    struct tsm_str property, const struct definition *definition,
    const struct tsm_json *element, bool from_map, struct result *ret_result)
    TSM_NODISCARD;
/* The place of the next key of a map that is a keyword or a term for it, or
 * how many keys there are. */
uint32_t next_of(const struct context *active, const struct tsm_json *map,
    uint32_t from, enum keyword keyword);

/* expand_object.c: steps 13 and 14. */
bool has_value_key(const struct context *active, const struct tsm_json *map);
enum tsm_status expand_entries(struct process *p, struct object *object)
    TSM_NODISCARD;

/* expand_keyword.c: step 13.4. */
enum tsm_status expand_keyword(struct process *p, struct object *object,
    const struct tsm_json *entry, enum keyword keyword) TSM_NODISCARD;

/* expand_map.c: steps 13.7 and 13.8. */
enum tsm_status expand_language_map(struct process *p,
    const struct object *object, const struct tsm_json *entry,
    const struct definition *definition, struct result *ret_result)
    TSM_NODISCARD;
enum tsm_status expand_index_map(struct process *p, const struct object *object,
    const struct tsm_json *entry, const struct definition *definition,
    struct result *ret_result) TSM_NODISCARD;

/* expand_value.c: section 5.3, and steps 15 to 19. definition may be NULL. */
enum tsm_status expand_value(struct process *p, const struct context *active,
    const struct definition *definition, const struct tsm_json *value,
    struct expanded **ret_item) TSM_NODISCARD;
enum tsm_status expand_finish(struct process *p, const struct object *object,
    struct result *ret_result) TSM_NODISCARD;

/* Steps 13.8.3.7.1 and 13.12: a graph of its own for an item. */
enum tsm_status expand_into_graph(struct process *p, struct expanded *item,
    struct expanded **ret_graph) TSM_NODISCARD;

/* safe.c: what safe mode refuses; outside of it these are TSM_OK. */
enum tsm_status safe_dropped(struct process *p, const struct tsm_json *at,
    const char *what) TSM_NODISCARD;
enum tsm_status safe_key(struct process *p, const struct tsm_json *entry,
    struct iri iri) TSM_NODISCARD;
enum tsm_status safe_reference(struct process *p, const struct tsm_json *at,
    struct tsm_str written, struct iri *expanded) TSM_NODISCARD;
enum tsm_status safe_type(struct process *p, const struct tsm_json *at,
    struct tsm_str written, struct iri *iri) TSM_NODISCARD;
enum tsm_status safe_language(struct process *p, const struct tsm_json *at,
    struct tsm_str language) TSM_NODISCARD;

/* Keywords and "@json" that only a value has. */
enum tsm_status safe_node(struct process *p, const struct expanded *node)
    TSM_NODISCARD;
enum tsm_status safe_direction(struct process *p, const struct tsm_json *at)
    TSM_NODISCARD;
/* The same of option plain: a member or a type that is hidden from readers. */
enum tsm_status plain_key(struct process *p, const struct object *object,
    const struct tsm_json *entry, const struct definition *definition,
    struct iri iri) TSM_NODISCARD;
enum tsm_status plain_type(struct process *p, const struct object *object,
    const struct tsm_json *at, const struct definition *definition,
    struct tsm_str iri) TSM_NODISCARD;

/* An absolute IRI, which it is known to be then, or a blank node ("_:…"). */
static inline bool reference_absolute(struct iri *iri)
{
	return iri_is_absolute(iri) || tsm_str_starts(iri->text, "_:");
}

/* expanded_write.c: append as JSON. */
enum tsm_status expanded_write(struct process *p, const struct items *items,
    struct tsm_buf *out) TSM_NODISCARD;

/* to_rdf.c: node map generation and deserialisation at once. */
enum tsm_status expanded_to_rdf(struct process *p, const struct items *items,
    struct tsm_rdf_dataset *dataset) TSM_NODISCARD;

#endif
