/*
 * Any bytes as a list of issuers: read or refused with a place; what was
 * read is found again, and reads the same after it was written.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/verify/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void write_list(const struct tsm_trust *trust, struct tsm_buf *out)
{
	json_t *json = tsm_trust_json(trust, "list");

	tsm_buf_init(out, 0);
	require(tsm_json_write(json, TSM_JSON_COMPACT, out) == TSM_OK);
	json_decref(json);
}

static void round_trip(const struct tsm_trust *trust)
{
	struct tsm_trust *again = NULL;
	struct tsm_buf first, second;

	write_list(trust, &first);
	require(tsm_trust_new(&again) == TSM_OK);
	require(tsm_trust_parse(again, "file", tsm_buf_cstr(&first), first.len,
		    NULL) == TSM_OK);
	write_list(again, &second);
	require(tsm_str_eq(tsm_buf_str(&first), tsm_buf_str(&second)));
	tsm_buf_release(&first);
	tsm_buf_release(&second);
	tsm_trust_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	struct tsm_trust *trust = NULL;
	struct tsm_error err = { 0 };

	if (!ready)
		tsm_json_setup();
	ready = true;
	require(tsm_trust_new(&trust) == TSM_OK);
	enum tsm_status status =
	    tsm_trust_parse(trust, "file", (const char *)data, size, &err);
	for (size_t i = 0; i < tsm_trust_count(trust); i++) {
		const struct tsm_trust_entry *entry = tsm_trust_at(trust, i);
		require(tsm_trust_known(trust, entry->id) != NULL);
		require(tsm_trust_find(trust, entry->id, entry->valid.from) !=
			NULL);
	}
	if (status == TSM_OK)
		round_trip(trust);
	else
		require(err.text[0] != '\0');
	tsm_trust_free(&trust);
	return 0;
}
