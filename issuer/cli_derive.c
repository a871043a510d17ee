/* credential derive: what a holder does with a base proof. */
#include "app.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/prove/derive.h"

static enum tsm_status put_derived(const struct tsm_args *args,
    const struct tsm_buf *out, struct tsm_error *err)
{
	const char *path = tsm_args_get(args, "out");
	if (path != NULL)
		return tsm_file_write(path, out->data, out->len, 0600, err);
	if (fwrite(out->data, 1, out->len, stdout) != out->len ||
	    fputc('\n', stdout) == EOF)
		return tsm_fail(
		    err, TSM_E_IO, NULL, "standard output is closed");
	return TSM_OK;
}

/* By the holder, from a file: no data folder and no key is needed. */
static enum tsm_status derive(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *path = tsm_args_operand(args, 0);
	const char *reveal[TSM_OPT_LIST_MAX];
	struct tsm_derive_options options = {
		.reveal = reveal,
		.proof_id = tsm_args_get(args, "proof-id"),
	};
	struct tsm_buf in;
	struct tsm_buf out;
	TSM_TRY(app_contexts(app, &options.store, err));
	for (const char *pointer; options.n_reveal < TSM_OPT_LIST_MAX &&
				  (pointer = tsm_args_nth(args, "reveal",
				       options.n_reveal)) != NULL;)
		reveal[options.n_reveal++] = pointer;
	tsm_buf_init(&in, 0);
	tsm_buf_init(&out, 0);
	enum tsm_status status =
	    tsm_file_read(path, TSM_CREDENTIAL_MAX, &in, err);
	if (status == TSM_OK)
		status = tsm_derive(tsm_buf_str(&in), &options, &out, err);
	if (status == TSM_OK)
		status = put_derived(args, &out, err);
	tsm_buf_release(&in);
	tsm_buf_release(&out);
	return status;
}

static int run_derive(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return app_run_bare(args, derive);
}

static const struct tsm_option derive_options[] = {
	{ "reveal", TSM_OPT_LIST, "POINTER",
	    "show this part too (a JSON Pointer: "
	    "/credentialSubject/identifier/1)",
	    false },
	{ "out", TSM_OPT_VALUE, "FILE", "instead of standard output", false },
	{ "proof-id", TSM_OPT_VALUE, "ID",
	    "the proof to derive from, where there are several", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_derive_commands[] = {
	{ "credential derive", "FILE",
	    "make a copy of a credential that shows less",
	    "For holders: FILE is the JSON with a proof of ecdsa-sd-2023, which "
	    "'credential\nexport --form base' writes. What the issuer made "
	    "mandatory is always shown, and\nwhat --reveal names. No key and no "
	    "data folder are needed. Example:\n"
	    "  testamur-issuer credential derive base.json --reveal "
	    "/credentialSubject/identifier/1 --out name-only.json",
	    derive_options, run_derive, 1, 1 },
	TSM_COMMANDS_END,
};
