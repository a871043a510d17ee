/* Reading, writing and canonicalising without memory. */
#include "sweep.h"

#include "testamur/rdf/canon.h"
#include "testamur/rdf/nquads.h"

/* A symmetric cycle, and enough quads for arrays to grow. */
static void document(struct tsm_buf *text)
{
	for (int i = 0; i < 6; i++)
		(void)tsm_buf_printf(
		    text, "_:n%d <u:p> _:n%d <u:g> .\n", i, (i + 1) % 6);
	for (int i = 0; i < 90; i++)
		(void)tsm_buf_printf(
		    text, "<u:s> <u:p%d> \"\\u00e9\\n %d\"@en .\n", i, i);
}

static enum tsm_status canonize(
    struct tsm_arena *arena, struct tsm_str text, struct tsm_buf *out)
{
	struct tsm_rdf_dataset dataset;
	struct tsm_rdf_canonical canonical;
	unsigned char digest[TSM_DIGEST_MAX];
	struct tsm_error err = { 0 };
	tsm_rdf_dataset_init(&dataset, arena, 0);
	enum tsm_status status = tsm_nquads_read(&dataset, text, &err);
	assert_int_equal(err.status, status);
	if (status == TSM_OK && tsm_rdf_blank_new(&dataset) == NULL)
		status = TSM_E_MEMORY;
	if (status == TSM_OK) {
		status =
		    tsm_rdf_canonize(&dataset, NULL, arena, &canonical, &err);
		assert_int_equal(err.status, status);
	}
	if (status == TSM_OK)
		status =
		    tsm_rdf_canonical_digest(&canonical, TSM_SHA256, digest);
	if (status == TSM_OK)
		status = tsm_buf_status(out);
	if (status == TSM_OK && tsm_buf_reserve(out, 16384) == NULL)
		status = tsm_buf_status(out);
	if (status == TSM_OK)
		status = tsm_rdf_canonical_write(&canonical, out);
	return status;
}

static enum tsm_status read_and_canonize(struct tsm_buf *out)
{
	struct tsm_arena arena;
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	tsm_arena_init(&arena, 0);
	document(&text);
	enum tsm_status status = tsm_buf_status(&text);
	if (status == TSM_OK)
		status = canonize(&arena, tsm_buf_str(&text), out);
	tsm_arena_release(&arena);
	tsm_buf_release(&text);
	return status;
}

static void test_read_and_canonize(void **state)
{
	(void)state;
	sweep(read_and_canonize);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_and_canonize),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
