/*
 * reader.h - reading JSON objects by const tables of keys.
 *
 * An object of the policy language is a table: for each key its name,
 * whether it must be there, the function that reads its value, and where
 * in the struct the value goes. tsm_rules_read_object() refuses unknown
 * and missing keys and calls the functions in the order of the table, not
 * of the input.
 */
#ifndef RULES_READER_H
#define RULES_READER_H

#include "testamur/rules/policy.h"

struct reader;
struct key;

/* Read value as key says into the struct at `into`. */
typedef enum tsm_status read_fn(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into);

struct key {
	const char *name;
	bool required;
	read_fn *read;
	size_t offset;               /* of the field */
	size_t count_offset;         /* of the number of elements, for lists */
	const char *const *words;    /* allowed words, for enums */
	const struct object *object; /* the value's own table */
	struct tsm_decimal least, most; /* range, for numbers */
	const char *type;               /* for documentation */
	const char *meaning;
};

struct object {
	const char *name;
	const struct key *keys; /* ended by a NULL name */
	/* at most one of these keys, or exactly one; NULL: no such rule */
	const char *const *alternatives;
	bool alternative_required;
};

/* Where a parameter is used, and what its value may be there. */
struct tsm_policy_use {
	int parameter;
	enum tsm_parameter_type type;
	bool whole;
	struct tsm_decimal least, most;
	const struct tsm_json *at;
};

#define PARAMETERS_MAX 64
#define USES_MAX       ((size_t)TSM_POLICY_NODES_MAX * 2)
#define LIST_MAX       TSM_SESSIONS_MAX /* names in a list */
#define PIECES_MAX     1000             /* pieces of one item of work */
#define WEEK_MINUTES   10080

struct reader {
	struct tsm_arena *arena;
	struct tsm_policy *policy;         /* being made */
	struct tsm_condition **conditions; /* TSM_POLICY_NODES_MAX of them */
	size_t condition_count;
	struct tsm_policy_award *awards;
	struct tsm_policy_use *uses; /* grows, for at most USES_MAX */
	size_t use_count, use_room;
	unsigned depth;
	struct tsm_error *err;
};

/* The whole table of the language; objects of conditions by kind. */
extern const struct object tsm_rules_policy_object;
extern const struct object tsm_rules_award_object;
extern const struct object tsm_rules_selection_object;
extern const struct object tsm_rules_condition_objects[];
#define CONDITION_KINDS (TSM_COND_BEFORE + 1)

/*
 * Read an object by its table. TSM_E_VALUE (no object), TSM_E_UNKNOWN (a
 * key that the table has not), TSM_E_MISSING, and what the keys answer.
 */
enum tsm_status tsm_rules_read_object(struct reader *r,
    const struct object *object, const struct tsm_json *value, void *into);

/* Values of common types; see the fields of struct key they use. */
read_fn tsm_rules_read_slug;   /* const char *: a slug */
read_fn tsm_rules_read_text;   /* const char *: any one-line text */
read_fn tsm_rules_read_slugs;  /* list of different slugs, not empty */
read_fn tsm_rules_read_whole;  /* struct tsm_policy_number, whole */
read_fn tsm_rules_read_amount; /* struct tsm_policy_number, decimal */
read_fn tsm_rules_read_date;   /* struct tsm_policy_date */
read_fn tsm_rules_read_int;    /* int64_t, no parameter */
read_fn tsm_rules_read_day;    /* int32_t day, no parameter */
read_fn tsm_rules_read_bool;   /* bool */
read_fn tsm_rules_read_true;   /* bool, only true makes sense */
read_fn tsm_rules_read_word;   /* an enum, by words */
read_fn tsm_rules_read_vias;   /* unsigned set of TSM_VIA_BIT */
read_fn tsm_rules_read_inner;  /* object: a struct at offset */

/* Parts of the policy that have files of their own. */
read_fn tsm_rules_read_parameters;
read_fn tsm_rules_read_issuer;
read_fn tsm_rules_read_timezone;
read_fn tsm_rules_read_seats;
read_fn tsm_rules_read_awards;
read_fn tsm_rules_read_scheme;
read_fn tsm_rules_read_condition;  /* const struct tsm_condition * */
read_fn tsm_rules_read_parts;      /* list of them */
read_fn tsm_rules_read_selection;  /* struct tsm_selection */
read_fn tsm_rules_read_work_state; /* SUBMITTED or APPROVED */

/* Resolve `award` conditions, refuse circles, and order the awards. */
enum tsm_status tsm_rules_link_awards(struct reader *r);

/* Is it within [least, most], and whole if asked? For err: at. */
enum tsm_status tsm_rules_check_range(const struct tsm_policy_use *use,
    struct tsm_decimal value, const struct tsm_json *at, struct tsm_error *err);

/* The number as int64_t if it is whole. */
bool tsm_rules_whole(struct tsm_decimal value, int64_t *ret_value);

/* "platform_minutes": 1 to TSM_SLUG_MAX of a-z 0-9 _, a letter first. */
bool tsm_rules_parameter_name(struct tsm_str name);

/* The JSON Pointer of a value as a text in the arena, or NULL. */
const char *tsm_rules_pointer(
    struct tsm_arena *arena, const struct tsm_json *at);

#endif
