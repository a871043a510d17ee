/* Making, encoding and decoding a list without memory. */
#include "sweep.h"

#include "testamur/status/bitstring.h"

static enum tsm_status round_trip(struct tsm_buf *out)
{
	struct tsm_bitstring list = { 0 };
	struct tsm_bitstring back = { 0 };
	struct tsm_error err = { 0 };
	struct tsm_buf text;
	unsigned value = 0;
	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_bitstring_init(600000, 1, &list);
	for (uint64_t i = 0; i < 1000 && status == TSM_OK; i++)
		status = tsm_bitstring_set(&list, i * i % 600000, 1);
	if (status == TSM_OK)
		status = tsm_bitstring_encode(&list, &text);
	if (status == TSM_OK) {
		status =
		    tsm_bitstring_decode(tsm_buf_str(&text), NULL, &back, &err);
		assert_int_equal(err.status, status);
	}
	if (status == TSM_OK)
		status = tsm_bitstring_get(&back, 225, &value);
	if (status == TSM_OK) {
		assert_int_equal(value, 1);
		assert_memory_equal(back.bits, list.bits, list.size);
		status = tsm_buf_addstr(out, tsm_buf_str(&text));
	}
	tsm_bitstring_release(&back);
	tsm_bitstring_release(&list);
	tsm_buf_release(&text);
	return status;
}

static void test_round_trip(void **state)
{
	(void)state;
	sweep(round_trip);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
