/*
 * app.h - what every command of the issuer works with.
 *
 * A data folder holds config.json (the public URL), testamur.db (unless
 * --store names another database) and keys/ (read by testamur-signer
 * alone). A command opens it, does its work within one arena, and prints
 * either a person's text or, with --json, one JSON value.
 *
 * Exit status: 0 done; 1 the input or state does not allow it; 2 the
 * environment failed (disk, memory, key process); 64 wrong command line.
 */
#ifndef ISSUER_APP_H
#define ISSUER_APP_H

#include <stdbool.h>
#include <stdio.h>

#include "testamur/base/arena.h"
#include "testamur/base/options.h"
#include "testamur/base/random.h"
#include "testamur/json/write.h"
#include "testamur/jsonld/store.h"
#include "testamur/keyclient/client.h"
#include "testamur/store/store.h"

struct app {
	const char *data;       /* the data folder */
	const char *public_url; /* identity, without trailing '/' */
	const char *store_url;
	const char *keys;    /* DATA/keys */
	const char *program; /* path of testamur-signer */
	const char *actor;   /* who acts, for the audit log: "cli:NAME" */
	int64_t now;         /* instant at which the command began */
	bool json;           /* --json was given */
	bool quiet;          /* no progress lines */
	const struct tsm_random *random;
	struct tsm_arena arena; /* dies with the command */
	struct tsm_store *store;
	struct tsm_signer *signer;         /* see app_signer() */
	struct tsm_jsonld_store *contexts; /* see app_contexts() */
};

/* The work of one command. */
typedef enum tsm_status app_action(
    struct app *app, const struct tsm_args *args, struct tsm_error *err);

/*
 * Open the data folder named by --data, run action, close everything and
 * report an error on standard error. Returns the exit status.
 */
int app_run(const struct tsm_args *args, app_action *action);

/* The function of a command's row, run_ACTION: the action within app_run(). */
#define APP_COMMAND(action)                                      \
 static int run_##action(void *ctx, const struct tsm_args *args) \
 {                                                               \
  (void)ctx;                                                     \
  return app_run(args, action);                                  \
 }

/* As app_run for init: the folder need not exist, no store is opened. */
int app_run_bare(const struct tsm_args *args, app_action *action);

/*
 * Read config.json of app->data and fill public_url, store_url and keys.
 * TSM_E_NOT_FOUND says how to create the folder.
 */
enum tsm_status app_configure(struct app *app, const struct tsm_args *args,
    struct tsm_error *err) TSM_NODISCARD;

/* The key process, started when first asked for; owned by app. */
enum tsm_status app_signer(struct app *app, struct tsm_signer **ret_signer,
    struct tsm_error *err) TSM_NODISCARD;

/* The JSON-LD contexts, compiled when first asked for; owned by app. */
enum tsm_status app_contexts(struct app *app,
    struct tsm_jsonld_store **ret_contexts, struct tsm_error *err)
    TSM_NODISCARD;

/* Print a tree to standard output and release it; NULL: out of memory. */
enum tsm_status app_print_json(json_t *value, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * End the transaction that is open: commit when status is TSM_OK, else
 * roll back. Returns status, or what committing says.
 */
enum tsm_status app_end(struct app *app, enum tsm_status status,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Append to the audit log, in the transaction of the deed (detail: JSON text
 * or NULL).
 */
enum tsm_status app_audit(struct app *app, const char *action,
    const char *object, const char *detail, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * A text from outside as it may be stored and shown: control characters
 * and those that turn the direction of writing become spaces, so that a
 * name cannot steer a terminal or pretend to be another. NULL: none given
 * or out of memory.
 */
const char *app_clean(struct app *app, const char *text);

/*
 * What is allocated in app->arena between these two is released by the
 * second: for work on one of many people.
 */
void app_scratch_begin(struct app *app, struct tsm_arena *ret_kept);
void app_scratch_end(struct app *app, const struct tsm_arena *kept);

/* TSM_E_NOT_FOUND, with what to do, for an organisation that is not there;
 * NULL is none and fine. */
enum tsm_status app_organisation(
    struct app *app, const char *id, struct tsm_error *err) TSM_NODISCARD;

/* "12 rows" or "1 row": count and the right form of a noun. */
const char *app_count(
    struct app *app, size_t count, const char *one, const char *many);

/* Commands of one noun, ended by a row whose words are NULL. */
extern const struct tsm_command cli_init_commands[];
extern const struct tsm_command cli_backup_commands[];
extern const struct tsm_command cli_organisation_commands[];
extern const struct tsm_command cli_programme_commands[];
extern const struct tsm_command cli_cohort_commands[];
extern const struct tsm_command cli_session_commands[];
extern const struct tsm_command cli_roster_commands[];
extern const struct tsm_command cli_transfer_commands[];
extern const struct tsm_command cli_review_commands[];
extern const struct tsm_command cli_attendance_commands[];
extern const struct tsm_command cli_source_commands[];
extern const struct tsm_command cli_work_commands[];
extern const struct tsm_command cli_history_commands[];
extern const struct tsm_command cli_evaluate_commands[];
extern const struct tsm_command cli_award_commands[];
extern const struct tsm_command cli_renew_commands[];
extern const struct tsm_command cli_decision_commands[];
extern const struct tsm_command cli_report_commands[];
extern const struct tsm_command cli_person_commands[];
extern const struct tsm_command cli_statement_commands[];
extern const struct tsm_command cli_ledger_commands[];
extern const struct tsm_command cli_mail_commands[];
extern const struct tsm_command cli_audit_commands[];
extern const struct tsm_command cli_credential_commands[];
extern const struct tsm_command cli_export_commands[];
extern const struct tsm_command cli_derive_commands[];
extern const struct tsm_command cli_personal_commands[];
extern const struct tsm_command cli_key_commands[];
extern const struct tsm_command cli_apikey_commands[];
extern const struct tsm_command cli_serve_commands[];

#endif
