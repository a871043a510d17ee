/*
 * options.h - command lines from const tables.
 *
 * A command is a row: its words ("award preview"), one line of purpose,
 * its operands, its options, and the function that runs it. The same rows
 * parse the command line and print --help, so they cannot disagree.
 * Options may stand anywhere before "--"; "--name value" and "--name=value"
 * are the same.
 */
#ifndef TESTAMUR_BASE_OPTIONS_H
#define TESTAMUR_BASE_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "testamur/base/status.h"

enum tsm_option_kind {
	TSM_OPT_FLAG,  /* no value */
	TSM_OPT_VALUE, /* one value, given at most once */
	TSM_OPT_LIST   /* one value, may be repeated */
};

#define TSM_OPTIONS_MAX  32 /* options of one command, common ones too */
#define TSM_OPERANDS_MAX 4096
#define TSM_OPT_LIST_MAX 64

struct tsm_option {
	const char *name; /* without the dashes; NULL ends a table */
	enum tsm_option_kind kind;
	const char *value; /* what the value is, in help: "FILE" */
	const char *help;
	bool required;
};

/* The last row of a table of options. */
#define TSM_OPTIONS_END                 \
 {                                      \
  NULL, TSM_OPT_FLAG, NULL, NULL, false \
 }

struct tsm_args; /* the parsed command line */

struct tsm_command {
	const char *words;    /* "award preview"; NULL ends a table */
	const char *operands; /* "FILE…" or NULL */
	const char *help;     /* one line */
	const char *more;     /* a paragraph and examples, or NULL */
	const struct tsm_option *options; /* or NULL */
	int (*run)(void *ctx, const struct tsm_args *args);
	int min_operands;
	int max_operands; /* -1: TSM_OPERANDS_MAX */
};

/* The last row of a table of commands. */
#define TSM_COMMANDS_END                   \
 {                                         \
  NULL, NULL, NULL, NULL, NULL, NULL, 0, 0 \
 }

struct tsm_program {
	const char *name;
	const char *purpose;
	const char *more;                /* at the end of --help, or NULL */
	const struct tsm_option *common; /* of every command, or NULL */
	const struct tsm_command *commands;
};

/* A flag or option was given; its value or NULL; its n-th value or NULL. */
bool tsm_args_has(const struct tsm_args *args, const char *name);
const char *tsm_args_get(const struct tsm_args *args, const char *name);
const char *tsm_args_nth(
    const struct tsm_args *args, const char *name, size_t n);

/* Operands in order; NULL beyond the last. */
const char *tsm_args_operand(const struct tsm_args *args, size_t n);
size_t tsm_args_operands(const struct tsm_args *args);

/* The exit status of a wrong command line (sysexits: EX_USAGE). */
#define TSM_EXIT_USAGE 64
/* No memory, or the program itself is at fault (EX_SOFTWARE). */
#define TSM_EXIT_FAULT 70

/*
 * Find the command in argv, check the options against its table and run
 * it: its result is returned. --help at any level and --version print to
 * out and return 0; a mistake is explained in one line on errout, with the
 * nearest right word when there is one, and returns TSM_EXIT_USAGE.
 */
int tsm_program_run(const struct tsm_program *program, void *ctx, int argc,
    char **argv, FILE *out, FILE *errout);

#endif
