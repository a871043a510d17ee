/*
 * disclosure_pick.c - the part of a document that JSON Pointers select
 * (vc-di-ecdsa section 3.4: createInitialSelection, selectPaths,
 * selectJsonLd).
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "integrity_private.h"
#include "testamur/base/limits.h"

/* A value that is selected, or has one below it. */
struct mark {
	const struct tsm_json *value;
	bool whole;
};

struct picker {
	struct tsm_arena *arena;
	const struct tsm_json *document;
	struct mark *marks; /* by address, each value once */
	size_t n_marks;
};

/* By address; the whole one first. */
static int by_value(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	uintptr_t p = (uintptr_t)x->value, q = (uintptr_t)y->value;

	return p != q ? (p < q ? -1 : 1) : (int)y->whole - (int)x->whole;
}

static const struct mark *mark_of(
    const struct picker *picker, const struct tsm_json *value)
{
	size_t low = 0, high = picker->n_marks;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if ((uintptr_t)picker->marks[middle].value < (uintptr_t)value)
			low = middle + 1;
		else
			high = middle;
	}
	return low < picker->n_marks && picker->marks[low].value == value
		   ? &picker->marks[low]
		   : NULL;
}

/* Proofs are no part of what is selected from. */
static bool is_proof(const struct picker *picker, const struct tsm_json *value)
{
	return value->parent == picker->document &&
	       tsm_str_is(value->name, "proof");
}

/* jsonPointerToPaths, and the way up from where it leads. */
static enum tsm_status mark_pointer(struct picker *picker,
    struct tsm_str pointer, size_t room, struct tsm_error *err)
{
	const struct tsm_json *target =
	    tsm_json_resolve(picker->document, pointer.ptr);
	bool whole = true;

	for (const struct tsm_json *v = target; v != NULL; v = v->parent) {
		if (is_proof(picker, v))
			target = NULL;
		if (picker->n_marks == room)
			return tsm_fail(err, TSM_E_LIMIT, NULL,
			    "the selected parts lie too deep");
		picker->marks[picker->n_marks++] = (struct mark){ v, whole };
		whole = false;
	}
	if (target == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, pointer.ptr,
		    "the document has no such part");
	return TSM_OK;
}

/* Each value once, whole where it is that for any pointer. */
static void sort_marks(struct picker *picker)
{
	size_t n = 0;

	qsort(picker->marks, picker->n_marks, sizeof(*picker->marks), by_value);
	for (size_t i = 0; i < picker->n_marks; i++)
		if (n == 0 ||
		    picker->marks[n - 1].value != picker->marks[i].value)
			picker->marks[n++] = picker->marks[i];
	picker->n_marks = n;
}

/*
 * createInitialSelection: id and type come along. So do a context of its
 * own, without which what is below would mean something else, and the
 * keywords that id and type stand for.
 */
static bool comes_along(const struct tsm_json *member)
{
	static const char *const names[] = { "@context", "id", "@id", "type",
		"@type" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (tsm_str_is(member->name, names[i]))
			return true;
	return false;
}

/* selectPaths; recursion is as deep as the document, which has a limit. */
static const struct tsm_json *pick(
    const struct picker *picker, const struct tsm_json *value)
{
	const struct mark *mark = mark_of(picker, value);
	size_t n = 0;

	if (mark == NULL || mark->whole)
		return value;
	const struct tsm_json **children = tsm_arena_array(
	    picker->arena, value->count + 1, sizeof(const struct tsm_json *));
	if (children == NULL)
		return NULL;
	for (uint32_t i = 0; i < value->count; i++) {
		const struct tsm_json *child = &value->first[i];
		bool along =
		    value->type == TSM_JSON_OBJECT && comes_along(child);
		if (!along && mark_of(picker, child) == NULL)
			continue;
		/* whole, also where a pointer leads into it */
		children[n] = along ? child : pick(picker, child);
		if (children[n++] == NULL)
			return NULL;
	}
	return tsm_json_pick(picker->arena, value, children, n);
}

enum tsm_status sd_pick(struct tsm_arena *arena,
    const struct tsm_json *document, const struct tsm_str *pointers,
    size_t n_pointers, const struct tsm_json **ret_part, struct tsm_error *err)
{
	static const char *const without[] = { "proof", NULL };
	struct picker picker = { .arena = arena, .document = document };
	size_t room = n_pointers * (TSM_JSON_DEPTH_MAX + 2);
	const struct tsm_json *part = NULL;

	*ret_part = NULL;
	if (n_pointers == 0)
		return TSM_OK;
	if (n_pointers > TSM_SD_POINTERS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "more than %d parts are selected", TSM_SD_POINTERS_MAX);
	picker.marks = tsm_arena_array(arena, room, sizeof(*picker.marks));
	if (picker.marks == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < n_pointers; i++)
		TSM_TRY(mark_pointer(&picker, pointers[i], room, err));
	sort_marks(&picker);
	part = pick(&picker, document);
	if (part != NULL)
		part = tsm_json_with(arena, part, without, NULL, 0);
	if (part == NULL)
		return tsm_fail_memory(err);
	*ret_part = part;
	return TSM_OK;
}
