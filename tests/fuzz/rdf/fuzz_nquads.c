/* Whatever is read is written to what is read and written the same. */
#include <stdint.h>
#include <stdlib.h>

#include "testamur/rdf/nquads.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_again(const struct tsm_rdf_dataset *one)
{
	struct tsm_arena arena;
	struct tsm_rdf_dataset two;
	struct tsm_buf once;
	struct tsm_buf twice;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&once, 0);
	tsm_buf_init(&twice, 0);
	tsm_rdf_dataset_init(&two, &arena, 0);
	require(tsm_nquads_write(&once, one) == TSM_OK);
	require(tsm_nquads_read(&two, tsm_buf_str(&once), NULL) == TSM_OK);
	require(tsm_nquads_write(&twice, &two) == TSM_OK);
	require(tsm_str_eq(tsm_buf_str(&once), tsm_buf_str(&twice)));
	require(one->count == two.count);
	require(one->blank_count == two.blank_count);
	for (size_t i = 0; i < two.count; i++) {
		const struct tsm_rdf_quad *a = &one->quads[i];
		const struct tsm_rdf_quad *b = &two.quads[i];
		require(tsm_rdf_term_equal(a->subject, b->subject) &&
			tsm_rdf_term_equal(a->predicate, b->predicate) &&
			tsm_rdf_term_equal(a->object, b->object) &&
			tsm_rdf_term_equal(a->graph, b->graph));
	}
	tsm_buf_release(&twice);
	tsm_buf_release(&once);
	tsm_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_arena arena;
	struct tsm_rdf_dataset dataset;
	struct tsm_error err = { 0 };
	tsm_arena_init(&arena, 0);
	tsm_rdf_dataset_init(&dataset, &arena, 0);
	enum tsm_status status = tsm_nquads_read(
	    &dataset, tsm_str_n((const char *)data, size), &err);
	require(err.status == status);
	if (status == TSM_OK)
		check_again(&dataset);
	else
		require(status == TSM_E_SYNTAX && err.where[0] != '\0');
	tsm_arena_release(&arena);
	return 0;
}
