#include "given.h"

#include <string.h>

/* A text up to this long stands in the page, to be given once more. */
#define AGAIN_MAX ((size_t)256 << 10)

/* The date asked about, if any. */
static void read_date(const struct tsm_request *request,
    const struct tsm_form *form, struct given *given)
{
	const struct tsm_form_field *date = tsm_form_field(form, "as_of");

	if (date == NULL || tsm_str_trim(date->value).len == 0)
		return;
	given->date = tsm_arena_str(request->arena, tsm_str_trim(date->value));
	given->no_date =
	    given->date == NULL || tsm_time_parse_day(tsm_str(given->date),
				       true, &given->as_of) != TSM_OK;
	if (!given->no_date)
		given->options.as_of = &given->as_of;
}

/* The fields of a form, into a zeroed given. */
static void read_fields(struct app *app, const struct tsm_request *request,
    const struct tsm_form *form, struct given *given)
{
	const struct tsm_form_field *text = tsm_form_field(form, "input");
	const struct tsm_form_field *claim = tsm_form_field(form, "claim");

	given->lang = ui_form_lang(request, form);
	given->file = tsm_form_file(form, "file");
	if (given->file != NULL)
		given->data = given->file->value;
	else if (text != NULL)
		given->data = tsm_str_trim(text->value);
	if (claim != NULL && tsm_str_trim(claim->value).len > 0)
		given->claim =
		    tsm_arena_str(request->arena, tsm_str_trim(claim->value));
	given->scanned = tsm_form_field(form, "scanned") != NULL;
	given->follow =
	    !given->scanned && tsm_form_field(form, "follow") != NULL;
	given->receipt =
	    app->attester != NULL && tsm_form_field(form, "receipt") != NULL;
	read_date(request, form, given);
	given->options.now = request->now;
	given->options.no_cache = given->receipt;
	given->options.lang = given->lang;
	given->asking = (struct site_asking){
		.sites = &app->sites,
		.net = app->net,
		.now = request->now,
		.lang = given->lang,
		.reach = given->follow ? SITES_ANYWHERE : SITES_LINKS,
		.guesses = app->guesses,
		.client = tsm_request_bucket(request),
	};
}

enum tsm_status given_read(struct app *app, const struct tsm_request *request,
    struct given *ret_given, struct tsm_error *err)
{
	struct tsm_form form;

	memset(ret_given, 0, sizeof(*ret_given));
	TSM_TRY(tsm_request_same_origin(request, app->public_url, err));
	TSM_TRY(tsm_request_form(request, &form, err));
	read_fields(app, request, &form, ret_given);
	return TSM_OK;
}

const char *given_words(const struct tsm_request *request,
    const struct given *given, const struct tsm_report *report)
{
	static const char *const kinds[] = {
		[TSM_INPUT_UNKNOWN] = NULL,
		[TSM_INPUT_JSON] = TSM_SAID("a JSON document"),
		[TSM_INPUT_JWS] = TSM_SAID("a signed token"),
		[TSM_INPUT_PNG] = TSM_SAID("a PNG picture"),
		[TSM_INPUT_SVG] = TSM_SAID("an SVG picture"),
		[TSM_INPUT_JPEG] = TSM_SAID("a JPEG picture"),
		[TSM_INPUT_PDF] = TSM_SAID("a PDF document"),
	};
	const char *kind = tsm_say(given->lang, kinds[report->input]);

	if (sites_is_typed(given->data) && given->data.len <= 120)
		kind = tsm_arena_str(request->arena, given->data);
	if (given->file == NULL)
		return kind;
	const char *name = given->file->filename;
	const char *words =
	    kind != NULL ? tsm_arena_printf(request->arena,
			       tsm_say(given->lang, "%s, file %s"), kind, name)
			 : tsm_arena_printf(request->arena,
			       tsm_say(given->lang, "file %s"), name);
	return words != NULL ? words : kind;
}

const char *given_again(const struct tsm_request *request,
    const struct given *given, const struct site_found *found,
    const struct tsm_report *report)
{
	struct tsm_str data = tsm_str_trim(given->data);
	bool text = data.len > 0 && data.len <= AGAIN_MAX &&
		    tsm_utf8_valid(data.ptr, data.len, NULL) &&
		    tsm_str_find(data, '\0') == data.len;

	if (report->facts == NULL && !sites_is_typed(data))
		return NULL;
	/* given again it would count as typed, and be offered to be fetched */
	if (given->scanned && tsm_streq(found->code, "item.other_host"))
		return NULL;
	if (given->file == NULL ||
	    (text && (data.ptr[0] == '{' || sites_is_typed(data) ||
			 tsm_str_starts(data, "eyJ"))))
		return text ? tsm_arena_str(request->arena, data) : NULL;
	/* the QR code in it was an id that was looked up */
	return found->id[0] != '\0' ? tsm_arena_dup(request->arena, found->id)
				    : NULL;
}
