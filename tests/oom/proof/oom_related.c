/* Digests of named documents compared without memory. */
#include "sweep.h"

#include "testamur/json/doc.h"
#include "testamur/proof/related.h"

#define V2 "{\"id\":\"https://www.w3.org/ns/credentials/v2\","

static const char *text;

static enum tsm_status fit(struct tsm_buf *out)
{
	const struct tsm_json *item = NULL;
	struct tsm_arena arena;
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_json_parse(&arena, text, strlen(text), NULL, &item, NULL);
	if (status == TSM_OK) {
		enum tsm_related answer = tsm_related_fit(item);
		status = answer == TSM_RELATED_MEMORY
			     ? TSM_E_MEMORY
			     : tsm_buf_printf(out, "%d", (int)answer);
	}
	tsm_arena_release(&arena);
	return status;
}

static void digests(void **state)
{
	static const char *const texts[] = {
		V2 "\"digestSRI\":\"sha256-"
		   "WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=\"}",
		V2 "\"digestMultibase\":\"uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8f"
		   "et7JJzQ\"}",
		V2 "\"digestMultibase\":\"zQmT\",\"digestSRI\":\"sha384-AA\"}",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		text = texts[i];
		sweep(fit);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
