/*
 * context.h - active contexts while they are made.
 */
#ifndef TSM_SRC_JSONLD_CONTEXT_H
#define TSM_SRC_JSONLD_CONTEXT_H

#include "process.h"

/* Steps a term definition takes from the budget; bytes copied for one. */
#define COST_DEFINITION 128
#define COST_BYTES      2

/* Contexts and definitions that are being processed, one in another. */
#define NESTING_MAX 400
/* Remote contexts that include each other, API section 4.1 step 5.2.3. */
#define REMOTE_DEPTH_MAX 16

/* --- terms.c: definitions by term ------------------------------------------ */

/*
 * A hash table over that of the context before it: what it does not hold,
 * the parent may. Immutable once its context is handed out.
 */
struct slot {
	uint64_t hash;
	struct tsm_str term;                 /* ptr NULL: free */
	const struct definition *definition; /* NULL: the term is undefined */
};

struct terms {
	const struct terms *parent;
	struct slot *slots; /* a power of two */
	size_t mask;
	size_t used;
	size_t total; /* with those of the parents */
	unsigned depth;
	/* here or in a parent, at some time */
	bool has_protected;
	/* by keyword: how long the terms are that stand for it */
	uint32_t aliases[KEYWORD_VOCAB + 1];
};

uint64_t terms_hash(struct tsm_str text);

/* A layer over parent (or NULL) with room for count terms. */
enum tsm_status terms_layer(struct process *p, const struct terms *parent,
    size_t count, struct terms **ret_terms) TSM_NODISCARD;

/* Set or, with NULL, undefine a term; there must be room. TSM_E_LIMIT. */
enum tsm_status terms_set(struct terms *terms, struct tsm_str term,
    const struct definition *definition) TSM_NODISCARD;

/* Whether any definition that can be seen is protected. */
bool terms_protected(const struct terms *terms);

/* --- local.c: a context definition, its members by name -------------------- */

enum defined {
	DEFINED_NO,
	DEFINED_FALSE, /* being defined */
	DEFINED_TRUE
};

struct member {
	const struct tsm_json *value;
	enum defined defined;
};

/* Addresses on the way to a context: API section 4.1, remote contexts. */
struct remote {
	const struct remote *before;
	struct tsm_str address;
	unsigned depth;
};

/* What Create Term Definition is called with, API section 4.2. */
struct local {
	struct process *p;
	struct context *active; /* the result that is being made */
	const struct tsm_json *context;
	struct member *members;
	size_t count;
	uint32_t *index; /* members by name, number + 1; a power of two */
	size_t mask;
	struct tsm_str base_url;
	const struct remote *remotes;
	bool override_protected;
	bool is_protected; /* @protected of the context */
};

/* Members of context, over those of import (or NULL) that it replaces. */
enum tsm_status local_index(struct local *local, const struct tsm_json *import,
    const struct tsm_json *context) TSM_NODISCARD;

/* A member by name, or NULL. */
struct member *local_get(const struct local *local, struct tsm_str name);
const struct tsm_json *local_value(const struct local *local, const char *name);

/* --- definition.c ---------------------------------------------------------- */

/* Create Term Definition, API section 4.2; member is one of local's. */
enum tsm_status definition_create(struct local *local, struct member *member)
    TSM_NODISCARD;

/* --- iri.c ----------------------------------------------------------------- */

/* IRI Expansion inside of context processing: local may be NULL. */
enum tsm_status iri_expand_local(struct process *p,
    const struct context *active, struct local *local, struct tsm_str value,
    bool document_relative, bool vocab, struct iri *ret_iri) TSM_NODISCARD;

/* Two texts as one, in the arena; taken from the budget. */
enum tsm_status iri_join(struct process *p, struct tsm_str a, struct tsm_str b,
    struct tsm_str *ret_text) TSM_NODISCARD;

/* --- context.c ------------------------------------------------------------- */

/* What one call has processed and loaded so far. */
struct call_memo {
	struct tsm_arena *arena; /* of the call */
	bool shared;             /* what is made goes into the store */
	unsigned nesting;
	struct memo_entry **slots; /* a power of two */
	size_t mask;
	size_t used;
	struct loaded *loaded;
};

/* Processed before: active and local by identity, flags. */
struct memo_key {
	const struct context *active;
	const struct tsm_json *local;
	unsigned flags;
};

struct memo_entry {
	struct memo_key key;
	const struct context *result;
};

/* What the Context Processing Algorithm is called with besides. */
struct call {
	struct tsm_str base_url;
	const struct remote *remotes;
	bool override_protected;
	bool no_propagate;
	bool no_validate; /* validate scoped context is false */
};

/* The algorithm of API section 4.1, with results looked up where known. */
enum tsm_status context_call(struct process *p, const struct context *active,
    const struct tsm_json *local, const struct call *call,
    const struct context **ret_context) TSM_NODISCARD;

/* The algorithm itself: process.c. */
enum tsm_status context_run(struct process *p, const struct context *active,
    const struct tsm_json *local, const struct call *call,
    const struct context **ret_context) TSM_NODISCARD;

/* One level deeper, or TSM_E_LIMIT. */
enum tsm_status memo_enter(struct process *p) TSM_NODISCARD;
void memo_leave(struct process *p);

/* The document of an absolute address: store, loader, or TSM_E_UNKNOWN. */
enum tsm_status remote_document(struct process *p, struct tsm_str address,
    const struct tsm_json *at, const struct tsm_json **ret_document)
    TSM_NODISCARD;

/* --- store.c --------------------------------------------------------------- */

/* The initial context without base. */
const struct context *store_initial(const struct tsm_jsonld_store *store);

/* An address as the store has it, which lives as long; or none. */
struct tsm_str store_address(
    const struct tsm_jsonld_store *store, struct tsm_str address);

/* Whether a value stands in a document of the store. */
bool store_holds(
    const struct tsm_jsonld_store *store, const struct tsm_json *value);

/* What is kept under a key, or NULL. Takes no lock. */
const struct context *store_recall(
    const struct tsm_jsonld_store *store, const struct memo_key *key);

/* Whether there is room to keep one more. */
bool store_room(struct tsm_jsonld_store *store);

/*
 * Keep a result with the arena it lives in, which the store takes when it
 * returns true. Whoever came first wins: *result becomes theirs.
 */
bool store_keep(struct tsm_jsonld_store *store, const struct memo_key *key,
    struct tsm_arena *arena, const struct context **result);

uint64_t memo_hash(const struct memo_key *key);

/* --- validate -------------------------------------------------------------- */

/* Process a scoped context only to see that it is valid: step 21.3. */
enum tsm_status context_validate(
    struct local *local, const struct tsm_json *context) TSM_NODISCARD;

#endif
