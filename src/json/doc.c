/*
 * Walking a read tree. Trees are at most TSM_JSON_DEPTH_MAX deep (the
 * reader sees to that), so the recursion below is bounded.
 */
#include "testamur/json/doc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

/* The sorted indices of an object with more than TSM_JSON_SMALL members. */
static const uint32_t *order_of(const struct tsm_json *object)
{
	return (const uint32_t *)(const void *)(object->first + object->count);
}

/* --- sorting (heapsort: in place, and never quadratic) ------------------- */

static int by_name(const struct tsm_json *members, uint32_t a, uint32_t b,
    int (*cmp)(struct tsm_str a, struct tsm_str b))
{
	int order = cmp(members[a].name, members[b].name);
	return order != 0 ? order : (a > b) - (a < b);
}

static void sift_down(uint32_t *order, size_t root, size_t count,
    const struct tsm_json *members,
    int (*cmp)(struct tsm_str a, struct tsm_str b))
{
	uint32_t moving = order[root];
	for (;;) {
		size_t child = root * 2 + 1;
		if (child >= count)
			break;
		if (child + 1 < count &&
		    by_name(members, order[child], order[child + 1], cmp) < 0)
			child++;
		if (by_name(members, moving, order[child], cmp) >= 0)
			break;
		order[root] = order[child];
		root = child;
	}
	order[root] = moving;
}

static void insertion_sort(uint32_t *order, size_t count,
    const struct tsm_json *members,
    int (*cmp)(struct tsm_str a, struct tsm_str b))
{
	for (size_t i = 1; i < count; i++) {
		uint32_t moving = order[i];
		size_t k = i;
		for (; k > 0 && by_name(members, order[k - 1], moving, cmp) > 0;
		     k--)
			order[k] = order[k - 1];
		order[k] = moving;
	}
}

void tsm_json_sort(uint32_t *order, size_t count,
    const struct tsm_json *members,
    int (*cmp)(struct tsm_str a, struct tsm_str b))
{
	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	if (count <= TSM_JSON_SMALL) {
		insertion_sort(order, count, members, cmp);
		return;
	}
	for (size_t i = count / 2; i > 0; i--)
		sift_down(order, i - 1, count, members, cmp);
	for (size_t i = count - 1; i > 0; i--) {
		uint32_t largest = order[0];
		order[0] = order[i];
		order[i] = largest;
		sift_down(order, 0, i, members, cmp);
	}
}

/* --- finding ------------------------------------------------------------- */

static const struct tsm_json *find_ordered(
    const struct tsm_json *object, struct tsm_str name)
{
	const uint32_t *order = order_of(object);
	size_t low = 0;
	size_t high = object->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct tsm_json *m = &object->first[order[middle]];
		int way = tsm_str_cmp(m->name, name);
		if (way == 0)
			return m;
		if (way < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static inline const struct tsm_json *find_member(
    const struct tsm_json *object, struct tsm_str name)
{
	if (object->count > TSM_JSON_SMALL)
		return find_ordered(object, name);
	/* by number: an empty object has no first, and nothing is added to NULL */
	for (size_t i = 0; i < object->count; i++) {
		const struct tsm_json *m = &object->first[i];
		if (m->name.len == name.len && tsm_str_eq(m->name, name))
			return m;
	}
	return NULL;
}

const struct tsm_json *tsm_json_find(
    const struct tsm_json *object, struct tsm_str name)
{
	if (!tsm_json_is(object, TSM_JSON_OBJECT))
		return NULL;
	return find_member(object, name);
}

const struct tsm_json *tsm_json_at(const struct tsm_json *container, size_t n)
{
	if (container == NULL || n >= container->count)
		return NULL;
	return &container->first[n];
}

size_t tsm_json_values(const struct tsm_json *value)
{
	if (value == NULL)
		return 0;
	return value->type == TSM_JSON_ARRAY ? value->count : 1;
}

const struct tsm_json *tsm_json_nth(const struct tsm_json *value, size_t n)
{
	if (tsm_json_is(value, TSM_JSON_ARRAY))
		return tsm_json_at(value, n);
	return n == 0 ? value : NULL;
}

bool tsm_json_is(const struct tsm_json *value, enum tsm_json_type type)
{
	return value != NULL && value->type == type;
}

bool tsm_json_is_true(const struct tsm_json *value)
{
	return tsm_json_is(value, TSM_JSON_TRUE);
}

const char *tsm_json_string(const struct tsm_json *value)
{
	if (!tsm_json_is(value, TSM_JSON_STRING) ||
	    memchr(value->text.ptr, '\0', value->text.len) != NULL)
		return NULL;
	return value->text.ptr;
}

const char *tsm_json_get_string(const struct tsm_json *object, const char *name)
{
	return tsm_json_string(tsm_json_get(object, name));
}

/* --- JSON Pointer (RFC 6901) --------------------------------------------- */

/* Whether an escaped token (section 3) means this name. */
static bool token_is(struct tsm_str token, struct tsm_str name)
{
	size_t used = 0;
	for (size_t i = 0; i < token.len; i++) {
		char c = token.ptr[i];
		if (c == '~') {
			i++;
			if (i >= token.len ||
			    (token.ptr[i] != '0' && token.ptr[i] != '1'))
				return false;
			c = token.ptr[i] == '0' ? '~' : '/';
		}
		if (used >= name.len || name.ptr[used] != c)
			return false;
		used++;
	}
	return used == name.len;
}

static const struct tsm_json *step(
    const struct tsm_json *value, struct tsm_str token)
{
	uint64_t index;
	if (value->type == TSM_JSON_ARRAY)
		return tsm_parse_u64(token, UINT32_MAX, &index) == TSM_OK
			   ? tsm_json_at(value, (size_t)index)
			   : NULL;
	if (value->type != TSM_JSON_OBJECT)
		return NULL;
	if (tsm_str_find(token, '~') == token.len)
		return find_member(value, token);
	for (uint32_t i = 0; i < value->count; i++) {
		if (token_is(token, value->first[i].name))
			return &value->first[i];
	}
	return NULL;
}

const struct tsm_json *tsm_json_resolve(
    const struct tsm_json *root, const char *pointer)
{
	const struct tsm_json *value = root;
	while (value != NULL && *pointer != '\0') {
		if (*pointer != '/')
			return NULL;
		pointer++;
		size_t len = strcspn(pointer, "/");
		value = step(value, tsm_str_n(pointer, len));
		pointer += len;
	}
	return value;
}

/* Put bytes before *at; false when they do not fit. */
static bool prepend(const char *out, char **at, const char *text, size_t len)
{
	if ((size_t)(*at - out) < len)
		return false;
	*at -= len;
	memcpy(*at, text, len);
	return true;
}

/* "/" and the escaped token before *at, as much of its end as fits. */
static bool prepend_token(
    const char *out, char **at, const struct tsm_json *value)
{
	if (value->parent->type == TSM_JSON_ARRAY) {
		char text[16];
		int len = snprintf(
		    text, sizeof(text), "/%lu", (unsigned long)value->index);
		return prepend(out, at, text, (size_t)len);
	}
	for (size_t i = value->name.len; i > 0; i--) {
		char c = value->name.ptr[i - 1];
		bool fits = c == '~'   ? prepend(out, at, "~0", 2)
			    : c == '/' ? prepend(out, at, "~1", 2)
				       : prepend(out, at, &c, 1);
		if (!fits)
			return false;
	}
	return prepend(out, at, "/", 1);
}

char *tsm_json_pointer(const struct tsm_json *value, char *out, size_t size)
{
	static const char dots[] = "\xE2\x80\xA6"; /* … */
	if (size == 0)
		return out;
	char *end = out + size - 1;
	char *at = end;
	bool whole = true;
	for (; value != NULL && value->parent != NULL && whole;
	     value = value->parent)
		whole = prepend_token(out, &at, value);
	if (!whole) {
		/* three bytes for the dots, then on to a whole character */
		while (at < end && (at - out < 3 || (*at & 0xC0) == 0x80))
			at++;
		if (at - out >= 3)
			(void)prepend(out, &at, dots, 3);
	}
	memmove(out, at, (size_t)(end - at));
	out[end - at] = '\0';
	return out;
}

/* The analyser reads it as a macro; here it is defined. */
#undef tsm_json_fail

enum tsm_status tsm_json_fail(struct tsm_error *err, enum tsm_status status,
    const struct tsm_json *value, const char *fmt, ...)
{
	char where[TSM_ERROR_WHERE];
	char text[TSM_ERROR_TEXT];
	va_list args;
	if (err == NULL)
		return status;
	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return tsm_fail(err, status,
	    tsm_json_pointer(value, where, sizeof(where)), "%s", text);
}

/* --- equality ------------------------------------------------------------ */

static bool digits_equal(struct tsm_str a, struct tsm_str b)
{
	size_t i = 0;
	size_t k = 0;
	for (;; i++, k++) {
		i += i < a.len && a.ptr[i] == '.' ? 1 : 0;
		k += k < b.len && b.ptr[k] == '.' ? 1 : 0;
		if (i >= a.len || k >= b.len)
			return i >= a.len && k >= b.len;
		if (a.ptr[i] != b.ptr[k])
			return false;
	}
}

static bool numbers_equal(struct tsm_str a, struct tsm_str b)
{
	struct tsm_json_number x;
	struct tsm_json_number y;
	if (tsm_str_eq(a, b))
		return true;
	tsm_json_number_split(a, &x);
	tsm_json_number_split(b, &y);
	if (x.huge || y.huge)
		return false;
	return x.count == y.count && x.exponent == y.exponent &&
	       (x.count == 0 || x.negative == y.negative) &&
	       digits_equal(x.digits, y.digits);
}

static bool children_equal(const struct tsm_json *a, const struct tsm_json *b)
{
	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		const struct tsm_json *mine = &a->first[i];
		const struct tsm_json *other = &b->first[i];
		if (a->type == TSM_JSON_OBJECT)
			other = find_member(b, mine->name);
		if (other == NULL || !tsm_json_equal(mine, other))
			return false;
	}
	return true;
}

bool tsm_json_equal(const struct tsm_json *a, const struct tsm_json *b)
{
	if (a == NULL || b == NULL || a->type != b->type)
		return a == b;
	switch (a->type) {
	case TSM_JSON_NUMBER:
		return numbers_equal(a->text, b->text);
	case TSM_JSON_STRING:
		return tsm_str_eq(a->text, b->text);
	case TSM_JSON_ARRAY:
	case TSM_JSON_OBJECT:
		return children_equal(a, b);
	case TSM_JSON_NULL:
	case TSM_JSON_FALSE:
	case TSM_JSON_TRUE:
	default:
		return true;
	}
}
