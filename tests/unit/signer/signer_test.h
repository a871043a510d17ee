/*
 * signer_test.h - temporary key folders, and keys made in them.
 */
#ifndef TESTS_SIGNER_TEST_H
#define TESTS_SIGNER_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testamur/crypto/signature.h"
#include "testamur/signer/keystore.h"

static char base_dir[64]; /* removed at the end */
static char keys_dir[80]; /* inside, not made yet */

static inline int make_dir(void **state)
{
	(void)state;
	(void)snprintf(base_dir, sizeof(base_dir), "/tmp/testamur-XXXXXX");
	if (mkdtemp(base_dir) == NULL)
		return -1;
	(void)snprintf(keys_dir, sizeof(keys_dir), "%s/keys", base_dir);
	return 0;
}

/* Remove a folder of at most three levels. */
static inline void remove_tree(int at, const char *name, int levels)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	while (list != NULL && (entry = readdir(list)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlinkat(dirfd(list), entry->d_name, 0) != 0 && levels > 0)
			remove_tree(dirfd(list), entry->d_name, levels - 1);
	}
	if (list != NULL)
		closedir(list);
	(void)unlinkat(at, name, AT_REMOVEDIR);
}

static inline int drop_dir(void **state)
{
	(void)state;
	remove_tree(AT_FDCWD, base_dir, 3);
	return 0;
}

/* "keys/…" in the temporary folder. Static. */
static inline const char *path_of(const char *name)
{
	static char path[256];
	(void)snprintf(path, sizeof(path), "%s/%s", keys_dir, name);
	return path;
}

/* Make a key; the caller frees it. */
static inline struct tsm_public_key *create(const char *kid, const char *alg)
{
	struct tsm_error err = { 0 };
	struct tsm_public_key *key = NULL;
	assert_int_equal(
	    tsm_keystore_create(keys_dir, "board", kid, alg, 0, &key, &err),
	    TSM_OK);
	assert_non_null(key);
	return key;
}

/* A signature verifies with the key under the JOSE name alg. */
static inline bool verifies(const struct tsm_public_key *key, const char *alg,
    const char *message, const struct tsm_signature *signature)
{
	bool valid = false;
	assert_int_equal(
	    tsm_signature_verify(tsm_signature_alg_find(tsm_str(alg)), key,
		tsm_str(message),
		tsm_str_n((const char *)signature->data, signature->len),
		&valid, NULL),
	    TSM_OK);
	return valid;
}

#endif
