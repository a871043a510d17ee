/*
 * Credentials against a model: every byte is an operation on one of four
 * awards (issue, revoke, suspend, reinstate, share, unshare, correct, take a
 * position nobody uses). After each the status is the one the model expects;
 * at the end standing, positions and status bits are the model's.
 */
#include <stdlib.h>
#include <string.h>

#include "testamur/store/credential.h"
#include "testamur/store/decision.h"
#include "testamur/store/organisation.h"
#include "testamur/store/status.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition) \
 do {                    \
  if (!(condition))      \
   abort();              \
 } while (0)

#define AWARDS  4
#define ENTRIES 7 /* small lists: they fill and open */
#define OPS_MAX 200
#define NOW     1700000000

enum op {
	ISSUE,
	REVOKE,
	SUSPEND,
	REINSTATE,
	SHARE,
	UNSHARE,
	CORRECT,
	WASTE
};

struct model {
	int64_t version; /* 0: not issued */
	enum tsm_store_validity validity;
	enum tsm_store_sharing sharing;
};

static const char *const NAMES[AWARDS] = { "A", "B", "C", "D" };

static enum tsm_status fill(void *self, void *out, size_t len)
{
	(void)self;
	memset(out, 7, len);
	return TSM_OK;
}

static const struct tsm_random RANDOM = { fill, NULL };

static struct tsm_store *open_once(void)
{
	static struct tsm_store *store;
	const struct tsm_store_organisation organisation = {
		.id = "o1", .name = "O", .created = 1
	};
	const struct tsm_store_key key = {
		.organisation = "o1",
		.kid = "k1",
		.alg = "ES256",
		.public_jwk = "{}",
		.created = 1,
		.active_from = 1,
	};
	const struct tsm_store_decision decision = {
		.id = "d1",
		.person = "p",
		.cohort = "c",
		.award = "a",
		.programme = "g",
		.revision = 1,
		.document = TSM_STR("{}"),
		.salt = TSM_STR("s"),
		.created = 1,
	};
	if (store != NULL)
		return store;
	CHECK(tsm_store_new("sqlite::memory:", NULL, &store, NULL) == TSM_OK);
	CHECK(tsm_store_organisation_add(store, &organisation, NULL) == TSM_OK);
	CHECK(tsm_store_key_add(store, &key, NULL) == TSM_OK);
	CHECK(tsm_store_decision_add(store, &decision, NULL) == TSM_OK);
	return store;
}

static struct tsm_store_credential credential(int award, int64_t version)
{
	struct tsm_store_credential c = {
		.id = NAMES[award],
		.version = version,
		.organisation = "o1",
		.person = NAMES[award],
		.cohort = "c",
		.award = "a",
		.cycle = "",
		.achievement = "x",
		.kind = "badge",
		.name_shown = "N",
		.decision = "d1",
		.kid = "k1",
		.format = "vc-jwt",
		.body = TSM_STR("b"),
		.summary = "{}",
		.valid_from = NOW,
		.awarded_at = NOW,
		.issued_at = NOW + version,
	};
	return c;
}

static struct tsm_store_position plan(struct tsm_store *store)
{
	struct tsm_store_position position;
	CHECK(tsm_store_status_plan(store, "o1", 1, ENTRIES, &RANDOM, NOW,
		  &position, NULL) == TSM_OK);
	return position;
}

static void do_issue(struct tsm_store *store, struct model *m, int award)
{
	struct tsm_store_credential c = credential(award, 1);
	struct tsm_store_position p = plan(store);
	struct tsm_store_issued issued;
	c.status_number = p.number;
	c.status_index = ENTRIES - 1 - p.n;
	CHECK(tsm_store_issue(store, &c, &p, &issued, NULL) == TSM_OK);
	CHECK(issued.existed == (m->version > 0));
	if (m->version == 0)
		m->version = 1;
	CHECK(issued.version == m->version);
}

static void do_correct(struct tsm_store *store, struct model *m, int award)
{
	struct tsm_store_credential c = credential(award, m->version + 1);
	struct tsm_store_position p = plan(store);
	c.status_number = p.number;
	c.status_index = ENTRIES - 1 - p.n;
	enum tsm_status expected = m->version == 0 ? TSM_E_NOT_FOUND
				   : m->validity == TSM_STORE_IN_FORCE
				       ? TSM_OK
				       : TSM_E_STATE;
	CHECK(tsm_store_supersede(store, &c, &p, "ann", NULL) == expected);
	if (expected == TSM_OK)
		m->version++;
}

static void do_event(
    struct tsm_store *store, struct model *m, int award, enum op op)
{
	static const char *const KINDS[] = { [REVOKE] = "revoked",
		[SUSPEND] = "suspended",
		[REINSTATE] = "reinstated",
		[SHARE] = "shared",
		[UNSHARE] = "unshared" };
	struct tsm_store_credential_event e = {
		.credential = NAMES[award],
		.kind = KINDS[op],
		.reason = "r",
		.by = "ann",
		.at = NOW,
	};
	bool allowed = op == SHARE || op == UNSHARE ||
		       (op == REVOKE && m->validity != TSM_STORE_REVOKED) ||
		       (op == SUSPEND && m->validity == TSM_STORE_IN_FORCE) ||
		       (op == REINSTATE && m->validity == TSM_STORE_SUSPENDED);
	enum tsm_status expected = m->version == 0 ? TSM_E_NOT_FOUND
				   : allowed       ? TSM_OK
						   : TSM_E_STATE;
	CHECK(tsm_store_credential_event_add(store, &e, NULL) == expected);
	if (expected != TSM_OK)
		return;
	if (op == REVOKE)
		m->validity = TSM_STORE_REVOKED;
	else if (op == SUSPEND)
		m->validity = TSM_STORE_SUSPENDED;
	else if (op == REINSTATE)
		m->validity = TSM_STORE_IN_FORCE;
	else
		m->sharing = op == SHARE ? TSM_STORE_PUBLIC : TSM_STORE_PRIVATE;
}

static void step(struct tsm_store *store, struct model *models, uint8_t byte)
{
	enum op op = (enum op)(byte & 7);
	int award = (byte >> 3) & (AWARDS - 1);
	struct model *m = &models[award];

	if (op == ISSUE) {
		do_issue(store, m, award);
	} else if (op == CORRECT) {
		do_correct(store, m, award);
	} else if (op == WASTE) {
		struct tsm_store_position p = plan(store);
		CHECK(tsm_store_status_claim(store, "o1", &p, NOW, NULL) ==
		      TSM_OK);
		CHECK(tsm_store_status_claim(store, "o1", &p, NOW, NULL) ==
		      TSM_E_BUSY);
	} else {
		do_event(store, m, award, op);
	}
}

/* The bits of all lists together. */
static size_t count_bits(
    struct tsm_store *store, const char *purpose, struct tsm_arena *arena)
{
	struct tsm_store_status_list *lists = NULL;
	size_t count = 0;
	size_t total = 0;
	CHECK(tsm_store_status_list(store, "o1", arena, &lists, &count, NULL) ==
	      TSM_OK);
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_status_list list;
		int64_t *indices = NULL;
		size_t set = 0;
		/* only the last list may be open */
		CHECK((lists[i].closed_at == 0) == (lists[i].next_n < ENTRIES));
		CHECK(i + 1 == count || lists[i].closed_at != 0 ||
		      lists[i + 1].next_n == 0);
		CHECK(tsm_store_status_bits(store, "o1", lists[i].number,
			  purpose, INT64_MAX, arena, &list, &indices, &set,
			  NULL) == TSM_OK);
		for (size_t k = 0; k < set; k++)
			CHECK(indices[k] >= ENTRIES - lists[i].next_n &&
			      indices[k] < ENTRIES &&
			      (k == 0 || indices[k] > indices[k - 1]));
		total += set;
	}
	return total;
}

static void compare(struct tsm_store *store, const struct model *models)
{
	struct tsm_arena arena;
	size_t revoked = 0;
	size_t suspended = 0;

	tsm_arena_init(&arena, 0);
	for (int i = 0; i < AWARDS; i++) {
		struct tsm_store_standing s;
		enum tsm_status status = tsm_store_credential_standing(
		    store, NAMES[i], 0, &arena, &s, NULL);
		if (models[i].version == 0) {
			CHECK(status == TSM_E_NOT_FOUND);
			continue;
		}
		CHECK(status == TSM_OK && s.validity == models[i].validity &&
		      s.sharing == models[i].sharing);
		revoked += (size_t)models[i].version - 1;
		revoked += s.validity == TSM_STORE_REVOKED ? 1 : 0;
		suspended += s.validity == TSM_STORE_SUSPENDED ? 1 : 0;
		for (int64_t v = 1; v < models[i].version; v++) {
			CHECK(tsm_store_credential_standing(store, NAMES[i], v,
				  &arena, &s, NULL) == TSM_OK);
			CHECK(s.validity == TSM_STORE_SUPERSEDED);
		}
	}
	CHECK(count_bits(store, "revocation", &arena) == revoked);
	/* a revoked credential keeps the suspension it had */
	CHECK(count_bits(store, "suspension", &arena) >= suspended);
	tsm_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_store *store = open_once();
	struct model models[AWARDS] = { { 0, TSM_STORE_IN_FORCE,
	    TSM_STORE_PRIVATE } };

	CHECK(tsm_store_begin(store, TSM_STORE_WRITE, NULL) == TSM_OK);
	for (size_t i = 0; i < size && i < OPS_MAX; i++)
		step(store, models, data[i]);
	compare(store, models);
	tsm_store_rollback(store);
	return 0;
}
