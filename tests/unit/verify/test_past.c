/* Status on a day gone by, by the list of that day (RFC 7089). */
#include "world.h"

#define DAY   ((int64_t)86400)
#define INDEX 94567

/* NOW is 2026-01-01; the lists of today were signed on 2025-12-01. */
static const int64_t ASKED = NOW - 100 * DAY; /* 2025-09-23T00:00:00Z */
#define SINCE "2025-09-01T00:00:00Z"
#define UNTIL "2025-09-30T23:59:59Z"

static int64_t at(const char *text)
{
	int64_t instant = 0;

	assert_int_equal(tsm_time_parse(tsm_str(text), &instant), TSM_OK);
	return instant;
}

/* A list of another date: until NULL: no end; signed NULL: it does not say. */
static char *version(const struct world *w, const char *url,
    const char *purpose, int set, const char *until, const char *signed_at)
{
	struct list_spec s = list_spec(w, url, purpose);
	char *end = until != NULL ? format(",\"validUntil\":\"%s\"", until)
				  : format("%s", "");
	char *iat = signed_at != NULL
			? format(",\"iat\":%lld", (long long)at(signed_at))
			: format("%s", "");
	char *extra = format("%s%s", end, iat);

	s.valid_from = SINCE;
	s.set = set;
	s.extra = extra;
	char *text = list_token(&s);
	free(end);
	free(iat);
	free(extra);
	return text;
}

static void serve_versions(struct world *w, int revoked, int suspended,
    const char *until, const char *signed_at)
{
	serve(w, REVOCATION_URL "@",
	    version(
		w, REVOCATION_URL, "\"revocation\"", revoked, until, signed_at),
	    TSM_OK);
	serve(w, SUSPENSION_URL "@",
	    version(w, SUSPENSION_URL, "\"suspension\"", suspended, until,
		signed_at),
	    TSM_OK);
}

static void serve_today(struct world *w, int revoked, int suspended)
{
	struct list_spec r = list_spec(w, REVOCATION_URL, "\"revocation\"");
	struct list_spec s = list_spec(w, SUSPENSION_URL, "\"suspension\"");

	r.set = revoked;
	s.set = suspended;
	serve_list(w, &r);
	serve_list(w, &s);
}

static const struct tsm_report *ask(struct world *w, const int64_t *as_of)
{
	struct badge b = badge(w);

	w->options.as_of = as_of;
	w->options.no_cache = true;
	return verify_badge(w, &b);
}

/* Then and now, all that they can be. */
static void then_and_now(void **state)
{
	struct world *w = *state;
	static const struct {
		int then[2], now[2]; /* revocation, suspension */
		const char *revocation, *suspension;
		enum tsm_verdict verdict;
		const char *word;
	} cases[] = {
		{ { -1, -1 }, { -1, -1 }, "revocation.not_revoked",
		    "suspension.not_suspended_then", TSM_VERIFIED, "VALID" },
		{ { -1, -1 }, { INDEX, -1 }, "revocation.revoked_later",
		    "suspension.not_suspended_then", TSM_VERIFIED, "VALID" },
		{ { -1, -1 }, { -1, INDEX }, "revocation.not_revoked",
		    "suspension.suspended_later", TSM_VERIFIED, "VALID" },
		{ { INDEX, -1 }, { INDEX, -1 }, "revocation.revoked",
		    "suspension.not_suspended_then", TSM_NOT_VALID, "REVOKED" },
		{ { -1, INDEX }, { -1, -1 }, "revocation.not_revoked",
		    "suspension.suspended_then", TSM_NOT_VALID, "SUSPENDED" },
		{ { -1, INDEX }, { INDEX, INDEX }, "revocation.revoked_later",
		    "suspension.suspended_then", TSM_NOT_VALID, "SUSPENDED" },
		/* the neighbour is somebody else */
		{ { INDEX + 1, INDEX + 1 }, { INDEX + 1, INDEX + 1 },
		    "revocation.not_revoked", "suspension.not_suspended_then",
		    TSM_VERIFIED, "VALID" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		serve_versions(w, cases[i].then[0], cases[i].then[1], UNTIL,
		    "2025-12-20T00:00:00Z");
		serve_today(w, cases[i].now[0], cases[i].now[1]);
		const struct tsm_report *r = ask(w, &ASKED);
		assert_code(r, TSM_CHECK_REVOCATION, cases[i].revocation);
		assert_code(r, TSM_CHECK_SUSPENSION, cases[i].suspension);
		assert_int_equal(r->verdict, cases[i].verdict);
		assert_string_equal(tsm_report_word(r), cases[i].word);
		assert_int_equal(w->datetime, ASKED);
	}
	/* lifted: it says so, and when the list held */
	serve_versions(w, -1, INDEX, UNTIL, "2025-12-20T00:00:00Z");
	serve_today(w, -1, -1);
	assert_string_equal(ask(w, &ASKED)->checks[TSM_CHECK_SUSPENSION].detail,
	    "That list held from " SINCE " to " UNTIL ". It is not so now.");
}

/* What is signed says of which time a list is. */
static void proves(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *asked, *until, *signed_at;
		int set;
		const char *revocation, *suspension;
	} cases[] = {
		/* signed when it was over: for all of its time, no second more */
		{ SINCE, UNTIL, "2025-12-20T00:00:00Z", -1, "revoked_later",
		    "not_suspended_then" },
		{ UNTIL, UNTIL, "2025-12-20T00:00:00Z", -1, "revoked_later",
		    "not_suspended_then" },
		{ "2025-10-01T00:00:00Z", UNTIL, "2025-12-20T00:00:00Z", -1,
		    "date_not_covered", "date_not_covered" },
		/* before it: what was not revoked later was not then */
		{ "2025-08-31T23:59:59Z", UNTIL, "2025-12-20T00:00:00Z", -1,
		    "revoked_later", "date_not_covered" },
		{ "2025-08-31T23:59:59Z", UNTIL, "2025-12-20T00:00:00Z", INDEX,
		    "date_not_covered", "date_not_covered" },
		/* after it: what was revoked stays so */
		{ "2025-10-01T00:00:00Z", UNTIL, "2025-12-20T00:00:00Z", INDEX,
		    "revoked", "date_not_covered" },
		/* signed before the date asked about: until then, and its ttl
		 * longer, whatever end it was to have */
		{ "2025-09-10T00:05:00Z", UNTIL, "2025-09-10T00:00:00Z", -1,
		    "revoked_later", "not_suspended_then" },
		{ "2025-09-10T00:05:01Z", UNTIL, "2025-09-10T00:00:00Z", -1,
		    "date_not_covered", "date_not_covered" },
		{ "2025-09-10T00:05:00Z", NULL, "2025-09-10T00:00:00Z", -1,
		    "revoked_later", "not_suspended_then" },
		{ "2025-09-10T00:05:01Z", NULL, "2025-09-10T00:00:00Z", -1,
		    "date_not_covered", "date_not_covered" },
		{ "2025-09-10T00:05:01Z", NULL, "2025-09-10T00:00:00Z", INDEX,
		    "revoked", "date_not_covered" },
		/* it does not say when: at its beginning */
		{ "2025-09-01T00:05:00Z", NULL, NULL, -1, "revoked_later",
		    "not_suspended_then" },
		{ "2025-09-01T00:05:01Z", UNTIL, NULL, -1, "date_not_covered",
		    "date_not_covered" },
		/* an old list without an end, signed late, as far as it goes */
		{ "2025-12-19T00:00:00Z", NULL, "2025-12-20T00:00:00Z", -1,
		    "revoked", "suspended" },
		/* signed in advance: of a time to come then */
		{ "2025-09-02T00:00:00Z", UNTIL, "2025-08-01T00:00:00Z", -1,
		    "date_not_covered", "date_not_covered" },
		/* a signature of a time to come is of now */
		{ "2025-09-02T00:00:00Z", UNTIL, "2027-01-01T00:00:00Z", -1,
		    "revoked_later", "not_suspended_then" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t asked = at(cases[i].asked);
		bool set = strcmp(cases[i].suspension, "suspended") == 0;
		char *revocation = format("revocation.%s", cases[i].revocation);
		char *suspension = format("suspension.%s", cases[i].suspension);
		serve_versions(w, cases[i].set, cases[i].set, cases[i].until,
		    cases[i].signed_at);
		/* a suspension of today is known only from 1 December on */
		serve_today(w, INDEX, set ? INDEX : -1);
		const struct tsm_report *r = ask(w, &asked);
		assert_code(r, TSM_CHECK_REVOCATION, revocation);
		assert_code(r, TSM_CHECK_SUSPENSION, suspension);
		free(revocation);
		free(suspension);
	}
}

/* Whose list is it, of which address, for what? */
static void not_believed(void **state)
{
	struct world *w = *state;
	static const char *const end =
	    ",\"validUntil\":\"" UNTIL "\",\"iat\":1766188800";
	struct list_spec good = list_spec(w, SUSPENSION_URL, "\"suspension\"");
	good.valid_from = SINCE;
	good.extra = end;
	struct list_spec other_key = good, other_kid = good, other_url = good,
			 other_issuer = good, other_purpose = good,
			 broken = good, bad_date = good;
	other_key.key = &w->other;
	other_kid.kid = "did:web:other.example#es256-1";
	other_url.id = HOST "/other";
	other_issuer.issuer = "did:web:other.example";
	other_purpose.purpose = "\"revocation\"";
	broken.encoded = "uAAAA";
	bad_date.valid_from = "yesterday";
	const struct {
		const struct list_spec *spec;
		const char *code;
	} cases[] = {
		{ &good, "suspension.not_suspended_then" },
		{ &other_key, "suspension.list_signature" },
		{ &other_kid, "suspension.list_signature" },
		{ &other_url, "suspension.list_other" },
		{ &other_issuer, "suspension.list_issuer" },
		{ &other_purpose, "suspension.purpose_mismatch" },
		{ &broken, "suspension.list_invalid" },
		{ &bad_date, "suspension.list_invalid" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		serve(w, SUSPENSION_URL "@", list_token(cases[i].spec), TSM_OK);
		const struct tsm_report *r = ask(w, &ASKED);
		assert_code(r, TSM_CHECK_SUSPENSION, cases[i].code);
		assert_int_equal(r->verdict,
		    i == 0 ? TSM_VERIFIED : TSM_COULD_NOT_BE_CHECKED);
	}
	/* no list of then, or a list that is none: as without */
	serve(w, SUSPENSION_URL "@", NULL, TSM_E_NOT_FOUND);
	assert_code(ask(w, &ASKED), TSM_CHECK_SUSPENSION,
	    "suspension.date_not_covered");
	serve(w, SUSPENSION_URL "@", NULL, TSM_E_UNREACHABLE);
	assert_code(ask(w, &ASKED), TSM_CHECK_SUSPENSION,
	    "suspension.date_not_covered");
	serve(w, SUSPENSION_URL "@", format("<html>"), TSM_OK);
	assert_code(
	    ask(w, &ASKED), TSM_CHECK_SUSPENSION, "suspension.list_invalid");
	/* set, in a list of somebody else's */
	other_key.set = INDEX;
	serve(w, SUSPENSION_URL "@", list_token(&other_key), TSM_OK);
	assert_code(
	    ask(w, &ASKED), TSM_CHECK_SUSPENSION, "suspension.list_signature");
}

/* A server that knows nothing of dates, and one that lies about them. */
static void words_of_the_server(void **state)
{
	struct world *w = *state;

	/* the list of today once more */
	const struct tsm_report *r = ask(w, &ASKED);
	assert_int_equal(w->dated, 1); /* the other answers for itself */
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.not_revoked");
	assert_code(r, TSM_CHECK_SUSPENSION, "suspension.date_not_covered");
	/* it says that the list is of then; that is not signed */
	w->memento_at = ASKED;
	w->memento = SUSPENSION_URL "/20250923000000";
	r = ask(w, &ASKED);
	assert_code(r, TSM_CHECK_SUSPENSION, "suspension.date_not_covered");
	/* nor is that it is of another date */
	serve_versions(w, -1, -1, UNTIL, "2025-12-20T00:00:00Z");
	w->memento_at = NOW;
	r = ask(w, &ASKED);
	assert_code(r, TSM_CHECK_SUSPENSION, "suspension.not_suspended_then");
	/* the report shows both, and what was asked for */
	const struct tsm_fetch_record *last = r->fetched;
	while (last->next != NULL)
		last = last->next;
	assert_string_equal(last->url, SUSPENSION_URL);
	assert_string_equal(last->memento, SUSPENSION_URL "/20250923000000");
	assert_int_equal(last->memento_at, NOW);
	assert_int_equal(last->datetime, ASKED);
	/* of its own addresses only */
	w->memento = "https://elsewhere.example/x";
	r = ask(w, &ASKED);
	for (last = r->fetched; last->next != NULL; last = last->next)
		;
	assert_null(last->memento);
	assert_int_equal(last->memento_at, NOW);
}

/* An index that is a number says no more of a date than one that is a text. */
static void index_as_number(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.status = "{\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":"
		   "\"suspension\",\"statusListIndex\":94567,"
		   "\"statusListCredential\":\"" SUSPENSION_URL "\"}";
	w->options.no_cache = true;
	assert_code(verify_badge(w, &b), TSM_CHECK_SUSPENSION,
	    "suspension.index_not_string");
	w->options.as_of = &ASKED;
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_SUSPENSION, "suspension.date_not_covered");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	serve_versions(w, -1, -1, UNTIL, "2025-12-20T00:00:00Z");
	serve_today(w, -1, INDEX);
	assert_code(verify_badge(w, &b), TSM_CHECK_SUSPENSION,
	    "suspension.suspended_later");
	serve_versions(w, -1, INDEX, UNTIL, "2025-12-20T00:00:00Z");
	assert_code(verify_badge(w, &b), TSM_CHECK_SUSPENSION,
	    "suspension.suspended_then");
}

/* A check of today takes no list of another date, and asks for none. */
static void today(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	char *old;

	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	w->options.as_of = &w->options.now;
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	int64_t later = NOW + 100 * DAY;
	w->options.as_of = &later;
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	assert_int_equal(w->dated, 0);
	/* what was kept for a date is for that date alone */
	struct list_spec revoked =
	    list_spec(w, REVOCATION_URL, "\"revocation\"");
	revoked.set = INDEX;
	w->options.now = NOW + 3601;
	serve_list(w, &revoked);
	serve_versions(w, -1, -1, UNTIL, "2025-12-20T00:00:00Z");
	w->options.as_of = &ASKED;
	assert_code(verify_badge(w, &b), TSM_CHECK_REVOCATION,
	    "revocation.revoked_later");
	assert_int_equal(w->dated, 2);
	assert_code(verify_badge(w, &b), TSM_CHECK_REVOCATION,
	    "revocation.revoked_later");
	assert_int_equal(w->dated, 2); /* it is kept */
	int64_t other = ASKED + DAY;
	w->options.as_of = &other;
	assert_code(verify_badge(w, &b), TSM_CHECK_REVOCATION,
	    "revocation.revoked_later");
	assert_int_equal(w->dated, 4);
	w->options.as_of = NULL;
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_REVOCATION, "revocation.revoked");
	/* served instead of the list of today it is over */
	old = version(w, REVOCATION_URL, "\"revocation\"", -1, UNTIL,
	    "2025-12-20T00:00:00Z");
	serve(w, REVOCATION_URL, old, TSM_OK);
	w->options.now = NOW + 2 * 3601;
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.list_expired");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
}

/* The key of the list of then, since. */
static void keys(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *window;
		const char *signed_at, *code;
	} cases[] = {
		/* retired after it signed, and before */
		{ "\"expires\":\"2025-12-21T00:00:00Z\",",
		    "2025-12-20T00:00:00Z", "suspension.not_suspended_then" },
		{ "\"expires\":\"2025-12-19T00:00:00Z\",",
		    "2025-12-20T00:00:00Z", "suspension.list_signature" },
		{ "\"revoked\":\"2025-12-25T00:00:00Z\",",
		    "2025-12-20T00:00:00Z", "suspension.list_signature" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		/* the first method is old, the second signs today */
		char *document = format(
		    "{\"@context\":[\"https://www.w3.org/ns/did/v1\"],"
		    "\"id\":\"" DID "\",\"verificationMethod\":[{\"id\":"
		    "\"" DID "#old\",\"type\":\"JsonWebKey\",\"controller\":"
		    "\"" DID "\",%s\"publicKeyJwk\":%s},{\"id\":\"" KID
		    "\",\"type\":\"JsonWebKey\",\"controller\":\"" DID
		    "\",\"publicKeyJwk\":%s}],\"assertionMethod\":[\"" DID
		    "#old\",\"" KID "\"]}",
		    cases[i].window, w->other.jwk, w->key.jwk);
		struct list_spec s =
		    list_spec(w, SUSPENSION_URL, "\"suspension\"");
		char *extra = format(",\"validUntil\":\"" UNTIL "\","
				     "\"iat\":%lld",
		    (long long)at(cases[i].signed_at));
		serve(w, DID_URL, document, TSM_OK);
		s.valid_from = SINCE;
		s.key = &w->other;
		s.kid = DID "#old";
		s.extra = extra;
		serve(w, SUSPENSION_URL "@", list_token(&s), TSM_OK);
		assert_code(
		    ask(w, &ASKED), TSM_CHECK_SUSPENSION, cases[i].code);
		free(extra);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(then_and_now),
		world_test(proves),
		world_test(not_believed),
		world_test(words_of_the_server),
		world_test(index_as_number),
		world_test(today),
		world_test(keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
