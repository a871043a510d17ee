/*
 * usage.h - what a program says of its own command line.
 */
#ifndef BASE_USAGE_H
#define BASE_USAGE_H

#include "testamur/base/options.h"
#include "testamur/base/str.h"

/* Help for a command, or for all that begin with the words given. */
void usage_print(const struct tsm_program *program,
    const struct tsm_command *command, const char *const *words, size_t count,
    FILE *out);

/* One line and where to find help; returns TSM_EXIT_USAGE. */
int usage_error(const struct tsm_program *program,
    const struct tsm_command *command, FILE *errout, const char *fmt, ...)
    TSM_PRINTF(4, 5);

/* The same, with the nearest right name if there is one. */
int usage_unknown_option(const struct tsm_program *program,
    const struct tsm_command *command, struct tsm_str name, FILE *errout);
int usage_unknown_command(const struct tsm_program *program,
    const char *const *words, size_t count, FILE *errout);

#endif
