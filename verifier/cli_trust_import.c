/* trust import SOURCE: another list into the operator's own. */
#include <stdio.h>
#include <string.h>

#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/net/fetch.h"
#include "trust_list.h"

const struct tsm_option cli_trust_import_options[] = {
	{ "file", TSM_OPT_VALUE, "FILE",
	    "the list (else $TESTAMUR_TRUST, else trust.json)", false },
	{ "dry-run", TSM_OPT_FLAG, NULL, "show what would change, only",
	    false },
	{ "list", TSM_OPT_VALUE, "NAME",
	    "the name to remember the source by, instead of its own", false },
	{ "signer", TSM_OPT_VALUE, "DID",
	    "refuse the source unless this DID signed it", false },
	{ "identity", TSM_OPT_VALUE, "FILE",
	    "the signer's DID document as you kept it, instead of asking its "
	    "site",
	    false },
	APP_OFFLINE_OPTION,
	{ "ca-file", TSM_OPT_VALUE, "PEM",
	    "trusted roots, instead of the system's", false },
	{ "fetch-map", TSM_OPT_LIST, "HTTPS-PREFIX=HTTP-PREFIX",
	    "tests and demonstration only: fetch addresses that begin with "
	    "the first from the second, on this computer",
	    false },
	TSM_OPTIONS_END,
};

struct importing {
	struct trust_file file;
	const char *name;         /* by which the source is remembered */
	struct tsm_trust *source; /* as it is read */
	struct tsm_trust *before; /* what came from it earlier */
	struct tsm_trust *after;  /* the whole, as it becomes */
	struct tsm_buf out;
	size_t added, gone, same, covered;
};

static bool same_period(
    const struct tsm_trust_period *a, const struct tsm_trust_period *b)
{
	return a->from == b->from && a->until == b->until;
}

static bool same_entry(
    const struct tsm_trust_entry *a, const struct tsm_trust_entry *b)
{
	bool same = same_period(&a->valid, &b->valid) &&
		    a->approval_count == b->approval_count &&
		    tsm_str_eq(tsm_str(a->name), tsm_str(b->name)) &&
		    tsm_str_eq(tsm_str(a->list), tsm_str(b->list));

	for (size_t i = 0; same && i < a->approval_count; i++)
		same =
		    same_period(
			&a->approvals[i].valid, &b->approvals[i].valid) &&
		    tsm_streq(a->approvals[i].scheme, b->approvals[i].scheme) &&
		    tsm_streq(a->approvals[i].number, b->approvals[i].number);
	return same;
}

static bool has(
    const struct tsm_trust *trust, const struct tsm_trust_entry *entry)
{
	const struct tsm_trust_entry *one = tsm_trust_known(trust, entry->id);

	while (one != NULL && !same_entry(one, entry))
		one = tsm_trust_next(trust, one);
	return one != NULL;
}

/* A sign, then the entry in one line. */
static enum tsm_status say(
    struct importing *im, char sign, const struct tsm_trust_entry *entry)
{
	tsm_buf_printf(&im->out, "%c ", sign);
	tsm_buf_add_disarmed(&im->out, tsm_str(entry->id));
	if (entry->name != NULL) {
		tsm_buf_adds(&im->out, "  ");
		tsm_buf_add_disarmed(&im->out, tsm_str(entry->name));
	}
	tsm_buf_adds(&im->out, ", ");
	TSM_TRY(tsm_trust_period_text(TSM_LANG_EN, &entry->valid, &im->out));
	if (entry->approval_count > 0)
		tsm_buf_printf(
		    &im->out, ", %zu approvals", entry->approval_count);
	tsm_buf_addc(&im->out, '\n');
	return TSM_OK;
}

/* The operator's own entries, and those of other lists, stay first. */
static enum tsm_status keep(struct importing *im, struct tsm_error *err)
{
	for (size_t i = 0; i < tsm_trust_count(im->file.trust); i++) {
		const struct tsm_trust_entry *entry =
		    tsm_trust_at(im->file.trust, i);
		TSM_TRY(tsm_trust_put(
		    tsm_streq(entry->list, im->name) ? im->before : im->after,
		    entry, err));
	}
	return TSM_OK;
}

static enum tsm_status take(
    struct importing *im, struct tsm_trust_entry entry, struct tsm_error *err)
{
	size_t count = tsm_trust_count(im->after);

	entry.list = im->name;
	TSM_TRY(tsm_trust_put(im->after, &entry, err));
	if (tsm_trust_count(im->after) == count) {
		im->covered++;
		return say(im, '=', &entry);
	}
	if (has(im->before, &entry)) {
		im->same++;
		return TSM_OK;
	}
	im->added++;
	return say(im, '+', &entry);
}

/* What becomes of the list, said line by line. */
static enum tsm_status merge(struct importing *im, struct tsm_error *err)
{
	TSM_TRY(keep(im, err));
	for (size_t i = 0; i < tsm_trust_count(im->source); i++)
		TSM_TRY(take(im, *tsm_trust_at(im->source, i), err));
	for (size_t i = 0; i < tsm_trust_count(im->before); i++) {
		const struct tsm_trust_entry *old = tsm_trust_at(im->before, i);
		if (has(im->after, old))
			continue;
		im->gone++;
		TSM_TRY(say(im, '-', old));
	}
	tsm_buf_printf(&im->out,
	    "%zu new, %zu gone, %zu as before, %zu covered by earlier "
	    "entries\n",
	    im->added, im->gone, im->same, im->covered);
	return tsm_buf_status(&im->out);
}

static enum tsm_status read_source(struct app *app, struct importing *im,
    const struct tsm_args *args, struct tsm_error *err)
{
	const char *kept = tsm_args_get(args, "identity");
	struct trust_source source = { .path = tsm_args_operand(args, 0),
		.signer = tsm_args_get(args, "signer") };
	const char *signer = NULL;
	struct tsm_buf identity;

	tsm_buf_init(&identity, TSM_FETCH_BODY_MAX);
	enum tsm_status status = TSM_OK;
	if (kept != NULL)
		status =
		    tsm_file_read(kept, TSM_FETCH_BODY_MAX, &identity, err);
	if (status == TSM_OK && kept != NULL)
		source.identity =
		    tsm_str_n(tsm_buf_cstr(&identity), identity.len);
	if (status == TSM_OK)
		status = trust_list_read(
		    app, &source, im->source, &im->file.arena, &signer, err);
	if (status == TSM_OK && signer != NULL)
		tsm_buf_printf(&im->out, "signed by %s\n", signer);
	tsm_buf_release(&identity);
	/* the first is the file's own; entries may name others */
	const char *own = tsm_trust_list(im->source, 0);
	const char *given = tsm_args_get(args, "list");
	im->name = given != NULL ? given : own;
	if (status == TSM_OK && tsm_streq(im->name, im->file.name))
		status = tsm_fail(err, TSM_E_DUPLICATE, source.path,
		    "is named \"%s\" as your own list is; give it another name "
		    "with --list",
		    im->file.name);
	return status;
}

static enum tsm_status import(struct app *app, struct importing *im,
    const struct tsm_args *args, struct tsm_error *err)
{
	if (tsm_trust_new(&im->source) != TSM_OK ||
	    tsm_trust_new(&im->before) != TSM_OK ||
	    tsm_trust_new(&im->after) != TSM_OK)
		return tsm_fail_memory(err);
	TSM_TRY(trust_file_open(&im->file, trust_path(args), true, err));
	TSM_TRY(read_source(app, im, args, err));
	TSM_TRY(merge(im, err));
	if (!tsm_args_has(args, "dry-run") && im->added + im->gone > 0)
		TSM_TRY(trust_file_save(&im->file, im->after, err));
	(void)fwrite(im->out.data, 1, im->out.len, stdout);
	return TSM_OK;
}

int cli_trust_import(void *ctx, const struct tsm_args *args)
{
	struct importing im = { 0 };
	struct tsm_error err = { 0 };
	struct app app;

	(void)ctx;
	tsm_buf_init(&im.out, 0);
	int exit_status = app_open_bare(&app, args);
	if (exit_status == 0) {
		enum tsm_status status = import(&app, &im, args, &err);
		if (status != TSM_OK)
			exit_status = app_fail(NULL, status, &err);
	}
	trust_file_close(&im.file);
	tsm_trust_free(&im.source);
	tsm_trust_free(&im.before);
	tsm_trust_free(&im.after);
	tsm_buf_release(&im.out);
	app_close(&app);
	return exit_status;
}
