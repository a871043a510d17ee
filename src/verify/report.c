#include "testamur/verify/report.h"

#include <stdio.h>
#include <string.h>

#include "run.h"
#include "testamur/base/digest.h"

static const struct {
	const char *name;
	int exit;
} verdicts[] = {
	[TSM_VERIFIED] = { "verified", 0 },
	[TSM_VERIFIED_ISSUER_UNLISTED] = { "verified_issuer_unlisted", 2 },
	[TSM_NOT_VALID] = { "not_valid", 1 },
	[TSM_COULD_NOT_BE_CHECKED] = { "could_not_be_checked", 3 },
};

const char *tsm_verdict_name(enum tsm_verdict verdict)
{
	return verdicts[verdict].name;
}

bool tsm_verdict_is_valid(enum tsm_verdict verdict)
{
	return verdict == TSM_VERIFIED ||
	       verdict == TSM_VERIFIED_ISSUER_UNLISTED;
}

int tsm_verdict_exit(enum tsm_verdict verdict)
{
	return verdicts[verdict].exit;
}

const char *tsm_input_name(enum tsm_input input)
{
	static const char *const names[] = {
		[TSM_INPUT_UNKNOWN] = "unknown",
		[TSM_INPUT_JSON] = "json",
		[TSM_INPUT_JWS] = "jws",
		[TSM_INPUT_PNG] = "png",
		[TSM_INPUT_SVG] = "svg",
		[TSM_INPUT_JPEG] = "jpeg",
		[TSM_INPUT_PDF] = "pdf",
	};
	return names[input];
}

/* Whose failure makes the credential not valid. */
static bool decides(enum tsm_check check, bool expected)
{
	switch (check) {
	case TSM_CHECK_RECIPIENT:
		return expected;
	case TSM_CHECK_ENDORSEMENTS:
	case TSM_CHECK_REFRESH:
	case TSM_CHECK_IMAGE:
		return false;
	default:
		return true;
	}
}

void report_decide(struct tsm_report *report, bool expected)
{
	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++) {
		if (report->checks[i].outcome == TSM_FAIL &&
		    decides((enum tsm_check)i, expected)) {
			report->verdict = TSM_NOT_VALID;
			report->deciding = &report->checks[i];
			return;
		}
	}
	report->verdict = TSM_COULD_NOT_BE_CHECKED;
	report->deciding = &report->checks[TSM_CHECK_INPUT];
	if (report->deciding->outcome == TSM_COULD_NOT_CHECK)
		return;
	/* The first that says why, before those it left unevaluated. */
	const struct tsm_check_result *open = NULL;
	for (unsigned i = TSM_CHECK_KEY; i <= TSM_CHECK_SUSPENSION; i++) {
		const struct tsm_check_result *result = &report->checks[i];
		if (result->outcome == TSM_COULD_NOT_CHECK &&
		    (open == NULL || open->code->check == TSM_CHECK_COUNT))
			open = result;
	}
	/* Something in it is open; or who presents it, which was asked for. */
	static const enum tsm_check further[] = { TSM_CHECK_CONTENTS,
		TSM_CHECK_PRESENTATION };
	for (size_t i = 0; i < 2; i++) {
		const struct tsm_check_result *result =
		    &report->checks[further[i]];
		if (open == NULL && result->outcome == TSM_COULD_NOT_CHECK &&
		    result->code->check == further[i])
			open = result;
	}
	const struct tsm_check_result *whose =
	    &report->checks[TSM_CHECK_RECIPIENT];
	if (open == NULL && tsm_streq(whose->code->name, "recipient.withheld"))
		open = whose;
	if (open != NULL) {
		report->deciding = open;
		return;
	}
	report->deciding = &report->checks[TSM_CHECK_ISSUER];
	/* Fail closed: verified only where a signature did hold. */
	if (report->facts == NULL)
		return;
	report->verdict = report->deciding->outcome == TSM_PASS
			      ? TSM_VERIFIED
			      : TSM_VERIFIED_ISSUER_UNLISTED;
}

/* What replaced it says more than that the old one was revoked for it. */
static const struct tsm_check_result *telling(const struct tsm_report *report)
{
	const struct tsm_check_result *superseded =
	    &report->checks[TSM_CHECK_SUPERSEDED];

	if (superseded->outcome == TSM_FAIL &&
	    report->deciding->code->check == TSM_CHECK_REVOCATION)
		return superseded;
	return report->deciding;
}

/* Of the code that decided its word; in English. */
static const char *word_of(
    enum tsm_verdict verdict, const struct tsm_code *code)
{
	if (tsm_verdict_is_valid(verdict))
		return TSM_SAID("VALID");
	if (code->page_word != NULL)
		return code->page_word;
	return verdict == TSM_NOT_VALID ? TSM_SAID("NOT VALID")
					: TSM_SAID("COULD NOT BE CHECKED");
}

static const char *word(const struct tsm_report *report)
{
	return word_of(report->verdict, telling(report)->code);
}

const char *tsm_report_class(const struct tsm_report *report)
{
	static const struct {
		const char *word;
		const char *name;
	} classes[] = {
		{ "REVOKED", "revoked" },
		{ "SUSPENDED", "suspended" },
		{ "SUPERSEDED", "superseded" },
		{ "EXPIRED", "expired" },
		{ "NOT YET VALID", "not_yet_valid" },
		{ "ALTERED", "altered" },
		{ "NOT A VALID ID", "not_read" },
		{ "NOT RECOGNISED", "not_read" },
		{ "NOTHING GIVEN", "not_read" },
		{ "NOT SHARED", "not_shared" },
	};

	if (report->verdict == TSM_VERIFIED)
		return "valid";
	if (report->verdict == TSM_VERIFIED_ISSUER_UNLISTED)
		return "unlisted";
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(word(report), classes[i].word) == 0)
			return classes[i].name;
	return report->verdict == TSM_NOT_VALID ? "not_valid" : "not_checked";
}

const char *tsm_report_word(const struct tsm_report *report)
{
	return tsm_say(report->lang, word(report));
}

const char *tsm_contained_word(
    const struct tsm_report *report, const struct tsm_contained *contained)
{
	return tsm_say(
	    report->lang, word_of(contained->verdict, contained->code));
}

static bool is_past(const struct tsm_report *report)
{
	return report->as_of < report->checked_at;
}

const char *tsm_report_day(
    const struct tsm_report *report, char out[TSM_WORDING])
{
	/* "2025-12-31" stands for the end of that day */
	bool day = (report->as_of + 1) % 86400 == 0;

	out[0] = '\0';
	return is_past(report)
		   ? tsm_wording_instant(report->lang, report->as_of, !day, out)
		   : out;
}

const char *tsm_report_heading(
    const struct tsm_report *report, char out[TSM_REPORT_HEADING])
{
	char day[TSM_WORDING];

	if (!is_past(report) || !tsm_verdict_is_valid(report->verdict))
		return tsm_report_word(report);
	(void)snprintf(out, TSM_REPORT_HEADING,
	    tsm_say(report->lang, "%s on %s"), tsm_report_word(report),
	    tsm_report_day(report, day));
	return out;
}

const char *tsm_report_later(const struct tsm_report *report)
{
	static const struct {
		enum tsm_check check;
		enum code_id code;
	} later[] = {
		{ TSM_CHECK_REVOCATION, CODE_REVOCATION_SET_LATER },
		{ TSM_CHECK_SUSPENSION, CODE_SUSPENSION_SET_LATER },
	};

	for (size_t i = 0; tsm_verdict_is_valid(report->verdict) && i < 2; i++)
		if (report->checks[later[i].check].code ==
		    code_row(later[i].code))
			return tsm_say(
			    report->lang, code_row(later[i].code)->sentence);
	return NULL;
}

const char *tsm_report_sentence(const struct tsm_report *report)
{
	bool past = is_past(report);

	switch (report->verdict) {
	case TSM_VERIFIED:
		if (past)
			return tsm_say(report->lang,
			    "The credential was genuine and in force on the "
			    "date asked about, and its issuer is on your "
			    "list.");
		return tsm_say(report->lang,
		    "The credential is genuine and in force, and its issuer "
		    "is on your list.");
	case TSM_VERIFIED_ISSUER_UNLISTED:
		if (past)
			return tsm_say(report->lang,
			    "The credential was genuine and in force on the "
			    "date asked about. Its issuer is not on your "
			    "list: decide whether you recognise it.");
		return tsm_say(report->lang,
		    "The credential is genuine and in force. Its issuer is "
		    "not on your list: decide whether you recognise it.");
	case TSM_NOT_VALID:
	case TSM_COULD_NOT_BE_CHECKED:
	default:
		return tsm_say(report->lang, telling(report)->code->sentence);
	}
}

char *tsm_report_reference(
    const struct tsm_report *report, char out[TSM_REPORT_REFERENCE])
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	const char *of = report->facts != NULL && report->facts->id != NULL
			     ? report->facts->id
			     : report->proof.sha256;
	unsigned char hash[TSM_SHA256_SIZE];
	char *p = out;

	out[0] = '\0';
	if (of == NULL ||
	    tsm_digest(TSM_SHA256, of, strlen(of), hash) != TSM_OK)
		return out;
	for (unsigned i = 0; i < 12; i++) {
		if (i == 4 || i == 8)
			*p++ = '-';
		*p++ = digits[hash[i] & 31U];
	}
	*p = '\0';
	return out;
}
