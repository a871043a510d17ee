/* Writing CBOR with each allocation failed in turn. */
#include "sweep.h"

#include "testamur/base/cbor.h"

static enum tsm_status write_array(struct tsm_buf *out)
{
	char block[300] = { 0 };
	struct tsm_buf text;

	tsm_buf_init(&text, 0);
	tsm_cbor_put_tag(&text, 0x5d00);
	tsm_cbor_put_array(&text, 40);
	for (size_t i = 0; i < 40; i++)
		tsm_cbor_put_bytes(&text, block, sizeof(block));
	enum tsm_status status = tsm_buf_status(&text);
	if (status == TSM_OK)
		status = tsm_buf_addstr(out, tsm_buf_str(&text));
	tsm_buf_release(&text);
	return status;
}

static void test_write(void **state)
{
	(void)state;
	sweep(write_array);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
