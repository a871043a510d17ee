/* Revocation and suspension: what must not work. */
#include "world.h"

/* Every case begins after the caches have expired. */
static const struct tsm_report *after(struct world *w, const char *status)
{
	struct badge b = badge(w);

	w->options.now += 3601;
	if (status != NULL)
		b.status = status;
	return verify_badge(w, &b);
}

static struct list_spec revocation_list(const struct world *w)
{
	return list_spec(w, REVOCATION_URL, "\"revocation\"");
}

static void none_declared(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.status = NULL;
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.none_declared");
	assert_code(r, TSM_CHECK_SUSPENSION, "suspension.none_declared");
	assert_int_equal(
	    r->checks[TSM_CHECK_REVOCATION].outcome, TSM_NOT_APPLICABLE);
	assert_verdict(r, TSM_VERIFIED);
}

static void revoked(void **state)
{
	struct world *w = *state;
	struct list_spec list = revocation_list(w);

	list.set = 94567;
	serve_list(w, &list);
	const struct tsm_report *r = after(w, NULL);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.revoked");
	assert_code(r, TSM_CHECK_SUSPENSION, "suspension.not_suspended");
	assert_verdict(r, TSM_NOT_VALID);
	assert_string_equal(tsm_report_word(r), "REVOKED");
	assert_non_null(r->facts);
	/* The neighbour is not. */
	list.set = 94568;
	serve_list(w, &list);
	assert_verdict(after(w, NULL), TSM_VERIFIED);
}

static void suspended(void **state)
{
	struct world *w = *state;
	struct list_spec list = list_spec(w, SUSPENSION_URL, "\"suspension\"");

	list.set = 94567;
	serve_list(w, &list);
	const struct tsm_report *r = after(w, NULL);
	assert_code(r, TSM_CHECK_SUSPENSION, "suspension.suspended");
	assert_verdict(r, TSM_NOT_VALID);
	assert_string_equal(tsm_report_word(r), "SUSPENDED");
}

/* Two entries of one purpose, of which only the second is set. */
static void second_entry(void **state)
{
	struct world *w = *state;
	struct list_spec list = list_spec(w, HOST "/other", "\"revocation\"");

	list.set = 7;
	serve_list(w, &list);
	const struct tsm_report *r =
	    after(w, "[" ENTRY("revocation", 94567, REVOCATION_URL) "," ENTRY(
			 "revocation", 7, HOST "/other") "]");
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.revoked");
	/* Another type beside a good entry is not passed over. */
	r = after(w,
	    "[" ENTRY("revocation", 94567,
		REVOCATION_URL) ",{\"type\":\"1EdTechRevocationList\",\"id\":"
				"\"https://issuer.example/revocations\"}]");
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.list_unreachable");
	assert_verdict(r, TSM_NOT_VALID); /* undefined without its context */
}

static void indices(void **state)
{
	struct world *w = *state;
#define WITH(index)                                                         \
 "{\"id\":\"" REVOCATION_URL "#x\",\"type\":"                               \
 "\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation\","           \
 "\"statusListIndex\":" index ",\"statusListCredential\":\"" REVOCATION_URL \
 "\"}"
	static const struct {
		const char *status;
		const char *code;
	} cases[] = {
		{ WITH("\"131071\""), "revocation.not_revoked" },
		{ WITH("\"131072\""), "revocation.index_out_of_range" },
		{ WITH("131072"), "revocation.index_out_of_range" },
		{ WITH("\"18446744073709551615\""),
		    "revocation.index_out_of_range" },
		{ WITH("\"18446744073709551616\""),
		    "revocation.index_invalid" },
		{ WITH("\"-1\""), "revocation.index_invalid" },
		{ WITH("-1"), "revocation.index_invalid" },
		{ WITH("\"1.5\""), "revocation.index_invalid" },
		{ WITH("1.5"), "revocation.index_invalid" },
		{ WITH("\"0x10\""), "revocation.index_invalid" },
		{ WITH("\"\""), "revocation.index_invalid" },
		{ WITH("null"), "revocation.index_invalid" },
		{ WITH("23"), "revocation.index_not_string" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tsm_report *r = after(w, cases[i].status);
		assert_code(r, TSM_CHECK_REVOCATION, cases[i].code);
		enum tsm_outcome outcome =
		    r->checks[TSM_CHECK_REVOCATION].outcome;
		assert_verdict(r, outcome == TSM_COULD_NOT_CHECK
				      ? TSM_COULD_NOT_BE_CHECKED
				      : TSM_VERIFIED);
	}
}

static void entries(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *status;
		const char *code;
	} cases[] = {
		/* id of the entry is the list itself */
		{ "{\"id\":\"" REVOCATION_URL "\",\"type\":"
		  "\"BitstringStatusListEntry\",\"statusPurpose\":"
		  "\"revocation\",\"statusListIndex\":\"5\","
		  "\"statusListCredential\":\"" REVOCATION_URL "\"}",
		    "revocation.entry_invalid" },
		{ "{\"type\":\"BitstringStatusListEntry\","
		  "\"statusListIndex\":\"5\",\"statusListCredential\":\"" REVOCATION_URL
		  "\"}",
		    "revocation.entry_invalid" },
		{ "{\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":"
		  "\"revocation\",\"statusListIndex\":\"5\"}",
		    "revocation.entry_invalid" },
		/* the list is for suspension */
		{ ENTRY("revocation", 5, SUSPENSION_URL),
		    "revocation.purpose_mismatch" },
		{ "{\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":"
		  "\"revocation\",\"statusListIndex\":\"5\",\"statusSize\":3,"
		  "\"statusListCredential\":\"" REVOCATION_URL "\"}",
		    "revocation.size_unsupported" },
		{ ENTRY("revocation", 5, HOST "/missing"),
		    "revocation.list_unreachable" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tsm_report *r = after(w, cases[i].status);
		assert_code(r, TSM_CHECK_REVOCATION, cases[i].code);
		assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
		assert_string_equal(tsm_report_word(r), "COULD NOT BE CHECKED");
	}
}

/* Entries of two bits: position and meaning are those of the size. */
static void wide_entries(void **state)
{
	struct world *w = *state;
	struct list_spec list = revocation_list(w);
	static const char status[] =
	    "{\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":"
	    "\"revocation\",\"statusListIndex\":\"5\",\"statusSize\":2,"
	    "\"statusMessage\":[{\"status\":\"0x0\",\"message\":\"ok\"},"
	    "{\"status\":\"0x1\",\"message\":\"issued in error\"}],"
	    "\"statusListCredential\":\"" REVOCATION_URL "\"}";

	list.bits = 2;
	list.set = 5;
	serve_list(w, &list);
	const struct tsm_report *r = after(w, status);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.revoked");
	assert_non_null(
	    strstr(r->checks[TSM_CHECK_REVOCATION].detail, "issued in error"));
	list.set = 11; /* were it read with one bit, entry 5 would be set */
	serve_list(w, &list);
	assert_code(
	    after(w, status), TSM_CHECK_REVOCATION, "revocation.not_revoked");
}

#define MESSAGES HOST "/issuers/mfpe/status/1/message"
#define SAYS(purpose, index, more)                                            \
 "{\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"" purpose        \
 "\",\"statusListIndex\":\"" #index "\",\"statusListCredential\":\"" MESSAGES \
 "\"" more "}"
#define NAMED(n, name) "{\"status\":\"" n "\",\"message\":\"" name "\"}"
#define FOUR         \
 NAMED("0x0", "new") \
 "," NAMED("0x1", "read") "," NAMED("0x2", "lost") "," NAMED("0x3", "found")
#define WIDE(messages) ",\"statusSize\":2,\"statusMessage\":" messages

/* Purposes that take nothing away (BSL section 2.1). */
static void other_purposes(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *status;
		unsigned bits;
		const char *code;
		const char *detail; /* in it; NULL: no matter */
	} cases[] = {
		{ SAYS("message", 4, ""), 1, "none_declared", NULL },
		{ SAYS("message", 5, ""), 1, "message", NULL },
		{ SAYS("message", 131072, ""), 1, "message_unknown", NULL },
		{ SAYS("message", 5, WIDE("[" FOUR "]")), 2, "message",
		    "0x1: read" },
		{ SAYS("message", 4, WIDE("[" FOUR "]")), 2, "none_declared",
		    NULL },
		{ SAYS("message", 5, WIDE("[" NAMED("0x1", "read") "]")), 2,
		    "message_unknown", NULL },
		{ SAYS("message", 5, WIDE("{\"status\":\"0x1\"}")), 2,
		    "message_unknown", NULL },
		{ SAYS("message", 5, ",\"statusSize\":2"), 2, "message_unknown",
		    NULL },
		{ SAYS("refresh", 5, ""), 1, "none_declared", NULL },
		{ SAYS("praise", 5, ""), 1, "purpose_unknown", "praise" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct list_spec list = list_spec(w, MESSAGES, "\"message\"");
		list.set = 5;
		list.bits = cases[i].bits;
		serve_list(w, &list);
		char *code = format("revocation.%s", cases[i].code);
		const struct tsm_report *r = after(w, cases[i].status);
		assert_code(r, TSM_CHECK_REVOCATION, code);
		assert_code(
		    r, TSM_CHECK_SUSPENSION, "suspension.none_declared");
		assert_verdict(r, strcmp(cases[i].code, "message_unknown") == 0
				      ? TSM_COULD_NOT_BE_CHECKED
				      : TSM_VERIFIED);
		if (cases[i].detail != NULL)
			assert_non_null(
			    strstr(r->checks[TSM_CHECK_REVOCATION].detail,
				cases[i].detail));
		free(code);
	}
}

/* Whatever comes first: set, then unknown, then what is worth a warning. */
static void worst_entry(void **state)
{
	struct world *w = *state;
	static const char *const entries[] = {
		ENTRY("revocation", 94567, REVOCATION_URL),
		ENTRY("praise", 1, REVOCATION_URL),
		ENTRY("revocation", 1, HOST "/missing"),
		ENTRY("revocation", 7, REVOCATION_URL),
	};
	static const char *const codes[] = { "revocation.not_revoked",
		"revocation.purpose_unknown", "revocation.list_unreachable",
		"revocation.revoked" };
	struct list_spec list = revocation_list(w);

	list.set = 7;
	serve_list(w, &list);
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++) {
			char *both = format("[%s,%s]", entries[i], entries[j]);
			assert_code(after(w, both), TSM_CHECK_REVOCATION,
			    codes[i > j ? i : j]);
			free(both);
		}
	/* more than are looked at: not passed over */
	struct tsm_buf many;
	for (int n = 16; n <= 17; n++) {
		tsm_buf_init(&many, 0);
		for (int i = 0; i < n; i++)
			tsm_buf_printf(
			    &many, "%c%s", i == 0 ? '[' : ',', entries[0]);
		tsm_buf_addc(&many, ']');
		assert_code(after(w, tsm_buf_cstr(&many)), TSM_CHECK_REVOCATION,
		    n == 16 ? "revocation.not_revoked"
			    : "revocation.entry_invalid");
		tsm_buf_release(&many);
	}
}

struct list_case {
	const char *code;
	const char *id;
	const char *issuer;
	const char *kid;
	const char *purpose;
	const char *encoded;
	const char *extra;
	const char *valid_from;
	bool other_key;
};

static void lists(void **state)
{
	struct world *w = *state;
	static const struct list_case cases[] = {
		{ "revocation.list_signature", .other_key = true },
		{ "revocation.list_issuer", .issuer = "did:web:evil.example",
		    .kid = "did:web:evil.example#es256-1", .other_key = true },
		{ "revocation.list_signature",
		    .kid = "did:web:evil.example#es256-1", .other_key = true },
		{ "revocation.list_signature", .kid = DID "#nope" },
		{ "revocation.purpose_mismatch", .purpose = "\"suspension\"" },
		{ "revocation.not_revoked",
		    .purpose = "[\"suspension\",\"revocation\"]" },
		{ "revocation.list_invalid", .encoded = "zABC" },
		{ "revocation.list_invalid", .encoded = "uAAAA" },
		{ "revocation.list_invalid", .encoded = "" },
		/* gzip of 16 bytes */
		{ "revocation.list_too_short",
		    .encoded = "uH4sIAAAAAAACA2NgQAUAVUu77BAAAAA" },
		{ "revocation.list_expired",
		    .extra = ",\"validUntil\":\"2025-12-31T00:00:00Z\"" },
		{ "revocation.list_expired",
		    .valid_from = "2090-01-01T00:00:00Z" },
		/* dates of the token itself */
		{ "revocation.list_expired", .extra = ",\"exp\":1767139200" },
		{ "revocation.list_expired", .extra = ",\"nbf\":1798761600" },
		{ "revocation.list_invalid",
		    .valid_from = "2025-01-01T00:00:00" },
		{ "revocation.list_invalid", .extra = ",\"validUntil\":7" },
		{ "revocation.list_invalid",
		    .extra = ",\"validUntil\":\"2030-01-01\"" },
		{ "revocation.list_other", .id = HOST "/issuers/mfpe/status/2/"
						      "revocation" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct list_case *c = &cases[i];
		struct list_spec list = revocation_list(w);
		list.id = c->id;
		list.issuer = c->issuer;
		list.kid = c->kid;
		list.purpose = c->purpose != NULL ? c->purpose : list.purpose;
		list.encoded = c->encoded;
		list.extra = c->extra != NULL ? c->extra : "";
		list.valid_from =
		    c->valid_from != NULL ? c->valid_from : list.valid_from;
		list.key = c->other_key ? &w->other : &w->key;
		serve_list(w, &list);
		const struct tsm_report *r = after(w, NULL);
		assert_code(r, TSM_CHECK_REVOCATION, c->code);
		assert_verdict(r, strcmp(c->code, "revocation.not_revoked") == 0
				      ? TSM_VERIFIED
				      : TSM_COULD_NOT_BE_CHECKED);
	}
}

/* What is not even a token. */
static void list_bodies(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *body;
		enum tsm_status status;
		const char *code;
	} cases[] = {
		{ NULL, TSM_E_UNREACHABLE, "revocation.list_unreachable" },
		{ NULL, TSM_E_NOT_FOUND, "revocation.list_unreachable" },
		{ NULL, TSM_E_LIMIT, "revocation.list_unreachable" },
		{ NULL, TSM_E_DENIED, "revocation.list_address_refused" },
		{ NULL, TSM_E_UNSUPPORTED, "revocation.list_address_refused" },
		{ "rubbish", TSM_OK, "revocation.list_invalid" },
		{ "{", TSM_OK, "revocation.list_invalid" },
		{ "{\"type\":[\"BitstringStatusListCredential\"]}", TSM_OK,
		    "revocation.list_signature" },
		{ "{\"type\":[\"BitstringStatusListCredential\"],"
		  "\"proof\":{}}",
		    TSM_OK, "revocation.list_issuer" },
		{ "{\"type\":[\"BitstringStatusListCredential\"],"
		  "\"issuer\":\"" DID "\",\"proof\":{}}",
		    TSM_OK, "revocation.list_signature" },
		{ "{\"type\":[\"BitstringStatusListCredential\"],"
		  "\"issuer\":\"" DID "\",\"proof\":{\"type\":\"New\"}}",
		    TSM_OK, "revocation.list_proof_unsupported" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		serve(w, REVOCATION_URL,
		    cases[i].body != NULL ? format("%s", cases[i].body) : NULL,
		    cases[i].status);
		assert_code(
		    after(w, NULL), TSM_CHECK_REVOCATION, cases[i].code);
	}
}

/* A signed credential of the issuer that is no list. */
static void not_a_list(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	serve(w, REVOCATION_URL, badge_token(&b), TSM_OK);
	assert_code(
	    after(w, NULL), TSM_CHECK_REVOCATION, "revocation.list_invalid");
}

/* Once a list was seen, an older one is a replay. */
static void replayed(void **state)
{
	struct world *w = *state;
	struct list_spec list = revocation_list(w);

	list.set = 94567;
	list.valid_from = "2025-12-30T00:00:00Z";
	serve_list(w, &list);
	assert_code(after(w, NULL), TSM_CHECK_REVOCATION, "revocation.revoked");
	list.set = -1;
	list.valid_from = "2025-12-01T00:00:00Z";
	serve_list(w, &list);
	const struct tsm_report *r = after(w, NULL);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.list_replayed");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	list.valid_from = "2025-12-31T00:00:00Z";
	serve_list(w, &list);
	assert_verdict(after(w, NULL), TSM_VERIFIED);
	/* an older list of suspensions likewise */
	list = list_spec(w, SUSPENSION_URL, "\"suspension\"");
	list.valid_from = "2025-12-30T00:00:00Z";
	serve_list(w, &list);
	assert_verdict(after(w, NULL), TSM_VERIFIED);
	list.valid_from = "2025-12-01T00:00:00Z";
	serve_list(w, &list);
	assert_code(
	    after(w, NULL), TSM_CHECK_SUSPENSION, "suspension.list_replayed");
}

/* How long a list is kept: as it says, an hour at most; else five minutes. */
static void kept_for(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *ttl; /* ms */
		int64_t seconds;
	} cases[] = {
		{ "60000", 60 },
		{ "3599999", 3599 },
		{ "99999999999999", 3600 },
		{ "-1", 300 },
		{ "60000.5", 300 },
		{ "\"60000\"", 300 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct badge b = badge(w);
		struct list_spec list = revocation_list(w);
		list.ttl = cases[i].ttl;
		serve_list(w, &list);
		assert_code(after(w, NULL), TSM_CHECK_REVOCATION,
		    "revocation.not_revoked");
		list.set = 94567;
		serve_list(w, &list);
		w->options.now += cases[i].seconds - 1;
		assert_code(verify_badge(w, &b), TSM_CHECK_REVOCATION,
		    "revocation.not_revoked");
		w->options.now++;
		assert_code(verify_badge(w, &b), TSM_CHECK_REVOCATION,
		    "revocation.revoked");
	}
}

/* A failed look-up is never remembered as an answer. */
static void failure_is_not_cached(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct list_spec list = revocation_list(w);

	serve(w, REVOCATION_URL, NULL, TSM_E_UNREACHABLE);
	assert_verdict(verify_badge(w, &b), TSM_COULD_NOT_BE_CHECKED);
	serve_list(w, &list);
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
}

static void list_in_json(void **state)
{
	struct world *w = *state;
	struct list_spec list = revocation_list(w);
	char *text = list_token(&list);

	serve(w, REVOCATION_URL,
	    format("{\"type\":\"EnvelopedVerifiableCredential\",\"id\":"
		   "\"data:application/vc+jwt,%s\"}",
		text),
	    TSM_OK);
	free(text);
	assert_verdict(after(w, NULL), TSM_VERIFIED);
}

/* ---- newer versions -------------------------------------------------------- */

#define REFRESH                              \
 "\"refreshService\":{\"id\":\"" REFRESH_URL \
 "\",\"type\":\"1EdTechCredentialRefresh\"},"
#define CONTEXTS_X                                                 \
 "[\"https://www.w3.org/ns/credentials/v2\","                      \
 "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"," \
 "\"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\"]"

static void superseded(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w), newer = badge(w);
	struct list_spec list = revocation_list(w);

	b.context = newer.context = CONTEXTS_X;
	b.extra = REFRESH;
	newer.valid_from = "2022-02-01T00:00:00Z";
	newer.status = ENTRY("revocation", 3, REVOCATION_URL);
	newer.claims = NULL;
	newer.header =
	    "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":\"" KID "\"}";
	serve(w, REFRESH_URL, badge_token(&newer), TSM_OK);
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_SUPERSEDED, "superseded.by");
	assert_code(r, TSM_CHECK_REFRESH, "refresh.newer_version");
	assert_verdict(r, TSM_NOT_VALID);
	assert_string_equal(tsm_report_word(r), "SUPERSEDED");
	/* Revoked because it was replaced: the replacement is what is said. */
	list.set = 94567;
	serve_list(w, &list);
	w->options.now += 3601;
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.revoked");
	assert_code(r, TSM_CHECK_SUPERSEDED, "superseded.by");
	assert_string_equal(tsm_report_word(r), "SUPERSEDED");
}

/* A proof over quads does not sign the order of two services. */
static void two_services(void **state)
{
	static const char other[] =
	    "{\"id\":\"" HOST "/other\",\"type\":\"Other\"}";
	static const char known[] = "{\"id\":\"" REFRESH_URL
				    "\",\"type\":\"1EdTechCredentialRefresh\"}";
	struct world *w = *state;
	struct badge b = badge(w), newer = badge(w);

	b.context = newer.context =
	    "[\"https://www.w3.org/ns/credentials/v2\","
	    "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\","
	    "\"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\","
	    "{\"Other\":\"urn:x:Other\"}]";
	newer.valid_from = "2022-02-01T00:00:00Z";
	newer.status = ENTRY("revocation", 3, REVOCATION_URL);
	newer.claims = NULL;
	newer.header =
	    "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":\"" KID "\"}";
	serve(w, REFRESH_URL, badge_token(&newer), TSM_OK);
	for (int i = 0; i < 2; i++) {
		char *extra = format("\"refreshService\":[%s,%s],",
		    i == 0 ? known : other, i == 0 ? other : known);
		b.extra = extra;
		assert_code(
		    verify_badge(w, &b), TSM_CHECK_SUPERSEDED, "superseded.by");
		free(extra);
	}
	b.extra = "\"refreshService\":[{\"id\":\"" HOST
		  "/other\",\"type\":\"Other\"}],";
	assert_code(
	    verify_badge(w, &b), TSM_CHECK_REFRESH, "refresh.unsupported");
}

static void refresh(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w), same = badge(w);

	b.context = CONTEXTS_X;
	b.extra = REFRESH;
	/* Unreachable: a warning, judged as it is. */
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REFRESH, "refresh.unreachable");
	assert_code(r, TSM_CHECK_SUPERSEDED, "superseded.unknown");
	assert_verdict(r, TSM_VERIFIED);
	/* The same version. */
	serve(w, REFRESH_URL, badge_token(&same), TSM_OK);
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REFRESH, "refresh.current");
	assert_code(r, TSM_CHECK_SUPERSEDED, "superseded.none");
	assert_verdict(r, TSM_VERIFIED);
	/* Somebody else's later document takes nothing away. */
	same.key = &w->other;
	same.valid_from = "2023-01-01T00:00:00Z";
	same.claims = NULL;
	serve(w, REFRESH_URL, badge_token(&same), TSM_OK);
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REFRESH, "refresh.unusable");
	assert_verdict(r, TSM_VERIFIED);
	/* Another credential of the issuer neither. */
	same.key = &w->key;
	same.id = HOST "/V/OTHER";
	serve(w, REFRESH_URL, badge_token(&same), TSM_OK);
	assert_code(verify_badge(w, &b), TSM_CHECK_REFRESH, "refresh.unusable");
	/* One of the same id by another issuer, signed by that issuer. */
	struct badge foreign = same;
	foreign.id = b.id;
	foreign.issuer = "did:web:evil.example";
	foreign.header = "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":"
			 "\"did:web:evil.example#es256-1\"}";
	foreign.status = NULL;
	serve(w, "https://evil.example/.well-known/did.json",
	    did_document(w, foreign.issuer, "", true), TSM_OK);
	serve(w, REFRESH_URL, badge_token(&foreign), TSM_OK);
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REFRESH, "refresh.unusable");
	assert_code(r, TSM_CHECK_SUPERSEDED, "superseded.unknown");
	/* The same one, its id written otherwise (section 10). */
	same.id = HOST "/V%2FOTHER";
	b.id = HOST "/V/OTHER";
	b.claims = NULL;
	serve(w, REFRESH_URL, badge_token(&same), TSM_OK);
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REFRESH, "refresh.newer_version");
	assert_code(r, TSM_CHECK_SUPERSEDED, "superseded.by");
	assert_verdict(r, TSM_NOT_VALID);
}

/* ---- endorsements ----------------------------------------------------------- */

static char *endorsement(
    struct world *w, const struct test_key *key, const char *about)
{
	char *payload = format(
	    "{\"@context\":" CONTEXTS ",\"id\":\"urn:uuid:7e0f4c9c-7d0a-4a8b-"
	    "9c9e-0d1d5a7d3f10\",\"type\":[\"VerifiableCredential\","
	    "\"EndorsementCredential\"],\"name\":\"Endorsed\",\"issuer\":{"
	    "\"id\":\"" DID "\",\"type\":[\"Profile\"],\"name\":\"MFPE\"},"
	    "\"validFrom\":\"2021-12-20T00:00:00Z\",\"credentialSubject\":{"
	    "\"id\":\"%s\",\"type\":[\"EndorsementSubject\"],"
	    "\"endorsementComment\":\"Good\"}}",
	    about);
	(void)w;
	char *text = token(key,
	    "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":\"" KID "\"}",
	    payload, false);
	free(payload);
	return text;
}

static void endorsements(void **state)
{
	struct world *w = *state;
	struct {
		const struct test_key *key;
		const char *about;
		const char *code;
	} cases[] = {
		{ &w->key, BADGE_ID, "endorsements.valid" },
		{ &w->other, BADGE_ID, "endorsements.invalid" },
		{ &w->key, HOST "/V/OTHER", "endorsements.invalid" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct badge b = badge(w);
		char *jwt = endorsement(w, cases[i].key, cases[i].about);
		char *extra = format("\"endorsementJwt\":[\"%s\"],", jwt);
		b.extra = extra;
		const struct tsm_report *r = verify_badge(w, &b);
		assert_code(r, TSM_CHECK_ENDORSEMENTS, cases[i].code);
		assert_verdict(r, TSM_VERIFIED);
		free(jwt);
		free(extra);
	}
	/* More than are looked at, or one that cannot be, are no good ones. */
	for (int n = 8; n <= 10; n++) {
		struct badge b = badge(w);
		struct tsm_buf extra;
		char *jwt = endorsement(w, &w->key, BADGE_ID);
		tsm_buf_init(&extra, 0);
		for (int i = 0; i < (n > 9 ? 1 : n); i++)
			tsm_buf_printf(&extra, "%s\"%s\"",
			    i == 0 ? "\"endorsementJwt\":[" : ",", jwt);
		tsm_buf_adds(&extra, n > 9 ? ",7]," : "],");
		b.extra = tsm_buf_cstr(&extra);
		assert_code(verify_badge(w, &b), TSM_CHECK_ENDORSEMENTS,
		    n == 8 ? "endorsements.valid" : "endorsements.not_checked");
		tsm_buf_release(&extra);
		free(jwt);
	}
}

/* One more day asked about: NOW is 2026-01-01, the badge of 2021-12-20. */
#define DAY ((int64_t)86400)

static void other_dates(void **state)
{
	struct world *w = *state;
	static const struct {
		int64_t as_of;     /* 0: now */
		int64_t saved_at;  /* 0: live */
		const char *since; /* validFrom of both lists */
		int set;
		const char *revocation;
		const char *suspension;
		enum tsm_verdict verdict;
	} cases[] = {
		/* unchanged since before: what they say was so then, too */
		{ NOW - 100 * DAY, 0, "2025-01-01T00:00:00Z", -1,
		    "revocation.not_revoked", "suspension.not_suspended",
		    TSM_VERIFIED },
		{ NOW - 100 * DAY, 0, "2025-01-01T00:00:00Z", 94567,
		    "revocation.revoked", "suspension.suspended",
		    TSM_NOT_VALID },
		/* changed since: only that there was no revocation is sure */
		{ NOW - 100 * DAY, 0, "2025-12-01T00:00:00Z", -1,
		    "revocation.not_revoked", "suspension.date_not_covered",
		    TSM_COULD_NOT_BE_CHECKED },
		{ NOW - 100 * DAY, 0, "2025-12-01T00:00:00Z", 94567,
		    "revocation.date_not_covered",
		    "suspension.date_not_covered", TSM_COULD_NOT_BE_CHECKED },
		/* a day to come is answered as today */
		{ NOW + 100 * DAY, 0, "2025-12-01T00:00:00Z", -1,
		    "revocation.not_revoked", "suspension.not_suspended",
		    TSM_VERIFIED },
		{ NOW + 100 * DAY, 0, "2025-12-01T00:00:00Z", 94567,
		    "revocation.revoked", "suspension.suspended",
		    TSM_NOT_VALID },
		/* an old copy does not say what is so today */
		{ 0, NOW - 50 * DAY, "2025-01-01T00:00:00Z", -1,
		    "revocation.date_not_covered",
		    "suspension.date_not_covered", TSM_COULD_NOT_BE_CHECKED },
		{ 0, NOW - 50 * DAY, "2025-01-01T00:00:00Z", 94567,
		    "revocation.revoked", "suspension.date_not_covered",
		    TSM_NOT_VALID },
		/* but it does within its ttl, and of the time before it */
		{ 0, NOW - 300, "2025-01-01T00:00:00Z", -1,
		    "revocation.not_revoked", "suspension.not_suspended",
		    TSM_VERIFIED },
		{ 0, NOW - 361, "2025-01-01T00:00:00Z", -1,
		    "revocation.date_not_covered",
		    "suspension.date_not_covered", TSM_COULD_NOT_BE_CHECKED },
		{ NOW - 60 * DAY, NOW - 50 * DAY, "2025-01-01T00:00:00Z", -1,
		    "revocation.not_revoked", "suspension.not_suspended",
		    TSM_VERIFIED },
		{ NOW - 40 * DAY, NOW - 50 * DAY, "2025-01-01T00:00:00Z", -1,
		    "revocation.date_not_covered",
		    "suspension.date_not_covered", TSM_COULD_NOT_BE_CHECKED },
		/* saved before it was signed: nobody's copy */
		{ 0, NOW - 50 * DAY, "2025-12-20T00:00:00Z", -1,
		    "revocation.list_expired", "suspension.list_expired",
		    TSM_COULD_NOT_BE_CHECKED },
	};

	w->options.no_cache = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct badge b = badge(w);
		struct list_spec revocation = revocation_list(w);
		struct list_spec suspension =
		    list_spec(w, SUSPENSION_URL, "\"suspension\"");
		revocation.valid_from = suspension.valid_from = cases[i].since;
		revocation.set = suspension.set = cases[i].set;
		serve_list(w, &revocation);
		serve_list(w, &suspension);
		w->options.now = NOW;
		w->options.as_of = cases[i].as_of != 0 ? &cases[i].as_of : NULL;
		w->saved_at = cases[i].saved_at;
		const struct tsm_report *r = verify_badge(w, &b);
		assert_code(r, TSM_CHECK_REVOCATION, cases[i].revocation);
		assert_code(r, TSM_CHECK_SUSPENSION, cases[i].suspension);
		assert_int_equal(r->verdict, cases[i].verdict);
		assert_int_equal(r->fetched->at,
		    cases[i].saved_at != 0 ? cases[i].saved_at : NOW);
		assert_int_equal(r->fetched->saved, cases[i].saved_at != 0);
	}
}

/* A version that came only afterwards had not replaced it on that day. */
static void superseded_later(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w), newer = badge(w);
	int64_t as_of = 1643673600 - 1; /* before 2022-02-01 */
	struct list_spec lists[] = { revocation_list(w),
		list_spec(w, SUSPENSION_URL, "\"suspension\"") };

	for (int i = 0; i < 2; i++) {
		lists[i].valid_from = "2021-01-01T00:00:00Z";
		serve_list(w, &lists[i]);
	}
	b.context = newer.context = CONTEXTS_X;
	b.extra = REFRESH;
	newer.valid_from = "2022-02-01T00:00:00Z";
	newer.status = ENTRY("revocation", 3, REVOCATION_URL);
	newer.claims = NULL;
	newer.header =
	    "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":\"" KID "\"}";
	serve(w, REFRESH_URL, badge_token(&newer), TSM_OK);
	w->options.as_of = &as_of;
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_SUPERSEDED, "superseded.later");
	assert_verdict(r, TSM_VERIFIED);
	as_of++;
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_SUPERSEDED, "superseded.by");
	assert_verdict(r, TSM_NOT_VALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(none_declared),
		world_test(revoked),
		world_test(suspended),
		world_test(second_entry),
		world_test(indices),
		world_test(entries),
		world_test(wide_entries),
		world_test(other_purposes),
		world_test(worst_entry),
		world_test(lists),
		world_test(list_bodies),
		world_test(not_a_list),
		world_test(replayed),
		world_test(kept_for),
		world_test(failure_is_not_cached),
		world_test(list_in_json),
		world_test(superseded),
		world_test(two_services),
		world_test(superseded_later),
		world_test(other_dates),
		world_test(refresh),
		world_test(endorsements),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
