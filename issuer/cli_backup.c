/* backup: a consistent copy of the database, also while a server runs. */
#include "app.h"

static enum tsm_status backup(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *path = tsm_args_operand(args, 0);
	TSM_TRY(tsm_store_backup(app->store, path, err));
	if (!app->quiet)
		(void)fprintf(stderr,
		    "%s is the database alone. Copy config.json, link.key and "
		    "keys/ of %s, too, keys apart from the rest.\n",
		    path, app->data);
	return TSM_OK;
}
APP_COMMAND(backup)

const struct tsm_command cli_backup_commands[] = {
	{ "backup", "FILE", "copy the database, also while a server runs",
	    "FILE is new, and for you alone to read. It is the database and "
	    "nothing else:\nconfig.json, link.key and keys/ are files to "
	    "copy.",
	    NULL, run_backup, 1, 1 },
	TSM_COMMANDS_END,
};
