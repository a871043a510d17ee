#include <string.h>

#include "canon_impl.h"
#include "testamur/rdf/nquads.h"

/* The numbers of up to four nodes behind a line, big-endian. */
#define SUFFIX 16U

static void put_blank(struct rdf_canon *c, struct rdf_line *line, uint32_t node)
{
	line->at[line->blanks] = (uint32_t)(c->text.len - line->offset);
	line->node[line->blanks++] = node;
	(void)tsm_buf_add(&c->text, "_:z", 3);
}

/* One quad into text; behind it its nodes, which tell duplicates. */
static void put_line(struct rdf_canon *c, size_t quad)
{
	const struct tsm_rdf_quad *q = &c->dataset->quads[quad];
	const struct tsm_rdf_term *terms[4] = { q->subject, q->predicate,
		q->object, q->graph };
	struct rdf_line *line = &c->lines[quad];
	line->blanks = 0;
	line->offset = c->text.len;
	for (size_t i = 0; i < 4 && terms[i] != NULL; i++) {
		if (terms[i]->kind == TSM_RDF_BLANK)
			put_blank(c, line, terms[i]->blank);
		else
			tsm_nquads_write_term(&c->text, terms[i], NULL);
		(void)tsm_buf_addc(&c->text, ' ');
	}
	(void)tsm_buf_add(&c->text, ".\n", 2);
	line->len = (uint32_t)(c->text.len - line->offset);
	for (size_t i = 0; i < line->blanks; i++)
		(void)tsm_buf_add_be32(&c->text, line->node[i]);
}

/* What the lines will need when nothing is escaped. */
static size_t guess(const struct tsm_rdf_dataset *dataset)
{
	size_t size = 0;
	for (size_t i = 0; i < dataset->count; i++) {
		const struct tsm_rdf_quad *q = &dataset->quads[i];
		size += q->subject->value.len + q->predicate->value.len +
			q->object->value.len + q->object->datatype.len +
			(q->graph != NULL ? q->graph->value.len : 0) + 32 +
			SUFFIX;
	}
	return size;
}

/* Behind a line stand the numbers of its nodes. */
static uint32_t whole_len(const struct rdf_line *line)
{
	return line->len + 4 * line->blanks;
}

/* Whether the i-th blank node of a line stands there before as well. */
static bool repeated(const struct rdf_line *line, uint32_t i)
{
	for (uint32_t j = 0; j < i; j++)
		if (line->node[j] == line->node[i])
			return true;
	return false;
}

/* Section 4.4.3 step 2: the blank node to quads map. */
static enum tsm_status map_nodes(struct rdf_canon *c)
{
	uint32_t nodes = c->dataset->blank_count;
	size_t size = 0;
	c->first =
	    tsm_arena_array(&c->scratch, (size_t)nodes + 2, sizeof(*c->first));
	c->end = tsm_arena_array(&c->scratch, nodes, sizeof(*c->end));
	if (c->first == NULL || c->end == NULL)
		return TSM_E_MEMORY;
	/* counted two places on, so that filling moves them where they go */
	for (size_t i = 0; i < c->count; i++) {
		for (uint32_t j = 0; j < c->lines[i].blanks; j++)
			if (!repeated(&c->lines[i], j))
				c->first[c->lines[i].node[j] + 2]++;
		if (c->lines[i].blanks > 0)
			size += whole_len(&c->lines[i]);
	}
	for (uint32_t n = 2; n < nodes + 2; n++)
		c->first[n] += c->first[n - 1];
	c->mentions = tsm_arena_take_array(
	    &c->scratch, c->first[nodes + 1], sizeof(*c->mentions));
	if (c->mentions == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < c->count; i++)
		for (uint32_t j = 0; j < c->lines[i].blanks; j++)
			if (!repeated(&c->lines[i], j))
				c->mentions[c->first[c->lines[i].node[j] +
						     1]++] = (uint32_t)i;
	/* for all lines of one node, or those of all with their labels */
	return tsm_buf_reserve(&c->patched, size) != NULL
		   ? TSM_OK
		   : tsm_buf_status(&c->patched);
}

enum tsm_status tsm_rdf_canon_lines(struct rdf_canon *c)
{
	size_t count = c->dataset->count;
	size_t nodes = c->dataset->blank_count;
	c->count = count;
	c->lines = tsm_arena_take_array(&c->scratch, count, sizeof(*c->lines));
	if (c->lines == NULL)
		return TSM_E_MEMORY;
	TSM_TRY(tsm_rdf_sorter_init(
	    &c->sorter, &c->scratch, count > nodes ? count : nodes));
	if (tsm_buf_reserve(&c->text, guess(c->dataset)) == NULL)
		return tsm_buf_status(&c->text);
	for (size_t i = 0; i < count; i++)
		put_line(c, i);
	TSM_TRY(tsm_buf_status(&c->text));
	c->scratch.max -=
	    c->text.cap < c->memory / 2 ? c->text.cap : c->memory / 2;
	return map_nodes(c);
}

/* Steps 3.1 to 3.3: the quad, this node written "_:a". */
static void put_patched(
    struct rdf_canon *c, const struct rdf_line *line, uint32_t node)
{
	char *copy = tsm_buf_reserve(&c->patched, whole_len(line));
	if (copy == NULL)
		return;
	memcpy(copy, c->text.data + line->offset, whole_len(line));
	for (uint32_t i = 0; i < line->blanks; i++)
		if (line->node[i] == node)
			copy[line->at[i] + 2] = 'a';
	tsm_buf_commit(&c->patched, whole_len(line));
}

/* Section 4.6, Hash First Degree Quads. Equal neighbours, with the numbers of
 * their nodes, are one quad given twice. */
static enum tsm_status hash_first_degree(struct rdf_canon *c, uint32_t node)
{
	uint32_t *mentions = c->mentions + c->first[node];
	size_t count = c->first[node + 1] - c->first[node];
	struct rdf_key *keys = c->sorter.keys;
	size_t at = 0;
	uint32_t kept = 0;
	tsm_buf_clear(&c->patched);
	for (size_t i = 0; i < count; i++)
		put_patched(c, &c->lines[mentions[i]], node);
	TSM_TRY(tsm_buf_status(&c->patched));
	for (size_t i = 0; i < count; i++) {
		keys[i] = (struct rdf_key){ .ptr = c->patched.data + at,
			.len = whole_len(&c->lines[mentions[i]]),
			.index = mentions[i] };
		at += keys[i].len;
	}
	/* step 4 */
	tsm_rdf_sort(&c->sorter, count);
	/* step 5 */
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && tsm_rdf_key_equal(&keys[i - 1], &keys[i]))
			continue;
		mentions[kept++] = keys[i].index;
		TSM_TRY(tsm_hash_add(
		    c->digest, keys[i].ptr, c->lines[keys[i].index].len));
	}
	c->end[node] = c->first[node] + kept;
	return tsm_hash_final(c->digest, c->hashes + node * c->hash_size);
}

enum tsm_status tsm_rdf_first_degree(struct rdf_canon *c)
{
	uint32_t nodes = c->dataset->blank_count;
	c->hashes = tsm_arena_take_array(&c->scratch, nodes, c->hash_size);
	if (c->hashes == NULL)
		return TSM_E_MEMORY;
	for (uint32_t n = 0; n < nodes; n++)
		if (c->first[n] < c->first[n + 1])
			TSM_TRY(hash_first_degree(c, n));
	return TSM_OK;
}
