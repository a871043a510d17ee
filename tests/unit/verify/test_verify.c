/* Whole verifications: the good case, and each check's own codes. */
#include "world.h"

static void good_badge(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	const struct tsm_report *r = verify_badge(w, &b);

	assert_verdict(r, TSM_VERIFIED);
	assert_int_equal(tsm_verdict_exit(r->verdict), 0);
	assert_string_equal(tsm_report_word(r), "VALID");
	assert_code(r, TSM_CHECK_INPUT, "input.jws");
	assert_code(r, TSM_CHECK_FORMAT, "format.ok");
	assert_code(r, TSM_CHECK_CONTEXT, "context.known");
	assert_code(r, TSM_CHECK_SCHEMA, "schema.ok");
	assert_code(r, TSM_CHECK_KEY, "key.found");
	assert_code(r, TSM_CHECK_CONTROLLER, "controller.issuer");
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.valid");
	assert_code(r, TSM_CHECK_ISSUER, "issuer.listed");
	assert_code(r, TSM_CHECK_VALIDITY, "validity.current");
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.not_revoked");
	assert_code(r, TSM_CHECK_SUSPENSION, "suspension.not_suspended");
	assert_code(r, TSM_CHECK_SUPERSEDED, "superseded.not_declared");
	assert_code(r, TSM_CHECK_RECIPIENT, "recipient.not_asked");
	assert_code(r, TSM_CHECK_ENDORSEMENTS, "endorsements.none");
	assert_code(r, TSM_CHECK_REFRESH, "refresh.not_declared");
	assert_code(r, TSM_CHECK_RELATED, "related.none");
	assert_code(r, TSM_CHECK_PRESENTATION, "presentation.none");
	assert_code(r, TSM_CHECK_IMAGE, "image.none");
}

static void facts_are_read(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	const struct tsm_facts *f = verify_badge(w, &b)->facts;

	assert_non_null(f);
	assert_string_equal(f->holder_name, "Ada Example");
	assert_string_equal(f->achievement, "Just Society, series 1");
	assert_string_equal(f->issuer_name, "MFPE");
	assert_string_equal(f->issuer_id, DID);
	assert_string_equal(f->id, BADGE_ID);
	assert_string_equal(f->credits, "5");
	assert_string_equal(f->activity_start, "2021-11-19T00:00:00Z");
	assert_int_equal(f->n_units, 1);
	assert_string_equal(f->units[0].value, "5");
	assert_string_equal(f->units[0].name, "Montana OPI renewal units");
}

/* Each result by its own description; a name that is one, to be read. */
static void facts_of_several(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.subject =
	    "{\"id\":\"" SUBJECT_ID "\",\"type\":[\"AchievementSubject\"],"
	    "\"identifier\":[{\"identityType\":\"emailAddress\",\"hashed\":false,"
	    "\"identityHash\":\"a@example.com\"},{\"identityType\":\"name\","
	    "\"hashed\":true,\"identityHash\":\"sha256$00\"},{\"identityType\":"
	    "\"name\",\"hashed\":false,\"identityHash\":\"Ada\"}],\"result\":["
	    "{\"resultDescription\":\"urn:x:2\",\"value\":\"A\"},"
	    "{\"resultDescription\":\"urn:x:3\",\"value\":\"9\"},"
	    "{\"value\":\"8\"},{\"resultDescription\":\"urn:x:1\"},"
	    "{\"resultDescription\":\"urn:x:1\",\"value\":\"5\"}],"
	    "\"achievement\":{\"name\":\"N\",\"resultDescription\":["
	    "{\"id\":\"urn:x:2\",\"name\":\"grade\",\"resultType\":"
	    "\"LetterGrade\"},{\"name\":\"of nothing\",\"resultType\":"
	    "\"RawScore\"},{\"id\":\"urn:x:1\",\"name\":\"units\","
	    "\"resultType\":\"RawScore\"}]}}";
	const struct tsm_facts *f = verify_badge(w, &b)->facts;
	assert_non_null(f);
	assert_string_equal(f->holder_name, "Ada");
	assert_int_equal(f->n_units, 1);
	assert_string_equal(f->units[0].value, "5");
	assert_string_equal(f->units[0].name, "units");
}

/* Data model 2.0 has a name for anything, so some issuers name the holder
 * in the subject; an identifier that says so comes first. */
static void name_of_the_subject(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.subject =
	    "{\"id\":\"" SUBJECT_ID "\",\"type\":[\"AchievementSubject\"],"
	    "\"name\":\"Taylor Example\"," ACHIEVEMENT "}";
	const struct tsm_facts *f = verify_badge(w, &b)->facts;
	assert_string_equal(f->holder_name, "Taylor Example");

	char *both = format("{\"name\":\"Taylor Example\",%s", SUBJECT + 1);
	b.subject = both;
	f = verify_badge(w, &b)->facts;
	assert_string_equal(f->holder_name, "Ada Example");
	free(both);
}

/* A second verification does no I/O at all. */
static void second_time_no_io(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct tsm_verifier_stats stats;

	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	assert_int_equal(w->fetches, 3);
	w->options.now = NOW + 7;
	const struct tsm_report *r = verify_badge(w, &b);
	assert_verdict(r, TSM_VERIFIED);
	assert_int_equal(w->fetches, 3);
	/* what was used is named all the same, with when it was fetched */
	size_t used = 0;
	for (const struct tsm_fetch_record *f = r->fetched; f != NULL;
	     f = f->next, used++) {
		assert_true(f->from_cache);
		assert_int_equal(f->at, NOW);
		assert_int_equal(f->status, TSM_OK);
		assert_int_equal(strlen(f->sha256), 64);
		assert_true(f->bytes > 0);
		assert_null(f->body.ptr);
	}
	assert_int_equal(used, 3);
	tsm_verifier_stats(w->verifier, &stats);
	assert_int_equal(stats.verified, 2);
	assert_int_equal(stats.fetches, 3);
	assert_true(stats.cache_hits >= 3);
	/* The ttl of the lists, then that of keys, is over. */
	w->options.now = NOW + 301;
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	assert_int_equal(w->fetches, 6);
	w->options.no_cache = true;
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	assert_true(w->fetches > 6);
}

/* One that differs in whom it recognises shares caches and counters. */
static void other_trust(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct tsm_verifier *first = w->verifier;
	struct tsm_verifier_stats stats;
	struct tsm_trust *nobody = NULL;

	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	assert_int_equal(tsm_trust_new(&nobody), TSM_OK);
	assert_int_equal(
	    tsm_verifier_with(first, nobody, &w->verifier, NULL), TSM_OK);
	const struct tsm_report *r = verify_badge(w, &b);
	assert_verdict(r, TSM_VERIFIED_ISSUER_UNLISTED);
	assert_code(r, TSM_CHECK_ISSUER, "issuer.not_on_your_list");
	assert_int_equal(w->fetches, 3);
	tsm_verifier_stats(w->verifier, &stats);
	assert_int_equal(stats.verified, 1);
	assert_int_equal(stats.unlisted, 1);
	tsm_verifier_free(&w->verifier);
	tsm_trust_free(&nobody);
	w->verifier = first;
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	assert_int_equal(w->fetches, 3);
	tsm_verifier_stats(w->verifier, &stats);
	assert_int_equal(stats.verified, 2);
	assert_int_equal(stats.unlisted, 1);
}

/* Who cannot wait gets an answer from the caches, or none. */
static void prompt(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	const struct tsm_report *report = NULL;
	struct tsm_verifier_stats stats;
	struct tsm_error err = { 0 };

	w->options.prompt = true;
	char *token = badge_token(&b);
	assert_int_equal(tsm_verify(w->verifier, token, strlen(token),
			     &w->options, &w->arena, &report, &err),
	    TSM_E_BUSY);
	assert_null(report);
	assert_int_equal(w->fetches, 0);
	tsm_verifier_stats(w->verifier, &stats);
	assert_int_equal(stats.could_not + stats.not_valid, 0);
	w->options.prompt = false;
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	w->options.prompt = true;
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	assert_int_equal(w->fetches, 3);
	w->options.now = NOW + 301;
	assert_int_equal(tsm_verify(w->verifier, token, strlen(token),
			     &w->options, &w->arena, &report, &err),
	    TSM_E_BUSY);
	/* Offline there is nothing to wait for. */
	tsm_verifier_free(&w->verifier);
	assert_int_equal(tsm_verifier_new(NULL, &w->verifier, NULL), TSM_OK);
	assert_verdict(verify_badge(w, &b), TSM_COULD_NOT_BE_CHECKED);
	free(token);
}

static void unlisted_issuer(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct tsm_verifier_options options = { .fetcher = &w->fetcher };

	tsm_verifier_free(&w->verifier);
	assert_int_equal(
	    tsm_verifier_new(&options, &w->verifier, NULL), TSM_OK);
	const struct tsm_report *r = verify_badge(w, &b);
	assert_verdict(r, TSM_VERIFIED_ISSUER_UNLISTED);
	assert_int_equal(tsm_verdict_exit(r->verdict), 2);
	assert_code(r, TSM_CHECK_ISSUER, "issuer.not_on_your_list");
	assert_string_equal(tsm_report_word(r), "VALID");
}

/* The operator's list is asked for the day the credential was issued. */
static void listed_then(void **state)
{
	struct world *w = *state;
	const struct tsm_trust_approval approvals[] = {
		{ "units", "12-345", { INT64_MIN, NOW } },
		{ "units", "old", { INT64_MIN, 0 } },
	};
	struct tsm_trust_entry entry = {
		.id = DID,
		.name = "Federation",
		.list = "Then",
		.valid = { INT64_MIN, NOW - 1 },
		.approvals = approvals,
		.approval_count = 2,
	};
	struct tsm_verifier_options options = { .fetcher = &w->fetcher };
	struct badge b = badge(w);

	for (int i = 0; i < 2; i++) {
		tsm_verifier_free(&w->verifier);
		tsm_trust_free(&w->trust);
		assert_int_equal(tsm_trust_new(&w->trust), TSM_OK);
		/* Issued in the past: the first list ends before that. */
		entry.valid.until = i == 0 ? 0 : NOW - 1;
		assert_int_equal(tsm_trust_put(w->trust, &entry, NULL), TSM_OK);
		options.trust = w->trust;
		assert_int_equal(
		    tsm_verifier_new(&options, &w->verifier, NULL), TSM_OK);
		const struct tsm_report *r = verify_badge(w, &b);
		const char *detail = r->checks[TSM_CHECK_ISSUER].detail;
		if (i == 0) {
			assert_verdict(r, TSM_VERIFIED_ISSUER_UNLISTED);
			assert_code(
			    r, TSM_CHECK_ISSUER, "issuer.not_on_your_list");
			assert_non_null(
			    strstr(detail, "on \"Then\", but not for "));
			continue;
		}
		assert_verdict(r, TSM_VERIFIED);
		assert_code(r, TSM_CHECK_ISSUER, "issuer.listed");
		assert_non_null(strstr(detail, "units 12-345 (until "));
		assert_null(strstr(detail, "old"));
	}
}

static void offline(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct tsm_verifier_options options = { .trust = w->trust };

	tsm_verifier_free(&w->verifier);
	assert_int_equal(
	    tsm_verifier_new(&options, &w->verifier, NULL), TSM_OK);
	const struct tsm_report *r = verify_badge(w, &b);
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	assert_int_equal(tsm_verdict_exit(r->verdict), 3);
	assert_code(r, TSM_CHECK_KEY, "key.did_unreachable");
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.no_key");
	assert_string_equal(r->deciding->code->name, "key.did_unreachable");
	assert_string_equal(tsm_report_word(r), "COULD NOT BE CHECKED");
	assert_not_evaluated_after(r, TSM_CHECK_SIGNATURE);
}

/* ---- input ------------------------------------------------------------------ */

static void inputs(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *text;
		const char *code;
		enum tsm_verdict verdict;
	} cases[] = {
		{ "", "input.empty", TSM_NOT_VALID },
		{ " \n\t", "input.empty", TSM_NOT_VALID },
		{ "hello", "input.not_recognised", TSM_NOT_VALID },
		{ "[1]", "input.not_recognised", TSM_NOT_VALID },
		{ "%PDF-1.7", "input.unsupported", TSM_COULD_NOT_BE_CHECKED },
		{ "https://issuer.example/V/X", "input.unsupported",
		    TSM_COULD_NOT_BE_CHECKED },
		{ "\x89PNG\r\n\x1a\nrubbish", "input.broken_image",
		    TSM_NOT_VALID },
		{ "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
		    "input.no_credential_in_image", TSM_NOT_VALID },
		{ "{\"type\":[\"EnvelopedVerifiablePresentation\"]}",
		    "input.unsupported", TSM_COULD_NOT_BE_CHECKED },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tsm_report *r = verify_text(w, cases[i].text);
		assert_code(r, TSM_CHECK_INPUT, cases[i].code);
		assert_verdict(r, cases[i].verdict);
		assert_not_evaluated_after(r, TSM_CHECK_FORMAT);
	}
}

static void too_large(void **state)
{
	struct world *w = *state;
	size_t len = TSM_CREDENTIAL_MAX + 1;
	char *big = malloc(len);

	memset(big, 'a', len);
	big[0] = '{';
	assert_code(
	    verify_bytes(w, big, len), TSM_CHECK_INPUT, "input.too_large");
	free(big);
}

/* ---- format, context, schema ------------------------------------------------ */

static void formats(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *text;
		const char *code;
	} cases[] = {
		{ "{\"a\":1,\"a\":2}", "format.duplicate_key" },
		{ "{\"a\":{\"b\":[{\"c\":1,\"\\u0063\":2}]}}",
		    "format.duplicate_key" },
		{ "{\"a\":", "format.not_json" },
		{ "{\"a\":1}}", "format.not_json" },
		{ "eyJ.a.b", "format.bad_token" },
		{ "{}", "format.missing_property" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tsm_report *r = verify_text(w, cases[i].text);
		assert_code(r, TSM_CHECK_FORMAT, cases[i].code);
		assert_verdict(r, TSM_NOT_VALID);
	}
}

struct change {
	const char *code;
	enum tsm_check check;
	const char *context;
	const char *id;
	const char *issuer;
	const char *valid_from;
	const char *valid_until;
	const char *subject;
	const char *status;
	const char *extra;
};

/* Signed all the same: the contents alone are wrong. */
static void contents(void **state)
{
	struct world *w = *state;
	static const struct change changes[] = {
		{ "format.date_without_zone", TSM_CHECK_FORMAT,
		    .valid_from = "2021-12-20T00:00:00" },
		{ "format.bad_date", TSM_CHECK_FORMAT,
		    .valid_from = "0000-12-20T00:00:00Z" },
		{ "format.bad_date", TSM_CHECK_FORMAT,
		    .valid_from = "2021-12-20T00:00:60Z" },
		{ "format.period", TSM_CHECK_FORMAT,
		    .valid_until = "2020-01-01T00:00:00Z" },
		{ "format.not_a_url", TSM_CHECK_FORMAT, .id = "not a url" },
		{ "format.old_property", TSM_CHECK_FORMAT,
		    .extra = "\"expirationDate\":\"2099-01-01T00:00:00Z\"," },
		{ "format.old_property", TSM_CHECK_FORMAT,
		    .extra = "\"issuanceDate\":\"2020-01-01T00:00:00Z\"," },
		{ "format.context_order", TSM_CHECK_FORMAT,
		    .context = "[\"https://purl.imsglobal.org/spec/ob/v3p0/"
			       "context-3.0.3.json\",\"https://www.w3.org/ns/"
			       "credentials/v2\"]" },
		{ "format.wrong_type", TSM_CHECK_FORMAT,
		    .context = "\"https://www.w3.org/ns/credentials/v2\"" },
		{ "schema.ob3", TSM_CHECK_SCHEMA,
		    .context = "[\"https://www.w3.org/ns/credentials/v2\"]" },
		{ "schema.ob3", TSM_CHECK_SCHEMA,
		    .subject = "[" SUBJECT "," SUBJECT "]" },
		{ "schema.ob3", TSM_CHECK_SCHEMA,
		    .subject =
			"{\"type\":[\"AchievementSubject\"]," ACHIEVEMENT "}" },
		{ "schema.unknown", TSM_CHECK_SCHEMA,
		    .extra = "\"credentialSchema\":[{\"id\":\"https://x."
			     "example/s\",\"type\":\"JsonSchema\"}]," },
		{ "context.unknown", TSM_CHECK_CONTEXT,
		    .context = "[\"https://www.w3.org/ns/credentials/v2\","
			       "\"https://purl.imsglobal.org/spec/ob/v3p0/"
			       "context-3.0.3.json\","
			       "\"https://x.example/context\"]" },
		{ "context.undefined_term", TSM_CHECK_CONTEXT,
		    .extra = "\"valdUntil\":\"2020-01-01T00:00:00Z\"," },
		{ "context.undefined_term", TSM_CHECK_CONTEXT,
		    .extra = "\"creditsEarned\":5," },
		{ "context.undefined_term", TSM_CHECK_CONTEXT,
		    .context = "[\"https://www.w3.org/ns/credentials/v2\","
			       "\"https://purl.imsglobal.org/spec/ob/v3p0/"
			       "context-3.0.3.json\",{\"@vocab\":"
			       "\"https://x.example/#\"}]",
		    .extra = "\"valdUntil\":\"2020-01-01T00:00:00Z\"," },
		{ "context.protected_redefinition", TSM_CHECK_CONTEXT,
		    .context = "[\"https://www.w3.org/ns/credentials/v2\","
			       "\"https://purl.imsglobal.org/spec/ob/v3p0/"
			       "context-3.0.3.json\",{\"description\":"
			       "\"https://x.example/#nothing\"}]" },
		/* No redefinition by JSON-LD: the type's own context defines
		 * it again within the credential. */
		{ "context.known", TSM_CHECK_CONTEXT,
		    .context = "[\"https://www.w3.org/ns/credentials/v2\","
			       "\"https://purl.imsglobal.org/spec/ob/v3p0/"
			       "context-3.0.3.json\",{\"validUntil\":"
			       "\"https://x.example/#nothing\"}]" },
		{ "context.undefined_term", TSM_CHECK_CONTEXT,
		    .status =
			"{\"id\":\"" REVOCATION_URL "#5\",\"type\":"
			"\"StatusList2021Entry\",\"statusPurpose\":"
			"\"revocation\",\"statusListIndex\":\"5\","
			"\"statusListCredential\":\"" REVOCATION_URL "\"}" },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		const struct change *c = &changes[i];
		struct badge b = badge(w);
		b.claims = NULL;
		b.context = c->context != NULL ? c->context : b.context;
		b.id = c->id != NULL ? c->id : b.id;
		b.valid_from =
		    c->valid_from != NULL ? c->valid_from : b.valid_from;
		b.valid_until = c->valid_until;
		b.subject = c->subject != NULL ? c->subject : b.subject;
		b.status = c->status != NULL ? c->status : b.status;
		b.extra = c->extra;
		const struct tsm_report *r = verify_badge(w, &b);
		assert_code(r, c->check, c->code);
		if (r->checks[c->check].outcome == TSM_FAIL)
			assert_verdict(r, TSM_NOT_VALID);
		else
			assert_verdict(r, TSM_VERIFIED);
	}
}

static void undefined_term_names_definer(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.extra = "\"creditsEarned\":5,";
	const struct tsm_report *r = verify_badge(w, &b);
	const struct tsm_check_result *c = &r->checks[TSM_CHECK_CONTEXT];
	assert_string_equal(c->place, "/creditsEarned");
	assert_non_null(strstr(c->detail, "creditsEarned"));
	assert_non_null(strstr(c->detail, "ob/v3p0/context"));
}

/* The year 9999 is a common real end date. */
static void far_future(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.valid_until = "9999-12-31T23:59:59Z";
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
}

/* ---- validity ------------------------------------------------------------------ */

static void validity(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	int64_t as_of = 0;
	struct list_spec lists[] = { list_spec(
					 w, REVOCATION_URL, "\"revocation\""),
		list_spec(w, SUSPENSION_URL, "\"suspension\"") };

	for (int i = 0; i < 2; i++) {
		lists[i].valid_from = "2021-01-01T00:00:00Z";
		serve_list(w, &lists[i]);
	}
	b.valid_until = "2025-12-31T23:59:00Z"; /* 60 s before NOW */
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	w->options.now = NOW + 1;
	const struct tsm_report *r = verify_badge(w, &b);
	assert_verdict(r, TSM_NOT_VALID);
	assert_code(r, TSM_CHECK_VALIDITY, "validity.expired");
	assert_string_equal(tsm_report_word(r), "EXPIRED");
	assert_non_null(r->facts);

	as_of = NOW - YEAR;
	w->options.as_of = &as_of;
	r = verify_badge(w, &b);
	assert_verdict(r, TSM_VERIFIED);
	assert_int_equal(r->as_of, as_of);

	as_of = 1639958400 - 60; /* its validFrom, within the leeway */
	assert_verdict(verify_badge(w, &b), TSM_VERIFIED);
	as_of--;
	r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_VALIDITY, "validity.not_yet");
	assert_string_equal(tsm_report_word(r), "NOT YET VALID");
}

/* ---- recipient ------------------------------------------------------------------ */

static void recipients(void **state)
{
	struct world *w = *state;
	static const struct {
		struct tsm_expected expected;
		const char *code;
	} cases[] = {
		{ { .name = "Ada Example" }, "recipient.match" },
		{ { .name = "  ada   EXAMPLE " }, "recipient.match" },
		{ { .name = "Bob Example" }, "recipient.mismatch" },
		{ { .email = "a@example.com" }, "recipient.match" },
		{ { .email = "A@EXAMPLE.com" }, "recipient.match" },
		{ { .email = "b@example.com" }, "recipient.mismatch" },
		{ { .id = SUBJECT_ID }, "recipient.match" },
		{ { .id = "did:example:1" }, "recipient.mismatch" },
		{ { .licence = "123" }, "recipient.not_stated" },
		{ { .name = "Ada Example", .email = "b@example.com" },
		    "recipient.mismatch" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct badge b = badge(w);
		w->options.expected = cases[i].expected;
		const struct tsm_report *r = verify_badge(w, &b);
		assert_code(r, TSM_CHECK_RECIPIENT, cases[i].code);
		assert_verdict(
		    r, strcmp(cases[i].code, "recipient.mismatch") == 0
			   ? TSM_NOT_VALID
			   : TSM_VERIFIED);
	}
}

/* A credential of the data model 1.1 is accepted, with a warning. */
static void model_1_1(void **state)
{
	struct world *w = *state;
	static const char payload[] =
	    "{\"vc\":{\"@context\":[\"https://www.w3.org/2018/credentials/"
	    "v1\",\"https://purl.imsglobal.org/spec/ob/v3p0/"
	    "context-3.0.3.json\"],\"id\":\"" BADGE_ID
	    "\",\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"
	    "\"issuer\":{\"id\":\"" DID "\",\"type\":[\"Profile\"],\"name\":"
	    "\"MFPE\"},\"issuanceDate\":\"2021-12-20T00:00:00Z\",\"name\":"
	    "\"Just Society\",\"credentialSubject\":" SUBJECT "}" CLAIMS "}";
	char *text = token(&w->key, HEADER, payload, false);
	const struct tsm_report *r = verify_text(w, text);

	free(text);
	assert_code(r, TSM_CHECK_FORMAT, "format.vc11");
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.valid");
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.none_declared");
	assert_verdict(r, TSM_VERIFIED);
}

/* JSON around a token is the token. */
static void enveloped(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	char *inner = badge_token(&b);
	char *text =
	    format("{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],"
		   "\"type\":\"EnvelopedVerifiableCredential\",\"id\":"
		   "\"data:application/vc+jwt,%s\"}",
		inner);

	assert_verdict(verify_text(w, text), TSM_VERIFIED);
	free(inner);
	free(text);
}

static void json_without_token(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.claims = NULL;
	char *payload = badge_payload(&b);
	const struct tsm_report *r = verify_text(w, payload);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.no_proof");
	assert_verdict(r, TSM_NOT_VALID);
	assert_not_evaluated_after(r, TSM_CHECK_SIGNATURE);
	free(payload);

	b.extra = "\"proof\":[{\"type\":\"DataIntegrityProof\",\"cryptosuite\":"
		  "\"eddsa-rdfc-2022\"}],";
	payload = badge_payload(&b);
	r = verify_text(w, payload);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.malformed");
	assert_verdict(r, TSM_NOT_VALID);
	free(payload);

	b.extra = "\"proof\":[{\"type\":\"DataIntegrityProof\",\"cryptosuite\":"
		  "\"example-2030\"}],";
	payload = badge_payload(&b);
	r = verify_text(w, payload);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.suite_unsupported");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	assert_string_equal(
	    r->deciding->code->name, "signature.suite_unsupported");
	assert_null(r->facts);
	free(payload);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(good_badge),
		world_test(facts_are_read),
		world_test(facts_of_several),
		world_test(name_of_the_subject),
		world_test(second_time_no_io),
		world_test(other_trust),
		world_test(prompt),
		world_test(unlisted_issuer),
		world_test(offline),
		world_test(listed_then),
		world_test(inputs),
		world_test(too_large),
		world_test(formats),
		world_test(contents),
		world_test(undefined_term_names_definer),
		world_test(far_future),
		world_test(validity),
		world_test(recipients),
		world_test(model_1_1),
		world_test(enveloped),
		world_test(json_without_token),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
