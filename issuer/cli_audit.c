/* audit: who did what, and everything about an activity for an auditor. */
#include "app.h"
#include "audit.h"
#include "testamur/base/file.h"
#include "testamur/base/time.h"
#include "testamur/store/audit.h"

static enum tsm_status print_event(
    void *ctx, const struct tsm_store_audit *event, struct tsm_error *err)
{
	char at[TSM_TIME_TEXT];
	(void)ctx;
	(void)err;
	(void)printf("%6lld %s %-16s %-24s %s\n", (long long)event->seq,
	    tsm_time_format(event->at, at), event->actor, event->action,
	    event->object != NULL ? event->object : "");
	return TSM_OK;
}

static enum tsm_status list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const struct tsm_store_audit_filter filter = {
		.object = tsm_args_get(args, "object"),
		.action = tsm_args_get(args, "action"),
	};
	return tsm_store_audit_each(
	    app->store, &filter, print_event, NULL, err);
}

/* Who seals: who was named, or who issues under the policy. */
static enum tsm_status sealer(struct app *app, const struct cohort *c,
    const char *given, const char **ret_organisation, struct tsm_error *err)
{
	const char *provider =
	    tsm_json_get_string(c->programme.definition, "provider");
	const char *organisation = given != NULL ? given
				   : c->programme.policy->issuer.id != NULL
				       ? c->programme.policy->issuer.id
				       : provider;
	if (organisation == NULL)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "several organisations issue here: say who seals the "
		    "bundle with --organisation");
	*ret_organisation = organisation;
	return app_organisation(app, organisation, err);
}

static enum tsm_status export_bundle(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *path = tsm_args_get(args, "out");
	const char *organisation = NULL;
	struct cohort c;
	struct tsm_buf out;
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	TSM_TRY(sealer(
	    app, &c, tsm_args_get(args, "organisation"), &organisation, err));
	tsm_buf_init(&out, TSM_BUNDLE_MAX);
	enum tsm_status status = audit_bundle(app, &c, organisation, &out, err);
	if (status == TSM_OK)
		status = tsm_file_write(path, out.data, out.len, 0600, err);
	if (status == TSM_OK)
		status = app_audit(app, "audit.export", c.row.id, NULL, err);
	if (status == TSM_OK && !app->json)
		(void)printf("%s: %zu bytes, sealed by %s\nAnybody can check "
			     "it with 'testamur-verifier bundle'.\n",
		    path, out.len, organisation);
	tsm_buf_release(&out);
	return status;
}

APP_COMMAND(list)
APP_COMMAND(export_bundle)

static const struct tsm_option list_options[] = {
	{ "object", TSM_OPT_VALUE, "ID", "only what was done to this", false },
	{ "action", TSM_OPT_VALUE, "NAME", "only this, as credential.issue",
	    false },
	TSM_OPTIONS_END,
};

static const struct tsm_option export_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "the activity", true },
	{ "out", TSM_OPT_VALUE, "FILE", "the ZIP file to write", true },
	{ "organisation", TSM_OPT_VALUE, "ORG",
	    "who seals it; default the issuer under the policy", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_audit_commands[] = {
	{ "audit list", NULL, "who did what, when", NULL, list_options,
	    run_list, 0, 0 },
	{ "audit export", NULL,
	    "everything about one activity, sealed, for an auditor",
	    "A ZIP file: schedule, roster with licence numbers, presence, the "
	    "original files,\npolicy, decisions, credentials with their "
	    "history, units and the log, under a signed\nmanifest. It holds "
	    "personal data: give it only to who may see all of it.",
	    export_options, run_export_bundle, 0, 0 },
	TSM_COMMANDS_END,
};
