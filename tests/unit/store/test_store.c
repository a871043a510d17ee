/* Connections, transactions, backup. */
#include "fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../../../src/store/driver.h"

static const char *const FILES[] = { "a.db", "b.db", NULL };

static void count_people(
    struct tsm_store *store, struct tsm_arena *arena, size_t expected)
{
	struct tsm_store_person *list = NULL;
	size_t count = 0;
	assert_ok(
	    tsm_store_person_list(store, NULL, arena, &list, &count, NULL));
	assert_int_equal(count, expected);
}

static void test_url(void **state)
{
	struct tsm_store *store = NULL;
	struct tsm_error err = { 0 };
	struct tsm_store_options create = { true, 0 };
	(void)state;
	assert_int_equal(
	    tsm_store_new("postgresql://u:secret@h/db", NULL, &store, &err),
	    TSM_E_UNSUPPORTED);
	assert_null(strstr(err.text, "secret"));
	assert_int_equal(tsm_store_new("postgres://h/db", NULL, &store, &err),
	    TSM_E_UNSUPPORTED);
	assert_int_equal(tsm_store_new("", NULL, &store, &err), TSM_E_USAGE);
	assert_int_equal(tsm_store_new(NULL, NULL, &store, &err), TSM_E_USAGE);
	assert_int_equal(
	    tsm_store_new("sqlite:", &create, &store, &err), TSM_E_USAGE);
	assert_int_equal(
	    tsm_store_new("/no/such/folder/x.db", NULL, &store, &err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(
	    tsm_store_new("/no/such/folder/x.db", &create, &store, &err),
	    TSM_E_IO);
	assert_int_equal(tsm_store_new("/tmp", NULL, &store, &err), TSM_E_IO);
	assert_null(store);
	tsm_store_free(&store);
	tsm_store_free(NULL);
}

static void test_file(void **state)
{
	char folder[64];
	char path[96];
	char url[112];
	struct stat st;
	struct tsm_store *store = NULL;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	struct tsm_store_options create = { true, 0 };
	(void)state;

	make_folder(folder);
	tsm_arena_init(&arena, 0);
	(void)snprintf(path, sizeof(path), "%s/a.db", folder);
	(void)snprintf(url, sizeof(url), "sqlite:%s", path);
	assert_int_equal(
	    tsm_store_new(url, NULL, &store, &err), TSM_E_NOT_FOUND);
	assert_ok(tsm_store_new(url, &create, &store, &err));
	assert_true(tsm_store_schema(store) >= 7);
	assert_ok(tsm_store_ping(store, &err));
	seed(store, &err);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	tsm_store_free(&store);
	assert_null(store);
	/* it is all there again, by the plain path too */
	assert_ok(tsm_store_new(path, NULL, &store, &err));
	count_people(store, &arena, 2);
	tsm_store_free(&store);
	tsm_arena_release(&arena);
	remove_folder(folder, FILES);
}

static void test_foreign_file(void **state)
{
	char folder[64];
	char path[96];
	void *conn = NULL;
	struct tsm_store *store = NULL;
	struct tsm_error err = { 0 };
	struct tsm_store_options create = { true, 0 };
	(void)state;

	make_folder(folder);
	(void)snprintf(path, sizeof(path), "%s/a.db", folder);
	assert_ok(tsm_sql_sqlite.open(path, &create, &conn, &err));
	assert_ok(tsm_sql_sqlite.script(
	    conn, "PRAGMA application_id = 7; CREATE TABLE t (a TEXT)", &err));
	tsm_sql_sqlite.close(conn);
	assert_int_equal(
	    tsm_store_new(path, &create, &store, &err), TSM_E_MISMATCH);
	/* no database at all */
	(void)snprintf(path, sizeof(path), "%s/b.db", folder);
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	for (int i = 0; i < 64; i++)
		assert_int_equal(
		    write(fd, "this is a text, not a database. ", 32), 32);
	(void)close(fd);
	assert_int_equal(tsm_store_new(path, NULL, &store, &err), TSM_E_STORE);
	remove_folder(folder, FILES);
}

static void test_transactions(void **state)
{
	struct fixture *f = *state;
	struct tsm_error *err = &f->err;

	assert_int_equal(tsm_store_commit(f->store, err), TSM_E_STATE);
	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, err));
	assert_true(tsm_store_in_transaction(f->store));
	assert_int_equal(
	    tsm_store_begin(f->store, TSM_STORE_WRITE, err), TSM_E_STATE);
	seed_person(f->store, "p3", NULL, err);
	tsm_store_rollback(f->store);
	assert_false(tsm_store_in_transaction(f->store));
	count_people(f->store, &f->arena, 2);
	tsm_store_rollback(f->store);

	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, err));
	seed_person(f->store, "p3", NULL, err);
	assert_ok(tsm_store_commit(f->store, err));
	count_people(f->store, &f->arena, 3);

	/* a reading transaction refuses functions that write several rows */
	struct tsm_store_person p4 = { .id = "p4", .name = "X", .created = 1 };
	assert_ok(tsm_store_begin(f->store, TSM_STORE_READ, err));
	assert_int_equal(tsm_store_person_add(f->store, &p4, err), TSM_E_STATE);
	tsm_store_rollback(f->store);
}

static void test_answers_do_not_poison(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_person twin = { .id = "p1", .name = "X" };
	struct tsm_store_person out;

	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, &f->err));
	assert_int_equal(
	    tsm_store_person_add(f->store, &twin, &f->err), TSM_E_DUPLICATE);
	assert_int_equal(
	    tsm_store_person_get(f->store, "nobody", &f->arena, &out, &f->err),
	    TSM_E_NOT_FOUND);
	seed_person(f->store, "p3", NULL, &f->err);
	assert_ok(tsm_store_commit(f->store, &f->err));
	count_people(f->store, &f->arena, 3);
}

static void test_failure_poisons(void **state)
{
	struct fixture *f = *state;
	struct tsm_store_person nameless = { .id = "p9", .name = "" };
	struct tsm_store_person out;

	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, &f->err));
	seed_person(f->store, "p3", NULL, &f->err);
	assert_int_equal(
	    tsm_store_person_add(f->store, &nameless, &f->err), TSM_E_VALUE);
	assert_int_equal(
	    tsm_store_person_get(f->store, "p3", &f->arena, &out, &f->err),
	    TSM_E_STATE);
	assert_int_equal(tsm_store_commit(f->store, &f->err), TSM_E_STATE);
	assert_false(tsm_store_in_transaction(f->store));
	count_people(f->store, &f->arena, 2);
}

static void test_two_writers(void **state)
{
	char folder[64];
	char path[96];
	struct tsm_store *a = NULL;
	struct tsm_store *b = NULL;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	struct tsm_store_options options = { true, 50 };
	(void)state;

	make_folder(folder);
	tsm_arena_init(&arena, 0);
	(void)snprintf(path, sizeof(path), "%s/a.db", folder);
	assert_ok(tsm_store_new(path, &options, &a, &err));
	assert_ok(tsm_store_new(path, &options, &b, &err));
	seed(a, &err);
	assert_ok(tsm_store_begin(a, TSM_STORE_WRITE, &err));
	seed_person(a, "p3", NULL, &err);
	/* the other cannot write, but reads the state before */
	assert_int_equal(tsm_store_begin(b, TSM_STORE_WRITE, &err), TSM_E_BUSY);
	assert_false(tsm_store_in_transaction(b));
	struct tsm_store_person p4 = { .id = "p4", .name = "X", .created = 1 };
	assert_int_equal(tsm_store_person_add(b, &p4, &err), TSM_E_BUSY);
	count_people(b, &arena, 2);
	/* a snapshot stays what it was when others commit */
	assert_ok(tsm_store_begin(b, TSM_STORE_READ, &err));
	count_people(b, &arena, 2);
	assert_ok(tsm_store_commit(a, &err));
	count_people(b, &arena, 2);
	tsm_store_rollback(b);
	count_people(b, &arena, 3);
	assert_ok(tsm_store_person_add(b, &p4, &err));
	count_people(a, &arena, 4);
	tsm_store_free(&a);
	tsm_store_free(&b);
	tsm_arena_release(&arena);
	remove_folder(folder, FILES);
}

/* Several processes make the same database at once: all may use it. */
static void test_created_together(void **state)
{
	struct tsm_store_options create = { true, 0 };
	(void)state;
	for (int round = 0; round < 5; round++) {
		char folder[64];
		char path[96];
		pid_t children[6];
		make_folder(folder);
		(void)snprintf(path, sizeof(path), "%s/a.db", folder);
		for (int i = 0; i < 6; i++) {
			children[i] = fork();
			assert_true(children[i] >= 0);
			if (children[i] == 0) {
				struct tsm_store *store = NULL;
				enum tsm_status status =
				    tsm_store_new(path, &create, &store, NULL);
				tsm_store_free(&store);
				_exit((int)status);
			}
		}
		for (int i = 0; i < 6; i++) {
			int status = 0;
			assert_int_equal(
			    waitpid(children[i], &status, 0), children[i]);
			assert_true(WIFEXITED(status));
			assert_int_equal(WEXITSTATUS(status), TSM_OK);
		}
		remove_folder(folder, FILES);
	}
}

static void test_backup(void **state)
{
	char folder[64];
	char path[96];
	struct stat st;
	struct fixture *f = *state;
	struct tsm_store *copy = NULL;

	make_folder(folder);
	(void)snprintf(path, sizeof(path), "%s/b.db", folder);
	assert_ok(tsm_store_begin(f->store, TSM_STORE_WRITE, &f->err));
	assert_int_equal(
	    tsm_store_backup(f->store, path, &f->err), TSM_E_STATE);
	tsm_store_rollback(f->store);
	assert_ok(tsm_store_backup(f->store, path, &f->err));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(
	    tsm_store_backup(f->store, path, &f->err), TSM_E_DUPLICATE);
	assert_ok(tsm_store_new(path, NULL, &copy, &f->err));
	count_people(copy, &f->arena, 2);
	/* a copy of the copy, from a file */
	char second[96];
	(void)snprintf(second, sizeof(second), "%s/a.db", folder);
	assert_ok(tsm_store_backup(copy, second, &f->err));
	tsm_store_free(&copy);
	assert_ok(tsm_store_new(second, NULL, &copy, &f->err));
	count_people(copy, &f->arena, 2);
	tsm_store_free(&copy);
	remove_folder(folder, FILES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_url),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_foreign_file),
		TEST(test_transactions),
		TEST(test_answers_do_not_poison),
		TEST(test_failure_poisons),
		cmocka_unit_test(test_two_writers),
		cmocka_unit_test(test_created_together),
		TEST(test_backup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
