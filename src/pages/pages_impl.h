/*
 * pages_impl.h - compiled templates.
 *
 * A template is a list of nodes per block; blocks named by {{#block}} and
 * "content" for what stands outside them. Everything lives in the arena of
 * struct tsm_pages and is immutable once compiled.
 */
#ifndef TESTAMUR_PAGES_IMPL_H
#define TESTAMUR_PAGES_IMPL_H

#include <stdbool.h>

#include "markup.h"
#include "testamur/base/arena.h"
#include "testamur/pages/pages.h"

enum {
	TSM_NESTING_MAX = 16,
	TSM_PATH_NAMES_MAX = 8,
	TSM_BLOCKS_MAX = 16
};

enum tsm_op {
	TSM_OP_TEXT,   /* text as it is */
	TSM_OP_VALUE,  /* {{a.b}} */
	TSM_OP_URL,    /* {{url a}} */
	TSM_OP_IMAGE,  /* {{image a}} */
	TSM_OP_PCT,    /* {{pct a}} */
	TSM_OP_FILE,   /* {{download a}} */
	TSM_OP_NUMBER, /* {{@number}} */
	TSM_OP_IF,
	TSM_OP_EACH,
	TSM_OP_WITH,
	TSM_OP_PARTIAL, /* {{> name}} */
	TSM_OP_SLOT     /* {{slot name}} */
};

enum tsm_test {
	TSM_TEST_TRUE,
	TSM_TEST_EQ,
	TSM_TEST_NE,
	TSM_TEST_URL
};

struct tsm_node {
	enum tsm_op op;
	unsigned line;
	struct tsm_node *next;
	struct tsm_str text;                   /* TEXT; comparison of IF */
	const char *names[TSM_PATH_NAMES_MAX]; /* of the value; none: "this" */
	size_t name_count;
	size_t outwards; /* "../" before the name */
	enum tsm_test test;
	struct tsm_node *body;
	struct tsm_node *other; /* after {{else}} */
	const struct tsm_template *partial;
	const char *slot;
};

struct tsm_block {
	const char *name;
	struct tsm_node *body;
};

struct tsm_template {
	const char *name;
	struct tsm_str source;
	const struct tsm_template *layout; /* or NULL */
	struct tsm_block blocks[TSM_BLOCKS_MAX];
	size_t block_count; /* blocks[0] is "content" */
	bool compiling;
	bool compiled;
};

struct tsm_pages {
	struct tsm_arena arena;
	const char *base;
	enum tsm_lang lang;
	struct tsm_template *templates;
	size_t template_count;
	struct tsm_asset *assets;
	size_t asset_count;
};

/* The template of this name ("result" finds "result.html"), or NULL. */
struct tsm_template *tsm_pages_template(
    const struct tsm_pages *pages, struct tsm_str name);

/*
 * Compile a template and, before it, those it includes. Statuses as
 * tsm_pages_new.
 */
enum tsm_status tsm_template_compile(struct tsm_pages *pages,
    struct tsm_template *template, struct tsm_error *err) TSM_NODISCARD;

/* Why {{x}}, {{url x}}, … may not stand here; NULL: it may. Static. */
const char *tsm_template_misplaced(
    const struct tsm_markup *markup, enum tsm_op op);

/*
 * The words of {{t …}} in the language of the set, escaped, in its arena.
 * NULL: out of memory.
 */
const char *tsm_template_words(struct tsm_pages *pages, struct tsm_str words);

/* Whether {{image}} would print this. */
bool tsm_pages_image_safe(struct tsm_str url);

#endif
