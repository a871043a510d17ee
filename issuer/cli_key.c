/* key: the keys an organisation signs with. */
#include <string.h>

#include "app.h"
#include "keys.h"
#include "testamur/base/time.h"
#include "testamur/store/organisation.h"

static const char *state_of(const struct tsm_store_key *key)
{
	return key->revoked_at != 0   ? "revoked"
	       : key->retired_at != 0 ? "retired"
				      : "active";
}

static json_t *key_json(const struct tsm_store_key *key)
{
	char at[TSM_TIME_TEXT];
	json_t *row = json_object();
	tsm_json_set(row, "organisation", key->organisation);
	tsm_json_set(row, "kid", key->kid);
	tsm_json_set(row, "alg", key->alg);
	tsm_json_set(row, "state", state_of(key));
	tsm_json_set(row, "active_from", tsm_time_format(key->active_from, at));
	if (key->retired_at != 0)
		tsm_json_set(
		    row, "retired_at", tsm_time_format(key->retired_at, at));
	if (key->revoked_at != 0)
		tsm_json_set(
		    row, "revoked_at", tsm_time_format(key->revoked_at, at));
	tsm_json_set(row, "revoke_reason", key->revoke_reason);
	return row;
}

static enum tsm_status list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_key *rows = NULL;
	size_t count = 0;
	TSM_TRY(app_organisation(app, tsm_args_operand(args, 0), err));
	TSM_TRY(tsm_store_key_list(app->store, tsm_args_operand(args, 0),
	    &app->arena, &rows, &count, err));
	json_t *json = app->json ? json_array() : NULL;
	for (size_t i = 0; i < count; i++) {
		char at[TSM_TIME_TEXT];
		if (app->json)
			tsm_json_add_new(json, key_json(&rows[i]));
		else
			(void)printf("%-20s %-10s %-6s %-8s since %s\n",
			    rows[i].organisation, rows[i].kid, rows[i].alg,
			    state_of(&rows[i]),
			    tsm_time_format(rows[i].active_from, at));
	}
	return app->json ? app_print_json(json, err) : TSM_OK;
}

/* "es256-3" after "es256-2". */
static const char *next_kid(struct app *app, const struct tsm_store_key *rows,
    size_t count, const char *alg)
{
	char prefix[16];
	uint64_t last = 0;
	(void)snprintf(prefix, sizeof(prefix), "%s-", alg);
	for (char *p = prefix; *p != '\0'; p++)
		*p = tsm_to_lower(*p);
	for (size_t i = 0; i < count; i++) {
		uint64_t number = 0;
		if (tsm_str_starts(tsm_str(rows[i].kid), prefix) &&
		    tsm_parse_u64(tsm_str(rows[i].kid + strlen(prefix)),
			1000000, &number) == TSM_OK &&
		    number > last)
			last = number;
	}
	return tsm_arena_printf(
	    &app->arena, "%s%llu", prefix, (unsigned long long)last + 1);
}

static enum tsm_status store_rotation(struct app *app, const char *organisation,
    const char *alg, const struct tsm_store_key *rows, size_t count,
    const char *fresh, struct tsm_error *err)
{
	TSM_TRY(keys_add(app, organisation, fresh, alg, err));
	for (size_t i = 0; i < count; i++) {
		if (tsm_streq(rows[i].alg, alg) && rows[i].retired_at == 0)
			TSM_TRY(tsm_store_key_retire(app->store, organisation,
			    rows[i].kid, app->now, err));
	}
	return app_audit(app, "key.rotate",
	    tsm_arena_printf(&app->arena, "%s/%s", organisation, fresh), NULL,
	    err);
}

static enum tsm_status rotate(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *alg = tsm_args_get(args, "alg");
	struct tsm_store_organisation organisation = { 0 };
	struct tsm_store_key *rows = NULL;
	size_t count = 0;
	if (alg == NULL)
		alg = "ES256";
	TSM_TRY(app_organisation(app, tsm_args_operand(args, 0), err));
	TSM_TRY(tsm_store_organisation_get(app->store,
	    tsm_args_operand(args, 0), &app->arena, &organisation, err));
	TSM_TRY(tsm_store_key_list(
	    app->store, organisation.id, &app->arena, &rows, &count, err));
	const char *fresh = next_kid(app, rows, count, alg);
	if (fresh == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status =
	    store_rotation(app, organisation.id, alg, rows, count, fresh, err);
	TSM_TRY(app_end(app, status, err));
	(void)printf("%s/%s signs from now on; the old key stays published "
		     "with the end of its time\n",
	    organisation.id, fresh);
	return TSM_OK;
}

static enum tsm_status revoke(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_str kid;
	struct tsm_str organisation =
	    tsm_str_split(tsm_str(tsm_args_operand(args, 0)), '/', &kid);
	const char *org = tsm_arena_str(&app->arena, organisation);
	const char *name = tsm_arena_str(&app->arena, kid);
	if (kid.len == 0)
		return tsm_fail(
		    err, TSM_E_USAGE, NULL, "name the key as ORGANISATION/KID");
	if (org == NULL || name == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = tsm_store_key_revoke(
	    app->store, org, name, app->now, tsm_args_get(args, "reason"), err);
	if (status == TSM_OK)
		status = app_audit(
		    app, "key.revoke", tsm_args_operand(args, 0), NULL, err);
	TSM_TRY(app_end(app, status, err));
	(void)printf("%s is revoked: nothing it signed verifies any more. "
		     "'key rotate' makes another.\n",
	    tsm_args_operand(args, 0));
	return TSM_OK;
}

APP_COMMAND(list)
APP_COMMAND(rotate)
APP_COMMAND(revoke)

static const struct tsm_option rotate_options[] = {
	{ "alg", TSM_OPT_VALUE, "ALG", "ES256 (default), EdDSA or RS256",
	    false },
	TSM_OPTIONS_END,
};

static const struct tsm_option revoke_options[] = {
	{ "reason", TSM_OPT_VALUE, "TEXT", "kept with the key", true },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_key_commands[] = {
	{ "key list", "[ORG]", "keys with their time of use", NULL, NULL,
	    run_list, 0, 1 },
	{ "key rotate", "ORG", "make a new key and retire the one before",
	    "What the old key signed stays valid: it is published with the "
	    "time until which it signed.",
	    rotate_options, run_rotate, 1, 1 },
	{ "key revoke", "ORG/KID", "a key is lost or known to others",
	    "Everything it signed stops verifying. Use 'key rotate' for an "
	    "ordinary change.",
	    revoke_options, run_revoke, 1, 1 },
	TSM_COMMANDS_END,
};
