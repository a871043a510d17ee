/*
 * A whole verification, its report and its caches while each allocation in
 * turn fails: the answer is TSM_E_MEMORY, or the same report as ever.
 */
#include "../../unit/verify/embedded.h"
#include "../../unit/verify/legacy_world.h"
#include "../../unit/verify/presented.h"
#include "../../unit/verify/record.h"
#include "oom.h"
#include "testamur/json/write.h"

/* What is verified; world_open() made everything around it. */
struct subject {
	struct world *w;
	char *text;
	unsigned times; /* with one verifier */
	const struct tsm_qr_reader *pictures;
};

static enum tsm_status once(struct world *w, struct tsm_verifier *verifier,
    const char *text, struct tsm_buf *out)
{
	const struct tsm_report *report = NULL;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_verify(
	    verifier, text, strlen(text), &w->options, &arena, &report, &err);
	assert_int_equal(err.status, status);
	if (status == TSM_OK) {
		json_t *json = tsm_report_json(report);
		status = tsm_json_write(json, TSM_JSON_COMPACT, out);
		json_decref(json);
		if (status == TSM_OK)
			status = tsm_report_write(report, out);
	}
	if (status == TSM_OK)
		status = tsm_report_text(report, out);
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status run(const struct subject *s, struct tsm_buf *out)
{
	const struct tsm_verifier_options options = {
		.fetcher = &s->w->fetcher,
		.trust = s->w->trust,
		.pictures = s->pictures,
	};
	struct tsm_verifier *verifier = NULL;

	enum tsm_status status = tsm_verifier_new(&options, &verifier, NULL);
	for (unsigned i = 0; i < s->times && status == TSM_OK; i++)
		status = once(s->w, verifier, s->text, out);
	tsm_verifier_free(&verifier);
	return status;
}

static void sweep(const struct subject *s)
{
	struct tsm_buf want;
	size_t failures = 0;

	tsm_buf_init(&want, 0);
	assert_int_equal(run(s, &want), TSM_OK);
	for (size_t n = 1;; n++) {
		struct tsm_buf out;
		tsm_buf_init(&out, 0);
		oom_begin(n, OOM_ONCE);
		enum tsm_status status = run(s, &out);
		bool failed = oom_end();
		if (status == TSM_OK) {
			assert_string_equal(
			    tsm_buf_cstr(&out), tsm_buf_cstr(&want));
		} else {
			assert_int_equal(status, TSM_E_MEMORY);
			failures++;
		}
		tsm_buf_release(&out);
		if (!failed)
			break;
	}
	assert_true(failures > 20);
	tsm_buf_release(&want);
}

/* Twice, so that the second answer comes from the caches. */
static void good(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct subject s = { w, badge_token(&b), 2, NULL };

	w->options.expected.email = "a@example.com";
	sweep(&s);
	free(s.text);
}

/* Open Badges 2.0: published, and signed with a list of revoked ones. */
static void legacy(void **state)
{
	struct world *w = *state;
	const struct assertion a = SIGNED;
	struct subject s = { w, text_of_assertion(&hosted), 2, NULL };

	w->options.expected.email = "a@example.com";
	sweep(&s);
	free(s.text);
	serve_profile(w, ",\"revocationList\":\"" LIST "\"");
	serve(w, LIST,
	    format(
		"{\"id\":\"" LIST "\",\"revokedAssertions\":[\"%s\"]}", a.id),
	    TSM_OK);
	char *payload = text_of_assertion(&a);
	s.text = token(&w->key, "{\"alg\":\"ES256\"}", payload, false);
	sweep(&s);
	free(s.text);
	free(payload);
}

static enum tsm_status read_qr(void *ctx, const void *data, size_t len,
    struct tsm_arena *arena, struct tsm_str texts[TSM_QR_TEXTS_MAX],
    size_t *ret_count)
{
	(void)data;
	(void)len;
	const char *copy = tsm_arena_dup(arena, ctx);
	if (copy == NULL)
		return TSM_E_MEMORY;
	texts[0] = tsm_str(copy);
	*ret_count = 1;
	return TSM_OK;
}

/* The credential in a QR code, and a link. */
static void in_a_picture(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	char *token = badge_token(&b);
	char link[] = BADGE_ID;
	char picture[] = "\xff\xd8\xff";
	struct tsm_qr_reader pictures = { token, read_qr };
	struct subject s = { w, picture, 1, &pictures };

	sweep(&s);
	pictures.ctx = link;
	s.times = 8;
	sweep(&s);
	free(token);
}

/* Baked, and larger than what the arena has at hand. */
static void baked(void **state)
{
	struct world *w = *state;
	struct subject s = { w,
		format("<svg xmlns=\"http://www.w3.org/2000/svg\" "
		       "xmlns:b=\"https://purl.imsglobal.org/ob/v3p0\">"
		       "<b:credential><![CDATA[{%*s}]]></b:credential></svg>",
		    20000, ""),
		2, NULL };

	sweep(&s);
	const struct tsm_report *r = verify_text(w, s.text);
	assert_code(r, TSM_CHECK_INPUT, "input.svg");
	free(s.text);
}

/* Looked up, and said in another language; and nothing that was found. */
static void looked_up(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct tsm_given given = { .place = "https://example.org/V/1" };
	struct subject s = { w, badge_token(&b), 1, NULL };

	w->options.given = &given;
	w->options.lang = TSM_LANG_ES;
	sweep(&s);
	given.answer = TSM_SITE_SILENT;
	w->options.expected.licence = "123";
	sweep(&s);
	w->options.expected.licence = NULL;
	given.code = "item.id_mistyped";
	given.detail = "It has 26.";
	s.times = 8;
	sweep(&s);
	w->options.given = NULL;
	w->options.lang = TSM_LANG_EN;
	free(s.text);
}

static void revoked(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct list_spec list = list_spec(w, REVOCATION_URL, "\"revocation\"");
	struct subject s = { w, badge_token(&b), 1, NULL };

	list.set = 94567;
	serve_list(w, &list);
	sweep(&s);
	free(s.text);
}

/* Of a day gone by, by the lists of then; twice, as good() is. */
static void then(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	const int64_t asked = NOW - 8640000;
	struct list_spec old[] = {
		list_spec(w, REVOCATION_URL, "\"revocation\""),
		list_spec(w, SUSPENSION_URL, "\"suspension\""),
	};
	struct list_spec list = old[0];
	struct subject s = { w, badge_token(&b), 2, NULL };

	list.set = 94567;
	serve_list(w, &list);
	for (int i = 0; i < 2; i++) {
		old[i].valid_from = "2025-09-01T00:00:00Z";
		old[i].extra = ",\"validUntil\":\"2025-09-30T23:59:59Z\","
			       "\"iat\":1766188800";
		serve(w, i == 0 ? REVOCATION_URL "@" : SUSPENSION_URL "@",
		    list_token(&old[i]), TSM_OK);
	}
	w->memento_at = asked;
	w->memento = SUSPENSION_URL "/1";
	w->options.as_of = &asked;
	sweep(&s);
	const struct tsm_report *r = verify_badge(w, &b);
	assert_code(r, TSM_CHECK_REVOCATION, "revocation.revoked_later");
	assert_code(r, TSM_CHECK_SUSPENSION, "suspension.not_suspended_then");
	free(s.text);
}

/* A list of revoked ids. */
static void revoked_id(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	b.status = "{\"id\":\"" HOST "/revocations\",\"type\":"
		   "\"1EdTechRevocationList\"}";
	struct subject s = { w, badge_token(&b), 1, NULL };
	serve(w, HOST "/revocations",
	    format("{\"revokedCredential\":[{\"id\":\"%s\","
		   "\"revocationReason\":\"Given twice\"}]}",
		BADGE_ID),
	    TSM_OK);
	sweep(&s);
	free(s.text);
}

static void key_in_header(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	char *header = format("{\"alg\":\"ES256\",\"jwk\":%s}", w->key.jwk);

	b.header = header;
	struct subject s = { w, badge_token(&b), 1, NULL };
	sweep(&s);
	free(s.text);
	free(header);
}

static void not_signed(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	b.extra = "\"valdUntil\":5,";
	struct subject s = { w, badge_payload(&b), 1, NULL };

	sweep(&s);
	free(s.text);
}

/* Two proofs, an endorsement with one, a digest. */
static void embedded(void **state)
{
	struct subject s = { *state, format("%s", embedded_badge), 2, NULL };

	sweep(&s);
	free(s.text);
}

/* A learner record, each of its credentials in an arena of its own. */
static void record(void **state)
{
	struct subject s = { *state, format("%s", record_of_two), 1, NULL };

	sweep(&s);
	free(s.text);
}
static void embedded_altered(void **state)
{
	struct subject s = { *state, format("%s", embedded_badge), 1, NULL };
	char *name = strstr(s.text, "Just Society");

	assert_non_null(name);
	name[0] = 'M';
	sweep(&s);
	free(s.text);
}

/* A token by the holder, of a token and of one with proofs in it. */
static void presented(void **state)
{
	struct world *w = *state;
	char *held = held_badge(w);
	char *list = format("[\"%s\",%s]", held, embedded_badge);
	struct subject s = { w, presentation(w, list, ",\"nonce\":\"c\""), 1,
		NULL };

	w->options.challenge = "c";
	sweep(&s);
	free(s.text);
	free(list);
	free(held);
}

/* With a proof by a did:key in it. */
static void presented_embedded(void **state)
{
	struct world *w = *state;
	char *list =
	    format("{\"@context\":[\"https://www.w3.org/ns/"
		   "credentials/v2\"],\"type\":"
		   "\"VerifiablePresentation\","
		   "\"verifiableCredential\":%s,\"proof\":{"
		   "\"type\":\"DataIntegrityProof\",\"cryptosuite\":"
		   "\"eddsa-rdfc-2022\",\"verificationMethod\":"
		   "\"did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjq"
		   "SJgvVd#z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvV"
		   "d\",\"proofPurpose\":\"authentication\","
		   "\"proofValue\":\"z2\"}}",
		embedded_badge);
	struct subject s = { w, list, 1, NULL };

	sweep(&s);
	free(list);
}

static enum tsm_status read_trust(struct tsm_trust **ret)
{
	static const char text[] =
	    "{\"name\":\"L\",\"issuers\":[{\"id\":\"did:web:a.example\","
	    "\"name\":\"A\",\"valid_to\":\"2030-01-01\",\"approvals\":["
	    "{\"scheme\":\"s\",\"number\":\"1\"}]},"
	    "{\"id\":\"did:web:b.example\"}]}";
	static const char registry[] =
	    "{\"registry\":{\"did:web:c.example\":{\"name\":\"C\"}}}";
	struct tsm_buf out;

	TSM_TRY(tsm_trust_new(ret));
	TSM_TRY(tsm_trust_parse(*ret, "file", text, sizeof(text) - 1, NULL));
	TSM_TRY(tsm_trust_parse(
	    *ret, "file", registry, sizeof(registry) - 1, NULL));
	tsm_buf_init(&out, 0);
	json_t *json = tsm_trust_json(*ret, "L");
	enum tsm_status status = tsm_json_write(json, TSM_JSON_COMPACT, &out);
	json_decref(json);
	tsm_buf_release(&out);
	return status;
}

static void trust(void **state)
{
	(void)state;
	for (size_t n = 1;; n++) {
		struct tsm_trust *list = NULL;
		oom_begin(n, OOM_ONCE);
		enum tsm_status status = read_trust(&list);
		bool failed = oom_end();
		if (status == TSM_OK)
			assert_int_equal(tsm_trust_count(list), 3);
		else
			assert_int_equal(status, TSM_E_MEMORY);
		tsm_trust_free(&list);
		if (!failed)
			break;
	}
}

#define oom_test(f) \
 cmocka_unit_test_setup_teardown(f, setup_world, teardown_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		oom_test(good),
		cmocka_unit_test_setup_teardown(
		    legacy, setup_legacy, teardown_world),
		oom_test(in_a_picture),
		oom_test(baked),
		oom_test(looked_up),
		oom_test(revoked),
		oom_test(then),
		oom_test(revoked_id),
		oom_test(key_in_header),
		oom_test(not_signed),
		oom_test(embedded),
		oom_test(embedded_altered),
		oom_test(record),
		oom_test(presented),
		oom_test(presented_embedded),
		oom_test(trust),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
