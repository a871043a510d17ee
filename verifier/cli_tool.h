/*
 * cli_tool.h - what the verbs of "testamur-verifier tool" share.
 *
 * Each verb does one step of a verification by itself, for tests and for
 * people who look into a credential. It reads files, prints its result and
 * exits with 0; what it refuses is exit status 1 with the reason on
 * standard error. Nothing is fetched.
 */
#ifndef TESTAMUR_VERIFIER_CLI_TOOL_H
#define TESTAMUR_VERIFIER_CLI_TOOL_H

#include "app.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"

/* One call: what it reads and makes lives until tool_end(). */
struct tool {
	const struct tsm_args *args;
	struct tsm_arena arena;
	struct tsm_buf out;
	struct tsm_error err;
};

/* Begin a call: nothing read, nothing to print. */
void tool_begin(struct tool *tool, const struct tsm_args *args);

/*
 * End it: print the result (TSM_OK) or the reason; release everything. The
 * exit status: 0, 1 refused, TSM_EXIT_FAULT out of memory or a library failed.
 */
int tool_end(struct tool *tool, enum tsm_status status) TSM_NODISCARD;

/* The bytes of a file into the arena, at most max. As tsm_file_read(). */
enum tsm_status tool_read(struct tool *tool, const char *path, size_t max,
    struct tsm_str *ret_data) TSM_NODISCARD;

/* A file as a JSON tree, which lives in the arena. options may be NULL. */
enum tsm_status tool_read_json(struct tool *tool, const char *path,
    const struct tsm_json_options *options, const struct tsm_json **ret_json)
    TSM_NODISCARD;

/* The verbs: words of the command line joined by "_". */
int cli_tool_jcs(void *ctx, const struct tsm_args *args);
int cli_tool_json_check(void *ctx, const struct tsm_args *args);
int cli_tool_base58_encode(void *ctx, const struct tsm_args *args);
int cli_tool_base58_decode(void *ctx, const struct tsm_args *args);
int cli_tool_multibase_encode(void *ctx, const struct tsm_args *args);
int cli_tool_multibase_decode(void *ctx, const struct tsm_args *args);
int cli_tool_jsonld_expand(void *ctx, const struct tsm_args *args);
int cli_tool_jsonld_nquads(void *ctx, const struct tsm_args *args);
int cli_tool_jsonld_canon(void *ctx, const struct tsm_args *args);
int cli_tool_canonize(void *ctx, const struct tsm_args *args);
int cli_tool_proof_verify(void *ctx, const struct tsm_args *args);
int cli_tool_sig_verify(void *ctx, const struct tsm_args *args);
int cli_tool_jws_verify(void *ctx, const struct tsm_args *args);
int cli_tool_didkey(void *ctx, const struct tsm_args *args);
int cli_tool_status_get(void *ctx, const struct tsm_args *args);
int cli_tool_bake(void *ctx, const struct tsm_args *args);
int cli_tool_unbake(void *ctx, const struct tsm_args *args);
int cli_tool_csv(void *ctx, const struct tsm_args *args);
extern const struct tsm_option cli_tool_jsonld_options[];
extern const struct tsm_option cli_tool_canon_options[];
extern const struct tsm_option cli_tool_canonize_options[];
extern const struct tsm_option cli_tool_proof_options[];
extern const struct tsm_option cli_tool_sig_options[];
extern const struct tsm_option cli_tool_jws_options[];
extern const struct tsm_option cli_tool_status_options[];

#endif
