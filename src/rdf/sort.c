#include "sort.h"

#include <string.h>

/* Parts up to this size are sorted by insertion. */
#define SMALL 8
/* The same by their words, which is cheaper. */
#define FEW 32

enum tsm_status tsm_rdf_sorter_init(
    struct rdf_sorter *sorter, struct tsm_arena *arena, size_t cap)
{
	sorter->keys = tsm_arena_array(arena, cap, sizeof(*sorter->keys));
	sorter->spare = tsm_arena_array(arena, cap, sizeof(*sorter->spare));
	/* parts waiting are disjoint, and each has two texts or more */
	sorter->ranges =
	    tsm_arena_array(arena, cap / 2 + 1, sizeof(*sorter->ranges));
	sorter->cap = cap;
	return sorter->keys != NULL && sorter->spare != NULL &&
		       sorter->ranges != NULL
		   ? TSM_OK
		   : TSM_E_MEMORY;
}

bool tsm_rdf_key_equal(const struct rdf_key *a, const struct rdf_key *b)
{
	return a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

/* Big-endian, so that numbers are ordered as bytes. */
static uint64_t big_endian(const char *text)
{
	const unsigned char *b = (const unsigned char *)text;
	return (uint64_t)b[0] << 56 | (uint64_t)b[1] << 48 |
	       (uint64_t)b[2] << 40 | (uint64_t)b[3] << 32 |
	       (uint64_t)b[4] << 24 | (uint64_t)b[5] << 16 |
	       (uint64_t)b[6] << 8 | b[7];
}

/* Eight bytes of a text; zeros after its end. */
static uint64_t word_at(const struct rdf_key *key, size_t depth)
{
	char rest[8] = { 0 };
	if (depth + 8 <= key->len)
		return big_endian(key->ptr + depth);
	if (depth < key->len)
		memcpy(rest, key->ptr + depth, key->len - depth);
	return big_endian(rest);
}

static int compare(
    const struct rdf_key *a, const struct rdf_key *b, size_t depth)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int order = depth < len
			? memcmp(a->ptr + depth, b->ptr + depth, len - depth)
			: 0;
	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static void insertion_sort(struct rdf_key *keys, size_t count, size_t depth)
{
	for (size_t i = 1; i < count; i++) {
		struct rdf_key key = keys[i];
		size_t at = i;
		while (at > 0 && compare(&keys[at - 1], &key, depth) > 0) {
			keys[at] = keys[at - 1];
			at--;
		}
		keys[at] = key;
	}
}

static bool same_word(const char *a, const char *b)
{
	uint64_t x;
	uint64_t y;
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y;
}

/* The depth up to which all texts of a part agree, by whole words. */
static size_t common_depth(
    const struct rdf_key *keys, size_t count, size_t depth)
{
	size_t end = keys[0].len;
	for (size_t i = 1; i < count; i++) {
		size_t at = depth;
		if (end > keys[i].len)
			end = keys[i].len;
		while (at + 8 <= end &&
		       same_word(keys[0].ptr + at, keys[i].ptr + at))
			at += 8;
		end = at;
	}
	return end;
}

/* Merge two sorted neighbours by their words. */
static void merge(
    const struct rdf_key *from, size_t middle, size_t end, struct rdf_key *to)
{
	size_t a = 0;
	size_t b = middle;
	for (size_t i = 0; i < end; i++) {
		bool left =
		    a < middle && (b == end || from[a].word <= from[b].word);
		to[i] = left ? from[a++] : from[b++];
	}
}

static void insert_words(struct rdf_key *keys, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct rdf_key key = keys[i];
		size_t at = i;
		for (; at > 0 && keys[at - 1].word > key.word; at--)
			keys[at] = keys[at - 1];
		keys[at] = key;
	}
}

/* By their words; the order of equal ones is as it was. */
static void sort_words(
    struct rdf_key *keys, struct rdf_key *spare, size_t count)
{
	if (count <= FEW) {
		insert_words(keys, count);
		return;
	}
	struct rdf_key *from = keys;
	struct rdf_key *to = spare;
	for (size_t width = 1; width < count; width *= 2) {
		for (size_t at = 0; at < count; at += 2 * width) {
			size_t left = count - at;
			size_t end = left < 2 * width ? left : 2 * width;
			merge(
			    from + at, end < width ? end : width, end, to + at);
		}
		struct rdf_key *swap = from;
		from = to;
		to = swap;
	}
	if (from != keys)
		memcpy(keys, from, count * sizeof(*keys));
}

void tsm_rdf_sort(struct rdf_sorter *sorter, size_t count)
{
	size_t waiting = 0;
	if (count > 1)
		sorter->ranges[waiting++] =
		    (struct rdf_range){ .count = count };
	while (waiting > 0) {
		struct rdf_range part = sorter->ranges[--waiting];
		struct rdf_key *keys = sorter->keys + part.at;
		if (part.count <= SMALL) {
			insertion_sort(keys, part.count, part.depth);
			continue;
		}
		size_t depth = common_depth(keys, part.count, part.depth);
		for (size_t i = 0; i < part.count; i++)
			keys[i].word = word_at(&keys[i], depth);
		sort_words(keys, sorter->spare, part.count);
		size_t end = 0;
		for (size_t i = 0; i < part.count; i = end) {
			for (end = i + 1; end < part.count &&
					  keys[end].word == keys[i].word;)
				end++;
			if (end - i > 1 && depth + 8 < keys[i].len)
				sorter->ranges[waiting++] =
				    (struct rdf_range){ part.at + i, end - i,
					    depth + 8 };
		}
	}
}
