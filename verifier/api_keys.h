/*
 * api_keys.h - the operator's file of API keys, and who a key belongs to.
 *
 * The file is --file or --api-keys, else $TESTAMUR_API_KEYS; it holds hashes
 * (http/keys.h), is written as a whole and belongs to the operator alone.
 * The server looks at it again when it has changed, so a key counts, or
 * counts no more, within a second and without a restart. A file that cannot
 * be read, or that others may write or read, holds no key: that is logged,
 * and everybody is anonymous or refused.
 */
#ifndef TESTAMUR_VERIFIER_API_KEYS_H
#define TESTAMUR_VERIFIER_API_KEYS_H

#include "testamur/base/options.h"
#include "testamur/http/keys.h"
#include "testamur/http/server.h"

/* The path, or NULL: none was given. option is "file" or "api-keys". */
const char *api_keys_path(const struct tsm_args *args, const char *option);

struct api_keys; /* a file as the server keeps it */

/*
 * path must outlive it. Statuses of tsm_keys_load(): a server does not
 * start with a file that is wrong. Free with api_keys_free().
 */
enum tsm_status api_keys_new(const char *path, struct api_keys **ret_keys,
    struct tsm_error *err) TSM_NODISCARD;
void api_keys_free(struct api_keys **keys);

/* The name of the key that token is. TSM_E_UNAUTHENTICATED. Any thread. */
enum tsm_status api_keys_name(struct api_keys *keys, const char *token,
    char *name, size_t size) TSM_NODISCARD;

/* The commands. */
int cli_apikey_add(void *ctx, const struct tsm_args *args);
int cli_apikey_list(void *ctx, const struct tsm_args *args);
int cli_apikey_revoke(void *ctx, const struct tsm_args *args);
extern const struct tsm_option cli_apikey_options[];
extern const struct tsm_option cli_apikey_list_options[];

#endif
