#include "mark.h"

#include <string.h>

struct file_mark file_mark(const char *path)
{
	struct file_mark mark;

	memset(&mark, 0, sizeof(mark));
	if (stat(path, &mark.info) != 0)
		memset(&mark, 0, sizeof(mark));
	return mark;
}

/* One that was replaced has another inode, one that was written another
 * time; who may write it matters to whoever reads keys. */
bool file_mark_same(const struct file_mark *one, const struct file_mark *other)
{
	const struct stat *a = &one->info, *b = &other->info;

	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size && a->st_mode == b->st_mode &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}
