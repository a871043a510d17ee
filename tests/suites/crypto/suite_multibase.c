/* base58 and multibase: encoders and strict decoders. */
#include "../json/manifest.h"

#include "testamur/base/encode.h"

/* The argument as bytes when it is hex, into out. */
static enum tsm_status hex(const struct tsm_json *arg, struct tsm_buf *out)
{
	return tsm_hex_decode(out, arg->text);
}

static enum tsm_status encode(const struct tsm_json *args, struct tsm_buf *out)
{
	bool base58 = tsm_str_is(tsm_json_at(args, 0)->text, "base58");
	struct tsm_buf bytes;
	tsm_buf_init(&bytes, 0);
	enum tsm_status status = hex(tsm_json_at(args, base58 ? 2 : 3), &bytes);
	if (status == TSM_OK && base58)
		status = tsm_base58_encode(out, bytes.data, bytes.len);
	else if (status == TSM_OK)
		status = tsm_multibase_encode(out,
		    tsm_str_is(tsm_json_at(args, 2)->text, "base58btc") ? 'z'
									: 'u',
		    bytes.data, bytes.len);
	tsm_buf_release(&bytes);
	return status;
}

static enum tsm_status decode(const struct tsm_json *args, struct tsm_buf *out)
{
	bool base58 = tsm_str_is(tsm_json_at(args, 0)->text, "base58");
	struct tsm_str text = tsm_json_at(args, 2)->text;
	struct tsm_buf bytes;
	tsm_buf_init(&bytes, 0);
	enum tsm_status status = base58 ? tsm_base58_decode(&bytes, text)
					: tsm_multibase_decode(&bytes, text);
	if (status == TSM_OK)
		status = tsm_hex_encode(out, bytes.data, bytes.len);
	tsm_buf_release(&bytes);
	return status;
}

static enum tsm_status run(const char *folder, const struct tsm_json *args,
    struct tsm_buf *out, struct tsm_error *err)
{
	(void)folder;
	(void)err;
	return tsm_str_is(tsm_json_at(args, 1)->text, "encode")
		   ? encode(args, out)
		   : decode(args, out);
}

int main(void)
{
	static const struct suite suite = { "multibase", run, NULL };
	return suite_main(&suite);
}
