/*
 * shape.h - which keys a JSON document of ours may have.
 *
 * programme.json, cohort.json and organisations.json are written by hand:
 * a key that is misspelt and silently left out would change what people
 * are awarded. So each document has a const table of its keys; anything
 * else in it is an error that names the key and its JSON Pointer.
 */
#ifndef ISSUER_SHAPE_H
#define ISSUER_SHAPE_H

#include "testamur/json/doc.h"

enum shape_kind {
	SHAPE_TEXT,   /* a string that is not empty */
	SHAPE_ID,     /* a slug: a-z, 0-9 and single hyphens */
	SHAPE_URL,    /* an absolute http or https URL */
	SHAPE_URI,    /* an absolute URI, as an organisation's DID */
	SHAPE_EMAIL,  /* an e-mail address */
	SHAPE_COLOUR, /* "#rrggbb" */
	SHAPE_COUNT,  /* a whole number from 0, or null */
	SHAPE_TEXTS,  /* an array of strings that are not empty */
	SHAPE_IDS,    /* an array of slugs */
	SHAPE_COUNTS, /* an object of slugs with counts */
	SHAPE_OBJECT, /* an object; its keys are in `inside` */
	SHAPE_LIST,   /* an array of objects; their keys are in `inside` */
	SHAPE_OPEN    /* an object whose keys somebody else checks */
};

/* One key; a table ends with a row whose name is NULL. */
struct shape {
	const char *name;
	enum shape_kind kind;
	bool required;
	const struct shape *inside;
};

/*
 * Check an object against a table. TSM_E_UNKNOWN for a key that is not in
 * it, TSM_E_MISSING for one that is required, TSM_E_VALUE for a value of
 * another kind; err->where is the JSON Pointer.
 */
enum tsm_status shape_check(const struct tsm_json *object,
    const struct shape *shapes, struct tsm_error *err) TSM_NODISCARD;

/* An absolute URL of a web page, and nothing that a browser would run. */
bool shape_is_url(const char *text);

/* "Somebody@host": one @, something on both sides, no white space. */
bool shape_is_email(const char *text);

#endif
