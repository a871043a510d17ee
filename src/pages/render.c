/*
 * render.c - filling a compiled template with data.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pages_impl.h"
#include "testamur/base/encode.h"
#include "testamur/base/uri.h"

/* A list element or {{#with}} object; the data itself is outermost. */
struct scope {
	const struct scope *outer;
	const json_t *value;
	size_t number; /* in its list, from 1; 0: no element */
};

struct render {
	const struct tsm_template *page;     /* its blocks fill the slots */
	const struct tsm_template *template; /* being printed */
	struct tsm_buf *out;
	struct tsm_error *err;
	unsigned depth;
};

/* Templates within templates; a cycle cannot be compiled. */
enum {
	INCLUDED_MAX = 16
};

static enum tsm_status render_list(struct render *render,
    const struct tsm_node *list, const struct scope *scope);

static const json_t *lookup(
    const struct tsm_node *node, const struct scope *scope)
{
	for (size_t i = 0; i < node->outwards && scope != NULL; i++)
		scope = scope->outer;
	const json_t *value = scope != NULL ? scope->value : NULL;
	for (size_t i = 0; i < node->name_count && value != NULL; i++)
		value = json_object_get(value, node->names[i]);
	return value;
}

static bool is_true(const json_t *value)
{
	if (value == NULL)
		return false;
	switch (json_typeof(value)) {
	case JSON_STRING:
		return json_string_length(value) > 0;
	case JSON_ARRAY:
		return json_array_size(value) > 0;
	case JSON_OBJECT:
		return json_object_size(value) > 0;
	case JSON_INTEGER:
		return json_integer_value(value) != 0;
	case JSON_REAL:
	case JSON_TRUE:
		return true;
	case JSON_FALSE:
	case JSON_NULL:
	default:
		return false;
	}
}

/* Text of a string, whole number or boolean. TSM_E_VALUE: another type. */
static enum tsm_status text_of(
    const json_t *value, char number[32], struct tsm_str *ret_text)
{
	*ret_text = tsm_str_n("", 0);
	if (value == NULL)
		return TSM_OK;
	switch (json_typeof(value)) {
	case JSON_STRING:
		*ret_text = tsm_str_n(
		    json_string_value(value), json_string_length(value));
		return TSM_OK;
	case JSON_INTEGER:
		snprintf(number, 32, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(value));
		*ret_text = tsm_str(number);
		return TSM_OK;
	case JSON_TRUE:
		*ret_text = tsm_str("true");
		return TSM_OK;
	case JSON_FALSE:
		*ret_text = tsm_str("false");
		return TSM_OK;
	case JSON_NULL:
		return TSM_OK;
	case JSON_REAL: /* jansson prints 0.1 wrongly: amounts are strings */
	case JSON_ARRAY:
	case JSON_OBJECT:
	default:
		return TSM_E_VALUE;
	}
}

static enum tsm_status wrong_type(
    const struct render *render, const struct tsm_node *node)
{
	char where[TSM_ERROR_WHERE];

	snprintf(where, sizeof(where), "%.100s:%u", render->template->name,
	    node->line);
	return tsm_fail(render->err, TSM_E_VALUE, where,
	    "what is printed here has to be a text or a whole number");
}

static enum tsm_status render_value(struct render *render,
    const struct tsm_node *node, const struct scope *scope)
{
	char number[32];
	struct tsm_str text;

	if (text_of(lookup(node, scope), number, &text) != TSM_OK)
		return wrong_type(render, node);
	if (node->op == TSM_OP_PCT)
		return tsm_uri_escape(render->out, text);
	if (node->op == TSM_OP_FILE) {
		/* RFC 2397; base64 has nothing that HTML would read */
		TSM_TRY(
		    tsm_buf_adds(render->out, "data:application/json;base64,"));
		return tsm_base64_encode(render->out, text.ptr, text.len);
	}
	if ((node->op == TSM_OP_URL && !tsm_pages_url_safe(text)) ||
	    (node->op == TSM_OP_IMAGE && !tsm_pages_image_safe(text)))
		text = tsm_str("#");
	return tsm_html_escape(render->out, text);
}

static enum tsm_status render_number(
    struct render *render, const struct scope *scope)
{
	while (scope != NULL && scope->number == 0)
		scope = scope->outer;
	return scope != NULL ? tsm_buf_printf(render->out, "%zu", scope->number)
			     : TSM_OK;
}

static enum tsm_status render_if(struct render *render,
    const struct tsm_node *node, const struct scope *scope)
{
	const json_t *value = lookup(node, scope);
	char number[32];
	struct tsm_str text;
	bool yes = false;

	if (node->test == TSM_TEST_TRUE) {
		yes = is_true(value);
	} else if (text_of(value, number, &text) != TSM_OK) {
		yes = node->test == TSM_TEST_NE;
	} else if (node->test == TSM_TEST_URL) {
		yes = tsm_pages_url_safe(text);
	} else {
		bool same = tsm_str_eq(text, node->text);
		yes = same == (node->test == TSM_TEST_EQ);
	}
	return render_list(render, yes ? node->body : node->other, scope);
}

static enum tsm_status render_each(struct render *render,
    const struct tsm_node *node, const struct scope *scope)
{
	const json_t *list = lookup(node, scope);
	size_t count = json_array_size(list);

	if (list != NULL && !json_is_array(list) && !json_is_null(list))
		return wrong_type(render, node);
	for (size_t i = 0; i < count; i++) {
		struct scope inner = { scope, json_array_get(list, i), i + 1 };
		TSM_TRY(render_list(render, node->body, &inner));
	}
	return count > 0 ? TSM_OK : render_list(render, node->other, scope);
}

static enum tsm_status render_with(struct render *render,
    const struct tsm_node *node, const struct scope *scope)
{
	struct scope inner = { scope, lookup(node, scope), 0 };

	return is_true(inner.value) ? render_list(render, node->body, &inner)
				    : TSM_OK;
}

/* Print a list of another template, then come back to this one. */
static enum tsm_status render_other(struct render *render,
    const struct tsm_template *template, const struct tsm_node *list,
    const struct scope *scope)
{
	const struct tsm_template *here = render->template;

	if (render->depth >= INCLUDED_MAX)
		return TSM_E_LIMIT;
	render->depth++;
	render->template = template;
	enum tsm_status status = render_list(render, list, scope);
	render->template = here;
	render->depth--;
	return status;
}

static enum tsm_status render_slot(
    struct render *render, const char *name, const struct scope *scope)
{
	const struct tsm_template *page = render->page;

	for (size_t i = 0; i < page->block_count; i++)
		if (strcmp(page->blocks[i].name, name) == 0)
			return render_other(
			    render, page, page->blocks[i].body, scope);
	return TSM_OK;
}

static enum tsm_status render_node(struct render *render,
    const struct tsm_node *node, const struct scope *scope)
{
	switch (node->op) {
	case TSM_OP_TEXT:
		return tsm_buf_addstr(render->out, node->text);
	case TSM_OP_VALUE:
	case TSM_OP_URL:
	case TSM_OP_IMAGE:
	case TSM_OP_PCT:
	case TSM_OP_FILE:
		return render_value(render, node, scope);
	case TSM_OP_NUMBER:
		return render_number(render, scope);
	case TSM_OP_IF:
		return render_if(render, node, scope);
	case TSM_OP_EACH:
		return render_each(render, node, scope);
	case TSM_OP_WITH:
		return render_with(render, node, scope);
	case TSM_OP_PARTIAL:
		return render_other(render, node->partial,
		    node->partial->blocks[0].body, scope);
	case TSM_OP_SLOT:
		return render_slot(render, node->slot, scope);
	default:
		return TSM_E_INTERNAL;
	}
}

static enum tsm_status render_list(struct render *render,
    const struct tsm_node *list, const struct scope *scope)
{
	for (; list != NULL; list = list->next)
		TSM_TRY(render_node(render, list, scope));
	return TSM_OK;
}

enum tsm_status tsm_pages_render(const struct tsm_pages *pages,
    const char *name, const json_t *data, struct tsm_buf *out,
    struct tsm_error *err)
{
	const struct tsm_template *page =
	    tsm_pages_template(pages, tsm_str(name));
	struct scope scope = { NULL, data, 0 };

	if (page == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, name, "no such template");
	const struct tsm_template *frame =
	    page->layout != NULL ? page->layout : page;
	struct render render = {
		.page = page, .template = frame, .out = out, .err = err
	};
	enum tsm_status status =
	    render_list(&render, frame->blocks[0].body, &scope);
	if (status == TSM_OK || (err != NULL && err->status == status))
		return status;
	return tsm_fail(err, status, name, "the page could not be made");
}
