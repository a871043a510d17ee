/*
 * The expanded form as JSON text. Recursion is bounded by the depth of the
 * document it was made of.
 */
#include "expanded.h"
#include "testamur/json/jcs.h"

/* One object's entries: a comma before all but the first. */
struct writer {
	struct process *p;
	struct tsm_buf *out;
};

static enum tsm_status write_object(
    const struct writer *w, const struct expanded *item);

static enum tsm_status write_string(const struct writer *w, struct tsm_str text)
{
	struct tsm_json value = { .type = TSM_JSON_STRING, .text = text };
	if (text.ptr == NULL)
		return tsm_buf_adds(w->out, "null");
	return tsm_jcs(&value, w->out, w->p->err);
}

/* Numbers as written; JCS of the rest. */
static enum tsm_status write_json(
    const struct writer *w, const struct tsm_json *value)
{
	if (value->type == TSM_JSON_NUMBER)
		return tsm_buf_addstr(w->out, value->text);
	return tsm_jcs(value, w->out, w->p->err);
}

static enum tsm_status write_items(
    const struct writer *w, const struct items *items)
{
	(void)tsm_buf_addc(w->out, '[');
	for (const struct expanded *i = items->first; i != NULL; i = i->next) {
		if (i != items->first)
			(void)tsm_buf_addc(w->out, ',');
		TSM_TRY(write_object(w, i));
	}
	return tsm_buf_addc(w->out, ']');
}

/* A comma where one is needed, and the name. */
static enum tsm_status write_name(
    const struct writer *w, struct tsm_str name, bool *first)
{
	if (!*first)
		(void)tsm_buf_addc(w->out, ',');
	*first = false;
	TSM_TRY(write_string(w, name));
	return tsm_buf_addc(w->out, ':');
}

static enum tsm_status write_properties(
    const struct writer *w, const struct properties *properties, bool *first)
{
	for (const struct property *i = properties->first; i != NULL;
	     i = i->next) {
		TSM_TRY(write_name(w, i->iri, first));
		TSM_TRY(write_items(w, &i->values));
	}
	return TSM_OK;
}

static enum tsm_status write_types(
    const struct writer *w, const struct types *types)
{
	(void)tsm_buf_addc(w->out, '[');
	for (uint32_t i = 0; i < types->count; i++) {
		if (i > 0)
			(void)tsm_buf_addc(w->out, ',');
		TSM_TRY(write_string(w, types->items[i].text));
	}
	return tsm_buf_addc(w->out, ']');
}

static enum tsm_status write_text(const struct writer *w,
    const struct expanded *item, enum keyword keyword, const char *name,
    struct tsm_str text, bool *first)
{
	if (!has(item, keyword))
		return TSM_OK;
	TSM_TRY(write_name(w, tsm_str(name), first));
	return write_string(w, text);
}

static enum tsm_status write_array(const struct writer *w,
    const struct expanded *item, enum keyword keyword, const char *name,
    const struct items *items, bool *first)
{
	if (!has(item, keyword))
		return TSM_OK;
	TSM_TRY(write_name(w, tsm_str(name), first));
	return write_items(w, items);
}

static enum tsm_status write_value(
    const struct writer *w, const struct expanded *item, bool *first)
{
	TSM_TRY(write_name(w, tsm_str("@value"), first));
	TSM_TRY(write_json(w, item->value));
	return write_text(w, item, KEYWORD_TYPE, "@type", item->id.text, first);
}

static enum tsm_status write_node(
    const struct writer *w, const struct expanded *item, bool *first)
{
	const struct body *body = item->body;
	TSM_TRY(write_text(w, item, KEYWORD_ID, "@id", item->id.text, first));
	if (body == NULL)
		return TSM_OK;
	if (has(item, KEYWORD_TYPE)) {
		TSM_TRY(write_name(w, tsm_str("@type"), first));
		TSM_TRY(write_types(w, &body->types));
	}
	TSM_TRY(
	    write_array(w, item, KEYWORD_LIST, "@list", &body->list, first));
	TSM_TRY(
	    write_array(w, item, KEYWORD_GRAPH, "@graph", &body->graph, first));
	TSM_TRY(write_array(
	    w, item, KEYWORD_INCLUDED, "@included", &body->included, first));
	if (body->reverse.first != NULL) {
		bool inner = true;
		TSM_TRY(write_name(w, tsm_str("@reverse"), first));
		(void)tsm_buf_addc(w->out, '{');
		TSM_TRY(write_properties(w, &body->reverse, &inner));
		(void)tsm_buf_addc(w->out, '}');
	}
	return write_properties(w, &body->properties, first);
}

static enum tsm_status write_object(
    const struct writer *w, const struct expanded *item)
{
	bool first = true;
	const char *direction =
	    item->direction == DIRECTION_LTR ? "ltr" : "rtl";
	(void)tsm_buf_addc(w->out, '{');
	if (is_value(item))
		TSM_TRY(write_value(w, item, &first));
	else
		TSM_TRY(write_node(w, item, &first));
	TSM_TRY(write_text(
	    w, item, KEYWORD_LANGUAGE, "@language", item->language, &first));
	TSM_TRY(write_text(w, item, KEYWORD_DIRECTION, "@direction",
	    tsm_str(direction), &first));
	TSM_TRY(
	    write_text(w, item, KEYWORD_INDEX, "@index", item->index, &first));
	return tsm_buf_addc(w->out, '}');
}

enum tsm_status expanded_write(
    struct process *p, const struct items *items, struct tsm_buf *out)
{
	const struct writer w = { p, out };
	return write_items(&w, items);
}
