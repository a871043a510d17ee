/*
 * What the store takes: an attendance import of 100,000 rows, and issuing
 * 5,000 credentials in durable batches of 100.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "testamur/store/attendance.h"
#include "testamur/store/cohort.h"
#include "testamur/store/credential.h"
#include "testamur/store/decision.h"
#include "testamur/store/organisation.h"
#include "testamur/store/programme.h"
#include "testamur/store/session.h"

#define ROWS   100000
#define BATCH  100
#define ISSUES 5000
#define HASH   "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* A failure ends the measurement. */
static void must(enum tsm_status status)
{
	if (status != TSM_OK) {
		fprintf(stderr, "failed: %s\n", tsm_status_name(status));
		exit(1);
	}
}

static double now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void seed(struct tsm_store *store)
{
	const struct tsm_store_organisation o = {
		.id = "o", .name = "O", .created = 1
	};
	const struct tsm_store_key k = { .organisation = "o",
		.kid = "k",
		.alg = "ES256",
		.public_jwk = "{}",
		.created = 1,
		.active_from = 1 };
	const struct tsm_store_programme g = {
		.id = "g", .title = "G", .definition = "{}", .created = 1
	};
	const struct tsm_store_cohort c = { .id = "c",
		.programme = "g",
		.revision = 1,
		.title = "C",
		.zone = "Europe/London",
		.capacity = -1,
		.created = 1 };
	const struct tsm_store_session s = { .cohort = "c",
		.id = "s",
		.topic = "t",
		.tags = "",
		.title = "S",
		.state = "postponed",
		.kind = "regular",
		.mode = "virtual",
		.zone = "Europe/London" };
	const struct tsm_store_file f = { .sha256 = HASH,
		.name = "f",
		.body = TSM_STR("x"),
		.imported_at = 1 };
	must(tsm_store_organisation_add(store, &o, NULL));
	must(tsm_store_key_add(store, &k, NULL));
	must(tsm_store_programme_put(store, &g, NULL));
	must(tsm_store_cohort_add(store, &c, NULL));
	must(tsm_store_session_put(store, &s, "a", 1, NULL, NULL));
	must(tsm_store_file_add(store, &f, NULL));
}

static void import_rows(struct tsm_store *store)
{
	const struct tsm_store_source source = { .id = "i",
		.cohort = "c",
		.session = "s",
		.sha256 = HASH,
		.format = "zoom",
		.by = "a",
		.at = 1 };
	struct tsm_store_row *rows = calloc(ROWS, sizeof(*rows));
	enum tsm_store_imported what;
	if (rows == NULL)
		exit(1);
	for (int i = 0; i < ROWS; i++)
		rows[i] = (struct tsm_store_row){ .line = i + 1,
			.name = "Somebody Somewhere",
			.email = "somebody@example.org",
			.join_utc = 1700000000 + i,
			.leave_utc = 1700003600 + i,
			.total_seconds = 3600,
			.via = "live" };
	double start = now();
	must(tsm_store_source_import(
	    store, &source, rows, ROWS, NULL, &what, NULL));
	printf("import: %.0f rows a second\n", ROWS / (now() - start));
	free(rows);
}

static enum tsm_status count_fill(void *self, void *out, size_t len)
{
	unsigned char *bytes = out;
	(void)self;
	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)i;
	return TSM_OK;
}

static void issue_batch(struct tsm_store *store, int first)
{
	const struct tsm_random random = { count_fill, NULL };
	struct tsm_store_position positions[BATCH];
	static char body[3000];
	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = 'a';
	must(tsm_store_status_plan(
	    store, "o", BATCH, 131072, &random, 1, positions, NULL));
	must(tsm_store_begin(store, TSM_STORE_WRITE, NULL));
	for (int i = 0; i < BATCH; i++) {
		char id[24];
		struct tsm_store_issued issued;
		(void)snprintf(id, sizeof(id), "ID%d", first + i);
		const struct tsm_store_decision d = { .id = id,
			.person = id,
			.cohort = "c",
			.award = "a",
			.programme = "g",
			.revision = 1,
			.document = { body, 1000 },
			.salt = TSM_STR("s"),
			.created = 1 };
		const struct tsm_store_credential c = { .id = id,
			.version = 1,
			.organisation = "o",
			.person = id,
			.cohort = "c",
			.award = "a",
			.cycle = "",
			.achievement = "x",
			.kind = "badge",
			.name_shown = "N",
			.decision = id,
			.kid = "k",
			.format = "vc-jwt",
			.body = { body, sizeof(body) },
			.summary = "{}",
			.status_number = positions[i].number,
			.status_index = positions[i].n,
			.valid_from = 1,
			.awarded_at = 1,
			.issued_at = 1 };
		must(tsm_store_decision_add(store, &d, NULL));
		must(tsm_store_issue(store, &c, &positions[i], &issued, NULL));
	}
	must(tsm_store_commit(store, NULL));
}

int main(void)
{
	char folder[] = "/tmp/testamur-bench-XXXXXX";
	char path[64];
	const struct tsm_store_options create = { true, 0 };
	struct tsm_store *store = NULL;

	if (mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(path, sizeof(path), "%s/a.db", folder);
	must(tsm_store_new(path, &create, &store, NULL));
	seed(store);
	import_rows(store);
	double start = now();
	for (int first = 0; first < ISSUES; first += BATCH)
		issue_batch(store, first);
	printf("issue: %.0f credentials a second, durable every %d\n",
	    ISSUES / (now() - start), BATCH);
	tsm_store_free(&store);
	(void)unlink(path);
	(void)rmdir(folder);
	return 0;
}
