/*
 * trust_list.h - lists of issuers as files: read, sealed ones checked, kept.
 */
#ifndef TESTAMUR_VERIFIER_TRUST_LIST_H
#define TESTAMUR_VERIFIER_TRUST_LIST_H

#include "app.h"

/* How a list is read. */
struct trust_source {
	const char *path;
	struct tsm_str identity; /* its signer's DID document as it was kept;
				    ptr NULL: ask the signer's site */
	const char *signer;      /* who has to have signed it, or NULL */
	char *sha256; /* room for the file's hash (TSM_SHA256_HEX), or NULL */
};

/*
 * Add the issuers of a file in any format of trust.h. A list that bears a
 * proof is read only when that holds, by a key of the DID that the list
 * names as its "issuer" (seal.h). *ret_signer (may be NULL) is that DID, in
 * the arena, or NULL. Statuses of tsm_file_read(), tsm_trust_parse();
 * TSM_E_UNREACHABLE, TSM_E_VALUE at /proof or /issuer. err->where begins
 * with the path.
 */
enum tsm_status trust_list_read(struct app *app,
    const struct trust_source *source, struct tsm_trust *trust,
    struct tsm_arena *arena, const char **ret_signer, struct tsm_error *err)
    TSM_NODISCARD;

/* --- the operator's own file ------------------------------------------------ */

struct trust_file {
	const char *path;
	const char *name; /* of the list, in the arena */
	struct tsm_trust *trust;
	struct tsm_arena arena;
	struct tsm_buf before; /* its bytes, for the copy */
	bool exists;
};

/*
 * Open the file that is to be changed: an unsigned list in our own format.
 * One that is missing is empty when create. Statuses as above,
 * TSM_E_UNSUPPORTED for another format. Always trust_file_close() it.
 */
enum tsm_status trust_file_open(struct trust_file *file, const char *path,
    bool create, struct tsm_error *err) TSM_NODISCARD;

/* Write other (or the file's own list) in its place; before it a copy of
 * the old one to PATH.bak. */
enum tsm_status trust_file_save(struct trust_file *file,
    const struct tsm_trust *trust, struct tsm_error *err) TSM_NODISCARD;
void trust_file_close(struct trust_file *file);

/* The commands. */
int cli_trust_list(void *ctx, const struct tsm_args *args);
int cli_trust_add(void *ctx, const struct tsm_args *args);
int cli_trust_remove(void *ctx, const struct tsm_args *args);
int cli_trust_import(void *ctx, const struct tsm_args *args);
int cli_trust_check(void *ctx, const struct tsm_args *args);
int cli_trust_sign(void *ctx, const struct tsm_args *args);
extern const struct tsm_option cli_trust_list_options[];
extern const struct tsm_option cli_trust_add_options[];
extern const struct tsm_option cli_trust_remove_options[];
extern const struct tsm_option cli_trust_import_options[];
extern const struct tsm_option cli_trust_check_options[];
extern const struct tsm_option cli_trust_sign_options[];

/* --file, else $TESTAMUR_TRUST, else ./trust.json. */
const char *trust_path(const struct tsm_args *args);

#endif
