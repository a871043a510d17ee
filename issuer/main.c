/*
 * testamur-issuer: evaluates programmes and issues credentials.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "app.h"

#define COMMANDS_MAX 128

static const struct tsm_option common[] = {
	{ "data", TSM_OPT_VALUE, "DIR",
	    "data folder; default $TESTAMUR_DATA or ./testamur-data", false },
	{ "store", TSM_OPT_VALUE, "URL", "database, if not DIR/testamur.db",
	    false },
	{ "as", TSM_OPT_VALUE, "NAME", "who acts, for the audit log", false },
	{ "json", TSM_OPT_FLAG, NULL, "print JSON", false },
	{ "quiet", TSM_OPT_FLAG, NULL, "no progress lines", false },
	TSM_OPTIONS_END,
};

static const struct tsm_command *const tables[] = {
	cli_init_commands,
	cli_backup_commands,
	cli_organisation_commands,
	cli_programme_commands,
	cli_cohort_commands,
	cli_session_commands,
	cli_roster_commands,
	cli_transfer_commands,
	cli_review_commands,
	cli_attendance_commands,
	cli_source_commands,
	cli_work_commands,
	cli_history_commands,
	cli_evaluate_commands,
	cli_award_commands,
	cli_renew_commands,
	cli_decision_commands,
	cli_report_commands,
	cli_person_commands,
	cli_credential_commands,
	cli_export_commands,
	cli_derive_commands,
	cli_personal_commands,
	cli_key_commands,
	cli_apikey_commands,
	cli_ledger_commands,
	cli_statement_commands,
	cli_mail_commands,
	cli_audit_commands,
	cli_serve_commands,
};

int main(int argc, char **argv)
{
	static struct tsm_command commands[COMMANDS_MAX + 1];
	size_t count = 0;
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
		for (const struct tsm_command *c = tables[t];
		     c->words != NULL && count < COMMANDS_MAX; c++)
			commands[count++] = *c;
	}
	const struct tsm_program program = {
		"testamur-issuer",
		"Turns rosters, attendance and work into signed Open Badges "
		"3.0 credentials.",
		"A first run: init, organisation import, programme load, "
		"cohort add, roster import,\nattendance import, evaluate, "
		"award preview, award issue, serve.\n"
		"Exit status: 0 done, 1 not possible as asked, 2 the system "
		"failed, 64 wrong usage.",
		common,
		commands,
	};
	/* what we write holds personal data: nobody else may read it */
	(void)umask(077);
	(void)signal(SIGPIPE, SIG_IGN);
	return tsm_program_run(&program, NULL, argc, argv, stdout, stderr);
}
