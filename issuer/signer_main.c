/*
 * signer_main.c - testamur-signer: the only program that holds private
 * keys.
 *
 * "serve" is started by testamur-issuer with one end of a socket pair;
 * "create", "import" and "list" are for whoever looks after the keys.
 * A failure is one line on standard error: "testamur-signer: STATUS: text".
 */
#include <stdio.h>

#include "testamur/base/alloc.h"
#include "testamur/base/file.h"
#include "testamur/base/options.h"
#include "testamur/json/write.h"
#include "testamur/signer/server.h"

#define NAME "testamur-signer"

static int fail(const struct tsm_error *error)
{
	(void)fprintf(stderr, NAME ": %s: %s%s%s\n",
	    tsm_status_name(error->status), error->where,
	    error->where[0] != '\0' ? ": " : "", error->text);
	return 1;
}

/* A whole number option within 0..max, or fallback when absent. */
static enum tsm_status number(const struct tsm_args *args, const char *name,
    uint64_t max, uint64_t fallback, uint64_t *ret, struct tsm_error *err)
{
	const char *text = tsm_args_get(args, name);
	*ret = fallback;
	if (text != NULL && tsm_parse_u64(tsm_str(text), max, ret) != TSM_OK)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "--%s is a number up to %llu", name,
		    (unsigned long long)max);
	return TSM_OK;
}

static int run_serve(void *ctx, const struct tsm_args *args)
{
	struct tsm_error error = { 0 };
	struct tsm_keystore *store = NULL;
	uint64_t fd = 0;
	(void)ctx;
	if (number(args, "fd", 1023, 0, &fd, &error) != TSM_OK)
		return fail(&error);
	enum tsm_status status = tsm_signer_harden(&error);
	if (status == TSM_OK)
		status = tsm_keystore_open(
		    tsm_args_get(args, "keys"), &store, &error);
	if (status == TSM_OK)
		status = tsm_signer_serve(store, (int)fd, &error);
	else
		/* the client learns the reason from the answer */
		tsm_signer_refuse((int)fd, &error);
	tsm_keystore_free(&store);
	return status == TSM_OK ? 0 : fail(&error);
}

/* Print the public JWK of a new key on one line. */
static enum tsm_status print_public(
    const struct tsm_public_key *key, const char *kid, struct tsm_error *err)
{
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	json_t *jwk = tsm_public_key_to_jwk(key, kid, true);
	enum tsm_status status = tsm_json_write(jwk, TSM_JSON_COMPACT, &text);
	json_decref(jwk);
	if (status != TSM_OK)
		status = tsm_fail_memory(err);
	else if (puts(tsm_buf_cstr(&text)) < 0 || fflush(stdout) != 0)
		status = tsm_fail(
		    err, TSM_E_IO, NULL, "the public key cannot be printed");
	tsm_buf_release(&text);
	return status;
}

static int run_create(void *ctx, const struct tsm_args *args)
{
	struct tsm_error error = { 0 };
	struct tsm_public_key *key = NULL;
	const char *kid = tsm_args_get(args, "kid");
	uint64_t bits = 0;
	(void)ctx;
	enum tsm_status status =
	    number(args, "rsa-bits", TSM_RSA_BITS_MAX, 0, &bits, &error);
	if (status == TSM_OK)
		status = tsm_keystore_create(tsm_args_get(args, "keys"),
		    tsm_args_get(args, "organisation"), kid,
		    tsm_args_get(args, "alg"), (unsigned)bits, &key, &error);
	if (status == TSM_OK)
		status = print_public(key, kid, &error);
	tsm_public_key_free(&key);
	return status == TSM_OK ? 0 : fail(&error);
}

static int run_import(void *ctx, const struct tsm_args *args)
{
	struct tsm_error error = { 0 };
	struct tsm_public_key *key = NULL;
	struct tsm_buf pem;
	const char *kid = tsm_args_get(args, "kid");
	(void)ctx;
	tsm_buf_init(&pem, TSM_KEYSTORE_FILE_MAX);
	/* all the room at once: growing would leave copies behind */
	enum tsm_status status = TSM_E_MEMORY;
	if (tsm_buf_reserve(&pem, TSM_KEYSTORE_FILE_MAX) != NULL)
		status = tsm_file_read(tsm_args_operand(args, 0),
		    TSM_KEYSTORE_FILE_MAX, &pem, &error);
	else
		(void)tsm_fail_memory(&error);
	if (status == TSM_OK)
		status = tsm_keystore_import(tsm_args_get(args, "keys"),
		    tsm_args_get(args, "organisation"), kid, tsm_buf_str(&pem),
		    &key, &error);
	if (pem.data != NULL)
		tsm_wipe(pem.data, pem.len);
	tsm_buf_release(&pem);
	if (status == TSM_OK)
		status = print_public(key, kid, &error);
	tsm_public_key_free(&key);
	return status == TSM_OK ? 0 : fail(&error);
}

static int run_list(void *ctx, const struct tsm_args *args)
{
	struct tsm_error error = { 0 };
	struct tsm_keystore *store = NULL;
	struct tsm_buf text;
	(void)ctx;
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_keystore_open(tsm_args_get(args, "keys"), &store, &error);
	if (status == TSM_OK)
		status = tsm_keystore_list(store, &text, &error);
	if (status == TSM_OK &&
	    (fputs(tsm_buf_cstr(&text), stdout) < 0 || fflush(stdout) != 0))
		status = tsm_fail(
		    &error, TSM_E_IO, NULL, "the list cannot be printed");
	tsm_buf_release(&text);
	tsm_keystore_free(&store);
	return status == TSM_OK ? 0 : fail(&error);
}

static const struct tsm_option common[] = {
	{ "keys", TSM_OPT_VALUE, "DIR", "folder of the private keys", true },
	{ 0 },
};

static const struct tsm_option serve_options[] = {
	{ "fd", TSM_OPT_VALUE, "N", "connected socket to serve", true },
	{ 0 },
};

static const struct tsm_option create_options[] = {
	{ "organisation", TSM_OPT_VALUE, "ORG", "whose key it is", true },
	{ "kid", TSM_OPT_VALUE, "KID", "name of the key", true },
	{ "alg", TSM_OPT_VALUE, "ALG", "ES256, EdDSA, ES384 or RS256", true },
	{ "rsa-bits", TSM_OPT_VALUE, "BITS", "2048 (default), 3072 or 4096",
	    false },
	{ 0 },
};

static const struct tsm_option import_options[] = {
	{ "organisation", TSM_OPT_VALUE, "ORG", "whose key it is", true },
	{ "kid", TSM_OPT_VALUE, "KID", "name of the key", true },
	{ 0 },
};

static const struct tsm_command commands[] = {
	{ .words = "serve",
	    .help = "sign what a client on a socket asks for",
	    .options = serve_options,
	    .run = run_serve },
	{ .words = "create",
	    .help = "make a key and print its public part as JWK",
	    .options = create_options,
	    .run = run_create },
	{ .words = "import",
	    .operands = "FILE",
	    .help = "store a PKCS#8 PEM key made elsewhere",
	    .options = import_options,
	    .run = run_import,
	    .min_operands = 1,
	    .max_operands = 1 },
	{ .words = "list",
	    .help = "print the keys: ORGANISATION/KID and algorithm",
	    .run = run_list },
	{ 0 },
};

static const struct tsm_program program = {
	.name = NAME,
	.purpose = "The key process of Testamur: holds private keys and signs.",
	.more = "Keys lie in DIR/ORG/KID.pem (PKCS#8). DIR must be mode 0700 "
		"and the files 0600, owned by the user who runs this program; "
		"anything else is refused. No command prints a private key.",
	.common = common,
	.commands = commands,
};

int main(int argc, char **argv)
{
	tsm_json_setup();
	if (tsm_keystore_setup() != TSM_OK) {
		(void)fprintf(stderr, NAME ": crypto: libsodium cannot be "
					   "used\n");
		return 1;
	}
	return tsm_program_run(&program, NULL, argc, argv, stdout, stderr);
}
