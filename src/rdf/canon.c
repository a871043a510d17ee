#include "testamur/rdf/canon.h"

#include <string.h>

#include "canon_impl.h"
#include "testamur/base/limits.h"

static enum tsm_status issuer_init(
    struct rdf_canon *c, struct rdf_issuer *issuer)
{
	uint32_t nodes = c->dataset->blank_count;
	issuer->count = 0;
	issuer->order =
	    tsm_arena_array(&c->scratch, nodes, sizeof(*issuer->order));
	issuer->number =
	    tsm_arena_array(&c->scratch, nodes, sizeof(*issuer->number));
	return issuer->order != NULL && issuer->number != NULL ? TSM_OK
							       : TSM_E_MEMORY;
}

static void clear_temporary(struct rdf_canon *c)
{
	while (c->temporary.count > 0)
		c->temporary.number[c->temporary.order[--c->temporary.count]] =
		    0;
}

/* What Hash N-Degree Quads said of one node: hash path list. */
struct hash_path {
	unsigned char hash[TSM_DIGEST_MAX];
	size_t first; /* its issued nodes in a buffer of nodes */
	size_t count;
};

/* Section 4.4.3 step 5.2 for one node. */
static enum tsm_status hash_path(struct rdf_canon *c, uint32_t node,
    struct tsm_buf *issued, struct hash_path *path)
{
	/* 5.2.2 and 5.2.3 */
	clear_temporary(c);
	tsm_rdf_issue(&c->temporary, node);
	/* 5.2.4 */
	TSM_TRY(tsm_rdf_n_degree(c, node, 0, path->hash));
	path->first = issued->len / sizeof(uint32_t);
	path->count = c->temporary.count;
	TSM_TRY(tsm_rdf_spend(c, path->count / 8));
	return tsm_buf_add(issued, c->temporary.order,
	    path->count * sizeof(*c->temporary.order));
}

/* Step 5.3: canonical identifiers in the order of the hashes. */
static void issue_paths(struct rdf_canon *c, struct rdf_sorter *sorter,
    const struct hash_path *paths, size_t count, const struct tsm_buf *issued)
{
	const uint32_t *nodes = (const void *)issued->data;
	for (size_t i = 0; i < count; i++)
		sorter->keys[i] =
		    (struct rdf_key){ .ptr = (const char *)paths[i].hash,
			    .len = (uint32_t)c->hash_size,
			    .index = (uint32_t)i };
	tsm_rdf_sort(sorter, count);
	for (size_t i = 0; i < count; i++) {
		const struct hash_path *path = &paths[sorter->keys[i].index];
		for (size_t j = 0; j < path->count; j++)
			tsm_rdf_issue(&c->canonical, nodes[path->first + j]);
	}
}

/* Step 5 for the nodes of one first degree hash. */
static enum tsm_status name_equal(
    struct rdf_canon *c, const uint32_t *nodes, size_t count)
{
	struct tsm_arena arena;
	struct tsm_buf issued;
	struct rdf_sorter sorter;
	size_t found = 0;
	tsm_arena_init(&arena, c->memory / 4);
	tsm_buf_init(&issued, c->memory / 4);
	struct hash_path *paths =
	    tsm_arena_array(&arena, count, sizeof(*paths));
	enum tsm_status status = tsm_rdf_sorter_init(&sorter, &arena, count);
	if (paths == NULL)
		status = TSM_E_MEMORY;
	for (size_t i = 0; status == TSM_OK && i < count; i++)
		/* 5.2.1 */
		if (c->canonical.number[nodes[i]] == 0)
			status =
			    hash_path(c, nodes[i], &issued, &paths[found++]);
	clear_temporary(c);
	status = tsm_arena_status(&arena, status);
	if (status == TSM_OK)
		issue_paths(c, &sorter, paths, found, &issued);
	tsm_buf_release(&issued);
	tsm_arena_release(&arena);
	return status;
}

/* Steps 3 to 5: nodes by hash; first the unique hashes, then the others. */
static enum tsm_status name_nodes(struct rdf_canon *c)
{
	struct rdf_key *keys = c->sorter.keys;
	size_t count = 0;
	size_t end = 0;
	uint32_t *nodes = tsm_arena_array(
	    &c->scratch, c->dataset->blank_count, sizeof(*nodes));
	uint32_t *shared = tsm_arena_array(
	    &c->scratch, (size_t)c->dataset->blank_count + 1, sizeof(*shared));
	if (nodes == NULL || shared == NULL)
		return TSM_E_MEMORY;
	/* step 3; a node in no quad is none of the dataset */
	for (uint32_t n = 0; n < c->dataset->blank_count; n++)
		if (c->first[n] < c->first[n + 1])
			keys[count++] = (struct rdf_key){
				.ptr =
				    (const char *)c->hashes + n * c->hash_size,
				.len = (uint32_t)c->hash_size,
				.index = n,
			};
	tsm_rdf_sort(&c->sorter, count);
	/* step 4; shared: how many nodes from here on have this hash */
	for (size_t i = 0; i < count; i = end) {
		for (end = i;
		     end < count && tsm_rdf_key_equal(&keys[i], &keys[end]);
		     end++)
			nodes[end] = keys[end].index;
		shared[i] = (uint32_t)(end - i);
		if (shared[i] == 1)
			tsm_rdf_issue(&c->canonical, nodes[i]);
	}
	/* step 5 */
	for (size_t i = 0; i < count; i += shared[i])
		if (shared[i] > 1)
			TSM_TRY(name_equal(c, nodes + i, shared[i]));
	return TSM_OK;
}

static size_t put_label(char out[16], uint32_t number)
{
	char digits[10];
	size_t len = 0;
	do
		digits[len++] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	static const char prefix[4] = { 'c', '1', '4', 'n' };
	for (size_t i = 0; i < sizeof(prefix); i++)
		out[i] = prefix[i];
	for (size_t i = 0; i < len; i++)
		out[4 + i] = digits[len - 1 - i];
	return 4 + len;
}

static enum tsm_status make_labels(
    const struct rdf_canon *c, struct tsm_arena *arena, struct tsm_str *labels)
{
	char(*texts)[16] =
	    tsm_arena_array(arena, c->canonical.count, sizeof(*texts));
	if (texts == NULL)
		return TSM_E_MEMORY;
	for (uint32_t i = 0; i < c->canonical.count; i++)
		labels[c->canonical.order[i]] =
		    tsm_str_n(texts[i], put_label(texts[i], i));
	return TSM_OK;
}

/* A line with its labels, appended to patched. */
static void complete(struct rdf_canon *c, const struct rdf_line *line,
    const struct tsm_str *labels)
{
	const char *from = c->text.data + line->offset;
	size_t done = 0;
	for (uint32_t i = 0; i < line->blanks; i++) {
		/* 'z' is replaced, "_:" stays */
		size_t at = line->at[i] + 2;
		(void)tsm_buf_add(&c->patched, from + done, at - done);
		(void)tsm_buf_addstr(&c->patched, labels[line->node[i]]);
		done = at + 1;
	}
	(void)tsm_buf_add(&c->patched, from + done, line->len - done);
}

/* Complete lines as keys. */
static enum tsm_status complete_lines(
    struct rdf_canon *c, const struct tsm_str *labels)
{
	struct rdf_key *keys = c->sorter.keys;
	const char *text = c->text.data;
	tsm_buf_clear(&c->patched);
	for (size_t i = 0; i < c->count; i++) {
		const struct rdf_line *line = &c->lines[i];
		size_t before = c->patched.len;
		if (line->blanks > 0)
			complete(c, line, labels);
		keys[i] = (struct rdf_key){ .ptr = text + line->offset,
			.len = line->blanks > 0
				   ? (uint32_t)(c->patched.len - before)
				   : line->len,
			.index = (uint32_t)i };
	}
	TSM_TRY(tsm_buf_status(&c->patched));
	/* only now has the buffer stopped moving */
	text = c->patched.data;
	for (size_t i = 0; i < c->count; i++) {
		if (c->lines[i].blanks == 0)
			continue;
		keys[i].ptr = text;
		text += keys[i].len;
	}
	return TSM_OK;
}

/* Step 6 and section 5: lines in their order, as keys, none twice. */
static enum tsm_status sort_lines(
    struct rdf_canon *c, const struct tsm_str *labels, size_t *ret_size)
{
	struct rdf_key *keys = c->sorter.keys;
	size_t kept = 0;
	*ret_size = 0;
	TSM_TRY(complete_lines(c, labels));
	tsm_rdf_sort(&c->sorter, c->count);
	for (size_t i = 0; i < c->count; i++) {
		if (kept > 0 && tsm_rdf_key_equal(&keys[kept - 1], &keys[i]))
			continue;
		*ret_size += keys[i].len;
		keys[kept++] = keys[i];
	}
	c->count = kept;
	return TSM_OK;
}

/* The result, in the caller's arena: lines one behind the other. */
static enum tsm_status make_result(struct rdf_canon *c, struct tsm_arena *arena,
    struct tsm_rdf_canonical *ret_canonical)
{
	size_t size = 0;
	uint32_t nodes = c->dataset->blank_count;
	struct tsm_str *labels = tsm_arena_array(arena, nodes, sizeof(*labels));
	struct tsm_str *lines =
	    tsm_arena_take_array(arena, c->count, sizeof(*lines));
	uint32_t *quads = tsm_arena_take_array(arena, c->count, sizeof(*quads));
	if (labels == NULL || lines == NULL || quads == NULL)
		return TSM_E_MEMORY;
	TSM_TRY(make_labels(c, arena, labels));
	TSM_TRY(sort_lines(c, labels, &size));
	char *text = tsm_arena_take(arena, size);
	if (text == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < c->count; i++) {
		const struct rdf_key *key = &c->sorter.keys[i];
		memcpy(text, key->ptr, key->len);
		lines[i] = tsm_str_n(text, key->len);
		quads[i] = key->index;
		text += key->len;
	}
	*ret_canonical = (struct tsm_rdf_canonical){ .lines = lines,
		.quads = quads,
		.count = c->count,
		.labels = labels,
		.label_count = nodes };
	return TSM_OK;
}

/* Section 4.4.3, the canonicalisation algorithm. */
static enum tsm_status canonize(struct rdf_canon *c, struct tsm_arena *arena,
    struct tsm_rdf_canonical *ret_canonical)
{
	TSM_TRY(tsm_hash_new(c->alg, &c->digest));
	/* steps 1 and 2 */
	TSM_TRY(issuer_init(c, &c->canonical));
	TSM_TRY(issuer_init(c, &c->temporary));
	TSM_TRY(tsm_rdf_canon_lines(c));
	TSM_TRY(tsm_rdf_first_degree(c));
	TSM_TRY(name_nodes(c));
	return make_result(c, arena, ret_canonical);
}

/* Lengths and offsets of lines have 32 bits. */
static size_t buffer_max(size_t max)
{
	return max < UINT32_MAX / 8 ? max : UINT32_MAX / 8;
}

enum tsm_status tsm_rdf_canonize(const struct tsm_rdf_dataset *dataset,
    const struct tsm_rdf_canon_options *options, struct tsm_arena *arena,
    struct tsm_rdf_canonical *ret_canonical, struct tsm_error *err)
{
	struct tsm_rdf_canon_options given = { 0 };
	if (options != NULL)
		given = *options;
	if (given.hash != TSM_SHA256 && given.hash != TSM_SHA384)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "RDFC-1.0 is with SHA-256 or SHA-384");
	struct rdf_canon c = { .dataset = dataset,
		.alg = given.hash,
		.hash_size = tsm_digest_size(given.hash),
		.work = given.max_work,
		.memory = given.max_memory > 0 ? given.max_memory
					       : TSM_CANON_MEMORY_MAX };
	if (c.work == 0)
		c.work = TSM_CANON_WORK_MAX +
			 TSM_CANON_WORK_PER_QUAD * (uint64_t)dataset->count;
	tsm_arena_init(&c.scratch, c.memory);
	tsm_buf_init(&c.text, buffer_max(c.memory / 2));
	tsm_buf_init(&c.patched, buffer_max(c.memory / 4));
	enum tsm_status status = canonize(&c, arena, ret_canonical);
	status = tsm_arena_status(&c.scratch, tsm_arena_status(arena, status));
	tsm_rdf_levels_release(&c);
	tsm_hash_free(&c.digest);
	tsm_buf_release(&c.patched);
	tsm_buf_release(&c.text);
	tsm_arena_release(&c.scratch);
	switch (status) {
	case TSM_OK:
		return TSM_OK;
	case TSM_E_MEMORY:
		return tsm_fail_memory(err);
	case TSM_E_LIMIT:
		return tsm_fail(err, status, NULL,
		    "canonicalising the dataset takes too much work or room");
	default:
		return tsm_fail(err, status, NULL, "a digest failed");
	}
}

enum tsm_status tsm_rdf_canonical_write(
    const struct tsm_rdf_canonical *canonical, struct tsm_buf *out)
{
	for (size_t i = 0; i < canonical->count; i++)
		(void)tsm_buf_addstr(out, canonical->lines[i]);
	return tsm_buf_status(out);
}

/* Lines that lie one behind the other are hashed in one go. */
static struct tsm_str run_of_lines(
    const struct tsm_rdf_canonical *canonical, size_t *at)
{
	struct tsm_str run = canonical->lines[(*at)++];
	while (*at < canonical->count &&
	       canonical->lines[*at].ptr == run.ptr + run.len)
		run.len += canonical->lines[(*at)++].len;
	return run;
}

enum tsm_status tsm_rdf_canonical_digest(
    const struct tsm_rdf_canonical *canonical, enum tsm_digest_alg alg,
    unsigned char *out)
{
	struct tsm_hash *hash = NULL;
	struct tsm_str run = { "", 0 };
	size_t at = 0;
	if (canonical->count > 0)
		run = run_of_lines(canonical, &at);
	if (at == canonical->count)
		return tsm_digest(alg, run.ptr, run.len, out);
	TSM_TRY(tsm_hash_new(alg, &hash));
	enum tsm_status status = tsm_hash_add(hash, run.ptr, run.len);
	while (status == TSM_OK && at < canonical->count) {
		run = run_of_lines(canonical, &at);
		status = tsm_hash_add(hash, run.ptr, run.len);
	}
	if (status == TSM_OK)
		status = tsm_hash_final(hash, out);
	tsm_hash_free(&hash);
	return status;
}
