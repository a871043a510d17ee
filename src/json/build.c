/*
 * Building trees. A failed step is remembered with the container that it
 * concerned, until that container is freed; tsm_json_write() asks.
 */
#include <string.h>

#include "build.h"
#include "internal.h"
#include "testamur/base/alloc.h"
#include "testamur/json/write.h"

/*
 * The poisoned containers of this thread. This is the one thing the module
 * keeps between calls: jansson has no room for it, and asking for memory
 * is what has just failed. Entries go when jansson frees the container.
 */
#define POISONED_MAX 32

static _Thread_local struct {
	const void *container[POISONED_MAX];
	enum tsm_status status[POISONED_MAX];
	unsigned count;
	bool overflow; /* there were more: all are suspect until count is 0 */
} poisoned;

static void poison(const json_t *container, enum tsm_status status)
{
	if (tsm_json_poison(container) != TSM_OK)
		return;
	if (poisoned.count == POISONED_MAX) {
		poisoned.overflow = true;
		return;
	}
	poisoned.container[poisoned.count] = container;
	poisoned.status[poisoned.count++] = status;
}

enum tsm_status tsm_json_poison(const json_t *container)
{
	for (unsigned i = 0; i < poisoned.count; i++) {
		if (poisoned.container[i] == container)
			return poisoned.status[i];
	}
	return poisoned.overflow ? TSM_E_MEMORY : TSM_OK;
}

bool tsm_json_any_poison(void)
{
	return poisoned.count > 0;
}

static void forget(const void *freed)
{
	for (unsigned i = 0; i < poisoned.count; i++) {
		if (poisoned.container[i] != freed)
			continue;
		poisoned.count--;
		poisoned.container[i] = poisoned.container[poisoned.count];
		poisoned.status[i] = poisoned.status[poisoned.count];
		break;
	}
	if (poisoned.count == 0)
		poisoned.overflow = false;
}

/* jansson's values begin with their json_t, so the addresses agree. */
static void free_block(void *ptr)
{
	if (poisoned.count > 0)
		forget(ptr);
	tsm_free(ptr);
}

void tsm_json_setup(void)
{
	json_set_alloc_funcs(tsm_malloc, free_block);
	json_object_seed(0);
}

/* --- values -------------------------------------------------------------- */

static json_t *new_text(struct tsm_str text)
{
	return json_stringn_nocheck(text.len > 0 ? text.ptr : "", text.len);
}

static json_t *new_number(struct tsm_str digits)
{
	char few[64];
	char *text = few;
	if (digits.len >= sizeof(few))
		text = tsm_malloc(digits.len + 1);
	if (text == NULL)
		return NULL;
	text[0] = TSM_JSON_RAW;
	if (digits.len > 0)
		memcpy(text + 1, digits.ptr, digits.len);
	json_t *value = json_stringn_nocheck(text, digits.len + 1);
	if (text != few)
		tsm_free(text);
	return value;
}

json_t *tsm_json_new_decimal(struct tsm_decimal value)
{
	char text[TSM_DECIMAL_TEXT];
	return new_number(tsm_str(tsm_decimal_format(value, text)));
}

/* --- objects ------------------------------------------------------------- */

void tsm_json_set_new(json_t *object, const char *name, json_t *value)
{
	if (object == NULL) {
		json_decref(value);
		return;
	}
	if (value == NULL) {
		poison(object, TSM_E_MEMORY);
		return;
	}
	/* jansson gives up the reference when it fails, too */
	if (json_object_set_new(object, name, value) != 0)
		poison(object, !json_is_object(object) ||
				       !tsm_utf8_valid(name, strlen(name), NULL)
				   ? TSM_E_VALUE
				   : TSM_E_MEMORY);
}

void tsm_json_set(json_t *object, const char *name, const char *text)
{
	tsm_json_setn(object, name, tsm_str(text));
}

void tsm_json_setn(json_t *object, const char *name, struct tsm_str text)
{
	if (object == NULL || text.ptr == NULL)
		return;
	if (!tsm_utf8_valid(text.ptr, text.len, NULL))
		poison(object, TSM_E_VALUE);
	else
		tsm_json_set_new(object, name, new_text(text));
}

void tsm_json_set_int(json_t *object, const char *name, int64_t value)
{
	if (object != NULL)
		tsm_json_set_new(object, name, json_integer(value));
}

void tsm_json_set_bool(json_t *object, const char *name, bool value)
{
	tsm_json_set_new(object, name, value ? json_true() : json_false());
}

void tsm_json_set_decimal(
    json_t *object, const char *name, struct tsm_decimal value)
{
	if (object != NULL)
		tsm_json_set_new(object, name, tsm_json_new_decimal(value));
}

/* The member just set, borrowed, or NULL when that failed. */
static json_t *set_container(json_t *object, const char *name, json_t *value)
{
	tsm_json_set_new(object, name, value);
	return value != NULL && json_object_get(object, name) == value ? value
								       : NULL;
}

json_t *tsm_json_set_array(json_t *object, const char *name)
{
	return object != NULL ? set_container(object, name, json_array())
			      : NULL;
}

json_t *tsm_json_set_object(json_t *object, const char *name)
{
	return object != NULL ? set_container(object, name, json_object())
			      : NULL;
}

/* --- arrays -------------------------------------------------------------- */

void tsm_json_add_new(json_t *array, json_t *value)
{
	if (array == NULL) {
		json_decref(value);
		return;
	}
	if (value == NULL) {
		poison(array, TSM_E_MEMORY);
		return;
	}
	if (json_array_append_new(array, value) != 0)
		poison(
		    array, json_is_array(array) ? TSM_E_MEMORY : TSM_E_VALUE);
}

void tsm_json_add(json_t *array, const char *text)
{
	if (array == NULL || text == NULL)
		return;
	if (!tsm_utf8_valid(text, strlen(text), NULL))
		poison(array, TSM_E_VALUE);
	else
		tsm_json_add_new(array, new_text(tsm_str(text)));
}

json_t *tsm_json_add_object(json_t *array)
{
	if (array == NULL)
		return NULL;
	json_t *value = json_object();
	size_t before = json_array_size(array);
	tsm_json_add_new(array, value);
	return json_array_size(array) > before ? value : NULL;
}

/* --- copies of read trees (their depth is bounded) ----------------------- */

static json_t *copy_number(const struct tsm_json *value)
{
	bool plain = true;
	int64_t number;
	for (size_t i = 0; i < value->text.len; i++) {
		char c = value->text.ptr[i];
		plain = plain && (tsm_is_digit(c) || (c == '-' && i == 0));
	}
	if (plain && !tsm_str_is(value->text, "-0") &&
	    tsm_json_int(value, &number) == TSM_OK)
		return json_integer(number);
	return new_number(value->text);
}

static json_t *copy_array(const struct tsm_json *value)
{
	json_t *copy = json_array();
	for (uint32_t i = 0; copy != NULL && i < value->count; i++) {
		json_t *child = tsm_json_copy(&value->first[i]);
		if (json_array_append_new(copy, child) != 0) {
			json_decref(copy);
			return NULL;
		}
	}
	return copy;
}

static json_t *copy_object(const struct tsm_json *value)
{
	json_t *copy = json_object();
	for (uint32_t i = 0; copy != NULL && i < value->count; i++) {
		const struct tsm_json *member = &value->first[i];
		json_t *child = tsm_json_copy(member);
		if (json_object_setn_new_nocheck(
			copy, member->name.ptr, member->name.len, child) != 0) {
			json_decref(copy);
			return NULL;
		}
	}
	return copy;
}

json_t *tsm_json_copy(const struct tsm_json *value)
{
	switch (value->type) {
	case TSM_JSON_FALSE:
		return json_false();
	case TSM_JSON_TRUE:
		return json_true();
	case TSM_JSON_NUMBER:
		return copy_number(value);
	case TSM_JSON_STRING:
		return new_text(value->text);
	case TSM_JSON_ARRAY:
		return copy_array(value);
	case TSM_JSON_OBJECT:
		return copy_object(value);
	case TSM_JSON_NULL:
	default:
		return json_null();
	}
}
