#include "make.h"

#include <stdio.h>
#include <string.h>

#include "testamur/base/time.h"
#include "testamur/base/uri.h"

void make_init(struct maker *m, struct tsm_error *err)
{
	memset(m, 0, sizeof(*m));
	m->err = err;
}

size_t make_enter(struct maker *m, const char *name)
{
	size_t mark = m->place_len;
	int n = snprintf(m->place + mark, sizeof(m->place) - mark, "/%s", name);
	if (n > 0 && (size_t)n < sizeof(m->place) - mark)
		m->place_len += (size_t)n;
	else
		m->place[mark] = '\0';
	return mark;
}

size_t make_enter_at(struct maker *m, size_t index)
{
	char text[24];
	(void)snprintf(text, sizeof(text), "%zu", index);
	return make_enter(m, text);
}

void make_leave(struct maker *m, size_t mark)
{
	m->place_len = mark;
	m->place[mark] = '\0';
}

void make_fail(
    struct maker *m, enum tsm_status status, const char *name, const char *why)
{
	if (m->status != TSM_OK)
		return;
	size_t mark = make_enter(m, name);
	m->status = tsm_fail(m->err, status, m->place, "%s", why);
	make_leave(m, mark);
}

void make_text(
    struct maker *m, json_t *object, const char *name, const char *text)
{
	if (text == NULL)
		return;
	if (!tsm_utf8_valid(text, strlen(text), NULL))
		make_fail(m, TSM_E_VALUE, name, "the text is not UTF-8");
	else
		tsm_json_set(object, name, text);
}

void make_need(
    struct maker *m, json_t *object, const char *name, const char *text)
{
	if (text == NULL || text[0] == '\0')
		make_fail(m, TSM_E_MISSING, name, "this is required");
	else
		make_text(m, object, name, text);
}

void make_uri(struct maker *m, json_t *object, const char *name,
    const char *text, bool need)
{
	if (text == NULL || text[0] == '\0') {
		if (need || text != NULL)
			make_fail(m, TSM_E_MISSING, name, "this is required");
		return;
	}
	if (!tsm_uri_valid(tsm_str(text)))
		make_fail(m, TSM_E_VALUE, name, "this is no absolute URI");
	else
		tsm_json_set(object, name, text);
}

void make_time(
    struct maker *m, json_t *object, const char *name, const int64_t *instant)
{
	struct tsm_civil civil;
	char text[TSM_TIME_TEXT];

	if (instant == NULL)
		return;
	if (tsm_unix_to_civil(*instant, &civil) != TSM_OK)
		make_fail(m, TSM_E_VALUE, name, "this is outside the calendar");
	else
		tsm_json_set(object, name, tsm_time_format(*instant, text));
}

void make_local_time(struct maker *m, json_t *object, const char *name,
    const int64_t *instant, int offset)
{
	struct tsm_civil civil;
	char text[TSM_TIME_TEXT];
	char whole[TSM_TIME_TEXT + 8];
	int minutes = (offset < 0 ? -offset : offset) / 60;

	if (instant == NULL || offset == 0) {
		make_time(m, object, name, instant);
		return;
	}
	if (offset % 60 != 0 || minutes > 14 * 60 ||
	    *instant > INT64_MAX - 86400 || *instant < INT64_MIN + 86400 ||
	    tsm_unix_to_civil(*instant + offset, &civil) != TSM_OK) {
		make_fail(m, TSM_E_VALUE, name, "this is outside the calendar");
		return;
	}
	(void)snprintf(whole, sizeof(whole), "%s%c%02d:%02d",
	    tsm_civil_format(&civil, text), offset < 0 ? '-' : '+',
	    minutes / 60, minutes % 60);
	tsm_json_set(object, name, whole);
}

void make_type(json_t *object, const char *type)
{
	tsm_json_add(tsm_json_set_array(object, "type"), type);
}

bool make_count(struct maker *m, const char *name, size_t count)
{
	if (count > TSM_OB_ITEMS_MAX)
		make_fail(m, TSM_E_LIMIT, name, "there are too many of these");
	return count > 0 && count <= TSM_OB_ITEMS_MAX;
}

enum tsm_status make_done(struct maker *m, json_t *root, json_t **ret_json)
{
	enum tsm_status status = m->status;

	if (status == TSM_OK) {
		/* A lost allocation anywhere in the tree shows here. */
		status = tsm_json_whole(root);
		if (status == TSM_E_MEMORY)
			status = tsm_fail_memory(m->err);
		else if (status != TSM_OK)
			status = tsm_fail(
			    m->err, status, "", "the document is too large");
	}
	if (status == TSM_OK)
		*ret_json = root;
	else
		json_decref(root);
	return status;
}

void make_image(struct maker *m, json_t *parent, const char *name,
    const struct tsm_ob_image *image)
{
	if (image->id == NULL)
		return;
	size_t mark = make_enter(m, name);
	json_t *object = tsm_json_set_object(parent, name);
	make_uri(m, object, "id", image->id, true);
	/* Image alone takes its type as a string (closed enumeration). */
	tsm_json_set(object, "type", "Image");
	make_text(m, object, "caption", image->caption);
	make_leave(m, mark);
}
