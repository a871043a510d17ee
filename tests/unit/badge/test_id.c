/*
 * Short ids: every single substitution and every swap of neighbours is
 * caught (testamur/base/id.h; USERS: a mistyped id is told from an unknown
 * one).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "counting.h"
#include "testamur/base/id.h"

#define ROUNDS 200

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void new_id(uint64_t *seed, char out[TSM_SHORT_ID])
{
	const struct tsm_random random = { counting_fill, seed };
	assert_int_equal(tsm_short_id_new(&random, out), TSM_OK);
	assert_int_equal(strlen(out), TSM_SHORT_ID_LEN);
	for (size_t i = 0; i < TSM_SHORT_ID_LEN; i++)
		assert_non_null(strchr(alphabet, out[i]));
}

static void every_substitution_is_caught(void **state)
{
	uint64_t seed = 1;
	char id[TSM_SHORT_ID];
	char out[TSM_SHORT_ID];
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		new_id(&seed, id);
		assert_int_equal(tsm_short_id_parse(tsm_str(id), out), TSM_OK);
		assert_string_equal(out, id);
		for (size_t i = 0; i < TSM_SHORT_ID_LEN; i++) {
			char right = id[i];
			for (const char *c = alphabet; *c != '\0'; c++) {
				id[i] = *c;
				assert_int_equal(
				    tsm_short_id_parse(tsm_str(id), out),
				    *c == right ? TSM_OK : TSM_E_VALUE);
			}
			id[i] = right;
		}
	}
}

static void every_neighbour_swap_is_caught(void **state)
{
	uint64_t seed = 2;
	char id[TSM_SHORT_ID];
	char out[TSM_SHORT_ID];
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		new_id(&seed, id);
		for (size_t i = 0; i + 1 < TSM_SHORT_ID_LEN; i++) {
			char swapped[TSM_SHORT_ID];
			memcpy(swapped, id, sizeof(id));
			swapped[i] = id[i + 1];
			swapped[i + 1] = id[i];
			assert_int_equal(
			    tsm_short_id_parse(tsm_str(swapped), out),
			    id[i] == id[i + 1] ? TSM_OK : TSM_E_VALUE);
		}
	}
}

/* All pairs of values at all places, not only those that ids happen to have. */
static void every_pair_is_caught(void **state)
{
	uint64_t seed = 3;
	char id[TSM_SHORT_ID];
	char out[TSM_SHORT_ID];
	(void)state;
	new_id(&seed, id);
	id[0] = '0';
	for (size_t i = 1; i + 1 < TSM_SHORT_ID_LEN - 1; i++) {
		for (const char *a = alphabet; *a != '\0'; a++) {
			for (const char *b = alphabet; *b != '\0'; b++) {
				size_t sound = 0;
				id[i] = *a;
				id[i + 1] = *b;
				for (const char *c = alphabet; *c != '\0';
				     c++) {
					id[TSM_SHORT_ID_LEN - 1] = *c;
					if (tsm_short_id_parse(
						tsm_str(id), out) == TSM_OK)
						break;
				}
				for (const char *c = alphabet; *c != '\0'; c++)
					sound += *c == id[TSM_SHORT_ID_LEN - 1];
				assert_int_equal(sound, 1);
				id[i] = *b;
				id[i + 1] = *a;
				assert_int_equal(
				    tsm_short_id_parse(tsm_str(id), out),
				    *a == *b ? TSM_OK : TSM_E_VALUE);
			}
		}
	}
}

static void people_may_write_it_their_way(void **state)
{
	uint64_t seed = 4;
	char id[TSM_SHORT_ID];
	char out[TSM_SHORT_ID];
	char typed[2 * TSM_SHORT_ID];
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		new_id(&seed, id);
		size_t len = 0;
		for (size_t i = 0; i < TSM_SHORT_ID_LEN; i++) {
			char c = id[i];
			if (c == '1')
				c = round % 2 == 0 ? 'l' : 'I';
			else if (c == '0')
				c = round % 2 == 0 ? 'o' : 'O';
			else if (c >= 'A')
				c = (char)(c - 'A' + 'a');
			typed[len++] = c;
			if (i % 4 == 3)
				typed[len++] = round % 2 == 0 ? ' ' : '-';
		}
		assert_int_equal(
		    tsm_short_id_parse(tsm_str_n(typed, len), out), TSM_OK);
		assert_string_equal(out, id);
	}
}

static void not_the_shape_of_an_id(void **state)
{
	uint64_t seed = 5;
	char id[TSM_SHORT_ID];
	char out[TSM_SHORT_ID];
	(void)state;
	new_id(&seed, id);
	assert_int_equal(
	    tsm_short_id_parse(tsm_str_n(id, 26), out), TSM_E_SYNTAX);
	assert_int_equal(tsm_short_id_parse(tsm_str(""), out), TSM_E_SYNTAX);
	id[5] = 'U';
	assert_int_equal(tsm_short_id_parse(tsm_str(id), out), TSM_E_SYNTAX);
	id[5] = '\0';
	assert_int_equal(
	    tsm_short_id_parse(tsm_str_n(id, 27), out), TSM_E_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_substitution_is_caught),
		cmocka_unit_test(every_neighbour_swap_is_caught),
		cmocka_unit_test(every_pair_is_caught),
		cmocka_unit_test(people_may_write_it_their_way),
		cmocka_unit_test(not_the_shape_of_an_id),
	};
	return cmocka_run_group_tests_name("short ids", tests, NULL, NULL);
}
