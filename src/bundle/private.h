/* private.h - shared by the files of the module. */
#ifndef TESTAMUR_SRC_BUNDLE_PRIVATE_H
#define TESTAMUR_SRC_BUNDLE_PRIVATE_H

#include <stdint.h>

#include "testamur/bundle/bundle.h"

/* Whether a name stays inside the folder that a bundle is unpacked to. */
bool bundle_path_ok(struct tsm_str path);

/* One file to pack; the bytes are the caller's. */
struct bundle_entry {
	const char *path;
	struct tsm_str bytes;
};

/*
 * Pack entries in their order, deflated, all bearing the instant at.
 * TSM_E_MEMORY, TSM_E_INTERNAL.
 */
enum tsm_status bundle_pack(const struct bundle_entry *entries, size_t count,
    int64_t at, struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

#endif
