/*
 * terms.h - the enumerations of Open Badges 3.0 and CLR 2.0, shared by what
 * builds and what checks.
 */
#ifndef TESTAMUR_OB_TERMS_H
#define TESTAMUR_OB_TERMS_H

#include <stdbool.h>

enum terms {
	TERMS_ACHIEVEMENT_TYPE, /* extensible with "ext:" */
	TERMS_IDENTIFIER_TYPE,  /* extensible */
	TERMS_ALIGNMENT_TYPE,   /* extensible */
	TERMS_RESULT_TYPE,      /* extensible */
	TERMS_RESULT_STATUS,    /* closed */
	TERMS_ASSOCIATION_TYPE  /* closed; of CLR 2.0 */
};

/* The text is one of the terms, or an extension where that is allowed. */
bool terms_has(enum terms terms, const char *text);

/* A language tag as the schema's pattern wants it: "en", "zh-Hant-TW". */
bool terms_language(const char *text);

#endif
