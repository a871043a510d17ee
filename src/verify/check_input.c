/* What was given, and the credential in it. */
#include <string.h>

#include "run.h"
#include "testamur/badge/bake.h"
#include "testamur/base/id.h"

static const char png_magic[] = "\x89PNG\r\n\x1a\n";
static const char jpeg_magic[] = "\xff\xd8\xff";
static const char pdf_magic[] = "%PDF-";

/* Forms that are recognised so that the answer can name them. */
static const struct {
	const char *magic;
	const char *what;
} foreign[] = {
	{ "GIF8", TSM_SAID("a GIF picture") },
	{ "RIFF", TSM_SAID("a WebP picture") },
	{ "PK\x03\x04", TSM_SAID("a ZIP archive") },
	{ "https://", TSM_SAID("a link") },
	{ "http://", TSM_SAID("a link") },
	{ "HTTPS://", TSM_SAID("a link") },
	{ "VP1-", TSM_SAID("a QR-code presentation") },
};

/* Some write the root with a prefix (Namespaces in XML 1.0 section 6.1). */
static bool is_svg(struct tsm_str text)
{
	struct tsm_str t = tsm_str_trim(text);
	size_t len = 0;

	if (tsm_str_starts(t, "<?xml") || tsm_str_starts(t, "<!DOCTYPE svg") ||
	    tsm_str_starts(t, "<!--"))
		return true;
	while (len < t.len && !tsm_is_space(t.ptr[len]) && t.ptr[len] != '>' &&
	       t.ptr[len] != '/')
		len++;
	struct tsm_str name = tsm_str_n(t.ptr, len);
	return tsm_str_starts(name, "<svg") ||
	       (tsm_str_starts(name, "<") && tsm_str_ends(name, ":svg"));
}

bool input_is_token(struct tsm_str text)
{
	size_t dots = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '.')
			dots++;
		else if (!tsm_is_alpha(c) && !tsm_is_digit(c) && c != '-' &&
			 c != '_' && c != '=' && c != '+' && c != '/')
			return false;
	}
	return dots == 2 || (dots > 0 && tsm_str_starts(text, "eyJ"));
}

static enum tsm_status unbake_failed(
    struct run *run, enum tsm_status status, const struct tsm_error *err)
{
	switch (status) {
	case TSM_E_MEMORY:
		return tsm_fail_memory(run->err);
	case TSM_E_NOT_FOUND:
		if (run->report->input == TSM_INPUT_PNG &&
		    run->verifier->pictures != NULL)
			return input_read_qr(run);
		return run_set(
		    run, CODE_INPUT_NO_CREDENTIAL_IN_IMAGE, NULL, NULL);
	case TSM_E_DUPLICATE:
		return run_set(run, CODE_INPUT_MORE_THAN_ONE, NULL, NULL);
	case TSM_E_LIMIT:
		return run_set(
		    run, CODE_INPUT_TOO_LARGE, NULL, "%s", err->text);
	case TSM_E_UNSUPPORTED:
		return run_set(
		    run, CODE_INPUT_UNSUPPORTED, NULL, "%s", err->text);
	default:
		return run_set(
		    run, CODE_INPUT_BROKEN_IMAGE, NULL, "%s", err->text);
	}
}

/* An older badge in the same picture: whatever it is, somebody may read it. */
static enum tsm_status look_beside(struct run *run)
{
	struct tsm_buf older;

	tsm_buf_init(&older, TSM_CREDENTIAL_MAX);
	enum tsm_status status =
	    tsm_unbake_legacy(run->input.ptr, run->input.len, &older, NULL);
	tsm_buf_release(&older);
	run->beside = status != TSM_E_NOT_FOUND;
	return status == TSM_E_MEMORY ? status : TSM_OK;
}

static enum tsm_status unbake(struct run *run, enum code_id found)
{
	const struct tsm_unbake_options inflate = { .inflate = true };
	struct tsm_error err = { 0 };
	struct tsm_buf text;

	tsm_buf_init(&text, TSM_CREDENTIAL_MAX);
	enum tsm_status status =
	    tsm_unbake(run->input.ptr, run->input.len, NULL, &text, &err);
	if (status == TSM_E_UNSUPPORTED) {
		status = tsm_unbake(
		    run->input.ptr, run->input.len, &inflate, &text, &err);
		run->compressed = status == TSM_OK;
	}
	if (status == TSM_E_NOT_FOUND)
		status = tsm_unbake_legacy(
		    run->input.ptr, run->input.len, &text, &err);
	else if (status == TSM_OK)
		status = look_beside(run);
	run->stop = true;
	if (status != TSM_OK) {
		status = unbake_failed(run, status, &err);
	} else if (tsm_str_starts(tsm_buf_str(&text), "http")) {
		/* As in version 1: the address of what it is. */
		status = run_set(run, CODE_INPUT_OPEN_BADGES_2,
		    tsm_buf_cstr(&text), "It holds the badge's address alone.");
	} else {
		struct tsm_str own = tsm_str_trim(tsm_buf_str(&text));
		const char *copy = tsm_arena_str(run->arena, own);
		run->secured = tsm_str_n(copy, own.len);
		run->stop = false;
		status = copy == NULL ? tsm_fail_memory(run->err)
				      : run_set(run, found, NULL, NULL);
	}
	tsm_buf_release(&text);
	return status;
}

/* RFC 9901 section 4: a token, and disclosures after it. */
static bool is_sd_jwt(struct tsm_str text)
{
	struct tsm_str rest;
	struct tsm_str token = tsm_str_split(text, '~', &rest);

	return rest.ptr != NULL && tsm_str_starts(token, "eyJ") &&
	       input_is_token(token);
}

/* What is neither JSON nor a token nor a picture that we read. */
static enum tsm_status other(struct run *run, struct tsm_str text)
{
	char id[TSM_SHORT_ID];

	run->stop = true;
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		if (tsm_str_starts(text, foreign[i].magic))
			return run_set(run, CODE_INPUT_UNSUPPORTED, NULL,
			    "This is %s.",
			    tsm_say(run->options->lang, foreign[i].what));
	if (is_sd_jwt(text))
		return run_set(
		    run, CODE_INPUT_UNSUPPORTED, NULL, "This is an SD-JWT.");
	if (text.len < 64 && tsm_short_id_parse(text, id) == TSM_OK)
		return run_set(
		    run, CODE_INPUT_UNSUPPORTED, NULL, "This is an id.");
	return run_set(run, CODE_INPUT_NOT_RECOGNISED, NULL, NULL);
}

/* The caller looked something up, and no credential came of it. */
static enum tsm_status not_given(struct run *run, const struct tsm_given *given)
{
	run->stop = true;
	run->report->input = given->carrier;
	for (unsigned id = 0; id < CODE_COUNT; id++)
		if (code_row((enum code_id)id)->check == TSM_CHECK_INPUT &&
		    strcmp(code_row((enum code_id)id)->name, given->code) == 0)
			return run_set(run, (enum code_id)id, given->place,
			    given->detail != NULL ? "%s" : NULL, given->detail);
	return tsm_fail(
	    run->err, TSM_E_USAGE, given->code, "there is no such code");
}

/* ISO/IEC 23008-12 section 10: brands of what telephones store. */
static bool is_heic(struct tsm_str bytes)
{
	static const char *const brands[] = { "heic", "heix", "heim", "heis",
		"hevc", "hevx", "mif1", "msf1" };

	if (bytes.len < 12 || !tsm_str_is(tsm_str_n(bytes.ptr + 4, 4), "ftyp"))
		return false;
	for (size_t i = 0; i < sizeof(brands) / sizeof(brands[0]); i++)
		if (tsm_str_is(tsm_str_n(bytes.ptr + 8, 4), brands[i]))
			return true;
	return false;
}

static enum tsm_status take(struct run *run, struct tsm_str text,
    enum tsm_input form, enum code_id code)
{
	run->report->input = form;
	run->secured = text;
	return run_set(run, code, NULL, NULL);
}

/* What it is, and the credential in it, if any. */
static enum tsm_status detect(struct run *run, struct tsm_str text)
{
	if (is_heic(run->input))
		return run_set(run, CODE_INPUT_HEIC, NULL, NULL);
	if (tsm_str_starts(run->input, png_magic)) {
		run->report->input = TSM_INPUT_PNG;
		return unbake(run, CODE_INPUT_PNG);
	}
	if (is_svg(text)) {
		run->report->input = TSM_INPUT_SVG;
		return unbake(run, CODE_INPUT_SVG);
	}
	if (tsm_str_starts(run->input, jpeg_magic)) {
		run->report->input = TSM_INPUT_JPEG;
		return input_read_qr(run);
	}
	if (tsm_str_starts(run->input, pdf_magic)) {
		run->report->input = TSM_INPUT_PDF;
		return input_read_qr(run);
	}
	if (text.ptr[0] == '{')
		return take(run, text, TSM_INPUT_JSON, CODE_INPUT_JSON);
	if (input_is_token(text))
		return take(run, text, TSM_INPUT_JWS, CODE_INPUT_JWS);
	return other(run, text);
}

/* It was not handed in: an id or a link was. */
static enum tsm_status say_origin(
    struct run *run, const struct tsm_given *given)
{
	struct tsm_check_result *input = &run->report->checks[TSM_CHECK_INPUT];

	if (given->place == NULL)
		return TSM_OK;
	input->place = given->place;
	input->detail = tsm_arena_printf(run->arena,
	    tsm_say(run->options->lang, "It was fetched from %s."),
	    given->place);
	return input->detail != NULL ? TSM_OK : tsm_fail_memory(run->err);
}

enum tsm_status check_input(struct run *run)
{
	static const char mark[] = "\xef\xbb\xbf"; /* Windows' editors put it */
	struct tsm_str text = tsm_str_trim(run->input);
	const struct tsm_given *given =
	    run->depth == 0 ? run->options->given : NULL;
	bool linked = given != NULL && given->carrier != TSM_INPUT_UNKNOWN;

	if (given != NULL && given->code != NULL)
		return not_given(run, given);
	if (tsm_str_starts(text, mark))
		text = tsm_str_trim(tsm_str_n(
		    text.ptr + sizeof(mark) - 1, text.len - sizeof(mark) + 1));
	if (run->credential != NULL)
		return run_set(run, CODE_INPUT_JSON, NULL, NULL);
	run->stop = true;
	if (text.len == 0)
		return run_set(run, CODE_INPUT_EMPTY, NULL, NULL);
	if (run->input.len > TSM_IMAGE_MAX)
		return run_set(run, CODE_INPUT_TOO_LARGE, NULL, NULL);
	TSM_TRY(detect(run, text));
	if (run->secured.len > TSM_CREDENTIAL_MAX)
		return run_set(run, CODE_INPUT_TOO_LARGE, NULL, NULL);
	if (run->secured.ptr == NULL)
		return TSM_OK; /* why there is none was said already */
	if (run->secured.len == 0 ||
	    (run->secured.ptr[0] != '{' && !input_is_token(run->secured)))
		return run_set(run, CODE_INPUT_NOT_RECOGNISED, NULL,
		    "What the picture carries is no credential.");
	run->stop = false;
	run->is_jws = run->secured.ptr[0] != '{';
	if (given != NULL && !linked)
		return say_origin(run, given);
	if (!linked)
		return TSM_OK;
	run->from_qr = true;
	return take(run, run->secured, given->carrier, CODE_INPUT_QR_LINKED);
}
