/*
 * The least that keeping attendance rows can cost: as many rows of the same
 * columns inserted by SQLite alone, prepared once, one durable transaction
 * for each 100,000, no index and no constraint. tests/bench/roster.py runs
 * it beside the import.
 *
 *   bench_bare [ROWS]
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#define FILE_ROWS 100000

static double now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A failure ends the measurement. */
static void must(int code, int wanted)
{
	if (code != wanted) {
		fprintf(stderr, "failed: %s\n", sqlite3_errstr(code));
		exit(1);
	}
}

static void insert(sqlite3_stmt *statement, int row)
{
	char name[32];
	char email[32];
	(void)snprintf(name, sizeof(name), "Person %05d", row % 10000);
	(void)snprintf(email, sizeof(email), "p%05d@example.org", row % 10000);
	const char *texts[] = { "00000000-0000-4000-8000-000000000001", name,
		email, "00000000-0000-4000-8000-000000000002", "live", NULL,
		NULL };
	static const int at[] = { 1, 4, 5, 6, 10, 11, 12 };
	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++)
		must(sqlite3_bind_text(
			 statement, at[i], texts[i], -1, SQLITE_STATIC),
		    SQLITE_OK);
	must(sqlite3_bind_int64(statement, 2, row), SQLITE_OK);
	must(sqlite3_bind_int64(statement, 3, row), SQLITE_OK);
	must(sqlite3_bind_int64(statement, 7, INT64_C(1700000000) + row),
	    SQLITE_OK);
	must(sqlite3_bind_int64(statement, 8, INT64_C(1700003600) + row),
	    SQLITE_OK);
	must(sqlite3_bind_null(statement, 9), SQLITE_OK);
	must(sqlite3_step(statement), SQLITE_DONE);
	must(sqlite3_reset(statement), SQLITE_OK);
}

int main(int argc, char **argv)
{
	long rows = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
	char path[] = "/tmp/bench-bare-XXXXXX";
	int fd = mkstemp(path);
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	if (fd < 0 || close(fd) != 0)
		return 1;
	must(sqlite3_open(path, &db), SQLITE_OK);
	must(sqlite3_exec(db,
		 "CREATE TABLE r (a TEXT, b INT, c INT, d TEXT, e TEXT, f TEXT,"
		 " g INT, h INT, i INT, j TEXT, k TEXT, l TEXT)",
		 NULL, NULL, NULL),
	    SQLITE_OK);
	must(sqlite3_prepare_v2(db,
		 "INSERT INTO r VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", -1,
		 &statement, NULL),
	    SQLITE_OK);
	double start = now();
	for (long done = 0; done < rows;) {
		must(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL), SQLITE_OK);
		for (long n = 0; n < FILE_ROWS && done < rows; n++)
			insert(statement, (int)done++);
		must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	}
	printf("bare SQLite: %.0f rows a second\n",
	    (double)rows / (now() - start));
	(void)sqlite3_finalize(statement);
	(void)sqlite3_close(db);
	return unlink(path) == 0 ? 0 : 1;
}
