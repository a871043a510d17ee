/*
 * create.c - having a key made by a run of testamur-signer.
 */
#include "testamur/keyclient/client.h"

#include "process.h"

/* The longest JWK: RSA of 4096 bits takes about 800 bytes. */
#define OUTPUT_MAX 8192

/*
 * What a failed run says on standard error: "testamur-signer: NAME: text".
 */
static enum tsm_status explain(struct tsm_str output, struct tsm_error *err)
{
	struct tsm_str rest;
	(void)tsm_str_split(tsm_str_trim(output), ' ', &rest);
	struct tsm_str name = tsm_str_split(rest, ':', &rest);
	struct tsm_str text = tsm_str_trim(rest);
	for (int i = TSM_OK + 1; i < TSM_STATUS_COUNT; i++)
		if (tsm_str_is(name, tsm_status_name((enum tsm_status)i)))
			return tsm_fail(err, (enum tsm_status)i, NULL, "%.*s",
			    text.len > TSM_ERROR_TEXT ? TSM_ERROR_TEXT
						      : (int)text.len,
			    text.ptr);
	return tsm_fail(
	    err, TSM_E_IO, NULL, "testamur-signer failed without a reason");
}

enum tsm_status tsm_signer_create(const char *program, const char *keys,
    const char *organisation, const char *kid, const char *alg,
    struct tsm_buf *out_jwk, struct tsm_error *err)
{
	const char *const args[] = { "testamur-signer", "create", "--keys",
		keys, "--organisation", organisation, "--kid", kid, "--alg",
		alg, NULL };
	struct tsm_buf output;
	int code = -1;
	tsm_buf_init(&output, OUTPUT_MAX);
	enum tsm_status status = spawn_run(program, args, &output, &code, err);
	if (status == TSM_OK && code != 0)
		status = explain(tsm_buf_str(&output), err);
	else if (status == TSM_OK &&
		 tsm_buf_addstr(out_jwk, tsm_str_trim(tsm_buf_str(&output))) !=
		     TSM_OK)
		status = tsm_fail(err, tsm_buf_status(out_jwk), NULL,
		    "no room for the public key");
	tsm_buf_release(&output);
	return status;
}
