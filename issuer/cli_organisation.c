/* organisation: issuers, their keys and provider approvals. */
#include <string.h>

#include "app.h"
#include "keys.h"
#include "profile.h"
#include "shape.h"
#include "testamur/base/file.h"
#include "testamur/base/id.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/rules/units.h"
#include "vcapi.h"

/* The keys every organisation starts with; the last is for the W3C's API. */
static const struct {
	const char *kid;
	const char *alg;
	const char *kind; /* NULL: any */
} first_keys[] = { { "es256-1", "ES256", NULL }, { "eddsa-1", "EdDSA", NULL },
	{ "es384-1", "ES384", TSM_STORE_VC_API } };

static enum tsm_status add(struct app *app,
    const struct tsm_store_organisation *organisation, struct tsm_error *err)
{
	if (!tsm_slug_valid(tsm_str(organisation->id)))
		return tsm_fail(err, TSM_E_VALUE, "id",
		    "an id is 1 to %d of a-z, 0-9 and single hyphens",
		    TSM_SLUG_MAX);
	if (organisation->name == NULL || organisation->name[0] == '\0')
		return tsm_fail(
		    err, TSM_E_MISSING, "name", "an organisation needs a name");
	if (organisation->url != NULL && !shape_is_url(organisation->url))
		return tsm_fail(err, TSM_E_VALUE, "url",
		    "a web site is an https or http URL");
	if (organisation->email != NULL && !shape_is_email(organisation->email))
		return tsm_fail(
		    err, TSM_E_VALUE, "email", "this is no e-mail address");
	TSM_TRY(tsm_store_organisation_add(app->store, organisation, err));
	for (size_t i = 0; i < sizeof(first_keys) / sizeof(first_keys[0]); i++)
		if (first_keys[i].kind == NULL ||
		    tsm_streq(first_keys[i].kind, organisation->kind))
			TSM_TRY(keys_add(app, organisation->id,
			    first_keys[i].kid, first_keys[i].alg, err));
	return app_audit(app, "organisation.add", organisation->id, NULL, err);
}

/* Rows and keys of one organisation come together or not at all. */
static enum tsm_status add_whole(struct app *app,
    const struct tsm_store_organisation *organisation, struct tsm_error *err)
{
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = add(app, organisation, err);
	return app_end(app, status, err);
}

static enum tsm_status organisation_add(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const struct tsm_store_organisation organisation = {
		.id = tsm_args_operand(args, 0),
		.name = tsm_args_get(args, "name"),
		.url = tsm_args_get(args, "url"),
		.email = tsm_args_get(args, "email"),
		.description = tsm_args_get(args, "description"),
		.created = app->now,
		.kind = tsm_args_has(args, "vc-api") ? TSM_STORE_VC_API
						     : TSM_STORE_ISSUER,
	};
	const char *did = NULL;
	TSM_TRY(add_whole(app, &organisation, err));
	TSM_TRY(profile_did(
	    &app->arena, app->public_url, organisation.id, &did, err));
	(void)printf("%s added as %s\n", organisation.id, did);
	return TSM_OK;
}

static enum tsm_status check_date(
    const char *text, const char *what, struct tsm_error *err)
{
	struct tsm_civil date;
	if (text != NULL && tsm_date_parse(tsm_str(text), &date) != TSM_OK)
		return tsm_fail(
		    err, TSM_E_VALUE, what, "a date is written YYYY-MM-DD");
	return TSM_OK;
}

static enum tsm_status approve(struct app *app,
    const struct tsm_store_approval *approval, struct tsm_error *err)
{
	if (approval->scheme == NULL || approval->number == NULL)
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "an approval needs a scheme and a number");
	if (tsm_unit_scheme_find(tsm_str(approval->scheme)) == NULL)
		return tsm_fail(err, TSM_E_UNKNOWN, "scheme",
		    "no such unit scheme; there are mt-opi-renewal-unit and "
		    "others, see 'programme schema'");
	TSM_TRY(check_date(approval->valid_from, "from", err));
	TSM_TRY(check_date(approval->valid_to, "to", err));
	if (approval->valid_from != NULL && approval->valid_to != NULL &&
	    strcmp(approval->valid_from, approval->valid_to) > 0)
		return tsm_fail(
		    err, TSM_E_VALUE, "to", "an approval ends after it begins");
	return tsm_store_approval_add(app->store, approval, err);
}

static enum tsm_status organisation_approve(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const struct tsm_store_approval approval = {
		.organisation = tsm_args_operand(args, 0),
		.scheme = tsm_args_get(args, "scheme"),
		.number = tsm_args_get(args, "number"),
		.authority = tsm_args_get(args, "authority"),
		.valid_from = tsm_args_get(args, "from"),
		.valid_to = tsm_args_get(args, "to"),
		.created = app->now,
	};
	TSM_TRY(app_organisation(app, approval.organisation, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = approve(app, &approval, err);
	if (status == TSM_OK)
		status = app_audit(app, "organisation.approve",
		    approval.organisation, NULL, err);
	return app_end(app, status, err);
}

static const struct shape approval_shape[] = {
	{ "scheme", SHAPE_ID, true, NULL },
	{ "number", SHAPE_TEXT, true, NULL },
	{ "authority", SHAPE_TEXT, false, NULL },
	{ "valid_from", SHAPE_TEXT, false, NULL },
	{ "valid_to", SHAPE_TEXT, false, NULL },
	{ NULL, SHAPE_TEXT, false, NULL },
};

static const struct shape organisation_shape[] = {
	{ "id", SHAPE_ID, true, NULL },
	{ "name", SHAPE_TEXT, true, NULL },
	{ "url", SHAPE_URL, false, NULL },
	{ "email", SHAPE_EMAIL, false, NULL },
	{ "description", SHAPE_TEXT, false, NULL },
	{ "colour", SHAPE_COLOUR, false, NULL },
	{ "approvals", SHAPE_LIST, false, approval_shape },
	{ NULL, SHAPE_TEXT, false, NULL },
};

static enum tsm_status import_approvals(struct app *app,
    const struct tsm_json *entry, const char *id, struct tsm_error *err)
{
	const struct tsm_json *list = tsm_json_get(entry, "approvals");
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct tsm_json *row = tsm_json_at(list, i);
		const struct tsm_store_approval approval = {
			.organisation = id,
			.scheme = tsm_json_get_string(row, "scheme"),
			.number = tsm_json_get_string(row, "number"),
			.authority = tsm_json_get_string(row, "authority"),
			.valid_from = tsm_json_get_string(row, "valid_from"),
			.valid_to = tsm_json_get_string(row, "valid_to"),
			.created = app->now,
		};
		enum tsm_status status = approve(app, &approval, err);
		if (status == TSM_E_DUPLICATE)
			continue;
		if (status == TSM_OK)
			status = app_audit(
			    app, "organisation.approve", id, NULL, err);
		if (status != TSM_OK) {
			char where[TSM_ERROR_WHERE];
			tsm_error_prefix(
			    err, tsm_json_pointer(row, where, sizeof(where)));
			return status;
		}
	}
	return TSM_OK;
}

static enum tsm_status import_one(struct app *app, const struct tsm_json *entry,
    size_t *added, struct tsm_error *err)
{
	const struct tsm_store_organisation organisation = {
		.id = tsm_json_get_string(entry, "id"),
		.name = tsm_json_get_string(entry, "name"),
		.url = tsm_json_get_string(entry, "url"),
		.email = tsm_json_get_string(entry, "email"),
		.description = tsm_json_get_string(entry, "description"),
		.created = app->now,
	};
	struct tsm_store_organisation known;
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = tsm_store_organisation_get(
	    app->store, organisation.id, &app->arena, &known, err);
	if (status == TSM_E_NOT_FOUND) {
		status = add(app, &organisation, err);
		++*added;
	}
	if (status == TSM_OK)
		status = import_approvals(app, entry, organisation.id, err);
	return app_end(app, status, err);
}

/* The whole file is looked at before anything of it is taken. */
static enum tsm_status check_file(
    const struct tsm_json *root, struct tsm_error *err)
{
	if (!tsm_json_is(root, TSM_JSON_ARRAY))
		return tsm_fail(err, TSM_E_VALUE, "",
		    "a list of organisations is a JSON array");
	for (size_t i = 0; i < root->count; i++)
		TSM_TRY(
		    shape_check(tsm_json_at(root, i), organisation_shape, err));
	return TSM_OK;
}

static enum tsm_status import_all(struct app *app, struct tsm_str text,
    size_t *total, size_t *added, struct tsm_error *err)
{
	const struct tsm_json *root = NULL;
	TSM_TRY(
	    tsm_json_parse(&app->arena, text.ptr, text.len, NULL, &root, err));
	TSM_TRY(check_file(root, err));
	*total = root->count;
	for (size_t i = 0; i < root->count; i++)
		TSM_TRY(import_one(app, tsm_json_at(root, i), added, err));
	return TSM_OK;
}

static enum tsm_status organisation_import(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *path = tsm_args_operand(args, 0);
	struct tsm_buf file;
	size_t total = 0;
	size_t added = 0;
	tsm_buf_init(&file, 0);
	enum tsm_status status = tsm_file_read(path, TSM_JSON_MAX, &file, err);
	if (status == TSM_OK) {
		status =
		    import_all(app, tsm_buf_str(&file), &total, &added, err);
		if (status != TSM_OK)
			tsm_error_prefix(err, path);
	}
	tsm_buf_release(&file);
	if (status != TSM_OK)
		return status;
	(void)printf("%s added, %zu known already\n",
	    app_count(app, added, "organisation", "organisations"),
	    total - added);
	return TSM_OK;
}

static json_t *organisation_json(const struct tsm_store_organisation *o,
    const char *did, const struct tsm_store_key *keys, size_t key_count)
{
	json_t *result = json_object();
	tsm_json_set(result, "id", o->id);
	tsm_json_set(result, "name", o->name);
	tsm_json_set(result, "did", did);
	tsm_json_set(result, "url", o->url);
	tsm_json_set(result, "email", o->email);
	json_t *list = tsm_json_set_array(result, "keys");
	for (size_t i = 0; i < key_count; i++) {
		json_t *key = tsm_json_add_object(list);
		tsm_json_set(key, "kid", keys[i].kid);
		tsm_json_set(key, "alg", keys[i].alg);
		tsm_json_set_bool(key, "active",
		    keys[i].retired_at == 0 && keys[i].revoked_at == 0);
	}
	return result;
}

/* Each key of one that signs for others is an identity of its own. */
static enum tsm_status add_did_keys(struct app *app,
    const struct tsm_store_organisation *o, const struct tsm_store_key *keys,
    size_t count, json_t *row, struct tsm_error *err)
{
	json_t *list = json_object_get(row, "keys");
	if (!tsm_streq(o->kind, TSM_STORE_VC_API))
		return TSM_OK;
	tsm_json_set(row, "kind", o->kind);
	for (size_t i = 0; i < count; i++) {
		const char *did = NULL;
		TSM_TRY(
		    vcapi_did_key(&app->arena, keys[i].public_jwk, &did, err));
		tsm_json_set(json_array_get(list, i), "did", did);
	}
	return TSM_OK;
}

static enum tsm_status show(struct app *app,
    const struct tsm_store_organisation *o, json_t *list, struct tsm_error *err)
{
	const char *did = NULL;
	struct tsm_store_key *keys = NULL;
	size_t key_count = 0;
	TSM_TRY(profile_did(&app->arena, app->public_url, o->id, &did, err));
	TSM_TRY(tsm_store_key_list(
	    app->store, o->id, &app->arena, &keys, &key_count, err));
	if (list != NULL) {
		json_t *row = organisation_json(o, did, keys, key_count);
		tsm_json_add_new(list, row);
		return add_did_keys(app, o, keys, key_count, row, err);
	}
	(void)printf("%s  %s\n  %s\n", o->id, o->name, did);
	for (size_t i = 0; i < key_count; i++) {
		const char *of_key = NULL;
		if (tsm_streq(o->kind, TSM_STORE_VC_API))
			TSM_TRY(vcapi_did_key(
			    &app->arena, keys[i].public_jwk, &of_key, err));
		(void)printf("  key %s (%s)%s%s%s\n", keys[i].kid, keys[i].alg,
		    keys[i].revoked_at != 0   ? ", revoked"
		    : keys[i].retired_at != 0 ? ", retired"
					      : "",
		    of_key != NULL ? "  " : "", of_key != NULL ? of_key : "");
	}
	return TSM_OK;
}

static enum tsm_status organisation_show(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *id = tsm_args_operand(args, 0);
	struct tsm_store_organisation one;
	struct tsm_store_organisation *list = &one;
	size_t count = 1;
	TSM_TRY(app_organisation(app, id, err));
	if (id != NULL)
		TSM_TRY(tsm_store_organisation_get(
		    app->store, id, &app->arena, &one, err));
	else
		TSM_TRY(tsm_store_organisation_list(
		    app->store, &app->arena, &list, &count, err));
	json_t *json = app->json ? json_array() : NULL;
	for (size_t i = 0; i < count; i++) {
		enum tsm_status status = show(app, &list[i], json, err);
		if (status != TSM_OK) {
			json_decref(json);
			return status;
		}
	}
	return app->json ? app_print_json(json, err) : TSM_OK;
}

APP_COMMAND(organisation_add)
APP_COMMAND(organisation_import)
APP_COMMAND(organisation_show)
APP_COMMAND(organisation_approve)

static const struct tsm_option add_options[] = {
	{ "name", TSM_OPT_VALUE, "NAME", "as it stands on credentials", true },
	{ "url", TSM_OPT_VALUE, "URL", "its web site", false },
	{ "email", TSM_OPT_VALUE, "ADDRESS", "public contact", false },
	{ "description", TSM_OPT_VALUE, "TEXT", "one sentence", false },
	{ "vc-api", TSM_OPT_FLAG, NULL,
	    "it signs for serve --vc-api-issuer and gives no awards", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option approve_options[] = {
	{ "scheme", TSM_OPT_VALUE, "ID", "unit scheme", true },
	{ "number", TSM_OPT_VALUE, "NUMBER", "approval number", true },
	{ "authority", TSM_OPT_VALUE, "NAME", "who granted it", false },
	{ "from", TSM_OPT_VALUE, "DATE", "first day", false },
	{ "to", TSM_OPT_VALUE, "DATE", "last day", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_organisation_commands[] = {
	{ "organisation add", "ID", "add an issuer; its keys are made", NULL,
	    add_options, run_organisation_add, 1, 1 },
	{ "organisation import", "FILE", "add the issuers of a JSON list", NULL,
	    NULL, run_organisation_import, 1, 1 },
	{ "organisation show", "[ID]", "DID and keys of one issuer or all",
	    NULL, NULL, run_organisation_show, 0, 1 },
	{ "organisation list", NULL, "all issuers with DID and keys", NULL,
	    NULL, run_organisation_show, 0, 0 },
	{ "organisation approve", "ID", "record a provider approval", NULL,
	    approve_options, run_organisation_approve, 1, 1 },
	TSM_COMMANDS_END,
};
