/* RDFC-1.0 on invented graphs: nothing depends on order or labels. */
#include "preamble.h"

#include <stdio.h>

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

static void shuffle(uint32_t *order, uint32_t count, uint32_t *seed)
{
	for (uint32_t i = 0; i < count; i++)
		order[i] = i;
	for (uint32_t i = count; i > 1; i--) {
		uint32_t j = next_random(seed) % i;
		uint32_t swap = order[i - 1];
		order[i - 1] = order[j];
		order[j] = swap;
	}
}

static enum tsm_status canonize(const struct tsm_rdf_dataset *dataset,
    const struct tsm_rdf_canon_options *options, struct tsm_buf *out)
{
	struct tsm_arena arena;
	struct tsm_rdf_canonical canonical = { 0 };
	struct tsm_error err = { 0 };
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_rdf_canonize(dataset, options, &arena, &canonical, &err);
	assert_int_equal(err.status, status);
	if (status == TSM_OK)
		status = tsm_rdf_canonical_write(&canonical, out);
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status canonize_text(const char *text,
    const struct tsm_rdf_canon_options *options, struct tsm_buf *out)
{
	struct tsm_arena arena;
	struct tsm_rdf_dataset dataset;
	tsm_arena_init(&arena, 0);
	tsm_rdf_dataset_init(&dataset, &arena, 0);
	assert_int_equal(
	    tsm_nquads_read(&dataset, tsm_str(text), NULL), TSM_OK);
	enum tsm_status status = canonize(&dataset, options, out);
	tsm_arena_release(&arena);
	return status;
}

static void becomes(const char *text, const char *want)
{
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	assert_int_equal(canonize_text(text, NULL, &out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), want);
	tsm_buf_release(&out);
}

static void test_small(void **state)
{
	(void)state;
	becomes("", "");
	becomes("<u:b> <u:p> <u:o> .\n<u:a> <u:p> <u:o> .\n"
		"<u:b> <u:p> <u:o> .",
	    "<u:a> <u:p> <u:o> .\n<u:b> <u:p> <u:o> .\n");
	/* the same quad twice is one, also for the hashes */
	becomes("_:c14n1 <u:p> _:c14n1 <u:g> .\n"
		"_:c14n1 <u:p> _:c14n1 <u:g> .",
	    "_:c14n0 <u:p> _:c14n0 <u:g> .\n");
	/* a node in two places, another only as a graph */
	becomes("_:x <u:p> \"\\u00e9\" _:y .",
	    "_:c14n0 <u:p> \"\xc3\xa9\" _:c14n1 .\n");
}

/* In code points U+FF01 comes before U+10000; in UTF-16 it would not. */
static void test_order(void **state)
{
	(void)state;
	becomes("<u:a> <u:p> \"\\U00010000\" .\n<u:a> <u:p> \"\\uFF01\" .\n"
		"<u:a> <u:p> \"a\"@en .\n<u:a> <u:p> \"a\" .\n",
	    "<u:a> <u:p> \"a\" .\n<u:a> <u:p> \"a\"@en .\n"
	    "<u:a> <u:p> \"\xef\xbc\x81\" .\n"
	    "<u:a> <u:p> \"\xf0\x90\x80\x80\" .\n");
}

/* An edge list over blank nodes 0 to nodes - 1. */
struct graph {
	uint32_t nodes;
	size_t edges;
	uint32_t edge[400][2];
};

static void edge(struct graph *graph, uint32_t a, uint32_t b)
{
	graph->edge[graph->edges][0] = a;
	graph->edge[graph->edges++][1] = b;
}

static void cycle(struct graph *graph, uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		edge(graph, first + i, first + (i + 1) % count);
	graph->nodes = first + count;
}

/* With labels and order as the seed has it; some edges twice. */
static enum tsm_status canonize_graph(const struct graph *graph, uint32_t seed,
    const struct tsm_rdf_canon_options *options, struct tsm_buf *out)
{
	struct tsm_arena arena;
	struct tsm_rdf_dataset dataset;
	uint32_t label[400];
	uint32_t order[400];
	const struct tsm_rdf_term *node[400];
	shuffle(label, graph->nodes, &seed);
	shuffle(order, (uint32_t)graph->edges, &seed);
	tsm_arena_init(&arena, 0);
	tsm_rdf_dataset_init(&dataset, &arena, 0);
	for (uint32_t i = 0; i < graph->nodes; i++)
		assert_non_null(node[i] = tsm_rdf_blank_new(&dataset));
	const struct tsm_rdf_term *p = tsm_rdf_iri(&dataset, tsm_str("urn:p"));
	for (size_t i = 0; i < graph->edges; i++) {
		const uint32_t *e = graph->edge[order[i]];
		for (uint32_t n = 0; n <= next_random(&seed) % 2; n++)
			assert_int_equal(
			    tsm_rdf_add(&dataset, node[label[e[0]]], p,
				node[label[e[1]]], NULL),
			    TSM_OK);
	}
	enum tsm_status status = canonize(&dataset, options, out);
	tsm_arena_release(&arena);
	return status;
}

static void invariant(
    const struct graph *graph, const struct tsm_rdf_canon_options *options)
{
	struct tsm_buf first;
	struct tsm_buf other;
	tsm_buf_init(&first, 0);
	tsm_buf_init(&other, 0);
	assert_int_equal(canonize_graph(graph, 1, options, &first), TSM_OK);
	assert_int_not_equal(first.len, 0);
	for (uint32_t seed = 2; seed < 12; seed++) {
		tsm_buf_clear(&other);
		assert_int_equal(
		    canonize_graph(graph, seed, options, &other), TSM_OK);
		assert_string_equal(tsm_buf_cstr(&first), tsm_buf_cstr(&other));
	}
	tsm_buf_release(&other);
	tsm_buf_release(&first);
}

static void test_symmetric(void **state)
{
	(void)state;
	static const struct tsm_rdf_canon_options sha384 = { .hash =
								 TSM_SHA384 };
	struct graph graph = { 0 };
	cycle(&graph, 0, 7);
	invariant(&graph, NULL);
	invariant(&graph, &sha384);
	/* equal components, and a cycle of another length */
	cycle(&graph, 7, 7);
	cycle(&graph, 14, 5);
	invariant(&graph, NULL);
	/* a cube */
	graph = (struct graph){ .nodes = 8 };
	for (uint32_t a = 0; a < 8; a++)
		for (uint32_t bit = 1; bit < 8; bit *= 2)
			edge(&graph, a, a ^ bit);
	invariant(&graph, NULL);
	invariant(&graph, &sha384);
	/* a star: one node in the middle, four alike around it */
	graph = (struct graph){ .nodes = 5 };
	for (uint32_t a = 1; a < 5; a++)
		edge(&graph, 0, a);
	invariant(&graph, NULL);
}

static void test_random(void **state)
{
	(void)state;
	uint32_t seed = 7;
	for (int n = 0; n < 100; n++) {
		struct graph graph = { .nodes = 3 + next_random(&seed) % 6 };
		uint32_t edges = 2 + next_random(&seed) % 12;
		for (uint32_t i = 0; i < edges; i++)
			edge(&graph, next_random(&seed) % graph.nodes,
			    next_random(&seed) % graph.nodes);
		invariant(&graph, NULL);
	}
}

/* Two triangles and one hexagon look alike to first degree hashes. */
static void test_told_apart(void **state)
{
	(void)state;
	struct graph triangles = { 0 };
	struct graph hexagon = { 0 };
	struct tsm_buf a;
	struct tsm_buf b;
	cycle(&triangles, 0, 3);
	cycle(&triangles, 3, 3);
	cycle(&hexagon, 0, 6);
	tsm_buf_init(&a, 0);
	tsm_buf_init(&b, 0);
	assert_int_equal(canonize_graph(&triangles, 1, NULL, &a), TSM_OK);
	assert_int_equal(canonize_graph(&hexagon, 1, NULL, &b), TSM_OK);
	assert_string_not_equal(tsm_buf_cstr(&a), tsm_buf_cstr(&b));
	tsm_buf_release(&b);
	tsm_buf_release(&a);
}

static void test_limits(void **state)
{
	(void)state;
	struct tsm_rdf_canon_options options = { .max_work = 100 };
	struct graph graph = { 0 };
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	cycle(&graph, 0, 40);
	assert_int_equal(canonize_graph(&graph, 1, NULL, &out), TSM_OK);
	assert_int_equal(
	    canonize_graph(&graph, 1, &options, &out), TSM_E_LIMIT);
	/* every node with every other */
	graph = (struct graph){ .nodes = 14 };
	for (uint32_t a = 0; a < 14; a++)
		for (uint32_t b = 0; b < 14; b++)
			if (a != b)
				edge(&graph, a, b);
	assert_int_equal(canonize_graph(&graph, 1, NULL, &out), TSM_E_LIMIT);
	options = (struct tsm_rdf_canon_options){ .hash = TSM_SHA512 };
	assert_int_equal(
	    canonize_graph(&graph, 1, &options, &out), TSM_E_UNSUPPORTED);
	tsm_buf_release(&out);
}

/* Labels, the quads behind the lines, and the digest. */
static void test_result(void **state)
{
	(void)state;
	struct tsm_arena arena;
	struct tsm_rdf_dataset dataset;
	struct tsm_rdf_canonical got = { 0 };
	unsigned char digest[TSM_DIGEST_MAX];
	unsigned char want[TSM_DIGEST_MAX];
	static const char lines[] =
	    "<u:a> <u:p> \"1\" .\n_:c14n0 <u:p> <u:o> .\n";
	tsm_arena_init(&arena, 0);
	tsm_rdf_dataset_init(&dataset, &arena, 0);
	const struct tsm_rdf_term *unused = tsm_rdf_blank_new(&dataset);
	assert_non_null(unused);
	assert_int_equal(tsm_nquads_read(&dataset,
			     tsm_str("_:z <u:p> <u:o> . \n"
				     "<u:a> <u:p> \"1\" ."),
			     NULL),
	    TSM_OK);
	assert_int_equal(
	    tsm_rdf_canonize(&dataset, NULL, &arena, &got, NULL), TSM_OK);
	assert_int_equal(got.count, 2);
	assert_int_equal(got.quads[0], 1);
	assert_int_equal(got.quads[1], 0);
	assert_int_equal(got.label_count, 2);
	assert_int_equal(got.labels[unused->blank].len, 0);
	assert_true(tsm_str_is(got.labels[1], "c14n0"));
	assert_int_equal(
	    tsm_digest(TSM_SHA256, lines, sizeof(lines) - 1, want), TSM_OK);
	assert_int_equal(
	    tsm_rdf_canonical_digest(&got, TSM_SHA256, digest), TSM_OK);
	assert_memory_equal(digest, want, TSM_SHA256_SIZE);
	/* lines that do not lie together */
	struct tsm_str apart[] = { tsm_str_n(lines, 18),
		tsm_str(tsm_arena_dup(&arena, lines + 18)) };
	got.lines = apart;
	assert_int_equal(
	    tsm_rdf_canonical_digest(&got, TSM_SHA256, digest), TSM_OK);
	assert_memory_equal(digest, want, TSM_SHA256_SIZE);
	tsm_arena_release(&arena);
}

/* Many pairs that only their other halves tell apart: stays linear. */
static void test_large(void **state)
{
	(void)state;
	struct tsm_buf text;
	struct tsm_buf out;
	tsm_buf_init(&text, 0);
	tsm_buf_init(&out, 0);
	for (unsigned i = 0; i < 20000; i++)
		(void)tsm_buf_printf(&text,
		    "_:a%u <u:p> _:b%u .\n_:b%u <u:q> \"%u\" .\n", i, i, i, i);
	assert_int_equal(
	    canonize_text(tsm_buf_cstr(&text), NULL, &out), TSM_OK);
	assert_true(out.len > text.len);
	tsm_buf_release(&out);
	tsm_buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_symmetric),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_told_apart),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_result),
		cmocka_unit_test(test_large),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
