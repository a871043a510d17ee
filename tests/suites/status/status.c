/* Published and generated bitstring lists: status get LIST --index N. */
#include "../json/manifest.h"

#include "testamur/status/bitstring.h"

static enum tsm_status run(const char *folder, const struct tsm_json *args,
    struct tsm_buf *out, struct tsm_error *err)
{
	/* the published lists have 100,000 entries, too few for a real one */
	struct tsm_bitstring_options options = { .allow_short = true };
	struct tsm_bitstring list = { 0 };
	uint64_t index = 0;
	uint64_t size = 1;
	unsigned value = 0;
	(void)folder;
	for (size_t i = 3; i + 1 < args->count; i += 2) {
		struct tsm_str name = args->first[i].text;
		uint64_t *number = tsm_str_is(name, "--size") ? &size : &index;
		TSM_TRY(
		    tsm_parse_u64(args->first[i + 1].text, UINT64_MAX, number));
	}
	options.entry_bits = (unsigned)size;
	enum tsm_status status =
	    tsm_bitstring_decode(args->first[2].text, &options, &list, err);
	if (status == TSM_OK)
		status = tsm_bitstring_get(&list, index, &value);
	if (status == TSM_OK)
		status = tsm_buf_printf(out, "%u", value);
	tsm_bitstring_release(&list);
	return status;
}

int main(void)
{
	static const struct suite suite = { "status", run, NULL };
	return suite_main(&suite);
}
