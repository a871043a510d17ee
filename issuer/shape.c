#include "shape.h"

#include <string.h>

#include "testamur/base/id.h"
#include "testamur/base/uri.h"
#include "testamur/print/picture.h"

/* The documents nest at most so deep (achievements, their alignments). */
#define DEPTH_MAX 6

bool shape_is_url(const char *text)
{
	struct tsm_uri uri;
	return text != NULL && tsm_uri_parse(tsm_str(text), &uri) == TSM_OK &&
	       uri.host.len > 0 && uri.userinfo.len == 0 &&
	       (tsm_str_is_nocase(uri.scheme, "https") ||
		   tsm_str_is_nocase(uri.scheme, "http"));
}

bool shape_is_email(const char *text)
{
	const char *at = text != NULL ? strchr(text, '@') : NULL;
	if (at == NULL || at == text || at[1] == '\0' ||
	    strchr(at + 1, '@') != NULL)
		return false;
	for (const char *c = text; *c != '\0'; c++) {
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return false;
	}
	return true;
}

static bool is_text(const struct tsm_json *value)
{
	const char *text = tsm_json_string(value);
	return text != NULL && text[0] != '\0';
}

static bool is_id(const struct tsm_json *value)
{
	return is_text(value) &&
	       tsm_slug_valid(tsm_str(tsm_json_string(value)));
}

static bool is_count(const struct tsm_json *value)
{
	int64_t count = 0;
	return tsm_json_is(value, TSM_JSON_NULL) ||
	       (tsm_json_int(value, &count) == TSM_OK && count >= 0);
}

static bool all_of(const struct tsm_json *value, enum tsm_json_type type,
    bool (*check)(const struct tsm_json *))
{
	if (!tsm_json_is(value, type))
		return false;
	for (size_t i = 0; i < value->count; i++) {
		if (!check(tsm_json_at(value, i)))
			return false;
	}
	return true;
}

/* Is the value of its kind? Objects and lists are looked into later. */
static bool fits(const struct tsm_json *value, enum shape_kind kind)
{
	switch (kind) {
	case SHAPE_TEXT:
		return is_text(value);
	case SHAPE_ID:
		return is_id(value);
	case SHAPE_URL:
		return shape_is_url(tsm_json_string(value));
	case SHAPE_URI:
		return is_text(value) &&
		       tsm_uri_valid(tsm_str(tsm_json_string(value)));
	case SHAPE_EMAIL:
		return shape_is_email(tsm_json_string(value));
	case SHAPE_COLOUR:
		return tsm_print_colour_valid(tsm_json_string(value));
	case SHAPE_COUNT:
		return is_count(value);
	case SHAPE_TEXTS:
		return all_of(value, TSM_JSON_ARRAY, is_text);
	case SHAPE_IDS:
		return all_of(value, TSM_JSON_ARRAY, is_id);
	case SHAPE_COUNTS:
		return all_of(value, TSM_JSON_OBJECT, is_count);
	case SHAPE_LIST:
		return tsm_json_is(value, TSM_JSON_ARRAY);
	case SHAPE_OBJECT:
	case SHAPE_OPEN:
		return tsm_json_is(value, TSM_JSON_OBJECT);
	}
	return false;
}

static const char *const wanted[] = { "a text that is not empty",
	"an id of a-z, 0-9 and single hyphens", "an https or http URL",
	"an absolute URI", "an e-mail address", "a colour written #rrggbb",
	"a whole number from 0, or null", "an array of texts",
	"an array of ids (a-z, 0-9 and single hyphens)",
	"an object of ids with numbers from 0, or null", "an object",
	"an array of objects", "an object" };

static const struct shape *shape_of(
    const struct shape *shapes, struct tsm_str name)
{
	for (; shapes->name != NULL; shapes++) {
		if (tsm_str_is(name, shapes->name))
			return shapes;
	}
	return NULL;
}

static enum tsm_status check(const struct tsm_json *object,
    const struct shape *shapes, int depth, struct tsm_error *err);

static enum tsm_status check_member(const struct tsm_json *value,
    const struct shape *shape, int depth, struct tsm_error *err)
{
	if (!fits(value, shape->kind))
		return tsm_json_fail(err, TSM_E_VALUE, value, "%s has to be %s",
		    shape->name, wanted[shape->kind]);
	if (shape->kind == SHAPE_OBJECT)
		return check(value, shape->inside, depth - 1, err);
	if (shape->kind != SHAPE_LIST)
		return TSM_OK;
	for (size_t i = 0; i < value->count; i++)
		TSM_TRY(check(
		    tsm_json_at(value, i), shape->inside, depth - 1, err));
	return TSM_OK;
}

static enum tsm_status check(const struct tsm_json *object,
    const struct shape *shapes, int depth, struct tsm_error *err)
{
	if (!tsm_json_is(object, TSM_JSON_OBJECT) || depth <= 0)
		return tsm_json_fail(
		    err, TSM_E_VALUE, object, "this has to be an object");
	for (size_t i = 0; i < object->count; i++) {
		const struct tsm_json *value = tsm_json_at(object, i);
		const struct shape *shape = shape_of(shapes, value->name);
		if (shape == NULL)
			return tsm_json_fail(err, TSM_E_UNKNOWN, value,
			    "there is no such key here; is it misspelt?");
		TSM_TRY(check_member(value, shape, depth, err));
	}
	for (const struct shape *s = shapes; s->name != NULL; s++) {
		if (s->required && tsm_json_get(object, s->name) == NULL)
			return tsm_json_fail(err, TSM_E_MISSING, object,
			    "%s is required", s->name);
	}
	return TSM_OK;
}

enum tsm_status shape_check(const struct tsm_json *object,
    const struct shape *shapes, struct tsm_error *err)
{
	return check(object, shapes, DEPTH_MAX, err);
}
