#include <string.h>

#include "canon_impl.h"

/*
 * What one nesting keeps: the related nodes by hash, the permutation being
 * tried and the best so far. The buffers are used again.
 */
struct rdf_level {
	struct tsm_buf related; /* hash and number (big-endian) each */
	struct tsm_buf sorted;  /* the same, sorted */
	struct tsm_buf order;   /* uint32_t: the permutation tried */
	struct tsm_buf recurse; /* uint32_t: recursion list */
	struct tsm_buf issued;  /* uint32_t: what chosen added to the issuer */
	struct tsm_buf data;    /* data to hash */
	struct tsm_buf path;
	struct tsm_buf chosen;
};

static enum tsm_status level_at(
    struct rdf_canon *c, unsigned depth, struct rdf_level **ret_level)
{
	if (depth >= RDF_DEPTH_MAX)
		return TSM_E_LIMIT;
	if (c->levels == NULL)
		c->levels = tsm_arena_array(
		    &c->scratch, RDF_DEPTH_MAX, sizeof(struct rdf_level *));
	if (c->levels == NULL)
		return TSM_E_MEMORY;
	if (c->levels[depth] == NULL) {
		struct rdf_level *level =
		    tsm_arena_alloc(&c->scratch, sizeof(*level));
		if (level == NULL)
			return TSM_E_MEMORY;
		const size_t max = c->memory / 8;
		tsm_buf_init(&level->related, max);
		tsm_buf_init(&level->sorted, max);
		tsm_buf_init(&level->order, max);
		tsm_buf_init(&level->recurse, max);
		tsm_buf_init(&level->issued, max);
		tsm_buf_init(&level->data, max);
		tsm_buf_init(&level->path, max);
		tsm_buf_init(&level->chosen, max);
		c->levels[depth] = level;
	}
	*ret_level = c->levels[depth];
	return TSM_OK;
}

void tsm_rdf_levels_release(struct rdf_canon *c)
{
	for (size_t i = 0; c->levels != NULL && i < RDF_DEPTH_MAX; i++) {
		struct rdf_level *level = c->levels[i];
		if (level == NULL)
			return;
		tsm_buf_release(&level->related);
		tsm_buf_release(&level->sorted);
		tsm_buf_release(&level->order);
		tsm_buf_release(&level->recurse);
		tsm_buf_release(&level->issued);
		tsm_buf_release(&level->data);
		tsm_buf_release(&level->path);
		tsm_buf_release(&level->chosen);
	}
}

enum tsm_status tsm_rdf_spend(struct rdf_canon *c, uint64_t work)
{
	if (work > c->work)
		return TSM_E_LIMIT;
	c->work -= work;
	return TSM_OK;
}

void tsm_rdf_issue(struct rdf_issuer *issuer, uint32_t node)
{
	if (issuer->number[node] != 0)
		return;
	issuer->order[issuer->count++] = node;
	issuer->number[node] = issuer->count;
}

static void go_back(struct rdf_issuer *issuer, uint32_t count)
{
	while (issuer->count > count)
		issuer->number[issuer->order[--issuer->count]] = 0;
}

static void put_hex(struct tsm_buf *out, const unsigned char *hash, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 * TSM_DIGEST_MAX];
	for (size_t i = 0; i < size; i++) {
		text[2 * i] = digits[hash[i] >> 4];
		text[2 * i + 1] = digits[hash[i] & 15U];
	}
	(void)tsm_buf_add(out, text, 2 * size);
}

static void put_number(struct tsm_buf *out, uint32_t number)
{
	char text[10];
	size_t at = sizeof(text);
	do {
		text[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	(void)tsm_buf_add(out, text + at, sizeof(text) - at);
}

/* "_:" and the identifier; false when the node has none yet. */
static bool put_identifier(
    const struct rdf_canon *c, struct tsm_buf *out, uint32_t node)
{
	uint32_t number = c->canonical.number[node];
	if (number != 0)
		(void)tsm_buf_add(out, "_:c14n", 6);
	else if ((number = c->temporary.number[node]) != 0)
		(void)tsm_buf_add(out, "_:b", 3);
	else
		return false;
	put_number(out, number - 1);
	return true;
}

/* Section 4.7, Hash Related Blank Node. */
static enum tsm_status hash_related(struct rdf_canon *c,
    const struct tsm_rdf_quad *quad, uint32_t related, char position,
    unsigned char *hash)
{
	struct tsm_buf *input = &c->patched;
	tsm_buf_clear(input);
	/* steps 1 and 2; a blank predicate, which the algorithm does not
	 * know, has a position of its own and no value */
	(void)tsm_buf_addc(input, position);
	if (position != 'g' && quad->predicate->kind == TSM_RDF_IRI) {
		(void)tsm_buf_addc(input, '<');
		(void)tsm_buf_addstr(input, quad->predicate->value);
		(void)tsm_buf_addc(input, '>');
	}
	/* steps 3 and 4 */
	if (!put_identifier(c, input, related))
		put_hex(
		    input, c->hashes + related * c->hash_size, c->hash_size);
	TSM_TRY(tsm_buf_status(input));
	TSM_TRY(tsm_rdf_spend(c, 1 + input->len / 256));
	/* step 5 */
	TSM_TRY(tsm_hash_add(c->digest, input->data, input->len));
	return tsm_hash_final(c->digest, hash);
}

/* Section 4.8.3 step 3: the related blank nodes of one quad. */
static enum tsm_status relate_quad(struct rdf_canon *c, struct rdf_level *level,
    const struct tsm_rdf_quad *quad, uint32_t node)
{
	static const char positions[] = "spog";
	const struct tsm_rdf_term *terms[4] = { quad->subject, quad->predicate,
		quad->object, quad->graph };
	for (size_t i = 0; i < 4 && terms[i] != NULL; i++) {
		unsigned char hash[TSM_DIGEST_MAX];
		if (terms[i]->kind != TSM_RDF_BLANK || terms[i]->blank == node)
			continue;
		TSM_TRY(
		    hash_related(c, quad, terms[i]->blank, positions[i], hash));
		(void)tsm_buf_add(&level->related, hash, c->hash_size);
		(void)tsm_buf_add_be32(&level->related, terms[i]->blank);
	}
	return tsm_buf_status(&level->related);
}

/* Steps 1 to 3: H n, as a list sorted by hash. */
static enum tsm_status relate(
    struct rdf_canon *c, struct rdf_level *level, uint32_t node)
{
	size_t size = c->hash_size + 4;
	struct rdf_sorter sorter;
	struct tsm_arena arena;
	tsm_buf_clear(&level->related);
	tsm_buf_clear(&level->sorted);
	for (uint32_t i = c->first[node]; i < c->end[node]; i++)
		TSM_TRY(relate_quad(
		    c, level, &c->dataset->quads[c->mentions[i]], node));
	size_t count = level->related.len / size;
	if (count < 2) {
		return tsm_buf_add(&level->sorted,
		    tsm_buf_cstr(&level->related), level->related.len);
	}
	tsm_arena_init(&arena, c->memory / 4);
	enum tsm_status status = tsm_rdf_sorter_init(&sorter, &arena, count);
	for (size_t i = 0; status == TSM_OK && i < count; i++)
		sorter.keys[i] =
		    (struct rdf_key){ .ptr = level->related.data + i * size,
			    .len = (uint32_t)size };
	if (status == TSM_OK) {
		tsm_rdf_sort(&sorter, count);
		for (size_t i = 0; i < count; i++)
			(void)tsm_buf_add(
			    &level->sorted, sorter.keys[i].ptr, size);
		status = tsm_buf_status(&level->sorted);
	}
	status = tsm_arena_status(&arena, status);
	tsm_arena_release(&arena);
	return status;
}

/* The next permutation in lexicographic order; equal nodes change nothing. */
static bool next_permutation(uint32_t *order, size_t count)
{
	size_t i = count - 1;
	size_t j = count - 1;
	while (i > 0 && order[i - 1] >= order[i])
		i--;
	if (i == 0)
		return false;
	while (order[j] <= order[i - 1])
		j--;
	uint32_t swap = order[i - 1];
	order[i - 1] = order[j];
	order[j] = swap;
	for (j = count - 1; i < j; i++, j--) {
		swap = order[i];
		order[i] = order[j];
		order[j] = swap;
	}
	return true;
}

/* Steps 5.4.4.3 and 5.4.5.5: whether this path cannot become the least. */
static bool hopeless(const struct rdf_level *level)
{
	return level->chosen.len > 0 && level->path.len >= level->chosen.len &&
	       tsm_str_cmp(
		   tsm_buf_str(&level->path), tsm_buf_str(&level->chosen)) > 0;
}

static const uint32_t *numbers(const struct tsm_buf *buf, size_t *ret_count)
{
	*ret_count = buf->len / sizeof(uint32_t);
	return (const void *)buf->data;
}

/* Step 5.4.4: the nodes of the permutation, one after the other. */
static enum tsm_status walk(
    struct rdf_canon *c, struct rdf_level *level, bool *ret_hopeless)
{
	size_t count = 0;
	const uint32_t *order = numbers(&level->order, &count);
	for (size_t i = 0; i < count; i++) {
		TSM_TRY(tsm_rdf_spend(c, 1));
		/* 5.4.4.2 */
		if (c->canonical.number[order[i]] == 0 &&
		    c->temporary.number[order[i]] == 0) {
			(void)tsm_buf_add(
			    &level->recurse, &order[i], sizeof(*order));
			tsm_rdf_issue(&c->temporary, order[i]);
		}
		/* 5.4.4.1 and 5.4.4.2.2 */
		(void)put_identifier(c, &level->path, order[i]);
		*ret_hopeless = hopeless(level);
		if (*ret_hopeless)
			return TSM_OK;
	}
	TSM_TRY(tsm_buf_status(&level->recurse));
	return tsm_buf_status(&level->path);
}

/* Step 5.4.5: the recursion list. */
static enum tsm_status recurse(struct rdf_canon *c, struct rdf_level *level,
    unsigned depth, bool *ret_hopeless)
{
	size_t count = 0;
	const uint32_t *list = numbers(&level->recurse, &count);
	for (size_t i = 0; i < count; i++) {
		unsigned char hash[TSM_DIGEST_MAX];
		/* 5.4.5.1 and 5.4.5.4; the depth is limited */
		TSM_TRY(tsm_rdf_n_degree(c, list[i], depth + 1, hash));
		/* 5.4.5.2 and 5.4.5.3 */
		(void)put_identifier(c, &level->path, list[i]);
		(void)tsm_buf_addc(&level->path, '<');
		put_hex(&level->path, hash, c->hash_size);
		(void)tsm_buf_addc(&level->path, '>');
		*ret_hopeless = hopeless(level);
		if (*ret_hopeless)
			return TSM_OK;
	}
	return tsm_buf_status(&level->path);
}

/* Steps 5.4.1 to 5.4.6 for one permutation; base: the issuer copied. */
static enum tsm_status try_permutation(
    struct rdf_canon *c, struct rdf_level *level, unsigned depth, uint32_t base)
{
	bool skip = false;
	go_back(&c->temporary, base);
	tsm_buf_clear(&level->path);
	tsm_buf_clear(&level->recurse);
	TSM_TRY(tsm_rdf_spend(c, 1));
	TSM_TRY(walk(c, level, &skip));
	if (!skip)
		TSM_TRY(recurse(c, level, depth, &skip));
	/* 5.4.6 */
	if (skip ||
	    (level->chosen.len > 0 && tsm_str_cmp(tsm_buf_str(&level->path),
					  tsm_buf_str(&level->chosen)) >= 0))
		return TSM_OK;
	struct tsm_buf swap = level->chosen;
	level->chosen = level->path;
	level->path = swap;
	uint32_t added = c->temporary.count - base;
	TSM_TRY(tsm_rdf_spend(c, added / 8));
	tsm_buf_clear(&level->issued);
	return tsm_buf_add(&level->issued, c->temporary.order + base,
	    added * sizeof(uint32_t));
}

/* Step 5 for the related nodes of one hash: entries from at to end. */
static enum tsm_status choose(struct rdf_canon *c, struct rdf_level *level,
    unsigned depth, size_t at, size_t end)
{
	size_t size = c->hash_size + 4;
	uint32_t base = c->temporary.count;
	const unsigned char *entry =
	    (const unsigned char *)level->sorted.data + at * size;
	/* 5.1 to 5.3 */
	put_hex(&level->data, entry, c->hash_size);
	tsm_buf_clear(&level->chosen);
	tsm_buf_clear(&level->order);
	for (size_t i = at; i < end; i++, entry += size) {
		const unsigned char *b = entry + c->hash_size;
		uint32_t node = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
				(uint32_t)b[2] << 8 | b[3];
		(void)tsm_buf_add(&level->order, &node, sizeof(node));
	}
	TSM_TRY(tsm_buf_status(&level->order));
	/* 5.4 */
	do
		TSM_TRY(try_permutation(c, level, depth, base));
	while (next_permutation((void *)level->order.data, end - at));
	/* 5.5 and 5.6 */
	go_back(&c->temporary, base);
	size_t count = 0;
	const uint32_t *issued = numbers(&level->issued, &count);
	for (size_t i = 0; i < count; i++)
		tsm_rdf_issue(&c->temporary, issued[i]);
	return tsm_buf_addstr(&level->data, tsm_buf_str(&level->chosen));
}

enum tsm_status tsm_rdf_n_degree(
    struct rdf_canon *c, uint32_t node, unsigned depth, unsigned char *hash)
{
	size_t size = c->hash_size + 4;
	size_t end = 0;
	struct rdf_level *level = NULL;
	TSM_TRY(level_at(c, depth, &level));
	TSM_TRY(tsm_rdf_spend(c, 1));
	TSM_TRY(relate(c, level, node));
	/* step 4 */
	tsm_buf_clear(&level->data);
	/* step 5: each hash in turn */
	size_t count = level->sorted.len / size;
	for (size_t at = 0; at < count; at = end) {
		const char *entry = level->sorted.data + at * size;
		for (end = at + 1;
		     end < count &&
		     memcmp(entry, level->sorted.data + end * size,
			 c->hash_size) == 0;)
			end++;
		TSM_TRY(choose(c, level, depth, at, end));
	}
	/* step 6 */
	TSM_TRY(tsm_buf_status(&level->data));
	TSM_TRY(tsm_hash_add(
	    c->digest, tsm_buf_cstr(&level->data), level->data.len));
	return tsm_hash_final(c->digest, hash);
}
