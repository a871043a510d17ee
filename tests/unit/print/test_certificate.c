/*
 * The certificate as PDF: testamur/print/certificate.h. That its words can
 * be extracted and its code scanned is tested through the issuer's command
 * line; here are structure, refusals and sameness.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lsan.h"
#include "testamur/print/certificate.h"

static const unsigned char modules[29 * 29] = { 1, 1, 1 };

static const struct tsm_certificate_units units[] = {
	{ "5", "renewal units", "Provider approval 2021-0147" },
	{ "0.5", "CEU", NULL },
	{ "12", "contact hours", NULL },
};

static struct tsm_certificate sample(void)
{
	return (struct tsm_certificate){
		.holder = "Anna-Mar\xc3\xad"
			  "a O\xe2\x80\x99Neil",
		.achievement = "Education for All",
		.summary = "Took part in six sessions.",
		.programme = "Series 1",
		.issuer = "A Union of Teachers",
		.issuer_note = "Helena",
		.dates = "19 November 2021 \xe2\x80\x93 14 May 2022",
		.awarded = "20 May 2022",
		.units = units,
		.unit_count = 1,
		.link = "HTTPS://BADGES.EXAMPLE.ORG/V/0",
		.printed_link = "badges.example.org/V/0",
		.printed_id = "0123 4567",
		.qr_modules = modules,
		.qr_size = 29,
		.created = 1653004800,
	};
}

/* Does the text stand somewhere in the file? */
static bool holds(const struct tsm_buf *pdf, const char *text)
{
	size_t len = strlen(text);
	for (size_t i = 0; i + len <= pdf->len; i++) {
		if (memcmp(pdf->data + i, text, len) == 0)
			return true;
	}
	return false;
}

static void print(const struct tsm_certificate *cert, struct tsm_buf *out)
{
	tsm_buf_init(out, 0);
	assert_int_equal(tsm_print_certificate(cert, out, NULL), TSM_OK);
	assert_true(out->len > 1000);
	assert_memory_equal(out->data, "%PDF-", 5);
	assert_memory_equal(out->data + out->len - 6, "%%EOF\n", 6);
}

static void both_papers(void **state)
{
	struct tsm_certificate cert = sample();
	struct tsm_buf out;
	(void)state;
	print(&cert, &out);
	assert_true(holds(&out, "/MediaBox [ 0 0 841.89 595.28"));
	assert_true(holds(&out, "/Count 1"));
	assert_true(holds(&out, "/Title (Education for All)"));
	assert_true(holds(&out, "/Author (A Union of Teachers)"));
	assert_true(holds(&out, "/Subject (Certificate of Completion)"));
	assert_true(holds(&out, "/CreationDate (20220520000000Z)"));
	assert_true(holds(&out, "/URI (HTTPS://BADGES.EXAMPLE.ORG/V/0)"));
	assert_true(holds(&out, "/StructTreeRoot"));
	assert_false(holds(&out, "/Subtype /Image"));
	tsm_buf_release(&out);
	cert.paper = TSM_PAPER_LETTER;
	print(&cert, &out);
	assert_true(holds(&out, "/MediaBox [ 0 0 792 612"));
	tsm_buf_release(&out);
}

static void same_input_same_bytes(void **state)
{
	const struct tsm_certificate cert = sample();
	struct tsm_buf one;
	struct tsm_buf two;
	(void)state;
	print(&cert, &one);
	print(&cert, &two);
	assert_int_equal(one.len, two.len);
	assert_memory_equal(one.data, two.data, one.len);
	tsm_buf_release(&two);
	tsm_buf_release(&one);
}

static void little_and_much(void **state)
{
	static char large[TSM_PRINT_TEXT_MAX + 1];
	static const struct tsm_certificate_words words = {
		.certifies = "Hiermit wird bescheinigt, dass", .id = "Nr."
	};
	struct tsm_certificate cert = sample();
	struct tsm_buf out;
	(void)state;
	cert.summary = cert.programme = cert.issuer_note = cert.dates = NULL;
	cert.unit_count = 0;
	cert.words = &words;
	print(&cert, &out);
	tsm_buf_release(&out);
	for (size_t i = 0; i < TSM_PRINT_TEXT_MAX; i++)
		large[i] = i % 30 == 29 ? ' ' : 'W';
	cert.heading = cert.summary = cert.programme = large;
	cert.holder = cert.achievement = cert.issuer = large;
	cert.issuer_note = cert.dates = cert.awarded = large;
	cert.printed_link = cert.printed_id = large;
	cert.unit_count = 3;
	print(&cert, &out);
	assert_true(holds(&out, "/Count 1"));
	tsm_buf_release(&out);
}

static void missing_members_are_named(void **state)
{
	const struct tsm_certificate good = sample();
	struct tsm_certificate cert = good;
	const struct {
		const char **member;
		const char *name;
	} rows[] = {
		{ &cert.holder, "holder" },
		{ &cert.achievement, "achievement" },
		{ &cert.issuer, "issuer" },
		{ &cert.awarded, "awarded" },
		{ &cert.link, "link" },
		{ &cert.printed_link, "printed_link" },
		{ &cert.printed_id, "printed_id" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		static const struct {
			const char *text;
			enum tsm_status status;
		} wrong[] = {
			{ NULL, TSM_E_MISSING },
			{ "", TSM_E_MISSING },
			{ "\xc3", TSM_E_VALUE },
			{ "a\tb", TSM_E_VALUE },
		};
		for (size_t j = 0; j < 4; j++) {
			struct tsm_buf out;
			struct tsm_error err = { 0 };
			tsm_buf_init(&out, 0);
			cert = good;
			*rows[i].member = wrong[j].text;
			assert_int_equal(
			    tsm_print_certificate(&cert, &out, &err),
			    wrong[j].status);
			assert_string_equal(err.where, rows[i].name);
			assert_int_equal(out.len, 0);
		}
	}
}

static void other_refusals(void **state)
{
	static const struct tsm_certificate_units nameless = { "5", NULL,
		NULL };
	static const struct tsm_certificate_words broken = { .held = "\x80" };
	struct tsm_certificate cert;
	struct tsm_error err = { 0 };
	struct tsm_buf out;
	(void)state;
	tsm_buf_init(&out, 0);
	cert = sample();
	cert.qr_modules = NULL;
	assert_int_equal(
	    tsm_print_certificate(&cert, &out, &err), TSM_E_MISSING);
	assert_string_equal(err.where, "qr_modules");
	cert = sample();
	cert.qr_size = 28;
	assert_int_equal(tsm_print_certificate(&cert, &out, &err), TSM_E_VALUE);
	assert_string_equal(err.where, "qr_size");
	cert = sample();
	cert.colour = "blue";
	assert_int_equal(tsm_print_certificate(&cert, &out, &err), TSM_E_VALUE);
	assert_string_equal(err.where, "colour");
	cert = sample();
	cert.unit_count = TSM_CERTIFICATE_UNITS_MAX + 1;
	assert_int_equal(tsm_print_certificate(&cert, &out, &err), TSM_E_LIMIT);
	assert_string_equal(err.where, "units");
	cert = sample();
	cert.units = &nameless;
	assert_int_equal(
	    tsm_print_certificate(&cert, &out, &err), TSM_E_MISSING);
	assert_string_equal(err.where, "units/scheme");
	cert = sample();
	cert.words = &broken;
	assert_int_equal(tsm_print_certificate(&cert, &out, &err), TSM_E_VALUE);
	assert_string_equal(err.where, "words/held");
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_papers),
		cmocka_unit_test(same_input_same_bytes),
		cmocka_unit_test(little_and_much),
		cmocka_unit_test(missing_members_are_named),
		cmocka_unit_test(other_refusals),
	};
	return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
