/* What is kept of fetched documents: in memory, in files, for how long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../src/net/cache.h"
#include "../../../src/net/flight.h"
#include "../../../src/net/freshness.h"
#include "testamur/base/file.h"

#define URL    "https://issuer.example/did.json"
#define ACCEPT "application/json"

static const struct tsm_cache_key key = { URL, ACCEPT, false };
static char folder[] = "/tmp/testamur-cache-XXXXXX";

static struct tsm_fetch_reply reply_of(const char *body)
{
	return (struct tsm_fetch_reply){ .http_status = 200,
		.body = tsm_str(body),
		.content_type = TSM_STR("application/json") };
}

static void put(struct tsm_cache *cache, const struct tsm_cache_key *k,
    int64_t now, unsigned ttl, const char *tag, const char *body)
{
	const struct tsm_fetch_reply reply = reply_of(body);

	tsm_cache_put(cache, k, now, ttl, tag, &reply);
}

/* The body that get finds, copied; NULL: none. */
static const char *get(struct tsm_cache *cache, const struct tsm_cache_key *k,
    int64_t now, int64_t newer_than)
{
	static char text[64];
	struct tsm_fetch_reply reply;
	struct tsm_arena arena;
	const char *found = NULL;

	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_cache_get(cache, &arena, k, now, newer_than, &reply);
	if (status == TSM_OK) {
		assert_true(reply.from_cache);
		assert_true(reply.body.len < sizeof(text));
		memcpy(text, reply.body.ptr, reply.body.len);
		text[reply.body.len] = '\0';
		found = text;
	} else {
		assert_int_equal(status, TSM_E_NOT_FOUND);
	}
	tsm_arena_release(&arena);
	return found;
}

static void headers(void **state)
{
	static const struct {
		const char *lines[3];
		unsigned ttl; /* of 7 where nothing is said, at most 100 */
		const char *tag;
	} rows[] = {
		{ { "Content-Type: x\r\n", NULL }, 7, "" },
		{ { "Cache-Control: max-age=50\r\n", NULL }, 50, "" },
		{ { "cache-control: public, MAX-AGE=5000", NULL }, 100, "" },
		{ { "Cache-Control: max-age=50", "Age: 20", NULL }, 30, "" },
		{ { "Cache-Control: max-age=50", "Age: 70", NULL }, 0, "" },
		{ { "Cache-Control: max-age=x", NULL }, 0, "" },
		{ { "Cache-Control: no-cache, max-age=50", NULL }, 0, "" },
		{ { "Cache-Control: no-store", NULL }, 0, "" },
		{ { "ETag: \"abc\"\r\n", NULL }, 7, "\"abc\"" },
		{ { "etag: W/\"abc\"", NULL }, 7, "W/\"abc\"" },
		{ { "ETag: \"abc\"", "ETag", NULL }, 7, "" },
		{ { "Content-Location", NULL }, 7, "" },
		{ { "ETag: abc", NULL }, 7, "" },
		{ { "ETag: \"a b\"", NULL }, 7, "" },
		{ { "ETag: \"a\"", "ETag: \"a\x01\"", NULL }, 7, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tsm_freshness f = { .no_store = false };
		for (size_t j = 0; rows[i].lines[j] != NULL; j++)
			tsm_freshness_header(&f, tsm_str(rows[i].lines[j]));
		assert_int_equal(tsm_freshness_ttl(&f, 7, 100), rows[i].ttl);
		assert_string_equal(f.tag, rows[i].tag);
	}
	struct tsm_freshness f = { .no_store = false };
	char line[400] = "ETag: \"";
	memset(line + 7, 'a', 300);
	memcpy(line + 307, "\"", 2);
	tsm_freshness_header(&f, tsm_str(line));
	assert_string_equal(f.tag, "");
	/* RFC 7089 */
	tsm_freshness_header(
	    &f, tsm_str("Memento-Datetime: Wed, 31 Dec 2025 23:59:59 GMT\r\n"));
	tsm_freshness_header(
	    &f, tsm_str("content-location: https://a.example/l/1\r\n"));
	assert_int_equal(f.memento_at, 1767225599);
	assert_string_equal(f.memento, "https://a.example/l/1");
	tsm_freshness_header(&f, tsm_str("Memento-Datetime: 2025-12-31"));
	tsm_freshness_header(&f, tsm_str("Content-Location: /a b"));
	assert_int_equal(f.memento_at, 0);
	assert_string_equal(f.memento, "");
}

static void ages(void **state)
{
	const struct tsm_cache_key mapped = { URL, ACCEPT, true };
	const struct tsm_cache_key other = { URL, "text/plain", false };
	struct tsm_cache *cache = tsm_cache_new(4, 1000);
	struct tsm_fetch_reply reply;
	struct tsm_arena arena;
	char tag[TSM_TAG_MAX];

	(void)state;
	tsm_arena_init(&arena, 0);
	put(cache, &key, 1000, 60, "\"t\"", "one");
	assert_string_equal(get(cache, &key, 1059, 0), "one");
	assert_string_equal(get(cache, &key, 1059, 999), "one");
	assert_null(get(cache, &key, 1059, 1000));
	assert_null(get(cache, &key, 1060, 0));
	assert_null(get(cache, &key, 999, 0));
	assert_null(get(cache, &mapped, 1001, 0));
	assert_null(get(cache, &other, 1001, 0));
	tsm_cache_tag(cache, &key, tag);
	assert_string_equal(tag, "\"t\"");
	tsm_cache_tag(cache, &other, tag);
	assert_string_equal(tag, "");
	/* not fresh, but there */
	assert_int_equal(
	    tsm_cache_get_old(cache, &arena, &key, 1000, &reply), TSM_OK);
	assert_int_equal(reply.at, 1000);
	assert_int_equal(tsm_cache_get_old(cache, &arena, &key, 1001, &reply),
	    TSM_E_NOT_FOUND);
	/* replaced; never fresh */
	put(cache, &key, 2000, 0, "", "two");
	assert_null(get(cache, &key, 2000, 0));
	assert_int_equal(
	    tsm_cache_get_old(cache, &arena, &key, 2000, &reply), TSM_OK);
	assert_true(tsm_str_is(reply.body, "two"));
	tsm_cache_tag(cache, &key, tag);
	assert_string_equal(tag, "");
	tsm_arena_release(&arena);
	tsm_cache_free(&cache);
}

/* --- files ---------------------------------------------------------------- */

static struct tsm_cache *opened(int64_t now)
{
	struct tsm_cache *cache = tsm_cache_new(4, 1000);
	struct tsm_error err = { 0 };

	assert_non_null(cache);
	if (tsm_cache_open(cache, folder, now, 100, &err) != TSM_OK)
		fail_msg("%s: %s", err.where, err.text);
	return cache;
}

/* How many files there are, and the path of one of them. */
static size_t files(char path[512])
{
	DIR *dir = opendir(folder);
	const struct dirent *file;
	size_t count = 0;

	assert_non_null(dir);
	while ((file = readdir(dir)) != NULL) {
		if (file->d_name[0] == '.')
			continue;
		count++;
		if (path != NULL)
			(void)snprintf(
			    path, 512, "%s/%s", folder, file->d_name);
	}
	(void)closedir(dir);
	return count;
}

static void empty(void)
{
	char path[512];

	while (files(path) > 0)
		assert_int_equal(unlink(path), 0);
}

static void next_start(void **state)
{
	const struct tsm_cache_key mapped = { URL, ACCEPT, true };
	struct tsm_cache *cache = opened(1000);
	char tag[TSM_TAG_MAX];

	(void)state;
	put(cache, &key, 1000, 60, "\"t\"", "one\nand more");
	put(cache, &mapped, 1000, 60, "", "mapped");
	assert_int_equal(files(NULL), 2);
	tsm_cache_free(&cache);
	assert_int_equal(files(NULL), 2);
	cache = opened(1030);
	assert_string_equal(get(cache, &key, 1030, 0), "one\nand more");
	assert_string_equal(get(cache, &mapped, 1030, 0), "mapped");
	assert_null(get(cache, &key, 1060, 0));
	tsm_cache_tag(cache, &key, tag);
	assert_string_equal(tag, "\"t\"");
	/* and of which version it is */
	const struct tsm_cache_key then = { URL, ACCEPT " @ then", false };
	struct tsm_fetch_reply version = reply_of("version");
	version.memento = tsm_str("https://issuer.example/1");
	version.memento_at = 77;
	tsm_cache_put(cache, &then, 1030, 60, "", &version);
	tsm_cache_free(&cache);
	cache = opened(1030);
	struct tsm_arena arena;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_cache_get(cache, &arena, &then, 1030, 0, &version), TSM_OK);
	assert_true(tsm_str_is(version.memento, "https://issuer.example/1"));
	assert_int_equal(version.memento_at, 77);
	tsm_arena_release(&arena);
	/* whoever is forgotten leaves no file */
	for (int i = 0; i < 6; i++) {
		char url[64];
		(void)snprintf(url, sizeof(url), "https://a.example/%d", i);
		const struct tsm_cache_key k = { url, "", false };
		put(cache, &k, 1030, 60, "", "x");
	}
	assert_int_equal(files(NULL), 4);
	tsm_cache_free(&cache);
	/* more files than places: the rest is removed */
	cache = tsm_cache_new(2, 1000);
	assert_int_equal(
	    tsm_cache_open(cache, folder, 1030, 100, NULL), TSM_OK);
	assert_int_equal(files(NULL), 2);
	tsm_cache_free(&cache);
	empty();
}

/* Change a file, start anew: nothing is known, and the file is gone. */
static void must_refuse(
    const char *what, void (*change)(const char *path), int64_t now)
{
	struct tsm_cache *cache = opened(1000);
	char path[512];

	put(cache, &key, 1000, 60, "", "{\"keys\":[\"good\"]}");
	tsm_cache_free(&cache);
	assert_int_equal(files(path), 1);
	change(path);
	cache = opened(now);
	struct tsm_fetch_reply reply;
	struct tsm_arena arena;
	tsm_arena_init(&arena, 0);
	if (tsm_cache_get_old(cache, &arena, &key, INT64_MIN, &reply) !=
	    TSM_E_NOT_FOUND)
		fail_msg("%s: taken", what);
	tsm_arena_release(&arena);
	tsm_cache_free(&cache);
	if (files(NULL) != 0)
		fail_msg("%s: left", what);
}

static void read_whole(const char *path, struct tsm_buf *text)
{
	tsm_buf_init(text, 0);
	assert_int_equal(tsm_file_read(path, 1 << 20, text, NULL), TSM_OK);
}

static void write_whole(const char *path, const struct tsm_buf *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text->data, 1, text->len, file), text->len);
	assert_int_equal(fclose(file), 0);
}

static void poison_body(const char *path)
{
	struct tsm_buf text;

	read_whole(path, &text);
	memcpy(strstr(text.data, "good"), "evil", 4);
	write_whole(path, &text);
	tsm_buf_release(&text);
}

static void poison_url(const char *path)
{
	struct tsm_buf text;

	read_whole(path, &text);
	memcpy(strstr(text.data, "issuer"), "ISSUER", 6);
	write_whole(path, &text);
	tsm_buf_release(&text);
}

static void cut(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(truncate(path, info.st_size - 1), 0);
}

static void cut_head(const char *path)
{
	assert_int_equal(truncate(path, 30), 0);
}

static void cut_all(const char *path)
{
	assert_int_equal(truncate(path, 0), 0);
}

/* As a kill leaves it: not renamed yet. */
static void half_written(const char *path)
{
	char other[520];

	(void)snprintf(other, sizeof(other), "%s.aB3xYz", path);
	assert_int_equal(rename(path, other), 0);
}

static void other_name(const char *path)
{
	char other[512];

	(void)snprintf(other, sizeof(other), "%s", path);
	other[strlen(other) - 1] = other[strlen(other) - 1] == '0' ? '1' : '0';
	assert_int_equal(rename(path, other), 0);
}

static void linked(const char *path)
{
	char other[] = "/tmp/testamur-elsewhere-XXXXXX";
	struct tsm_buf text;

	int fd = mkstemp(other);
	assert_true(fd >= 0);
	(void)close(fd);
	read_whole(path, &text);
	write_whole(other, &text);
	tsm_buf_release(&text);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(other, path), 0);
}

static void untouched(const char *path)
{
	(void)path;
}

static void poisoned(void **state)
{
	(void)state;
	must_refuse("other content", poison_body, 1001);
	must_refuse("other address", poison_url, 1001);
	must_refuse("cut", cut, 1001);
	must_refuse("cut in its head", cut_head, 1001);
	must_refuse("empty", cut_all, 1001);
	must_refuse("not renamed", half_written, 1001);
	must_refuse("another's name", other_name, 1001);
	must_refuse("a link", linked, 1001);
	must_refuse("of tomorrow", untouched, 999);
}

/* A file that says it is fresh for ever is not. */
static void bounded_ttl(void **state)
{
	struct tsm_cache *cache = opened(1000);

	(void)state;
	put(cache, &key, 1000, 1000000, "", "x");
	tsm_cache_free(&cache);
	cache = opened(1001);
	assert_non_null(get(cache, &key, 1099, 0));
	assert_null(get(cache, &key, 1100, 0));
	tsm_cache_free(&cache);
	empty();
}

static void folders(void **state)
{
	struct tsm_cache *cache = tsm_cache_new(4, 1000);
	struct tsm_error err = { 0 };
	char path[512];

	(void)state;
	assert_int_equal(
	    tsm_cache_open(cache, "/tmp/there/is/none", 1, 1, &err),
	    TSM_E_NOT_FOUND);
	assert_string_equal(err.where, "/tmp/there/is/none");
	assert_int_equal(chmod(folder, 0770), 0);
	assert_int_equal(
	    tsm_cache_open(cache, folder, 1, 1, &err), TSM_E_DENIED);
	assert_int_equal(chmod(folder, 0707), 0);
	assert_int_equal(
	    tsm_cache_open(cache, folder, 1, 1, &err), TSM_E_DENIED);
	assert_int_equal(chmod(folder, 0755), 0);
	tsm_cache_free(&cache);
	/* what is none of ours stays */
	(void)snprintf(path, sizeof(path), "%s/README", folder);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
	cache = opened(1);
	tsm_cache_free(&cache);
	assert_int_equal(files(NULL), 1);
	empty();
}

/* --- one request for many ------------------------------------------------- */

enum {
	MANY = 50
};

static struct tsm_flights *flights;
static atomic_int asking;
static atomic_int leaders;
static atomic_int same_answers;

struct asked {
	struct tsm_fetch_request request;
	enum tsm_status answer;
};

static void *ask(void *arg)
{
	const struct asked *asked = arg;
	struct tsm_fetch_reply reply = { 0 };
	struct tsm_flight *flight = NULL;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	atomic_fetch_add(&asking, 1);
	enum tsm_status status = tsm_flight_join(
	    flights, &asked->request, &arena, &flight, &reply, &err);
	if (flight != NULL) {
		char body[] = "a body of its own";
		atomic_fetch_add(&leaders, 1);
		/* all have come, and had time to find out */
		while (atomic_load(&asking) < MANY)
			usleep(1000);
		usleep(300000);
		reply = reply_of(body);
		status = asked->answer;
		if (status != TSM_OK)
			(void)tsm_fail(&err, status, NULL, "it is down");
		tsm_flight_land(flights, flight, status, &reply, &err);
		memset(body, 'x', sizeof(body) - 1);
	} else if (status == asked->answer &&
		   (status == TSM_OK
			   ? tsm_str_is(reply.body, "a body of its own")
			   : strcmp(err.text, "it is down") == 0)) {
		atomic_fetch_add(&same_answers, 1);
	}
	tsm_arena_release(&arena);
	return NULL;
}

static void ask_all(const struct asked *asked, size_t count)
{
	static pthread_t threads[MANY];

	atomic_store(&asking, 0);
	atomic_store(&leaders, 0);
	atomic_store(&same_answers, 0);
	flights = tsm_flights_new();
	assert_non_null(flights);
	for (size_t i = 0; i < MANY; i++) {
		union {
			const struct asked *from;
			void *to;
		} arg = { .from = &asked[i % count] };
		assert_int_equal(
		    pthread_create(&threads[i], NULL, ask, arg.to), 0);
	}
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	tsm_flights_free(&flights);
}

static void one_request(void **state)
{
	const struct asked good = { { .url = URL }, TSM_OK };
	const struct asked down = { { .url = URL }, TSM_E_UNREACHABLE };
	const struct asked apart[] = { { { .url = URL }, TSM_OK },
		{ { .url = URL, .fresh = true }, TSM_OK },
		{ { .url = URL, .allowed_port = 8443 }, TSM_OK },
		{ { .url = URL, .max_bytes = 10 }, TSM_OK },
		{ { .url = URL, .accept = ACCEPT }, TSM_OK } };

	(void)state;
	ask_all(&good, 1);
	assert_int_equal(atomic_load(&leaders), 1);
	assert_int_equal(atomic_load(&same_answers), MANY - 1);
	ask_all(&down, 1);
	assert_int_equal(atomic_load(&leaders), 1);
	assert_int_equal(atomic_load(&same_answers), MANY - 1);
	/* what may be answered otherwise is asked for itself */
	ask_all(apart, 5);
	assert_int_equal(atomic_load(&leaders), 5);
	assert_int_equal(atomic_load(&same_answers), MANY - 5);
}

static void no_patience(void **state)
{
	const struct tsm_fetch_request request = { .url = URL,
		.timeout_ms = 50 };
	struct tsm_fetch_reply reply = { 0 };
	struct tsm_flight *first = NULL, *second = NULL;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;

	(void)state;
	tsm_arena_init(&arena, 0);
	flights = tsm_flights_new();
	assert_int_equal(
	    tsm_flight_join(flights, &request, &arena, &first, &reply, &err),
	    TSM_OK);
	assert_non_null(first);
	assert_int_equal(
	    tsm_flight_join(flights, &request, &arena, &second, &reply, &err),
	    TSM_E_UNREACHABLE);
	assert_null(second);
	/* who has more time does not depend on who has little */
	const struct tsm_fetch_request patient = { .url = URL };
	assert_int_equal(
	    tsm_flight_join(flights, &patient, &arena, &second, &reply, &err),
	    TSM_OK);
	assert_non_null(second);
	tsm_flight_land(flights, second, TSM_OK, &reply, NULL);
	second = NULL;
	tsm_flight_land(flights, first, TSM_OK, &reply, NULL);
	/* and then there is none to wait for */
	assert_int_equal(
	    tsm_flight_join(flights, &request, &arena, &second, &reply, &err),
	    TSM_OK);
	assert_non_null(second);
	tsm_flight_land(flights, second, TSM_E_UNREACHABLE, &reply, &err);
	tsm_flights_free(&flights);
	tsm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers),
		cmocka_unit_test(ages),
		cmocka_unit_test(next_start),
		cmocka_unit_test(poisoned),
		cmocka_unit_test(bounded_ttl),
		cmocka_unit_test(folders),
		cmocka_unit_test(one_request),
		cmocka_unit_test(no_patience),
	};

	if (mkdtemp(folder) == NULL)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)rmdir(folder);
	return failed;
}
