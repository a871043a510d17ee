/*
 * disk.h - replies in a folder, a file each.
 *
 * The folder belongs to one service: nobody else may write there. A file is
 * replaced whole, so what a kill leaves behind is the old one or the new
 * one. On reading, a file counts only if it is whole (its hash fits), lies
 * under the name of its own key, is no link and not from the future; any
 * other is removed. How long a reply may be relied on is for whoever asks
 * the cache: a file says when it was right, and never more than that.
 */
#ifndef TESTAMUR_NET_DISK_H
#define TESTAMUR_NET_DISK_H

#include "testamur/base/digest.h"
#include "testamur/net/fetch.h"

#define TSM_TAG_MAX     128 /* of an entity tag, with NUL; longer ones are none */
#define TSM_MEMENTO_MAX 512 /* of a version's address, likewise */

/* What a reply answers. */
struct tsm_cache_key {
	const char *url;
	const char *accept; /* "" for any; with the date asked for, if any */
	bool mapped;        /* through the operator's map, or not */
};

/* A reply as it lies in a file. */
struct tsm_disk_entry {
	struct tsm_cache_key key;
	int64_t at;      /* when it was right */
	int64_t expires; /* until when it is fresh */
	const char *tag;
	const char *memento; /* see struct tsm_freshness */
	int64_t memento_at;
	struct tsm_str content_type;
	struct tsm_str body;
};

struct tsm_disk;

/*
 * TSM_E_NOT_FOUND (no such folder), TSM_E_DENIED (others may write there,
 * or it is not ours), TSM_E_MEMORY.
 */
enum tsm_status tsm_disk_open(const char *folder, struct tsm_disk **ret_disk,
    struct tsm_error *err) TSM_NODISCARD;
void tsm_disk_free(struct tsm_disk **disk);

/* Hand over every file that counts, in no order, at most max of them. */
enum tsm_status tsm_disk_read(struct tsm_disk *disk, int64_t now, size_t max,
    void (*each)(void *ctx, const struct tsm_disk_entry *entry), void *ctx,
    struct tsm_error *err) TSM_NODISCARD;

/* Write a file, if that can be done; remove it. */
void tsm_disk_put(struct tsm_disk *disk, const struct tsm_disk_entry *entry);
void tsm_disk_remove(struct tsm_disk *disk, const struct tsm_cache_key *key);

#endif
