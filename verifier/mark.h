/*
 * mark.h - whether a file is still the one that was read.
 */
#ifndef TESTAMUR_VERIFIER_MARK_H
#define TESTAMUR_VERIFIER_MARK_H

#include <stdbool.h>
#include <sys/stat.h>

/* How a file was when it was looked at; all zero: it was not there. */
struct file_mark {
	struct stat info;
};

/* Look before reading: what changes in between is seen next time. */
struct file_mark file_mark(const char *path);
bool file_mark_same(const struct file_mark *a, const struct file_mark *b);

#endif
