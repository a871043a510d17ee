/* What a report says to people: word, sentence, class, language, reference,
 * and answers about what never became a credential. */
#include "world.h"

/* What is given, what the page shows. */
static void classes(void **state)
{
	static const struct {
		const char *code; /* of what was looked up */
		enum tsm_verdict verdict;
		const char *word;
		const char *class_name;
	} rows[] = {
		{ "item.id_mistyped", TSM_NOT_VALID, "NOT A VALID ID",
		    "not_read" },
		{ "item.not_recognised", TSM_NOT_VALID, "NOT RECOGNISED",
		    "not_read" },
		{ "item.id_unknown", TSM_NOT_VALID, "UNKNOWN ID", "not_valid" },
		{ "item.not_shared", TSM_COULD_NOT_BE_CHECKED, "NOT SHARED",
		    "not_shared" },
		{ "item.other_host", TSM_COULD_NOT_BE_CHECKED,
		    "COULD NOT BE CHECKED", "not_checked" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tsm_given given = { .code = rows[i].code,
			.detail = "50% of it",
			.place = "https://example.org/V/1" };
		w->options.given = &given;
		const struct tsm_report *r = verify_bytes(w, NULL, 0);
		w->options.given = NULL;
		assert_verdict(r, rows[i].verdict);
		assert_code(r, TSM_CHECK_INPUT, rows[i].code);
		assert_string_equal(r->checks[0].detail, "50% of it");
		assert_string_equal(
		    r->checks[0].place, "https://example.org/V/1");
		assert_code(r, TSM_CHECK_SIGNATURE, "not_evaluated");
		assert_null(r->facts);
		assert_string_equal(tsm_report_word(r), rows[i].word);
		assert_string_equal(tsm_report_class(r), rows[i].class_name);
	}
}

static void unknown_code(void **state)
{
	struct world *w = *state;
	struct tsm_given given = { .code = "item.no_such" };
	const struct tsm_report *report;
	struct tsm_error err = { 0 };

	w->options.given = &given;
	assert_int_equal(tsm_verify(w->verifier, NULL, 0, &w->options,
			     &w->arena, &report, &err),
	    TSM_E_USAGE);
	w->options.given = NULL;
}

#define LOCAL                                                         \
 "{\"id\":\"" BADGE_ID "#holder\",\"type\":[\"AchievementSubject\"]," \
 "\"achievement\":{\"id\":\"" HOST "/a\",\"type\":[\"Achievement\"]," \
 "\"name\":\"A\",\"description\":\"A\",\"criteria\":{\"narrative\":"  \
 "\"A\"}}}"

/* What the issuer's site says counts where the credential says nothing; who
 * was asked about is nobody's holder while neither does. */
static void whose(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *subject; /* NULL: with a name, without a number */
		struct tsm_expected expected;
		enum tsm_site_answer answer;
		const char *code;
		enum tsm_verdict verdict;
	} rows[] = {
		{ LOCAL, { .name = "B" }, TSM_SITE_MATCH,
		    "recipient.site_match", TSM_VERIFIED },
		{ LOCAL, { .name = "B" }, TSM_SITE_NO_MATCH,
		    "recipient.site_mismatch", TSM_NOT_VALID },
		{ LOCAL, { .name = "B" }, TSM_SITE_SILENT, "recipient.withheld",
		    TSM_COULD_NOT_BE_CHECKED },
		{ LOCAL, { .name = "B" }, TSM_SITE_NOT_ASKED,
		    "recipient.withheld", TSM_COULD_NOT_BE_CHECKED },
		{ LOCAL, { .id = "did:example:1" }, TSM_SITE_MATCH,
		    "recipient.withheld", TSM_COULD_NOT_BE_CHECKED },
		{ LOCAL, { .id = "did:example:1" }, TSM_SITE_NO_MATCH,
		    "recipient.site_mismatch", TSM_NOT_VALID },
		{ LOCAL, { .id = BADGE_ID "#holder" }, TSM_SITE_NOT_ASKED,
		    "recipient.match", TSM_VERIFIED },
		{ LOCAL, { .name = NULL }, TSM_SITE_NOT_ASKED,
		    "recipient.not_asked", TSM_VERIFIED },
		{ NULL, { .licence = "1" }, TSM_SITE_SILENT,
		    "recipient.withheld", TSM_COULD_NOT_BE_CHECKED },
		{ NULL, { .licence = "1", .id = SUBJECT_ID }, TSM_SITE_MATCH,
		    "recipient.site_match", TSM_VERIFIED },
		{ NULL, { .licence = "1", .name = "Bob" }, TSM_SITE_MATCH,
		    "recipient.mismatch", TSM_NOT_VALID },
		{ NULL, { .licence = "1", .id = "did:example:1" },
		    TSM_SITE_MATCH, "recipient.mismatch", TSM_NOT_VALID },
		{ NULL, { .licence = "1" }, TSM_SITE_NOT_ASKED,
		    "recipient.not_stated", TSM_VERIFIED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tsm_given given = { .answer = rows[i].answer };
		struct badge b = badge(w);
		if (rows[i].subject != NULL) {
			b.subject = rows[i].subject;
			b.claims = NULL;
		}
		w->options.given = &given;
		w->options.expected = rows[i].expected;
		const struct tsm_report *r = verify_badge(w, &b);
		w->options.given = NULL;
		w->options.expected = (struct tsm_expected){ .name = NULL };
		assert_code(r, TSM_CHECK_RECIPIENT, rows[i].code);
		assert_verdict(r, rows[i].verdict);
		if (rows[i].verdict == TSM_COULD_NOT_BE_CHECKED)
			assert_string_equal(
			    r->deciding->code->name, rows[i].code);
	}
}

/* It says where it came from, and lists what was fetched for it first. */
static void looked_up(void **state)
{
	struct world *w = *state;
	struct tsm_fetch_record asked = { .url = "https://example.org/V/1" };
	struct tsm_given given = { .place = "https://example.org/V/1",
		.fetched = &asked };
	struct badge b = badge(w);

	w->options.given = &given;
	const struct tsm_report *r = verify_badge(w, &b);
	w->options.given = NULL;
	assert_verdict(r, TSM_VERIFIED);
	assert_code(r, TSM_CHECK_INPUT, "input.jws");
	assert_string_equal(r->checks[0].place, given.place);
	assert_ptr_equal(r->fetched, &asked);
	assert_non_null(r->fetched->next);
}

/* Codes are those of every language. */
static void languages(void **state)
{
	struct world *w = *state;
	struct badge b = badge(w);

	w->options.lang = TSM_LANG_ES;
	const struct tsm_report *r = verify_badge(w, &b);
	assert_string_equal(tsm_report_word(r), "VÁLIDA");
	assert_string_equal(tsm_report_class(r), "valid");
	assert_code(r, TSM_CHECK_SIGNATURE, "signature.valid");
	assert_non_null(strstr(tsm_report_sentence(r), "auténtica"));
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_report_text(r, &out), TSM_OK);
	assert_non_null(strstr(tsm_buf_cstr(&out), "Comprobaciones"));
	assert_non_null(strstr(tsm_buf_cstr(&out), "signature.valid"));
	/* who issued it has a heading with and without a name */
	tsm_buf_clear(&out);
	struct tsm_facts nameless = *r->facts;
	struct tsm_report copy = *r;
	nameless.issuer_name = NULL;
	copy.facts = &nameless;
	assert_int_equal(tsm_report_text(&copy, &out), TSM_OK);
	assert_non_null(strstr(tsm_buf_cstr(&out), "Emisor"));
	assert_null(strstr(tsm_buf_cstr(&out), "Issuer"));
	tsm_buf_release(&out);
	/* details, too */
	b.valid_until = "2022-01-01T00:00:00Z";
	r = verify_badge(w, &b);
	assert_non_null(
	    strstr(r->checks[TSM_CHECK_VALIDITY].detail, "Fue válida hasta"));
	w->options.lang = TSM_LANG_EN;
}

static void references(void **state)
{
	struct world *w = *state;
	char first[TSM_REPORT_REFERENCE], again[TSM_REPORT_REFERENCE];
	struct badge b = badge(w);

	const struct tsm_report *r = verify_badge(w, &b);
	assert_ptr_equal(tsm_report_reference(r, first), first);
	assert_int_equal(strlen(first), 14);
	assert_int_equal(first[4], '-');
	assert_int_equal(first[9], '-');
	w->options.now += 86400;
	r = verify_badge(w, &b);
	assert_string_equal(tsm_report_reference(r, again), first);
	/* what is signed anew has other bytes and the same id */
	b.extra = "\"description\":\"Another\",";
	r = verify_badge(w, &b);
	assert_string_equal(tsm_report_reference(r, again), first);
	r = verify_text(w, "nothing");
	assert_string_equal(tsm_report_reference(r, again), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(classes),
		world_test(unknown_code),
		world_test(looked_up),
		world_test(whose),
		world_test(languages),
		world_test(references),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
