/* Receipts: what they say, what is read, and whose word is believed. */
#include "evidence_test.h"

#include "testamur/base/encode.h"

struct world {
	struct service service;
	struct tsm_arena arena;
	struct tsm_buf text; /* a receipt */
	struct tsm_report report;
};

static int open_world(void **state)
{
	static struct world world;
	struct tsm_public_key *key = NULL;

	if (make_dir(state) != 0)
		return -1;
	if (tsm_keystore_setup() != TSM_OK ||
	    tsm_keystore_create(
		keys_dir, "board", "es256-1", "ES256", 0, &key, NULL) != TSM_OK)
		return -1;
	tsm_public_key_free(&key);
	memset(&world, 0, sizeof(world));
	service_start(&world.service);
	tsm_arena_init(&world.arena, 0);
	tsm_buf_init(&world.text, 0);
	report_make(&world.report);
	*state = &world;
	return 0;
}

static int close_world(void **state)
{
	struct world *w = *state;

	service_stop(&w->service);
	tsm_arena_release(&w->arena);
	tsm_buf_release(&w->text);
	return drop_dir(state);
}

#define world_test(f) \
 cmocka_unit_test_setup_teardown(f, open_world, close_world)

static void make(struct world *w)
{
	struct tsm_error err = { 0 };

	tsm_buf_clear(&w->text);
	assert_int_equal(
	    receipt_make(w->service.signer, &w->report, &w->text, &err),
	    TSM_OK);
}

static void what_it_says(void **state)
{
	struct world *w = *state;
	struct tsm_receipt r;
	struct tsm_error err = { 0 };
	char input[TSM_SHA256_HEX];

	make(w);
	assert_int_equal(
	    tsm_receipt_read(&w->arena, tsm_buf_str(&w->text), &r, &err),
	    TSM_OK);
	assert_string_equal(r.by, DID);
	assert_string_equal(r.method, DID "#es256-1");
	assert_int_equal(r.at, NOW);
	assert_int_equal(r.as_of, NOW);
	assert_string_equal(r.sha256, HASH);
	assert_int_equal(tsm_sha256_hex("input", 5, input), TSM_OK);
	assert_string_equal(r.input, input);
	assert_string_equal(r.thumbprint, "thumb");
	assert_string_equal(r.issuer, "did:web:a.example");
	assert_string_equal(r.verdict, "verified");
	assert_true(r.proven);
	assert_int_equal(r.count, 2);
	assert_string_equal(r.documents[0].url, "https://a.example/x");
	assert_int_equal(r.documents[0].at, NOW - 5);
	assert_string_equal(r.documents[1].url, "https://c.example/v1");
	/* whose it is, it does not say */
	assert_null(strstr(r.jws.payload.ptr, "Ada"));
	const struct tsm_json *lists = tsm_json_get(r.payload, "lists");
	assert_int_equal(lists->count, 2);
	assert_string_equal(
	    tsm_json_get_string(tsm_json_at(lists, 0), "sha256"), HASH);
	assert_null(tsm_json_get(tsm_json_at(lists, 1), "sha256"));
	/* with white space around it, as files have it */
	tsm_buf_addc(&w->text, '\n');
	assert_int_equal(
	    tsm_receipt_read(&w->arena, tsm_buf_str(&w->text), &r, &err),
	    TSM_OK);
}

static void what_has_no_receipt(void **state)
{
	struct world *w = *state;
	struct tsm_error err = { 0 };

	/* caches were used: documents would be missing */
	w->report.proof.thumbprint = NULL;
	assert_int_equal(
	    receipt_make(w->service.signer, &w->report, &w->text, &err),
	    TSM_E_STATE);
	assert_int_equal(w->text.len, 0);
	/* nothing was proven, so nothing is missing */
	w->report.facts = NULL;
	make(w);
}

static void proven(void **state)
{
	struct world *w = *state;
	struct tsm_receipt r;
	static const struct {
		enum tsm_check check;
		enum tsm_outcome outcome;
		bool proven;
	} cases[] = {
		{ TSM_CHECK_SIGNATURE, TSM_WARN, true },
		{ TSM_CHECK_SIGNATURE, TSM_FAIL, false },
		{ TSM_CHECK_CONTROLLER, TSM_WARN, false },
		{ TSM_CHECK_CONTROLLER, TSM_COULD_NOT_CHECK, false },
		{ TSM_CHECK_KEY, TSM_FAIL, false },
		{ TSM_CHECK_REVOCATION, TSM_FAIL, true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		report_make(&w->report);
		w->report.checks[cases[i].check].outcome = cases[i].outcome;
		make(w);
		assert_int_equal(tsm_receipt_read(&w->arena,
				     tsm_buf_str(&w->text), &r, NULL),
		    TSM_OK);
		assert_int_equal(r.proven, cases[i].proven);
	}
	report_make(&w->report);
	w->report.proof.sha256 = NULL;
	make(w);
	assert_int_equal(
	    tsm_receipt_read(&w->arena, tsm_buf_str(&w->text), &r, NULL),
	    TSM_OK);
	assert_false(r.proven);
}

static void judged(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *window;
		int64_t now;
		enum tsm_receipt_answer answer;
	} cases[] = {
		{ "", NOW, TSM_RECEIPT_HOLDS },
		{ "", NOW - TSM_VERIFY_LEEWAY, TSM_RECEIPT_HOLDS },
		{ "", NOW - TSM_VERIFY_LEEWAY - 1, TSM_RECEIPT_FUTURE },
		{ ",\"expires\":\"2026-01-01T00:00:00Z\"", NOW,
		    TSM_RECEIPT_HOLDS },
		{ ",\"expires\":\"2025-12-31T23:59:59Z\"", NOW,
		    TSM_RECEIPT_KEY_REVOKED },
		{ ",\"revoked\":\"2026-01-01T00:00:00Z\"", NOW,
		    TSM_RECEIPT_KEY_REVOKED },
		{ ",\"revoked\":\"2030-01-01T00:00:00Z\"", NOW,
		    TSM_RECEIPT_HOLDS },
		{ ",\"revoked\":\"soon\"", NOW, TSM_RECEIPT_KEY_REVOKED },
	};
	struct tsm_did_document document;
	struct tsm_receipt r;
	enum tsm_receipt_answer answer;

	make(w);
	assert_int_equal(
	    tsm_receipt_read(&w->arena, tsm_buf_str(&w->text), &r, NULL),
	    TSM_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		document_make(
		    w->service.signer, &w->arena, cases[i].window, &document);
		assert_int_equal(tsm_receipt_judge(&r, &document, cases[i].now,
				     &answer, NULL),
		    TSM_OK);
		assert_int_equal(answer, cases[i].answer);
	}
	/* every byte of it is covered */
	for (size_t i = 0; i < w->text.len; i += 7) {
		struct tsm_receipt other;
		char *copy = tsm_arena_str(&w->arena, tsm_buf_str(&w->text));
		copy[i] = copy[i] == 'A' ? 'B' : 'A';
		if (tsm_receipt_read(&w->arena, tsm_str(copy), &other, NULL) !=
		    TSM_OK)
			continue;
		document_make(w->service.signer, &w->arena, "", &document);
		assert_int_equal(
		    tsm_receipt_judge(&other, &document, NOW, &answer, NULL),
		    TSM_OK);
		assert_int_not_equal(answer, TSM_RECEIPT_HOLDS);
	}
}

static enum tsm_status read_parts(struct world *w, const char *header,
    const char *payload, struct tsm_error *err)
{
	struct tsm_receipt r;

	tsm_buf_clear(&w->text);
	tsm_base64url_encode(&w->text, header, strlen(header));
	tsm_buf_addc(&w->text, '.');
	tsm_base64url_encode(&w->text, payload, strlen(payload));
	tsm_buf_adds(&w->text, ".AAAA");
	return tsm_receipt_read(&w->arena, tsm_buf_str(&w->text), &r, err);
}

#define TYP   "\"alg\":\"ES256\",\"typ\":\"verification-receipt+jwt\""
#define UPPER "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"
/* a receipt up to what it is of; what it used is still to come */
#define KIND "{\"type\":\"VerificationReceipt\",\"version\":1"
#define MADE KIND ",\"iss\":\"" DID "\",\"checked_at\":\"2026-01-01T00:00:00Z\""
#define SAID                                                    \
 MADE ",\"iat\":1767225600,\"as_of\":\"2026-01-01T00:00:00Z\"," \
      "\"verdict\":\"verified\",\"code\":\"issuer.listed\",\"input\":"
#define WHOLE SAID "{\"sha256\":\"" HASH "\"}"
#define USED(row) \
 WHOLE ",\"documents\":[{\"url\":\"https://a.example/\"," row "}]}"

/* What is no receipt, as a JSON payload under a good header. */
static void refused(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *payload;
		enum tsm_status status;
		const char *where;
	} cases[] = {
		{ "[]", TSM_E_UNSUPPORTED, "/type" },
		{ "{\"type\":\"Other\",\"version\":1}", TSM_E_UNSUPPORTED,
		    "/type" },
		{ "{\"type\":\"VerificationReceipt\",\"version\":2}",
		    TSM_E_UNSUPPORTED, "/type" },
		{ "{\"type\":\"VerificationReceipt\"}", TSM_E_UNSUPPORTED,
		    "/type" },
		{ KIND "}", TSM_E_MISSING, "/iss" },
		{ KIND ",\"iss\":\"did:web:other.example\"}", TSM_E_VALUE,
		    "kid" },
		{ KIND ",\"iss\":\"" DID "\"}", TSM_E_MISSING, "/checked_at" },
		{ KIND ",\"iss\":\"" DID "\",\"checked_at\":\"today\"}",
		    TSM_E_VALUE, "/checked_at" },
		{ MADE ",\"iat\":1767225601}", TSM_E_VALUE, "/iat" },
		{ MADE "}", TSM_E_VALUE, "/iat" },
		{ SAID "{}}", TSM_E_MISSING, "/input/sha256" },
		{ SAID "{\"sha256\":\"" HASH "0\"}}", TSM_E_VALUE,
		    "/input/sha256" },
		{ SAID "{\"sha256\":\"" UPPER "\"}}", TSM_E_VALUE,
		    "/input/sha256" },
		{ WHOLE ",\"credential\":{\"sha256\":\"\"}}", TSM_E_VALUE,
		    "/credential/sha256" },
		{ WHOLE "}", TSM_E_MISSING, "/documents" },
		{ WHOLE ",\"documents\":{}}", TSM_E_MISSING, "/documents" },
		{ WHOLE ",\"documents\":[],\"contexts\":{}}", TSM_E_MISSING,
		    "/documents" },
		{ WHOLE ",\"documents\":[]}", TSM_OK, NULL },
		{ USED("\"at\":\"2026-01-01T00:01:00Z\""), TSM_OK, NULL },
		{ USED("\"at\":\"2026-01-01T00:01:01Z\""), TSM_E_VALUE,
		    "/documents" },
		{ USED("\"at\":\"2026-01-01T00:00:00Z\",\"sha256\":\"\""),
		    TSM_E_VALUE, "/documents" },
		{ USED("\"at\":0"), TSM_E_MISSING, "/documents" },
		{ "{\"type\":1,\"type\":2}", TSM_E_DUPLICATE, NULL },
		{ "nonsense", TSM_E_SYNTAX, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_error err = { 0 };
		assert_int_equal(
		    read_parts(w, "{" TYP ",\"kid\":\"" DID "#es256-1\"}",
			cases[i].payload, &err),
		    cases[i].status);
		if (cases[i].where != NULL)
			assert_string_equal(err.where, cases[i].where);
	}
}

/* RFC 8725 section 3.11: signed for something else; by no key of the DID. */
static void headers_refused(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *header;
		enum tsm_status status;
		const char *where;
	} cases[] = {
		{ "{\"alg\":\"ES256\",\"kid\":\"" DID "#es256-1\"}",
		    TSM_E_UNSUPPORTED, "typ" },
		{ "{\"alg\":\"ES256\",\"typ\":\"vc+jwt\",\"kid\":\"" DID
		  "#es256-1\"}",
		    TSM_E_UNSUPPORTED, "typ" },
		{ "{" TYP "}", TSM_E_MISSING, "kid" },
		{ "{" TYP ",\"kid\":\"es256-1\"}", TSM_E_VALUE, "kid" },
		{ "{" TYP ",\"kid\":\"" DID "\"}", TSM_E_VALUE, "kid" },
		{ "{" TYP ",\"kid\":\"" DID "/x#es256-1\"}", TSM_E_VALUE,
		    "kid" },
		{ "{" TYP ",\"kid\":\"" DID ":x#es256-1\"}", TSM_E_VALUE,
		    "kid" },
		{ "{" TYP ",\"kid\":\"" DID "#es256-1\"}", TSM_OK, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_error err = { 0 };
		assert_int_equal(read_parts(w, cases[i].header,
				     WHOLE ",\"documents\":[]}", &err),
		    cases[i].status);
		if (cases[i].where != NULL)
			assert_string_equal(err.where, cases[i].where);
	}
}

static void answers(void **state)
{
	(void)state;
	for (int i = 0; i < TSM_RECEIPT_ANSWERS; i++) {
		enum tsm_receipt_answer answer = (enum tsm_receipt_answer)i;
		const char *sentence = tsm_receipt_sentence(answer);
		assert_true(tsm_str_starts(
		    tsm_str(tsm_receipt_code(answer)), "receipt."));
		assert_true(tsm_str_ends(tsm_str(sentence), "."));
	}
	assert_int_equal(tsm_receipt_verdict(TSM_RECEIPT_HOLDS), TSM_VERIFIED);
	assert_int_equal(tsm_receipt_verdict(TSM_RECEIPT_UNLISTED),
	    TSM_VERIFIED_ISSUER_UNLISTED);
	assert_int_equal(tsm_receipt_verdict(TSM_RECEIPT_UNREACHABLE),
	    TSM_COULD_NOT_BE_CHECKED);
	assert_int_equal(
	    tsm_receipt_verdict(TSM_RECEIPT_SIGNATURE), TSM_NOT_VALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(what_it_says),
		world_test(what_has_no_receipt),
		world_test(proven),
		world_test(judged),
		world_test(refused),
		world_test(headers_refused),
		cmocka_unit_test(answers),
	};

	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
