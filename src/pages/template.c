/*
 * template.c - compiling templates.
 *
 * Recursive descent over the tags; the nesting of blocks and of partials
 * together is bounded. Alongside, the HTML around the tags is followed
 * (markup.h), so that a value in a wrong place is an error at start.
 */
#include <stdio.h>
#include <string.h>

#include "pages_impl.h"
#include "scan.h"
#include "testamur/base/alloc.h"

/* What ended a list of nodes. */
enum ending {
	END_SOURCE,
	END_ELSE,
	END_CLOSE
};

struct parser {
	struct tsm_pages *pages;
	struct tsm_template *template;
	struct tsm_str source;
	size_t pos;
	size_t at; /* where a mistake would be */
	unsigned depth;
	struct tsm_markup markup;
	struct tsm_str tag; /* the words of the tag that ended a list */
	struct tsm_error *err;
};

static enum tsm_status parse_list(
    struct parser *parser, struct tsm_node **ret_list, enum ending *ret_ending);

static enum tsm_status mistake(
    const struct parser *parser, enum tsm_status status, const char *what)
{
	char where[TSM_ERROR_WHERE];

	snprintf(where, sizeof(where), "%.100s:%u", parser->template->name,
	    tsm_line_of(parser->source, parser->at));
	return tsm_fail(parser->err, status, where, "%s", what);
}

static enum tsm_status new_node(
    struct parser *parser, enum tsm_op op, struct tsm_node **ret_node)
{
	struct tsm_node *node =
	    tsm_arena_alloc(&parser->pages->arena, sizeof(*node));

	if (node == NULL) {
		(void)tsm_fail_memory(parser->err);
		return TSM_E_MEMORY;
	}
	node->op = op;
	node->line = tsm_line_of(parser->source, parser->at);
	*ret_node = node;
	return TSM_OK;
}

static bool path_char(char c)
{
	return tsm_is_alpha(c) || tsm_is_digit(c) || c == '_' || c == '-';
}

/* "a.b.c", "this" or "../a" into the node's names. */
static enum tsm_status parse_path(
    struct parser *parser, struct tsm_str text, struct tsm_node *node)
{
	struct tsm_str rest = text;

	if (text.len == 0)
		return mistake(parser, TSM_E_SYNTAX, "a name is missing");
	while (tsm_str_starts(rest, "../")) {
		node->outwards++;
		rest = tsm_str_n(rest.ptr + 3, rest.len - 3);
	}
	if (tsm_str_is(rest, "this"))
		return TSM_OK;
	if (rest.len == 0 || tsm_str_ends(rest, "."))
		return mistake(parser, TSM_E_SYNTAX, "a name is malformed");
	while (rest.len > 0) {
		struct tsm_str name = tsm_str_split(rest, '.', &rest);
		bool ok = name.len > 0;
		for (size_t i = 0; i < name.len; i++)
			ok = ok && path_char(name.ptr[i]);
		if (!ok)
			return mistake(
			    parser, TSM_E_SYNTAX, "a name is malformed");
		if (node->name_count == TSM_PATH_NAMES_MAX)
			return mistake(
			    parser, TSM_E_LIMIT, "a name has too many parts");
		char *copy = tsm_arena_str(&parser->pages->arena, name);
		if (copy == NULL)
			return tsm_fail_memory(parser->err);
		node->names[node->name_count++] = copy;
	}
	return TSM_OK;
}

static enum tsm_status check_place(const struct parser *parser, enum tsm_op op)
{
	const char *problem = tsm_template_misplaced(&parser->markup, op);

	return problem == NULL ? TSM_OK
			       : mistake(parser, TSM_E_SYNTAX, problem);
}

/* {{t Some words.}} are known now, too. */
static enum tsm_status parse_words(
    struct parser *parser, struct tsm_str words, struct tsm_node **ret_node)
{
	TSM_TRY(check_place(parser, TSM_OP_VALUE));
	const char *text = tsm_template_words(parser->pages, words);
	if (text == NULL)
		return tsm_fail_memory(parser->err);
	parser->markup.begun = true;
	TSM_TRY(new_node(parser, TSM_OP_TEXT, ret_node));
	(*ret_node)->text = tsm_str(text);
	return TSM_OK;
}

static enum tsm_status find_asset(struct parser *parser, struct tsm_str rest,
    const struct tsm_asset **ret_asset)
{
	char *name = tsm_arena_str(&parser->pages->arena, rest);

	if (name == NULL)
		return tsm_fail_memory(parser->err);
	*ret_asset = tsm_pages_asset(parser->pages, NULL, name);
	return *ret_asset != NULL
		   ? TSM_OK
		   : mistake(parser, TSM_E_UNKNOWN, "no such static file");
}

/* {{base}} and {{asset x}} are known now: they become text. */
static enum tsm_status parse_constant(struct parser *parser,
    struct tsm_str first, struct tsm_str rest, struct tsm_node **ret_node)
{
	const struct tsm_asset *asset = NULL;
	bool is_asset = tsm_str_is(first, "asset");

	if (!tsm_markup_in_value(&parser->markup) || parser->markup.begun)
		return mistake(parser, TSM_E_SYNTAX,
		    "a URL has to be first in its attribute");
	if (is_asset)
		TSM_TRY(find_asset(parser, rest, &asset));
	else if (rest.len > 0)
		return mistake(parser, TSM_E_SYNTAX, "{{base}} takes nothing");
	parser->markup.begun = true;
	TSM_TRY(new_node(parser, TSM_OP_TEXT, ret_node));
	(*ret_node)->text =
	    tsm_str(is_asset ? asset->url : parser->pages->base);
	return TSM_OK;
}

/* {{script x}}: the only script there is, a static file's. */
static enum tsm_status parse_script(
    struct parser *parser, struct tsm_str rest, struct tsm_node **ret_node)
{
	const struct tsm_asset *asset = NULL;

	if (parser->markup.place != TSM_IN_TEXT || !tsm_str_ends(rest, ".js"))
		return mistake(parser, TSM_E_SYNTAX,
		    "a script is a .js file, named in text");
	TSM_TRY(find_asset(parser, rest, &asset));
	TSM_TRY(new_node(parser, TSM_OP_TEXT, ret_node));
	(*ret_node)->text = tsm_str(tsm_arena_printf(&parser->pages->arena,
	    "<script src=\"%s\" defer></script>", asset->url));
	return (*ret_node)->text.ptr != NULL ? TSM_OK
					     : tsm_fail_memory(parser->err);
}

static enum tsm_status parse_value(
    struct parser *parser, struct tsm_str tag, struct tsm_node **ret_node)
{
	static const struct {
		const char *word;
		enum tsm_op op;
	} kinds[] = { { "url", TSM_OP_URL }, { "image", TSM_OP_IMAGE },
		{ "pct", TSM_OP_PCT }, { "download", TSM_OP_FILE } };
	struct tsm_str rest = tag;
	struct tsm_str first = tsm_tag_word(&rest);
	enum tsm_op op = TSM_OP_VALUE;

	if (tsm_str_is(first, "base") || tsm_str_is(first, "asset"))
		return parse_constant(parser, first, rest, ret_node);
	if (tsm_str_is(first, "script") && rest.len > 0)
		return parse_script(parser, rest, ret_node);
	if (tsm_str_is(first, "t") && rest.len > 0)
		return parse_words(parser, rest, ret_node);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (rest.len > 0 && tsm_str_is(first, kinds[i].word)) {
			op = kinds[i].op;
			first = tsm_tag_word(&rest);
		}
	if (rest.len > 0)
		return mistake(parser, TSM_E_SYNTAX, "too many words in a tag");
	if (tsm_str_is(first, "@number"))
		op = TSM_OP_NUMBER;
	TSM_TRY(check_place(parser, op));
	parser->markup.begun = true;
	TSM_TRY(new_node(parser, op, ret_node));
	return op == TSM_OP_NUMBER ? TSM_OK
				   : parse_path(parser, first, *ret_node);
}

/* The condition of {{#if …}}. */
static enum tsm_status parse_test(
    struct parser *parser, struct tsm_str text, struct tsm_node *node)
{
	struct tsm_str rest = text;
	struct tsm_str first = tsm_tag_word(&rest);

	if (tsm_str_is(first, "url") && rest.len > 0) {
		node->test = TSM_TEST_URL;
		return parse_path(parser, rest, node);
	}
	TSM_TRY(parse_path(parser, first, node));
	if (rest.len == 0)
		return TSM_OK;
	struct tsm_str sign = tsm_tag_word(&rest);
	if (tsm_str_is(sign, "=="))
		node->test = TSM_TEST_EQ;
	else if (tsm_str_is(sign, "!="))
		node->test = TSM_TEST_NE;
	else
		return mistake(
		    parser, TSM_E_SYNTAX, "a condition is malformed");
	if (rest.len < 2 || rest.ptr[0] != '"' || rest.ptr[rest.len - 1] != '"')
		return mistake(
		    parser, TSM_E_SYNTAX, "a comparison needs a \"text\"");
	node->text = tsm_str_n(rest.ptr + 1, rest.len - 2);
	return TSM_OK;
}

/* A body that has to leave the HTML where it found it. */
static enum tsm_status parse_body(
    struct parser *parser, struct tsm_node **ret_list, enum ending *ret_ending)
{
	struct tsm_markup before = parser->markup;

	TSM_TRY(parse_list(parser, ret_list, ret_ending));
	if (*ret_ending == END_SOURCE)
		return mistake(parser, TSM_E_SYNTAX, "a block is not closed");
	if (!tsm_markup_same(&before, &parser->markup))
		return mistake(parser, TSM_E_SYNTAX,
		    "a block ends elsewhere in the HTML than it began");
	return TSM_OK;
}

/* {{/what}} has to close what was opened. */
static enum tsm_status expect_close(
    const struct parser *parser, const char *what)
{
	if (!tsm_str_is(parser->tag, what))
		return mistake(parser, TSM_E_SYNTAX,
		    "the closing tag fits no opening one");
	return TSM_OK;
}

/*
 * {{#if}}, {{#each}}, {{#with}} with their bodies. {{else if}} is an IF
 * in the other list, without a closing tag of its own.
 */
static enum tsm_status parse_branch(struct parser *parser, const char *what,
    struct tsm_str rest, struct tsm_node **ret_node)
{
	enum tsm_op op = TSM_OP_IF;
	enum ending ending = END_SOURCE;

	if (strcmp(what, "if") != 0)
		op = strcmp(what, "each") == 0 ? TSM_OP_EACH : TSM_OP_WITH;
	if (parser->depth >= TSM_NESTING_MAX)
		return mistake(parser, TSM_E_LIMIT, "nested too deeply");
	parser->depth++;
	TSM_TRY(new_node(parser, op, ret_node));
	struct tsm_node *node = *ret_node;
	if (op == TSM_OP_IF)
		TSM_TRY(parse_test(parser, rest, node));
	else
		TSM_TRY(parse_path(parser, rest, node));
	bool begun = parser->markup.begun;
	TSM_TRY(parse_body(parser, &node->body, &ending));
	if (ending == END_ELSE && op != TSM_OP_WITH) {
		struct tsm_str more = parser->tag;
		bool after = parser->markup.begun;
		parser->markup.begun = begun;
		if (op == TSM_OP_IF && tsm_str_is(tsm_tag_word(&more), "if")) {
			/* the inner one is closed for both */
			TSM_TRY(parse_branch(parser, what, more, &node->other));
			ending = END_CLOSE;
		} else if (parser->tag.len == 0) {
			TSM_TRY(parse_body(parser, &node->other, &ending));
		}
		parser->markup.begun = parser->markup.begun || after;
	}
	parser->depth--;
	if (ending != END_CLOSE)
		return mistake(parser, TSM_E_SYNTAX, "a wrong {{else}}");
	return expect_close(parser, what);
}

static enum tsm_status parse_partial(
    struct parser *parser, struct tsm_str name, struct tsm_node **ret_node)
{
	struct tsm_template *partial = tsm_pages_template(parser->pages, name);

	if (partial == NULL)
		return mistake(parser, TSM_E_UNKNOWN, "no such template");
	if (parser->markup.place != TSM_IN_TEXT)
		return mistake(parser, TSM_E_SYNTAX,
		    "a template may be included between tags only");
	if (partial->compiling)
		return mistake(
		    parser, TSM_E_LIMIT, "a template includes itself");
	TSM_TRY(tsm_template_compile(parser->pages, partial, parser->err));
	TSM_TRY(new_node(parser, TSM_OP_PARTIAL, ret_node));
	(*ret_node)->partial = partial;
	return TSM_OK;
}

static enum tsm_status parse_slot(
    struct parser *parser, struct tsm_str name, struct tsm_node **ret_node)
{
	if (parser->markup.place != TSM_IN_TEXT || name.len == 0)
		return mistake(parser, TSM_E_SYNTAX,
		    "{{slot name}} may stand between tags only");
	TSM_TRY(new_node(parser, TSM_OP_SLOT, ret_node));
	(*ret_node)->slot = tsm_arena_str(&parser->pages->arena, name);
	return (*ret_node)->slot != NULL ? TSM_OK
					 : tsm_fail_memory(parser->err);
}

/* {{#block name}}…{{/block}}: kept aside, nothing is printed here. */
static enum tsm_status parse_block(struct parser *parser, struct tsm_str name)
{
	struct tsm_template *template = parser->template;
	enum ending ending = END_SOURCE;

	if (parser->depth > 0 || parser->markup.place != TSM_IN_TEXT ||
	    name.len == 0)
		return mistake(parser, TSM_E_SYNTAX,
		    "{{#block name}} may stand at the top of a page only");
	if (template->block_count == TSM_BLOCKS_MAX)
		return mistake(parser, TSM_E_LIMIT, "too many blocks");
	for (size_t i = 0; i < template->block_count; i++)
		if (tsm_str_is(name, template->blocks[i].name))
			return mistake(parser, TSM_E_DUPLICATE,
			    "a block of this name exists");
	struct tsm_block *block = &template->blocks[template->block_count++];
	block->name = tsm_arena_str(&parser->pages->arena, name);
	if (block->name == NULL)
		return tsm_fail_memory(parser->err);
	parser->depth++;
	TSM_TRY(parse_body(parser, &block->body, &ending));
	parser->depth--;
	if (ending != END_CLOSE)
		return mistake(parser, TSM_E_SYNTAX, "a wrong {{else}}");
	return expect_close(parser, "block");
}

static enum tsm_status parse_layout(struct parser *parser, struct tsm_str name)
{
	struct tsm_template *layout = tsm_pages_template(parser->pages, name);

	if (layout == NULL)
		return mistake(parser, TSM_E_UNKNOWN, "no such layout");
	if (parser->template->layout != NULL || parser->depth > 0 ||
	    parser->markup.place != TSM_IN_TEXT)
		return mistake(parser, TSM_E_SYNTAX,
		    "{{layout name}} is the first tag of a page");
	if (layout->compiling)
		return mistake(parser, TSM_E_LIMIT, "a template frames itself");
	TSM_TRY(tsm_template_compile(parser->pages, layout, parser->err));
	if (layout->layout != NULL)
		return mistake(
		    parser, TSM_E_SYNTAX, "a layout has no layout of its own");
	parser->template->layout = layout;
	return TSM_OK;
}

/* One tag that ends no list; *ret_node stays NULL when it prints nothing. */
static enum tsm_status parse_tag(
    struct parser *parser, struct tsm_str tag, struct tsm_node **ret_node)
{
	struct tsm_str rest = tag;
	struct tsm_str first = tsm_tag_word(&rest);

	*ret_node = NULL;
	if (tsm_str_starts(tag, "!"))
		return TSM_OK;
	if (tsm_str_is(first, "#if"))
		return parse_branch(parser, "if", rest, ret_node);
	if (tsm_str_is(first, "#each"))
		return parse_branch(parser, "each", rest, ret_node);
	if (tsm_str_is(first, "#with"))
		return parse_branch(parser, "with", rest, ret_node);
	if (tsm_str_is(first, "#block"))
		return parse_block(parser, rest);
	if (tsm_str_is(first, ">"))
		return parse_partial(parser, rest, ret_node);
	if (tsm_str_is(first, "slot"))
		return parse_slot(parser, rest, ret_node);
	if (tsm_str_is(first, "layout"))
		return parse_layout(parser, rest);
	return parse_value(parser, tag, ret_node);
}

/* Literal text up to end, as a node; it moves the HTML on. */
static enum tsm_status take_text(
    struct parser *parser, size_t end, struct tsm_node ***tail)
{
	struct tsm_str text =
	    tsm_str_n(parser->source.ptr + parser->pos, end - parser->pos);

	if (text.len == 0)
		return TSM_OK;
	struct tsm_node *node = NULL;
	TSM_TRY(new_node(parser, TSM_OP_TEXT, &node));
	node->text = text;
	**tail = node;
	*tail = &node->next;
	size_t passed = 0;
	const char *problem = tsm_markup_follow(&parser->markup, text, &passed);
	parser->at = parser->pos + passed;
	return problem != NULL ? mistake(parser, TSM_E_SYNTAX, problem)
			       : TSM_OK;
}

static enum tsm_status parse_list(
    struct parser *parser, struct tsm_node **ret_list, enum ending *ret_ending)
{
	struct tsm_node **tail = ret_list;
	struct tsm_str tag = { NULL, 0 };
	size_t start = 0;
	size_t end = 0;
	bool open = false;

	while (tsm_tag_find(
	    parser->source, parser->pos, &start, &end, &tag, &open)) {
		parser->at = parser->pos;
		if (open)
			return mistake(
			    parser, TSM_E_SYNTAX, "a tag has no end");
		TSM_TRY(take_text(parser, start, &tail));
		parser->pos = end;
		parser->at = start;
		if (tsm_str_starts(tag, "/")) {
			parser->tag =
			    tsm_str_trim(tsm_str_n(tag.ptr + 1, tag.len - 1));
			*ret_ending = END_CLOSE;
			return TSM_OK;
		}
		struct tsm_str rest = tag;
		if (tsm_str_is(tsm_tag_word(&rest), "else")) {
			parser->tag = rest;
			*ret_ending = END_ELSE;
			return TSM_OK;
		}
		struct tsm_node *node = NULL;
		TSM_TRY(parse_tag(parser, tag, &node));
		if (node != NULL) {
			*tail = node;
			tail = &node->next;
		}
	}
	TSM_TRY(take_text(parser, parser->source.len, &tail));
	parser->pos = parser->source.len;
	*ret_ending = END_SOURCE;
	return TSM_OK;
}

enum tsm_status tsm_template_compile(struct tsm_pages *pages,
    struct tsm_template *template, struct tsm_error *err)
{
	struct parser parser = { .pages = pages,
		.template = template,
		.source = template->source,
		.err = err };
	enum ending ending = END_SOURCE;

	if (template->compiled)
		return TSM_OK;
	template->compiling = true;
	template->blocks[0].name = "content";
	template->block_count = 1;
	TSM_TRY(parse_list(&parser, &template->blocks[0].body, &ending));
	if (ending != END_SOURCE)
		return mistake(&parser, TSM_E_SYNTAX,
		    "a closing tag without an opening one");
	if (parser.markup.place != TSM_IN_TEXT)
		return mistake(
		    &parser, TSM_E_SYNTAX, "it ends within an HTML tag");
	template->compiling = false;
	template->compiled = true;
	return TSM_OK;
}
