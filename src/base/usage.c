#include "usage.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#define WORD_MAX 48 /* longer words are never near anything */

/* Levenshtein distance, for "did you mean". */
static size_t distance(struct tsm_str a, struct tsm_str b)
{
	size_t row[WORD_MAX + 1];
	if (a.len > WORD_MAX || b.len > WORD_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t best =
			    diagonal + (a.ptr[i - 1] == b.ptr[j - 1] ? 0 : 1);
			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b.len];
}

static bool nearer(struct tsm_str given, const char *candidate, size_t *best)
{
	size_t d = distance(given, tsm_str(candidate));
	if (d >= *best || d > 3 || d >= given.len)
		return false;
	*best = d;
	return true;
}

static void print_options(const struct tsm_option *table, FILE *out)
{
	for (; table != NULL && table->name != NULL; table++) {
		char left[64];
		(void)snprintf(left, sizeof(left), "--%s%s%s", table->name,
		    table->value != NULL ? " " : "",
		    table->value != NULL ? table->value : "");
		(void)fprintf(out, "  %-28s %s%s%s\n", left, table->help,
		    table->required ? " (required)" : "",
		    table->kind == TSM_OPT_LIST ? " (may be repeated)" : "");
	}
}

static void print_command(
    const struct tsm_program *program, const struct tsm_command *c, FILE *out)
{
	(void)fprintf(out, "usage: %s %s%s%s%s\n\n%s\n", program->name,
	    c->words, c->options != NULL ? " [options]" : "",
	    c->operands != NULL ? " " : "",
	    c->operands != NULL ? c->operands : "", c->help);
	if (c->more != NULL)
		(void)fprintf(out, "\n%s\n", c->more);
	if (c->options != NULL) {
		(void)fprintf(out, "\noptions:\n");
		print_options(c->options, out);
	}
	if (program->common != NULL) {
		(void)fprintf(out, "\ncommon options:\n");
		print_options(program->common, out);
	}
}

static bool begins_with(
    const struct tsm_command *c, const char *const *words, size_t count)
{
	struct tsm_str rest = tsm_str(c->words);
	for (size_t i = 0; i < count; i++) {
		struct tsm_str word = tsm_str_split(rest, ' ', &rest);
		if (!tsm_str_is(word, words[i]))
			return false;
	}
	return true;
}

void usage_print(const struct tsm_program *program,
    const struct tsm_command *command, const char *const *words, size_t count,
    FILE *out)
{
	if (command != NULL) {
		print_command(program, command, out);
		return;
	}
	size_t matching = 0;
	for (const struct tsm_command *c = program->commands; c->words != NULL;
	     c++)
		matching += begins_with(c, words, count) ? 1 : 0;
	if (matching == 0)
		count = 0;
	(void)fprintf(out, "usage: %s COMMAND [options]\n\n%s\n\ncommands:\n",
	    program->name, program->purpose);
	for (const struct tsm_command *c = program->commands; c->words != NULL;
	     c++) {
		if (begins_with(c, words, count))
			(void)fprintf(out, "  %-28s %s\n", c->words, c->help);
	}
	if (program->common != NULL) {
		(void)fprintf(out, "\ncommon options:\n");
		print_options(program->common, out);
	}
	(void)fprintf(out, "\n'%s COMMAND --help' says more of one command.\n",
	    program->name);
	if (program->more != NULL)
		(void)fprintf(out, "\n%s\n", program->more);
}

int usage_error(const struct tsm_program *program,
    const struct tsm_command *command, FILE *errout, const char *fmt, ...)
{
	va_list args;
	(void)fprintf(errout, "%s: ", program->name);
	va_start(args, fmt);
	(void)vfprintf(errout, fmt, args);
	va_end(args);
	(void)fprintf(errout, " (see '%s%s%s --help')\n", program->name,
	    command != NULL ? " " : "", command != NULL ? command->words : "");
	return TSM_EXIT_USAGE;
}

int usage_unknown_option(const struct tsm_program *program,
    const struct tsm_command *command, struct tsm_str name, FILE *errout)
{
	const char *near = NULL;
	size_t best = SIZE_MAX;
	for (const struct tsm_option *o = command->options;
	     o != NULL && o->name != NULL; o++) {
		if (nearer(name, o->name, &best))
			near = o->name;
	}
	for (const struct tsm_option *o = program->common;
	     o != NULL && o->name != NULL; o++) {
		if (nearer(name, o->name, &best))
			near = o->name;
	}
	return usage_error(program, command, errout,
	    "unknown option --%.*s%s%s%s", (int)name.len, name.ptr,
	    near != NULL ? "; did you mean --" : "", near != NULL ? near : "",
	    near != NULL ? "?" : "");
}

int usage_unknown_command(const struct tsm_program *program,
    const char *const *words, size_t count, FILE *errout)
{
	char given[2 * WORD_MAX] = "";
	const char *near = NULL;
	size_t best = SIZE_MAX;
	if (count == 0)
		return usage_error(
		    program, NULL, errout, "say which command to run");
	(void)snprintf(given, sizeof(given), "%s%s%s", words[0],
	    count > 1 ? " " : "", count > 1 ? words[1] : "");
	for (const struct tsm_command *c = program->commands; c->words != NULL;
	     c++) {
		if (nearer(tsm_str(given), c->words, &best) ||
		    nearer(tsm_str(words[0]), c->words, &best))
			near = c->words;
	}
	return usage_error(program, NULL, errout, "unknown command '%s'%s%s%s",
	    given, near != NULL ? "; did you mean '" : "",
	    near != NULL ? near : "", near != NULL ? "'?" : "");
}
