/*
 * shared.h - the credential that everybody's programs are measured with:
 * 80 quads, 5 blank nodes, read where it lies.
 */
#ifndef TESTS_BENCH_SHARED_H
#define TESTS_BENCH_SHARED_H

#include "bench.h"
#include "testamur/base/file.h"

#define SHARED_CREDENTIAL "../shared/bench/data/cred-4k.json"

/* Its text (tsm_free() it); where there is none, says so: NULL. */
static inline char *shared_credential(const char *name)
{
	struct tsm_buf text;

	tsm_buf_init(&text, 0);
	if (tsm_file_read(SHARED_CREDENTIAL, 1 << 20, &text, NULL) == TSM_OK)
		return tsm_buf_take(&text, NULL);
	tsm_buf_release(&text);
	printf("%s: SKIPPED, " SHARED_CREDENTIAL " is not there\n", name);
	return NULL;
}

#endif
