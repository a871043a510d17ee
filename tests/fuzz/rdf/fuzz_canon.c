/*
 * The canonical form depends neither on the order of the quads nor on the
 * labels, and is its own canonical form. The input is a small graph: two
 * bytes a quad, subject, predicate, object and graph two to four bits each;
 * the first byte chooses the shuffling.
 *
 * Graph names only where they are the one blank node of a quad: section 4.7
 * relates a node to the graph without the other component, so RDFC-1.0
 * itself does not tell some nodes apart (README.md of the module).
 */
#include <stdint.h>
#include <stdlib.h>

#include "testamur/rdf/canon.h"
#include "testamur/rdf/nquads.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define QUADS_MAX 48
#define NODES     12U

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* One quad; node numbers are turned by an amount, which relabels them. */
static void add(
    struct tsm_rdf_dataset *dataset, const uint8_t *bytes, unsigned turn)
{
	static const struct tsm_str labels[NODES] = { TSM_STR("a"),
		TSM_STR("b"), TSM_STR("c14n0"), TSM_STR("c14n1"), TSM_STR("e"),
		TSM_STR("f"), TSM_STR("g"), TSM_STR("h"), TSM_STR("i"),
		TSM_STR("j"), TSM_STR("k"), TSM_STR("l") };
	const struct tsm_str predicates[4] = { TSM_STR("u:p"), TSM_STR("u:p"),
		TSM_STR("u:q"), TSM_STR("u:r") };
	const struct tsm_str string = TSM_STR(TSM_XSD_NS "string");
	const struct tsm_str no_language = { 0 };
	unsigned s = bytes[0] & 15U;
	unsigned o = bytes[0] >> 4;
	unsigned g = bytes[1] >> 2 & 15U;
	const struct tsm_rdf_term *subject =
	    s < NODES ? tsm_rdf_blank(dataset, labels[(s + turn) % NODES])
		      : tsm_rdf_iri(dataset, predicates[s - NODES]);
	const struct tsm_rdf_term *object =
	    o < NODES ? tsm_rdf_blank(dataset, labels[(o + turn) % NODES])
		      : tsm_rdf_literal(dataset, predicates[o - NODES], string,
			    no_language);
	const struct tsm_rdf_term *graph =
	    g >= 8 || s < NODES || o < NODES
		? NULL
		: tsm_rdf_blank(dataset, labels[(g + turn) % NODES]);
	const struct tsm_rdf_term *predicate =
	    tsm_rdf_iri(dataset, predicates[bytes[1] & 3U]);
	require(
	    tsm_rdf_add(dataset, subject, predicate, object, graph) == TSM_OK);
}

static enum tsm_status canonize(
    const struct tsm_rdf_dataset *dataset, struct tsm_buf *out)
{
	const struct tsm_rdf_canon_options options = { .max_work = 20000 };
	struct tsm_rdf_canonical canonical = { 0 };
	enum tsm_status status = tsm_rdf_canonize(
	    dataset, &options, dataset->arena, &canonical, NULL);
	require(status == TSM_OK || status == TSM_E_LIMIT);
	if (status == TSM_OK)
		require(tsm_rdf_canonical_write(&canonical, out) == TSM_OK);
	return status;
}

/* What came out, read and canonicalised again, stays. */
static void check_fixed(struct tsm_arena *arena, const struct tsm_buf *first)
{
	struct tsm_rdf_dataset dataset;
	struct tsm_buf again;
	tsm_buf_init(&again, 0);
	tsm_rdf_dataset_init(&dataset, arena, 0);
	require(tsm_nquads_read(&dataset, tsm_buf_str(first), NULL) == TSM_OK);
	if (canonize(&dataset, &again) == TSM_OK)
		require(tsm_str_eq(tsm_buf_str(first), tsm_buf_str(&again)));
	tsm_buf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_arena arena;
	struct tsm_rdf_dataset one;
	struct tsm_rdf_dataset two;
	struct tsm_buf first;
	struct tsm_buf second;
	if (size < 3)
		return 0;
	size_t count = (size - 1) / 2 < QUADS_MAX ? (size - 1) / 2 : QUADS_MAX;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&first, 0);
	tsm_buf_init(&second, 0);
	tsm_rdf_dataset_init(&one, &arena, 0);
	tsm_rdf_dataset_init(&two, &arena, 0);
	for (size_t i = 0; i < count; i++)
		add(&one, data + 1 + 2 * i, 0);
	/* from behind, beginning anywhere, other labels */
	for (size_t i = 0; i < count; i++)
		add(&two, data + 1 + 2 * ((2 * count - i + data[0]) % count),
		    1 + data[0] % (NODES - 1));
	if (canonize(&one, &first) == TSM_OK &&
	    canonize(&two, &second) == TSM_OK) {
		require(tsm_str_eq(tsm_buf_str(&first), tsm_buf_str(&second)));
		check_fixed(&arena, &first);
	}
	tsm_buf_release(&second);
	tsm_buf_release(&first);
	tsm_arena_release(&arena);
	return 0;
}
