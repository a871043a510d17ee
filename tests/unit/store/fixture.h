/* fixture.h - a database with one of everything, for the store's tests. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "testamur/store/attendance.h"
#include "testamur/store/audit.h"
#include "testamur/store/cohort.h"
#include "testamur/store/credential.h"
#include "testamur/store/decision.h"
#include "testamur/store/ledger.h"
#include "testamur/store/organisation.h"
#include "testamur/store/person.h"
#include "testamur/store/pool.h"
#include "testamur/store/programme.h"
#include "testamur/store/session.h"
#include "testamur/store/status.h"
#include "testamur/store/store.h"
#include "testamur/store/work.h"

#define NOW   1700000000
#define HASH  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HASH2 "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

#define assert_ok(call) assert_int_equal((call), TSM_OK)

struct fixture {
	struct tsm_store *store;
	struct tsm_arena arena;
	struct tsm_error err;
};

/* Reproducible bytes: 0, 1, 2, … */
static inline enum tsm_status count_fill(void *self, void *out, size_t len)
{
	unsigned char *next = self;
	unsigned char *bytes = out;
	for (size_t i = 0; i < len; i++)
		bytes[i] = (*next)++;
	return TSM_OK;
}

/* A private folder for files of one test; remove_folder takes it away. */
static inline void make_folder(char path[64])
{
	(void)snprintf(path, 64, "/tmp/testamur-store-XXXXXX");
	assert_non_null(mkdtemp(path));
}

static inline void remove_folder(const char *path, const char *const *names)
{
	char full[128];
	for (; *names != NULL; names++) {
		static const char *const SUFFIX[] = { "", "-wal", "-shm" };
		for (size_t i = 0; i < 3; i++) {
			(void)snprintf(full, sizeof(full), "%s/%s%s", path,
			    *names, SUFFIX[i]);
			(void)unlink(full);
		}
	}
	(void)rmdir(path);
}

/* --- rows that tests share ----------------------------------------------- */

static inline void seed_organisation(
    struct tsm_store *store, const char *id, struct tsm_error *err)
{
	struct tsm_store_organisation organisation = {
		.id = id,
		.name = "Example Board",
		.url = "https://example.org",
		.created = NOW,
	};
	struct tsm_store_key key = {
		.organisation = id,
		.kid = "es256-1",
		.alg = "ES256",
		.public_jwk = "{\"kty\":\"EC\"}",
		.created = NOW,
		.active_from = NOW,
	};
	assert_ok(tsm_store_organisation_add(store, &organisation, err));
	assert_ok(tsm_store_key_add(store, &key, err));
}

static inline void seed_person(struct tsm_store *store, const char *id,
    const char *email, struct tsm_error *err)
{
	struct tsm_store_person person = {
		.id = id,
		.name = "Ada Example",
		.email = email,
		.licence_type = "IEIN",
		.licence_number = "123456",
		.created = NOW,
	};
	assert_ok(tsm_store_person_add(store, &person, err));
}

static inline struct tsm_store_session session_like(const char *id)
{
	struct tsm_store_session session = {
		.cohort = "c1",
		.id = id,
		.topic = "bias",
		.track = "s1",
		.tags = "workshop live",
		.title = "What is Bias?",
		.state = "planned",
		.kind = "regular",
		.mode = "virtual",
		.local_start = "2024-02-01T08:30:00",
		.local_end = "2024-02-01T11:30:00",
		.zone = "America/Chicago",
		.tzdata = "2024a",
		.start_utc = 1706797800,
		.end_utc = 1706808600,
		.position = 1,
	};
	return session;
}

/* organisation o1, programme g1, cohort c1, people p1 p2, session s1 */
static inline void seed(struct tsm_store *store, struct tsm_error *err)
{
	struct tsm_store_programme programme = { .id = "g1",
		.title = "Programme",
		.definition = "{}",
		.created = NOW };
	struct tsm_store_cohort cohort = {
		.id = "c1",
		.programme = "g1",
		.revision = 1,
		.title = "2024 A",
		.zone = "America/Chicago",
		.capacity = -1,
		.created = NOW,
	};
	struct tsm_store_session session = session_like("s1");
	seed_organisation(store, "o1", err);
	seed_person(store, "p1", "ada@example.org", err);
	seed_person(store, "p2", NULL, err);
	assert_ok(tsm_store_programme_put(store, &programme, err));
	assert_ok(tsm_store_cohort_add(store, &cohort, err));
	assert_ok(
	    tsm_store_session_put(store, &session, "ann", NOW, NULL, err));
}

static inline void seed_decision(
    struct tsm_store *store, const char *id, struct tsm_error *err)
{
	struct tsm_store_decision decision = {
		.id = id,
		.person = "p1",
		.cohort = "c1",
		.award = "badge",
		.programme = "g1",
		.revision = 1,
		.document = TSM_STR("{\"met\":true}"),
		.salt = TSM_STR("0123456789abcdef"),
		.created = NOW,
	};
	assert_ok(tsm_store_decision_add(store, &decision, err));
}

static inline struct tsm_store_credential credential_like(
    const char *id, const char *person)
{
	struct tsm_store_credential credential = {
		.id = id,
		.version = 1,
		.organisation = "o1",
		.person = person,
		.cohort = "c1",
		.award = "badge",
		.cycle = "",
		.achievement = "a1",
		.kind = "badge",
		.name_shown = "Ada Example",
		.decision = "ni:///sha-256;x",
		.kid = "es256-1",
		.format = "vc-jwt",
		.body = TSM_STR("aaa.bbb.ccc"),
		.summary = "{}",
		.valid_from = NOW,
		.awarded_at = NOW,
		.issued_at = NOW,
	};
	return credential;
}

/* Plan one position of o1 and put the credential there (index = n). */
static inline struct tsm_store_position place(struct tsm_store *store,
    struct tsm_store_credential *credential, int64_t entries,
    struct tsm_error *err)
{
	static unsigned char next = 0;
	struct tsm_random random = { count_fill, &next };
	struct tsm_store_position position;
	assert_ok(tsm_store_status_plan(store, credential->organisation, 1,
	    entries, &random, NOW, &position, err));
	credential->status_number = position.number;
	credential->status_index = position.n;
	return position;
}

/* Issue one in a transaction of its own. */
static inline struct tsm_store_issued issue(struct tsm_store *store,
    const char *id, const char *person, struct tsm_error *err)
{
	struct tsm_store_credential credential = credential_like(id, person);
	struct tsm_store_position position =
	    place(store, &credential, 131072, err);
	struct tsm_store_issued issued;
	assert_ok(tsm_store_begin(store, TSM_STORE_WRITE, err));
	assert_ok(tsm_store_issue(store, &credential, &position, &issued, err));
	assert_ok(tsm_store_commit(store, err));
	return issued;
}

static inline int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	tsm_arena_init(&f->arena, 0);
	assert_ok(tsm_store_new("sqlite::memory:", NULL, &f->store, &f->err));
	seed(f->store, &f->err);
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;
	tsm_store_free(&f->store);
	tsm_arena_release(&f->arena);
	free(f);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
