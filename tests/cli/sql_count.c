/*
 * Loaded before the program (LD_PRELOAD): counts what it asks of SQLite, and
 * writes "statements-prepared statements-run machine-steps" to the file that
 * SQL_COUNT names when it ends.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static long long prepared, run, steps;

static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int len,
    unsigned int flags, sqlite3_stmt **stmt, const char **tail)
{
	static int (*real)(sqlite3 *, const char *, int, unsigned int,
	    sqlite3_stmt **, const char **);
	if (real == NULL)
		*(void **)&real = next("sqlite3_prepare_v3");
	prepared++;
	return real(db, sql, len, flags, stmt, tail);
}

int sqlite3_reset(sqlite3_stmt *stmt)
{
	static int (*real)(sqlite3_stmt *);
	if (real == NULL)
		*(void **)&real = next("sqlite3_reset");
	run++;
	steps += sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
	return real(stmt);
}

__attribute__((destructor)) static void report(void)
{
	const char *path = getenv("SQL_COUNT");
	FILE *file = path != NULL ? fopen(path, "w") : NULL;
	if (file == NULL)
		return;
	fprintf(file, "%lld %lld %lld\n", prepared, run, steps);
	fclose(file);
}
