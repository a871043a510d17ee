/* credential export: the files of a credential. */
#include "app.h"
#include "artefact.h"
#include "issued.h"
#include "personal.h"
#include "sharing.h"
#include "testamur/base/file.h"
#include "testamur/store/erase.h"

static enum tsm_status make(struct app *app,
    const struct tsm_store_credential *c, struct tsm_str path,
    const struct tsm_args *args, struct tsm_buf *out, struct tsm_error *err)
{
	struct forms forms;
	struct tsm_str body;
	const char *form = tsm_args_get(args, "form");
	bool jwt = tsm_str_ends(path, ".jwt") || tsm_str_ends(path, ".jws");
	TSM_TRY(forms_read(app->store, &app->arena, c, &forms, err));
	if (tsm_streq(form, "base")) {
		if (!tsm_str_ends(path, ".json"))
			return tsm_fail(err, TSM_E_UNSUPPORTED, "--form",
			    "base is for a .json: nobody else is shown it");
		TSM_TRY(forms_base(&forms, &body, err));
		return tsm_buf_addstr(out, body);
	}
	TSM_TRY(forms_pick(&forms, jwt ? "jwt" : form, &body, err));
	if (jwt)
		return tsm_buf_addstr(out, body);
	if (tsm_str_ends(path, ".json"))
		return artefact_json(&app->arena, &forms, out, err);
	if (tsm_str_ends(path, ".qr.png"))
		return artefact_qr(app->public_url, c->id, out, err);
	if (personal_is(c))
		return tsm_fail(err, TSM_E_UNSUPPORTED, "--out",
		    "what is gathered of a person has no badge and no "
		    "certificate: .json, .jwt or .qr.png");
	if (tsm_str_ends(path, ".png") || tsm_str_ends(path, ".svg"))
		return artefact_badge(app->store, &app->arena, c,
		    tsm_str_ends(path, ".svg") ? TSM_IMAGE_SVG : TSM_IMAGE_PNG,
		    body, out, err);
	if (tsm_str_ends(path, ".pdf"))
		return artefact_certificate(&app->arena, app->public_url, c,
		    tsm_streq(tsm_args_get(args, "paper"), "letter")
			? TSM_PAPER_LETTER
			: TSM_PAPER_A4,
		    out, err);
	return tsm_fail(err, TSM_E_UNSUPPORTED, "--out",
	    "the ending says what is wanted: .jwt, .json, .png or .svg "
	    "(badge), .qr.png or .pdf");
}

/* Whoever scans a certificate comes to the public page. */
static enum tsm_status on_paper(struct app *app,
    const struct tsm_store_credential *c, const struct tsm_args *args,
    struct tsm_error *err)
{
	struct tsm_store_standing standing;
	if (tsm_args_has(args, "share"))
		return sharing_set(app, c, true, err);
	TSM_TRY(tsm_store_credential_standing(
	    app->store, c->id, c->version, &app->arena, &standing, err));
	if (standing.sharing != TSM_STORE_PUBLIC && !app->quiet)
		(void)fprintf(stderr,
		    "%s is not shared: who scans the certificate is shown the "
		    "award, but no name.\nOnce the holder agrees: "
		    "'credential share %s'\n",
		    c->id, c->id);
	return TSM_OK;
}

static enum tsm_status export_file(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_credential c = { 0 };
	struct tsm_buf out;
	const char *path = tsm_args_get(args, "out");
	const char *paper = tsm_args_get(args, "paper");
	if (paper != NULL && !tsm_streq(paper, "a4") &&
	    !tsm_streq(paper, "letter"))
		return tsm_fail(
		    err, TSM_E_VALUE, "--paper", "paper is a4 or letter");
	if (tsm_args_has(args, "share") && !tsm_str_ends(tsm_str(path), ".pdf"))
		return tsm_fail(err, TSM_E_UNSUPPORTED, "--share",
		    "that is for a .pdf: 'credential share' is without one");
	TSM_TRY(issued_get(app, tsm_args_operand(args, 0), &c, err));
	if (tsm_store_is_tombstone(c.body))
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "what this credential said was erased");
	tsm_buf_init(&out, 0);
	enum tsm_status status = make(app, &c, tsm_str(path), args, &out, err);
	if (status == TSM_OK)
		status = tsm_file_write(path, out.data, out.len, 0600, err);
	tsm_buf_release(&out);
	return status == TSM_OK && tsm_str_ends(tsm_str(path), ".pdf")
		   ? on_paper(app, &c, args, err)
		   : status;
}

APP_COMMAND(export_file)

static const struct tsm_option export_options[] = {
	{ "out", TSM_OPT_VALUE, "FILE",
	    ".jwt, .json, .png or .svg (badge), .qr.png or .pdf", true },
	{ "form", TSM_OPT_VALUE, "FORM",
	    "json (with its proof, the default if there is one) or jwt: what "
	    "a badge carries; base: what the holder derives from",
	    false },
	{ "share", TSM_OPT_FLAG, NULL,
	    "of a .pdf: show the holder's name to whoever scans it, too (as "
	    "'credential share')",
	    false },
	{ "paper", TSM_OPT_VALUE, "SIZE", "a4 (default) or letter, for .pdf",
	    false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_export_commands[] = {
	{ "credential export", "ID", "write it to a file", NULL, export_options,
	    run_export_file, 1, 1 },
	TSM_COMMANDS_END,
};
