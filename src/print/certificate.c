/* certificate.c - see testamur/print/certificate.h; checks and the page. */
#include "testamur/print/certificate.h"

#include "canvas.h"
#include "certificate_page.h"
#include "code.h"
#include "text.h"

static const struct tsm_certificate_words english = {
	.certifies = "This is to certify that",
	.earned = "has earned",
	.issued_by = "Issued by",
	.awarded = "Awarded",
	.held = "Held",
	.units = "Credit",
	.verify_at = "Verify at",
	.id = "Certificate no.",
};

/* A text, what to call it in an error, and whether it must be there. */
struct field {
	const char *text;
	const char *name;
	bool required;
};

static enum tsm_status check_fields(
    const struct field *fields, size_t count, struct tsm_error *err)
{
	for (size_t i = 0; i < count; i++)
		TSM_TRY(print_check_text(
		    fields[i].text, fields[i].name, fields[i].required, err));
	return TSM_OK;
}

static enum tsm_status check_texts(
    const struct tsm_certificate *cert, struct tsm_error *err)
{
	const struct field fields[] = {
		{ cert->heading, "heading", false },
		{ cert->holder, "holder", true },
		{ cert->achievement, "achievement", true },
		{ cert->summary, "summary", false },
		{ cert->programme, "programme", false },
		{ cert->issuer, "issuer", true },
		{ cert->issuer_note, "issuer_note", false },
		{ cert->dates, "dates", false },
		{ cert->awarded, "awarded", true },
		{ cert->link, "link", true },
		{ cert->printed_link, "printed_link", true },
		{ cert->printed_id, "printed_id", true },
	};
	return check_fields(fields, sizeof(fields) / sizeof(fields[0]), err);
}

static enum tsm_status check_units(
    const struct tsm_certificate *cert, struct tsm_error *err)
{
	if (cert->unit_count > TSM_CERTIFICATE_UNITS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, "units",
		    "more than %d lines of units", TSM_CERTIFICATE_UNITS_MAX);
	for (size_t i = 0; i < cert->unit_count; i++) {
		const struct field fields[] = {
			{ cert->units[i].amount, "units/amount", true },
			{ cert->units[i].scheme, "units/scheme", true },
			{ cert->units[i].approval, "units/approval", false },
		};
		TSM_TRY(check_fields(fields, 3, err));
	}
	return TSM_OK;
}

static const char *either(const char *given, const char *otherwise)
{
	return print_has(given) ? given : otherwise;
}

/* The given words, English where one is missing. */
static enum tsm_status choose_words(const struct tsm_certificate_words *given,
    struct tsm_certificate_words *ret, struct tsm_error *err)
{
	*ret = english;
	if (given == NULL)
		return TSM_OK;
	ret->certifies = either(given->certifies, english.certifies);
	ret->earned = either(given->earned, english.earned);
	ret->issued_by = either(given->issued_by, english.issued_by);
	ret->awarded = either(given->awarded, english.awarded);
	ret->held = either(given->held, english.held);
	ret->units = either(given->units, english.units);
	ret->verify_at = either(given->verify_at, english.verify_at);
	ret->id = either(given->id, english.id);
	const struct field fields[] = {
		{ ret->certifies, "words/certifies", true },
		{ ret->earned, "words/earned", true },
		{ ret->issued_by, "words/issued_by", true },
		{ ret->awarded, "words/awarded", true },
		{ ret->held, "words/held", true },
		{ ret->units, "words/units", true },
		{ ret->verify_at, "words/verify_at", true },
		{ ret->id, "words/id", true },
	};
	return check_fields(fields, sizeof(fields) / sizeof(fields[0]), err);
}

static enum tsm_status prepare(const struct tsm_certificate *cert,
    struct page *page, struct tsm_error *err)
{
	TSM_TRY(check_texts(cert, err));
	TSM_TRY(check_units(cert, err));
	TSM_TRY(print_check_colour(cert->colour, err));
	if (cert->qr_modules == NULL)
		return tsm_fail(
		    err, TSM_E_MISSING, "qr_modules", "the QR code is missing");
	if (!code_size_valid(cert->qr_size))
		return tsm_fail(
		    err, TSM_E_VALUE, "qr_size", "no such QR code size");
	page->cert = cert;
	page->heading = either(cert->heading, "Certificate of Completion");
	/* ISO A4 and ANSI A, landscape, in points */
	bool a4 = cert->paper == TSM_PAPER_A4;
	page->width = a4 ? 841.89 : 792.0;
	page->height = a4 ? 595.28 : 612.0;
	(void)rgb_parse(cert->colour, &page->accent);
	page->accent = rgb_on_white(page->accent);
	return choose_words(cert->words, &page->words, err);
}

enum tsm_status tsm_print_certificate(const struct tsm_certificate *cert,
    struct tsm_buf *out, struct tsm_error *err)
{
	struct page page = { 0 };
	TSM_TRY(prepare(cert, &page, err));
	const struct canvas_meta meta = {
		.title = cert->achievement,
		.author = cert->issuer,
		.subject = page.heading,
		.created = cert->created,
	};
	if (canvas_new_page(page.width, page.height, &meta, &page.canvas) !=
	    TSM_OK)
		return tsm_fail_memory(err);
	page_draw(&page);
	enum tsm_status status = canvas_finish(page.canvas, out);
	canvas_free(&page.canvas);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the certificate could not be written");
	return TSM_OK;
}
