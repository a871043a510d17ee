/* The QR codes of a picture: which one is meant, and what it holds. */
#include <string.h>

#include "run.h"
#include "testamur/badge/link.h"

enum kind {
	OTHER,
	LINK,       /* to anywhere */
	ID,         /* an id, or a link with one */
	CREDENTIAL, /* itself */
	KINDS
};

static bool is_link(struct tsm_str text)
{
	struct tsm_str rest;
	struct tsm_str scheme = tsm_str_split(text, ':', &rest);

	return rest.ptr != NULL && tsm_str_starts(rest, "//") &&
	       (tsm_str_is_nocase(scheme, "https") ||
		   tsm_str_is_nocase(scheme, "http"));
}

static enum kind kind_of(struct tsm_str text)
{
	char id[TSM_SHORT_ID];

	if (text.len > 0 && (text.ptr[0] == '{' || input_is_token(text)))
		return CREDENTIAL;
	if (tsm_link_find_id(text, id, NULL) == TSM_OK)
		return ID;
	return is_link(text) ? LINK : OTHER;
}

/* Why there is nothing to read. */
static enum tsm_status not_read(struct run *run, enum tsm_status status)
{
	enum tsm_input input = run->report->input;

	switch (status) {
	case TSM_E_MEMORY:
		return tsm_fail_memory(run->err);
	case TSM_E_NOT_FOUND:
		return run_set(run,
		    input == TSM_INPUT_PNG ? CODE_INPUT_NO_CREDENTIAL_IN_IMAGE
					   : CODE_INPUT_NO_QR,
		    NULL,
		    input == TSM_INPUT_PNG ? "It shows no QR code either."
					   : NULL);
	case TSM_E_SYNTAX:
		return run_set(run,
		    input == TSM_INPUT_PDF ? CODE_INPUT_BROKEN_PDF
					   : CODE_INPUT_BROKEN_IMAGE,
		    NULL, NULL);
	case TSM_E_LIMIT:
		return run_set(run, CODE_INPUT_TOO_MANY_PIXELS, NULL, NULL);
	case TSM_E_DENIED:
		return run_set(run, CODE_INPUT_PDF_PASSWORD, NULL, NULL);
	case TSM_E_UNSUPPORTED:
		return run_set(run, CODE_INPUT_UNSUPPORTED, NULL, NULL);
	case TSM_E_BUSY:
		return run_set(run, CODE_INPUT_BUSY, NULL, NULL);
	case TSM_E_MISSING:
		return run_set(run, CODE_INPUT_NO_DECODER, NULL, NULL);
	default:
		return run_set(run, CODE_INPUT_NOT_DECODED, NULL, NULL);
	}
}

/* The only text of the best kind: a certificate may bear its printer's link
 * beside its own. */
static enum tsm_status choose(
    struct run *run, const struct tsm_str *texts, size_t count)
{
	struct tsm_str best = { NULL, 0 };
	enum kind kind = OTHER;
	size_t of_kind = 0;

	for (size_t i = 0; i < count; i++) {
		struct tsm_str text = tsm_str_trim(texts[i]);
		enum kind one = kind_of(text);
		if (one > kind || of_kind == 0) {
			kind = one;
			best = text;
			of_kind = 0;
		}
		of_kind += one == kind;
	}
	if (kind == OTHER)
		return run_set(run, CODE_INPUT_QR_OTHER, NULL, NULL);
	if (of_kind > 1)
		return run_set(run, CODE_INPUT_QR_MORE_THAN_ONE, NULL, NULL);
	if (kind == CREDENTIAL) {
		run->secured = best;
		run->from_qr = true;
		return run_set(run, CODE_INPUT_QR, NULL, NULL);
	}
	run->report->link = tsm_arena_str(run->arena, best);
	return run->report->link != NULL
		   ? run_set(run, CODE_INPUT_QR_LINK, NULL, NULL)
		   : tsm_fail_memory(run->err);
}

enum tsm_status input_read_qr(struct run *run)
{
	const struct tsm_qr_reader *pictures = run->verifier->pictures;
	struct tsm_str texts[TSM_QR_TEXTS_MAX];
	size_t count = 0;

	/* what is inside another credential is none */
	if (pictures == NULL || run->depth > 0 || run->presentation != NULL)
		return run_set(run, CODE_INPUT_UNSUPPORTED, NULL, "This is %s.",
		    run->report->input == TSM_INPUT_PDF ? "a PDF document"
							: "a JPEG picture");
	if (run->options->prompt)
		return tsm_fail(
		    run->err, TSM_E_BUSY, NULL, "a picture has to be decoded");
	enum tsm_status status = pictures->read(pictures->ctx, run->input.ptr,
	    run->input.len, run->arena, texts, &count);
	if (status != TSM_OK)
		return not_read(run, status);
	return choose(run, texts, count);
}
