/*
 * classes.h - the classes of Open Badges 3.0 and CLR 2.0 as tables.
 *
 * What 1EdTech's JSON Schema says of each class, one row a property. A
 * class that is open may have other members; whether those are defined by
 * a context is not asked here.
 */
#ifndef TESTAMUR_OB_CLASSES_H
#define TESTAMUR_OB_CLASSES_H

#include <stdbool.h>

#include "terms.h"
#include "testamur/base/str.h"

enum kind {
	KIND_TEXT,     /* a string, or one in several languages */
	KIND_URI,      /* a string that is an absolute IRI */
	KIND_TIME,     /* date and time with zone */
	KIND_DATE,     /* a date */
	KIND_NUMBER,   /* a JSON number */
	KIND_BOOLEAN,  /* true or false */
	KIND_LANGUAGE, /* a language tag */
	KIND_JWS,      /* a compact JWS */
	KIND_TERM,     /* of an enumeration: row.terms */
	KIND_CLASS,    /* an object: row.class */
	KIND_PROFILE   /* a Profile, or its URI */
};

enum class_id {
	CLASS_ACHIEVEMENT_CREDENTIAL,
	CLASS_ENDORSEMENT_CREDENTIAL,
	CLASS_CLR_CREDENTIAL,
	CLASS_ACHIEVEMENT_SUBJECT,
	CLASS_ENDORSEMENT_SUBJECT,
	CLASS_ACHIEVEMENT,
	CLASS_CLR_SUBJECT,
	CLASS_ASSOCIATION,
	CLASS_ANY_CREDENTIAL, /* in a learner record; verified on its own */
	CLASS_ADDRESS,
	CLASS_ALIGNMENT,
	CLASS_CRITERIA,
	CLASS_EVIDENCE,
	CLASS_GEO,
	CLASS_IDENTIFIER_ENTRY,
	CLASS_IDENTITY,
	CLASS_IMAGE,
	CLASS_PROFILE,
	CLASS_RELATED,
	CLASS_RESULT,
	CLASS_RESULT_DESCRIPTION,
	CLASS_RUBRIC_LEVEL,
	CLASS_COUNT
};

/* Rows of a class at most, with the one that ends them. */
#define FIELDS_MAX 32

#define FIELD_NEED 1U /* required */
#define FIELD_MANY 2U /* one value or an array of them */

struct field {
	struct tsm_str name; /* ptr NULL ends a table */
	enum kind kind;
	unsigned flags;
	enum terms terms;
	enum class_id class_id;
};

struct class_rule {
	/* "type" must be, or hold, this; NULL: no type is asked for */
	const char *type;
	const char *type_other; /* or this; NULL: no other */
	bool type_string;       /* "type" is that string, no array */
	bool closed;            /* members that are not in fields are errors */
	const struct field *fields;
};

extern const struct class_rule ob_classes[CLASS_COUNT];

#endif
