/*
 * process.h - what the algorithms share: one call, keywords, active
 * contexts and term definitions (JSON-LD 1.1 API sections 4 and 5).
 */
#ifndef TSM_SRC_JSONLD_PROCESS_H
#define TSM_SRC_JSONLD_PROCESS_H

#include "testamur/jsonld/jsonld.h"

/* JSON-LD 1.1 section 1.7. */
enum keyword {
	KEYWORD_NO, /* none of them */
	KEYWORD_BASE,
	KEYWORD_CONTAINER,
	KEYWORD_CONTEXT,
	KEYWORD_DIRECTION,
	KEYWORD_GRAPH,
	KEYWORD_ID,
	KEYWORD_IMPORT,
	KEYWORD_INCLUDED,
	KEYWORD_INDEX,
	KEYWORD_JSON,
	KEYWORD_LANGUAGE,
	KEYWORD_LIST,
	KEYWORD_NEST,
	KEYWORD_NONE,
	KEYWORD_PREFIX,
	KEYWORD_PROPAGATE,
	KEYWORD_PROTECTED,
	KEYWORD_REVERSE,
	KEYWORD_SET,
	KEYWORD_TYPE,
	KEYWORD_VALUE,
	KEYWORD_VERSION,
	KEYWORD_VOCAB
};

enum keyword keyword_of(struct tsm_str text);

/*
 * '@' and then only letters: the form of a keyword (JSON-LD 1.1 section 1.7).
 */
bool keyword_like(struct tsm_str text);

/* An expanded IRI: text with ptr NULL is null. keyword: text is that one. */
struct iri {
	struct tsm_str text;
	enum keyword keyword;
	bool absolute; /* it is known to be an absolute IRI */
};

/* Container mappings, as a set. */
enum container {
	CONTAINER_GRAPH = 1,
	CONTAINER_ID = 2,
	CONTAINER_INDEX = 4,
	CONTAINER_LANGUAGE = 8,
	CONTAINER_LIST = 16,
	CONTAINER_SET = 32,
	CONTAINER_TYPE = 64
};

enum type_mapping {
	TYPE_ABSENT,
	TYPE_IRI, /* definition->type */
	TYPE_ID,
	TYPE_VOCAB,
	TYPE_JSON,
	TYPE_NONE
};

enum direction {
	DIRECTION_ABSENT,
	DIRECTION_NULL,
	DIRECTION_LTR,
	DIRECTION_RTL
};

/* Term definition: API section 4.2. Never changes once it is in a context. */
struct definition {
	struct tsm_str term;
	struct iri iri; /* mapping; a null one hides the term */
	bool reverse;
	bool prefix;
	bool is_protected;
	bool own; /* of plain: by the document, not by a context of the store */
	enum type_mapping type_mapping;
	struct tsm_str type;
	unsigned container;
	bool has_language; /* language.ptr NULL: null */
	struct tsm_str language;
	enum direction direction;
	struct tsm_str index; /* ptr NULL: none; as written */
	struct tsm_str nest;  /* ptr NULL: none */
	bool has_context;     /* a scoped context, which may be JSON null */
	const struct tsm_json *context;
	struct tsm_str context_base; /* address of the defining document */
	/* The mapping as a predicate, shared by all who use it; value.ptr NULL
	 * where it is no absolute IRI. */
	struct tsm_rdf_term predicate;
};

/* The base IRI: the document's, which stays out of the context so that all
 * documents can share it; or what @base says. */
enum base {
	BASE_DOCUMENT,
	BASE_NULL,
	BASE_IRI
};

/* Active context: API section 4.1. Never changes once it is handed out. */
struct context {
	enum base base_is;
	struct tsm_str base;  /* of BASE_IRI */
	struct tsm_str vocab; /* ptr NULL: none */
	struct tsm_str language;
	enum direction direction;
	const struct context *previous; /* non-propagated: what to go back to */
	bool shared;                    /* of the store, not of this call */
	unsigned chain;                 /* shared ones this was made from */
	struct terms *terms;            /* context.c */
};

/* One call of a public function. */
struct process {
	struct tsm_jsonld_store *store;
	const struct tsm_jsonld_options *options;
	struct tsm_arena *arena;
	struct tsm_error *err;
	struct tsm_jsonld_failure *failure; /* never NULL inside */
	uint64_t work;                      /* steps left */
	struct call_memo *memo; /* scoped contexts of this call: context.c */
};

/*
 * End with a code: fills failure and err, returns TSM_E_VALUE. name, where
 * its ptr is not NULL, is copied to the arena; at may be NULL.
 */
enum tsm_status process_fail(struct process *p, enum tsm_jsonld_code code,
    const struct tsm_json *at, struct tsm_str name, const char *text);

/* End since the budget is used up: TSM_E_LIMIT. */
enum tsm_status process_spent(struct process *p) TSM_NODISCARD;

/* Take n steps from the budget: TSM_E_LIMIT when it is used up. */
static inline TSM_NODISCARD enum tsm_status process_spend(
    struct process *p, uint64_t n)
{
	if (p->work < n)
		return process_spent(p);
	p->work -= n;
	return TSM_OK;
}

/* --- contexts (context.c, definition.c, store.c) -------------------------- */

/* The initial active context of the call: base, expand_context applied. */
enum tsm_status context_initial(
    struct process *p, const struct context **ret_context) TSM_NODISCARD;

struct context_options {
	bool override_protected;
	bool no_propagate; /* propagate false: type-scoped */
};

/*
 * Context Processing Algorithm, API section 4.1. base_url is the address of
 * the document in which local stands (ptr NULL: none). A result that depends
 * only on shared contexts is looked up in the store, and kept there.
 */
enum tsm_status context_process(struct process *p, const struct context *active,
    const struct tsm_json *local, struct tsm_str base_url,
    const struct context_options *options, const struct context **ret_context)
    TSM_NODISCARD;

/* The base IRI of a context in this call, or ptr NULL. */
struct tsm_str context_base(
    const struct process *p, const struct context *context);

/*
 * How long the terms are that stand for a keyword, as a set of 1 << length;
 * 31 is that and more. There may be none of a length any more.
 */
uint32_t context_aliases(const struct context *context, enum keyword keyword);

static inline uint32_t length_bit(struct tsm_str term)
{
	return 1U << (term.len < 31 ? term.len : 31);
}

/* The definition of a term, also one with a null mapping; or NULL. */
const struct definition *context_term(
    const struct context *context, struct tsm_str term);

/* Whether a term of the store, other than this one, is mapped to an IRI. */
bool context_names(
    const struct context *context, struct tsm_str iri, struct tsm_str term);

/*
 * IRI Expansion, API section 5.2, outside of context processing. value may
 * be of any string. The text is a view of value or lives in the arena or
 * the context.
 */
enum tsm_status iri_expand(struct process *p, const struct context *active,
    struct tsm_str value, bool document_relative, bool vocab,
    struct iri *ret_iri) TSM_NODISCARD;

/* Reference resolution, RFC 3986 section 5 (IRIs as they are); arena. */
enum tsm_status iri_resolve(struct process *p, struct tsm_str base,
    struct tsm_str reference, struct tsm_str *ret_iri) TSM_NODISCARD;

/* scheme ":" and no character that an IRI may not hold. */
bool iri_absolute(struct tsm_str text);

/* The same of an expanded one, which remembers it. */
static inline bool iri_is_absolute(struct iri *iri)
{
	if (!iri->absolute)
		iri->absolute = iri_absolute(iri->text);
	return iri->absolute;
}

/* A well-formed language tag (BCP 47, RFC 5646 section 2.2.9). */
bool language_tag(struct tsm_str text);

#endif
