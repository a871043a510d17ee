/*
 * Pictures and documents with QR codes: what is made of the texts, and of
 * each way in which a reader can fail. The reader here only says what the
 * case says.
 */
#include "world.h"

struct reader {
	const char *const *texts;
	size_t count;
	enum tsm_status status;
	unsigned asked;
};

static enum tsm_status read_qr(void *ctx, const void *data, size_t len,
    struct tsm_arena *arena, struct tsm_str texts[TSM_QR_TEXTS_MAX],
    size_t *ret_count)
{
	struct reader *reader = ctx;

	(void)data;
	(void)len;
	(void)arena;
	reader->asked++;
	if (reader->status != TSM_OK)
		return reader->status;
	for (size_t i = 0; i < reader->count; i++)
		texts[i] = tsm_str(reader->texts[i]);
	*ret_count = reader->count;
	return TSM_OK;
}

#define JPEG "\xff\xd8\xff\xe0 whatever"
#define PDF  "%PDF-1.7 whatever"

/* A report of data, read by reader; how may be NULL. */
static const struct tsm_report *look(struct world *w, struct reader *reader,
    const char *data, const struct tsm_given *given)
{
	const struct tsm_qr_reader pictures = { reader, read_qr };
	const struct tsm_verifier_options options = {
		.fetcher = &w->fetcher,
		.trust = w->trust,
		.pictures = &pictures,
	};
	struct tsm_verify_options how = w->options;
	const struct tsm_report *report = NULL;

	how.given = given;
	tsm_verifier_free(&w->verifier);
	assert_int_equal(
	    tsm_verifier_new(&options, &w->verifier, NULL), TSM_OK);
	assert_int_equal(tsm_verify(w->verifier, data, strlen(data), &how,
			     &w->arena, &report, NULL),
	    TSM_OK);
	return report;
}

static const struct tsm_report *look_at(struct world *w, const char *data,
    const char *first, const char *second, const char *third)
{
	const char *const texts[] = { first, second, third };
	struct reader reader = { .texts = texts };

	while (reader.count < 3 && texts[reader.count] != NULL)
		reader.count++;
	return look(w, &reader, data, NULL);
}

static void failures_have_codes(void **state)
{
	static const struct {
		enum tsm_status status;
		const char *jpeg;
		const char *pdf;
	} cases[] = {
		{ TSM_E_NOT_FOUND, "input.no_qr", "input.no_qr" },
		{ TSM_E_SYNTAX, "input.broken_image", "input.broken_pdf" },
		{ TSM_E_LIMIT, "input.too_many_pixels",
		    "input.too_many_pixels" },
		{ TSM_E_DENIED, "input.pdf_password", "input.pdf_password" },
		{ TSM_E_UNSUPPORTED, "input.unsupported", "input.unsupported" },
		{ TSM_E_IO, "input.not_decoded", "input.not_decoded" },
		{ TSM_E_BUSY, "input.busy", "input.busy" },
		{ TSM_E_MISSING, "input.no_decoder", "input.no_decoder" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reader reader = { .status = cases[i].status };
		const struct tsm_report *r = look(w, &reader, JPEG, NULL);
		assert_code(r, TSM_CHECK_INPUT, cases[i].jpeg);
		assert_string_equal(tsm_input_name(r->input), "jpeg");
		assert_null(r->link);
		assert_null(r->facts);
		assert_verdict(r, cases[i].status == TSM_E_SYNTAX
				      ? TSM_NOT_VALID
				      : TSM_COULD_NOT_BE_CHECKED);
		r = look(w, &reader, PDF, NULL);
		assert_code(r, TSM_CHECK_INPUT, cases[i].pdf);
		assert_string_equal(tsm_input_name(r->input), "pdf");
		assert_not_evaluated_after(r, TSM_CHECK_INPUT);
	}
}

static void credentials_are_verified(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	char *token = badge_token(&b);
	const struct tsm_report *r = look_at(w, PDF, token, NULL, NULL);

	assert_verdict(r, TSM_VERIFIED);
	assert_code(r, TSM_CHECK_INPUT, "input.qr");
	assert_code(r, TSM_CHECK_IMAGE, "image.none");
	/* beside it a link says nothing */
	r = look_at(w, JPEG, "https://issuer.example/", token, "x");
	assert_verdict(r, TSM_VERIFIED);
	r = look_at(w, JPEG, token, "{}", NULL);
	assert_code(r, TSM_CHECK_INPUT, "input.qr_more_than_one");
	r = look_at(w, JPEG, "{}", NULL, NULL);
	assert_code(r, TSM_CHECK_INPUT, "input.qr");
	assert_verdict(r, TSM_NOT_VALID);
	free(token);
}

static void links_are_handed_back(void **state)
{
	static const struct {
		const char *texts[3];
		const char *link;
		const char *code;
	} cases[] = {
		{ { BADGE_ID }, BADGE_ID, "input.qr_link" },
		{ { " HTTPS://A.EXAMPLE/X\n" }, "HTTPS://A.EXAMPLE/X",
		    "input.qr_link" },
		{ { "http://a.example/" }, "http://a.example/",
		    "input.qr_link" },
		{ { "https://a.example/", BADGE_ID, "text" }, BADGE_ID,
		    "input.qr_link" },
		{ { "https://a.example/", "https://b.example/" }, NULL,
		    "input.qr_more_than_one" },
		{ { "text", "more" }, NULL, "input.qr_other" },
		{ { "javascript:alert(1)" }, NULL, "input.qr_other" },
		{ { "https:a" }, NULL, "input.qr_other" },
		{ { "file:///etc/passwd" }, NULL, "input.qr_other" },
		{ { " " }, NULL, "input.qr_other" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tsm_report *r = look_at(w, JPEG, cases[i].texts[0],
		    cases[i].texts[1], cases[i].texts[2]);
		assert_code(r, TSM_CHECK_INPUT, cases[i].code);
		assert_verdict(r, TSM_COULD_NOT_BE_CHECKED);
		assert_null(r->fetched);
		if (cases[i].link == NULL)
			assert_null(r->link);
		else
			assert_string_equal(r->link, cases[i].link);
	}
}

/* The link was looked up; what came is judged, and named by its picture. */
static void what_a_link_gave(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);
	struct reader reader = { .status = TSM_E_NOT_FOUND };
	struct tsm_given given = { .carrier = TSM_INPUT_PDF };
	char *token = badge_token(&b);
	const struct tsm_report *r = look(w, &reader, token, &given);

	assert_verdict(r, TSM_VERIFIED);
	assert_code(r, TSM_CHECK_INPUT, "input.qr_linked");
	assert_code(r, TSM_CHECK_IMAGE, "image.none");
	assert_string_equal(tsm_input_name(r->input), "pdf");
	given.code = "item.other_host";
	r = look(w, &reader, "", &given);
	assert_code(r, TSM_CHECK_INPUT, "item.other_host");
	assert_string_equal(tsm_input_name(r->input), "pdf");
	assert_int_equal(reader.asked, 0);
	free(token);
}

static void heic_is_named(void **state)
{
	static const char photo[] = "\0\0\0\x18"
				    "ftypheic\0\0\0\0mif1heic";
	struct world *w = *state;
	const struct tsm_report *report = NULL;

	assert_int_equal(tsm_verify(w->verifier, photo, sizeof(photo),
			     &w->options, &w->arena, &report, NULL),
	    TSM_OK);
	assert_code(report, TSM_CHECK_INPUT, "input.heic");
	assert_verdict(report, TSM_COULD_NOT_BE_CHECKED);
}

/* Who cannot wait is told before anything is decoded. */
static void nothing_is_decoded_in_haste(void **state)
{
	struct world *w = *state;
	struct reader reader = { .status = TSM_E_NOT_FOUND };
	const struct tsm_report *report = NULL;
	struct tsm_verify_options how = w->options;

	(void)look(w, &reader, JPEG, NULL);
	assert_int_equal(reader.asked, 1);
	how.prompt = true;
	const struct tsm_qr_reader pictures = { &reader, read_qr };
	const struct tsm_verifier_options options = { .pictures = &pictures };
	tsm_verifier_free(&w->verifier);
	assert_int_equal(
	    tsm_verifier_new(&options, &w->verifier, NULL), TSM_OK);
	assert_int_equal(tsm_verify(w->verifier, JPEG, strlen(JPEG), &how,
			     &w->arena, &report, NULL),
	    TSM_E_BUSY);
	assert_int_equal(reader.asked, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(failures_have_codes),
		world_test(credentials_are_verified),
		world_test(links_are_handed_back),
		world_test(what_a_link_gave),
		world_test(heic_is_named),
		world_test(nothing_is_decoded_in_haste),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
