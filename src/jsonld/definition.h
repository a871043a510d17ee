/*
 * definition.h - a term definition while it is made.
 */
#ifndef TSM_SRC_JSONLD_DEFINITION_H
#define TSM_SRC_JSONLD_DEFINITION_H

#include "context.h"

struct making {
	struct local *local;
	struct member *member;
	struct tsm_str term;
	const struct tsm_json *value;
	bool simple;  /* the value is a text */
	bool ignored; /* looks like a keyword: without effect */
	/* entries of the value, or NULL */
	const struct tsm_json *id;
	const struct tsm_json *reverse;
	const struct tsm_json *container;
	const struct tsm_json *context;
	const struct tsm_json *direction;
	const struct tsm_json *index;
	const struct tsm_json *language;
	const struct tsm_json *nest;
	const struct tsm_json *prefix;
	const struct tsm_json *is_protected;
	const struct tsm_json *type;
	const struct tsm_json *other; /* any that is not allowed */
	struct definition *definition;
};

/* Whether the processing mode is json-ld-1.0. */
bool making_1_0(const struct making *m);

/* IRI expansion with the local context and vocab. */
enum tsm_status making_expand(const struct making *m, struct tsm_str text,
    struct iri *ret_iri) TSM_NODISCARD;

/* Step 19.1 to 19.3. */
enum tsm_status definition_container(struct making *m) TSM_NODISCARD;

/* Steps 19 to 26. */
enum tsm_status definition_details(struct making *m) TSM_NODISCARD;

/* Step 27.1: the same but for protection. */
bool definition_same(const struct definition *a, const struct definition *b);

#endif
