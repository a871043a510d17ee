/*
 * testamur-verifier: checks credentials, whoever issued them.
 */
#include <signal.h>
#include <stdio.h>

#include "app.h"
#include "testamur/json/write.h"

static const struct tsm_option no_common[] = {
	{ NULL, TSM_OPT_FLAG, NULL, NULL, false },
};

static const struct tsm_command commands[] = {
	{ "check", "FILE…", "check credentials and print the report",
	    "FILE is a JSON or JWS file or a PNG or SVG badge; - is standard "
	    "input.\n"
	    "Exit status: 0 verified, 2 verified but the issuer is not on "
	    "your list, 1 not valid,\n3 could not be checked; the worst one "
	    "of several files. 64 wrong usage.\n"
	    "Example: testamur-verifier check badge.png --trust "
	    "did:web:example.org:issuers:mfpe",
	    cli_check_options, cli_check, 1, -1 },
	{ "serve", NULL, "serve the page and the API",
	    "GET / is the page, POST /api/v1/verify the API; /healthz, "
	    "/readyz and, for this\ncomputer only, /metrics. Log lines are "
	    "JSON on standard error. SIGTERM stops it\nafter the requests "
	    "that are running.",
	    cli_serve_options, cli_serve, 0, 0 },
	{ "codes", NULL, "print every verification code as Markdown", NULL,
	    NULL, cli_codes, 0, 0 },
	{ NULL, NULL, NULL, NULL, NULL, NULL, 0, 0 },
};

static const struct tsm_program program = {
	"testamur-verifier",
	"Checks Open Badges 3.0 and other verifiable credentials, whoever "
	"issued them.",
	NULL,
	no_common,
	commands,
};

int cli_codes(void *ctx, const struct tsm_args *args)
{
	struct tsm_buf out;

	(void)ctx;
	(void)args;
	tsm_buf_init(&out, 0);
	enum tsm_status status = tsm_codes_markdown(&out);
	if (status == TSM_OK)
		(void)fwrite(out.data, 1, out.len, stdout);
	tsm_buf_release(&out);
	return status == TSM_OK ? 0 : 70;
}

int main(int argc, char **argv)
{
	(void)signal(SIGPIPE, SIG_IGN);
	tsm_json_setup();
	return tsm_program_run(&program, NULL, argc, argv, stdout, stderr);
}
