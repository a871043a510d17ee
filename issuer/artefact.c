#include "artefact.h"

#include "supplied.h"

#include "testamur/badge/bake.h"
#include "testamur/badge/link.h"
#include "testamur/badge/qr.h"
#include "testamur/json/write.h"
#include "testamur/print/picture.h"
#include "testamur/print/qr_png.h"

static enum tsm_status read_summary(struct tsm_arena *arena,
    const struct tsm_store_credential *credential,
    const struct tsm_json **ret_summary, struct tsm_error *err)
{
	return tsm_json_parse(arena, credential->summary,
	    tsm_str(credential->summary).len, NULL, ret_summary, err);
}

static const char *text_of(
    const struct tsm_json *summary, const char *part, const char *name)
{
	return tsm_json_get_string(
	    part != NULL ? tsm_json_get(summary, part) : summary, name);
}

static enum tsm_status draw(const struct tsm_json *summary,
    enum tsm_image_kind kind, struct tsm_buf *out, struct tsm_error *err)
{
	const char *colour = text_of(summary, "achievement", "colour");
	const struct tsm_badge_art art = { .title = text_of(
					       summary, "achievement", "name"),
		.issuer = text_of(summary, "issuer", "name"),
		.colour = tsm_print_colour_valid(colour) ? colour : NULL };
	return kind == TSM_IMAGE_SVG ? tsm_print_badge_svg(&art, out, err)
				     : tsm_print_badge(&art, out, err);
}

enum tsm_status artefact_badge(struct tsm_store *store, struct tsm_arena *arena,
    const struct tsm_store_credential *credential, enum tsm_image_kind kind,
    struct tsm_str body, struct tsm_buf *out, struct tsm_error *err)
{
	const struct tsm_json *summary = NULL;
	struct tsm_buf picture;
	TSM_TRY(read_summary(arena, credential, &summary, err));
	tsm_buf_init(&picture, 0);
	const char *supplied = text_of(summary, "achievement", "picture");
	enum tsm_status status =
	    supplied != NULL
		? supplied_picture(store, arena, supplied, kind, &picture, err)
		: draw(summary, kind, &picture, err);
	if (status == TSM_OK)
		status = tsm_bake(picture.data, picture.len, body, out, err);
	tsm_buf_release(&picture);
	return status;
}

/* Links and QR code of a certificate; release qr afterwards. */
struct links {
	struct tsm_buf qr_text;
	struct tsm_buf printed;
	struct tsm_qr qr;
	char grouped[TSM_LINK_GROUPED];
};

static enum tsm_status make_links(const char *public_url, const char *id,
    struct links *l, struct tsm_error *err)
{
	tsm_buf_init(&l->qr_text, 0);
	tsm_buf_init(&l->printed, 0);
	l->qr = (struct tsm_qr){ 0 };
	(void)tsm_link_group_id(id, l->grouped);
	enum tsm_status status =
	    tsm_link_qr(tsm_str(public_url), id, &l->qr_text);
	if (status == TSM_OK)
		status = tsm_link_printed(tsm_str(public_url), id, &l->printed);
	if (status == TSM_OK)
		status = tsm_qr_encode(
		    tsm_buf_str(&l->qr_text), TSM_QR_M, &l->qr, err);
	return status;
}

static void release_links(struct links *l)
{
	tsm_buf_release(&l->qr_text);
	tsm_buf_release(&l->printed);
	tsm_qr_release(&l->qr);
}

static const char *approval_text(
    struct tsm_arena *arena, const struct tsm_json *summary)
{
	const char *number = text_of(summary, "approval", "number");
	return number != NULL
		   ? tsm_arena_printf(arena, "Provider approval %s", number)
		   : NULL;
}

static size_t read_units(struct tsm_arena *arena,
    const struct tsm_json *summary,
    struct tsm_certificate_units units[TSM_CERTIFICATE_UNITS_MAX])
{
	const struct tsm_json *list = tsm_json_get(summary, "units");
	size_t count = list != NULL ? list->count : 0;
	if (count > TSM_CERTIFICATE_UNITS_MAX)
		count = TSM_CERTIFICATE_UNITS_MAX;
	for (size_t i = 0; i < count; i++) {
		const struct tsm_json *row = tsm_json_at(list, i);
		units[i].amount = tsm_json_get_string(row, "value");
		units[i].scheme = tsm_json_get_string(row, "name");
		units[i].approval = approval_text(arena, summary);
	}
	return count;
}

enum tsm_status artefact_certificate(struct tsm_arena *arena,
    const char *public_url, const struct tsm_store_credential *credential,
    enum tsm_paper paper, struct tsm_buf *out, struct tsm_error *err)
{
	const struct tsm_json *s = NULL;
	struct tsm_certificate_units units[TSM_CERTIFICATE_UNITS_MAX];
	struct links links;
	TSM_TRY(read_summary(arena, credential, &s, err));
	enum tsm_status status =
	    make_links(public_url, credential->id, &links, err);
	struct tsm_certificate c = {
		.heading = tsm_streq(credential->kind, "units")
			       ? "Record of Professional Learning"
			       : NULL,
		.holder = credential->name_shown,
		.achievement = text_of(s, "achievement", "name"),
		.summary = text_of(s, "achievement", "description"),
		.programme = text_of(s, NULL, "programme"),
		.issuer = text_of(s, "issuer", "name"),
		.dates = text_of(s, "activity", "dates"),
		.awarded = text_of(s, NULL, "awarded"),
		.units = units,
		.unit_count = read_units(arena, s, units),
		.link = tsm_buf_cstr(&links.qr_text),
		.printed_link = tsm_buf_cstr(&links.printed),
		.printed_id = links.grouped,
		.qr_modules = links.qr.modules,
		.qr_size = links.qr.size,
		.colour = text_of(s, "achievement", "colour"),
		.created = credential->issued_at,
		.paper = paper,
	};
	if (!tsm_print_colour_valid(c.colour))
		c.colour = NULL;
	if (status == TSM_OK)
		status = tsm_print_certificate(&c, out, err);
	release_links(&links);
	return status;
}

enum tsm_status artefact_qr(const char *public_url, const char *id,
    struct tsm_buf *out, struct tsm_error *err)
{
	struct links links;
	enum tsm_status status = make_links(public_url, id, &links, err);
	if (status == TSM_OK)
		status = tsm_print_qr_png(
		    links.qr.modules, links.qr.size, 0, out, err);
	release_links(&links);
	return status;
}

enum tsm_status artefact_json(struct tsm_arena *arena,
    const struct forms *forms, struct tsm_buf *out, struct tsm_error *err)
{
	if (forms->json.ptr != NULL)
		return tsm_buf_addstr(out, forms->json);
	const struct tsm_json *tree = NULL;
	TSM_TRY(forms_contents(arena, forms->jwt, &tree, err));
	json_t *copy = tsm_json_copy(tree);
	enum tsm_status status = tsm_json_write(copy, TSM_JSON_PRETTY, out);
	json_decref(copy);
	return status == TSM_OK ? TSM_OK : tsm_fail_memory(err);
}
