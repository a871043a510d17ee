/*
 * keydir.h - the folder of key files, with its permissions checked.
 *
 * Everything is opened relative to an open folder and without following
 * symbolic links, so that what was checked is what is used.
 */
#ifndef TESTAMUR_SIGNER_KEYDIR_H
#define TESTAMUR_SIGNER_KEYDIR_H

#include "testamur/signer/keystore.h"

/* Of a slug: the organisation or the kid. */
#define SLUG_TEXT 65

/* A key id taken apart. */
struct key_name {
	char organisation[SLUG_TEXT];
	char kid[SLUG_TEXT];
};

/*
 * Split "ORGANISATION/KID" and check both slugs: a-z, 0-9 and '-', the
 * first no hyphen, at most TSM_SLUG_MAX. TSM_E_VALUE.
 */
enum tsm_status keydir_name(struct tsm_str id, struct key_name *ret_name,
    struct tsm_error *err) TSM_NODISCARD;

/* The same from two parts. TSM_E_VALUE. */
enum tsm_status keydir_name_of(const char *organisation, const char *kid,
    struct key_name *ret_name, struct tsm_error *err) TSM_NODISCARD;

/*
 * Open the store's folder: a descriptor that the caller closes.
 * TSM_E_NOT_FOUND, TSM_E_DENIED, TSM_E_IO.
 */
enum tsm_status keydir_open(
    const char *path, int *ret_fd, struct tsm_error *err) TSM_NODISCARD;

/*
 * Read a key file into buf, which has room for TSM_KEYSTORE_FILE_MAX
 * bytes. TSM_E_NOT_FOUND, TSM_E_DENIED, TSM_E_LIMIT, TSM_E_IO.
 */
enum tsm_status keydir_read(int dir, const struct key_name *name, char *buf,
    size_t *ret_len, struct tsm_error *err) TSM_NODISCARD;

/*
 * Write a new key file durably; never over an existing one. TSM_E_DENIED,
 * TSM_E_DUPLICATE, TSM_E_IO.
 */
enum tsm_status keydir_write(int dir, const struct key_name *name,
    const char *data, size_t len, struct tsm_error *err) TSM_NODISCARD;

/*
 * Call visit for all key files in no particular order until it returns
 * another status than TSM_OK; other names are passed over. TSM_E_DENIED (a
 * folder), TSM_E_IO, and what visit returns.
 */
enum tsm_status keydir_walk(int dir,
    enum tsm_status (*visit)(void *ctx, const struct key_name *name), void *ctx,
    struct tsm_error *err) TSM_NODISCARD;

#endif
