/* Presentations: the holder's proof, and a report for each credential. */
#include "presented.h"

#define AUD ",\"aud\":\"board.example\""

static const struct tsm_report *ask(
    struct world *w, const char *credentials, const char *claims)
{
	char *text = presentation(w, credentials, claims);
	const struct tsm_report *r = verify_text(w, text);

	free(text);
	return r;
}

static void one(void **state)
{
	struct world *w = *state;
	char *held = held_badge(w);
	char *list = format("[\"%s\"]", held);

	const struct tsm_report *r = ask(w, list, "");
	assert_code(r, TSM_CHECK_PRESENTATION, "presentation.no_challenge");
	assert_verdict(r, TSM_VERIFIED);
	assert_int_equal(r->n_presented, 0);
	w->options.challenge = "c-1";
	r = ask(w, list, ",\"nonce\":\"c-1\"");
	assert_code(r, TSM_CHECK_PRESENTATION, "presentation.holder");
	assert_verdict(r, TSM_VERIFIED);
	assert_string_equal(r->facts->holder_id, HOLDER);
	r = ask(w, list, ",\"nonce\":\"c-0\"");
	assert_code(r, TSM_CHECK_PRESENTATION, "presentation.challenge");
	assert_verdict(r, TSM_NOT_VALID);
	assert_string_equal(r->deciding->code->name, "presentation.challenge");
	/* The credential alone does not answer a challenge. */
	r = verify_text(w, held);
	assert_code(r, TSM_CHECK_PRESENTATION, "presentation.missing");
	assert_verdict(r, TSM_NOT_VALID);
	free(list);
	free(held);
}

/* Who asks for it gets the holder's proof judged without any credential. */
static void alone(void **state)
{
	struct world *w = *state;
	const struct tsm_report *r = ask(w, "[]", "");

	assert_code(r, TSM_CHECK_INPUT, "input.no_credential_presented");
	w->options.holder_alone = true;
	r = ask(w, "[]", "");
	assert_code(
	    r, TSM_CHECK_PRESENTATION, "presentation.alone_no_challenge");
	assert_null(r->facts);
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	w->options.challenge = "c-1";
	r = ask(w, "[]", ",\"nonce\":\"c-1\"");
	assert_code(r, TSM_CHECK_PRESENTATION, "presentation.alone");
	r = ask(w, "[]", ",\"nonce\":\"c-2\"");
	assert_code(r, TSM_CHECK_PRESENTATION, "presentation.challenge");
	assert_verdict(r, TSM_NOT_VALID);
	/* One that it does hold is judged. */
	struct badge b = badge(w);
	b.key = &w->other;
	char *forged = badge_token(&b);
	char *list = format("[\"%s\"]", forged);
	r = ask(w, list, ",\"nonce\":\"c-1\"");
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.invalid");
	assert_verdict(r, TSM_NOT_VALID);
	free(list);
	free(forged);
	/* What it says beside has to have a meaning. */
	r = ask(w, "[]", ",\"nonce\":\"c-1\",\"nonsense\":1");
	assert_code(r, TSM_CHECK_PRESENTATION, "presentation.context");
}

/* What the token says of its maker, its audience and its time. */
static void claims(void **state)
{
	struct world *w = *state;
	/* NOW is 1767225600; clocks may differ by a minute */
	static const struct {
		const char *claims;
		const char *code;
	} cases[] = {
		{ AUD, "holder" },
		{ ",\"aud\":[\"x\",\"board.example\"]", "holder" },
		{ ",\"aud\":[\"x\"]", "domain" },
		{ ",\"aud\":[]", "domain" },
		{ ",\"aud\":7", "domain" },
		{ ",\"iss\":\"" HOLDER "\"", "domain" },
		{ AUD ",\"iss\":\"" HOLDER "\"", "holder" },
		{ AUD ",\"iss\":\"" DID "\"", "key" },
		{ AUD ",\"iss\":7", "key" },
		{ AUD ",\"exp\":1767225540", "holder" },
		{ AUD ",\"exp\":1767225539", "expired" },
		{ AUD ",\"exp\":1767225540.5", "holder" },
		{ AUD ",\"exp\":9223372036854775806", "expired" },
		{ AUD ",\"exp\":\"1767225600\"", "expired" },
		{ AUD ",\"nbf\":1767225660", "holder" },
		{ AUD ",\"nbf\":1767225661", "expired" },
		{ AUD ",\"nbf\":-9223372036854775807", "expired" },
		{ AUD ",\"nbf\":null", "expired" },
		{ AUD ",\"iat\":\"today\"", "expired" },
	};

	w->options.challenge = "c-1";
	w->options.domain = "board.example";
	char *held = held_badge(w);
	char *list = format("[\"%s\"]", held);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *said = format("%s,\"nonce\":\"c-1\"", cases[i].claims);
		char *code = format("presentation.%s", cases[i].code);
		assert_code(ask(w, list, said), TSM_CHECK_PRESENTATION, code);
		free(said);
		free(code);
	}
	free(list);
	free(held);
}

/* Each has its report; the worst is the answer. */
static void several(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	char *held = held_badge(w);
	char *of_another = badge_token(&b);
	b.key = &w->other;
	char *forged = badge_token(&b);
	char *list = format("[\"%s\",\"%s\",\"%s\"]", held, forged, of_another);

	const struct tsm_report *r = ask(w, list, "");
	assert_verdict(r, TSM_NOT_VALID);
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.invalid");
	assert_null(r->facts);
	assert_int_equal(r->n_presented, 3);
	assert_verdict(&r->presented[0], TSM_VERIFIED);
	assert_verdict(&r->presented[1], TSM_NOT_VALID);
	assert_verdict(&r->presented[2], TSM_VERIFIED);
	assert_code(&r->presented[2], TSM_CHECK_PRESENTATION,
	    "presentation.other_holder");
	assert_not_evaluated_after(&r->presented[1], TSM_CHECK_SIGNATURE);
	free(list);
	free(held);
	free(of_another);
	free(forged);
}

/* A holder who cannot be looked up is no reason to call it verified. */
static void not_checked(void **state)
{
	struct world *w = *state;
	char *held = held_badge(w);
	char *list = format("[\"%s\"]", held);
	char *text = presentation(w, list, "");

	serve(w, HOLDER_URL, NULL, TSM_E_UNREACHABLE);
	const struct tsm_report *r = verify_text(w, text);
	assert_code(r, TSM_CHECK_PRESENTATION, "presentation.not_checked");
	assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
	assert_string_equal(
	    r->deciding->code->name, "presentation.not_checked");
	free(text);
	free(list);
	free(held);
}

/* A key that is out of use now was in use when the holder says it was. */
static void key_in_use_until(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *iat;
		const char *code;
	} cases[] = {
		{ ",\"iat\":1639958400", "presentation.no_challenge" },
		{ ",\"iat\":1766188800", "presentation.key" },
		{ "", "presentation.key" },
	};
	char *held = held_badge(w);
	char *list = format("[\"%s\"]", held);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = presentation(w, list, cases[i].iat);
		serve(w, HOLDER_URL,
		    did_document(w, HOLDER,
			"\"expires\":\"2025-12-19T00:00:00Z\",", false),
		    TSM_OK);
		assert_code(verify_text(w, text), TSM_CHECK_PRESENTATION,
		    cases[i].code);
		free(text);
	}
	free(list);
	free(held);
}

#define PORT_HOLDER "did:web:issuer.example%3A8443"

/* Of the holder's own site, as of an issuer's. */
static void port_of_the_holder(void **state)
{
	struct world *w = *state;
	char *text = token(&w->key,
	    "{\"alg\":\"ES256\",\"typ\":\"vp+jwt\",\"kid\":\"" PORT_HOLDER
	    "#es256-1\"}",
	    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":"
	    "\"VerifiablePresentation\",\"holder\":\"" PORT_HOLDER "\"}",
	    false);

	serve(w, HOST ":8443/.well-known/did.json",
	    did_document(w, PORT_HOLDER, "", false), TSM_OK);
	w->options.holder_alone = true;
	assert_code(verify_text(w, text), TSM_CHECK_PRESENTATION,
	    "presentation.alone_no_challenge");
	assert_int_equal(
	    port_allowed(w, HOST ":8443/.well-known/did.json"), 8443);
	free(text);
}

/* A key for assertion is none for presenting. */
static void wrong_relation(void **state)
{
	struct world *w = *state;
	char *held = held_badge(w);
	char *list = format("[\"%s\"]", held);
	char *text = presentation(w, list, "");

	serve(w, HOLDER_URL, did_document(w, HOLDER, "", true), TSM_OK);
	assert_code(
	    verify_text(w, text), TSM_CHECK_PRESENTATION, "presentation.key");
	free(text);
	free(list);
	free(held);
}

static void what_is_none(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *credentials;
		enum tsm_check check;
		const char *code;
	} cases[] = {
		{ "[]", TSM_CHECK_INPUT, "input.no_credential_presented" },
		{ "null", TSM_CHECK_FORMAT, "format.wrong_type" },
		{ "[7]", TSM_CHECK_FORMAT, "format.wrong_type" },
		{ "[[]]", TSM_CHECK_FORMAT, "format.wrong_type" },
		{ "\"\"", TSM_CHECK_INPUT, "input.empty" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tsm_report *r = ask(w, cases[i].credentials, "");
		assert_code(r, cases[i].check, cases[i].code);
		assert_verdict(r, TSM_NOT_VALID);
		assert_null(r->facts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(one),
		world_test(claims),
		world_test(alone),
		world_test(several),
		world_test(not_checked),
		world_test(key_in_use_until),
		world_test(port_of_the_holder),
		world_test(wrong_relation),
		world_test(what_is_none),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
