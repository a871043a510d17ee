#include "testamur/base/options.h"

#include <string.h>

#include "testamur/base/str.h"
#include "usage.h"

#define WORDS_MAX 4 /* words of one command */

struct given {
	const struct tsm_option *option;
	const char *value;
};

struct tsm_args {
	struct given given[TSM_OPT_LIST_MAX + TSM_OPTIONS_MAX];
	size_t given_count;
	const char *const *operands; /* NULL-terminated, after the words */
	size_t operand_count;
};

bool tsm_args_has(const struct tsm_args *args, const char *name)
{
	for (size_t i = 0; i < args->given_count; i++) {
		if (strcmp(args->given[i].option->name, name) == 0)
			return true;
	}
	return false;
}

const char *tsm_args_nth(
    const struct tsm_args *args, const char *name, size_t n)
{
	for (size_t i = 0; i < args->given_count; i++) {
		if (strcmp(args->given[i].option->name, name) == 0 && n-- == 0)
			return args->given[i].value;
	}
	return NULL;
}

const char *tsm_args_get(const struct tsm_args *args, const char *name)
{
	return tsm_args_nth(args, name, 0);
}

const char *tsm_args_operand(const struct tsm_args *args, size_t n)
{
	return n < args->operand_count ? args->operands[n] : NULL;
}

size_t tsm_args_operands(const struct tsm_args *args)
{
	return args->operand_count;
}

static const struct tsm_option *find_in(
    const struct tsm_option *table, struct tsm_str name)
{
	for (; table != NULL && table->name != NULL; table++) {
		if (tsm_str_is(name, table->name))
			return table;
	}
	return NULL;
}

struct line {
	const char *plain[TSM_OPERANDS_MAX + WORDS_MAX + 1];
	size_t plain_count;
	const char *options[TSM_OPT_LIST_MAX + TSM_OPTIONS_MAX];
	const char *values[TSM_OPT_LIST_MAX + TSM_OPTIONS_MAX];
	size_t option_count;
	bool help;
	bool version;
};

/* How many of the plain arguments are this command's words; 0: not it. */
static size_t match_words(const char *words, const struct line *line)
{
	struct tsm_str rest = tsm_str(words);
	size_t n = 0;
	while (rest.len > 0) {
		struct tsm_str word = tsm_str_split(rest, ' ', &rest);
		if (n >= line->plain_count || !tsm_str_is(word, line->plain[n]))
			return 0;
		n++;
	}
	return n;
}

static const struct tsm_command *find_command(const struct tsm_program *program,
    const struct line *line, size_t *ret_words)
{
	const struct tsm_command *best = NULL;
	size_t most = 0;
	for (const struct tsm_command *c = program->commands; c->words != NULL;
	     c++) {
		size_t n = match_words(c->words, line);
		if (n > most) {
			most = n;
			best = c;
		}
	}
	*ret_words = most;
	return best;
}

/*
 * Does an option take the next argument as its value? The command's words
 * usually came before it; where they did not, any command's option of that
 * name may answer.
 */
static bool takes_value(const struct tsm_program *program,
    const struct line *line, struct tsm_str name)
{
	size_t words = 0;
	const struct tsm_command *command = find_command(program, line, &words);
	const struct tsm_option *option =
	    command != NULL ? find_in(command->options, name) : NULL;
	if (option == NULL)
		option = find_in(program->common, name);
	for (const struct tsm_command *c = program->commands;
	     option == NULL && command == NULL && c->words != NULL; c++)
		option = find_in(c->options, name);
	return option != NULL && option->kind != TSM_OPT_FLAG;
}

static bool add_plain(struct line *line, const char *arg)
{
	if (line->plain_count >= TSM_OPERANDS_MAX + WORDS_MAX)
		return false;
	line->plain[line->plain_count++] = arg;
	return true;
}

/* One "--name[=value]"; *index moves on when the next argument is its value. */
static bool add_option(const struct tsm_program *program, struct line *line,
    int argc, char **argv, int *index)
{
	const char *text = argv[*index] + 2;
	const char *equals = strchr(text, '=');
	struct tsm_str name = tsm_str(text);
	size_t n = line->option_count;
	if (n >= TSM_OPT_LIST_MAX + TSM_OPTIONS_MAX)
		return false;
	if (equals != NULL)
		name.len = (size_t)(equals - text);
	line->options[n] = text;
	line->values[n] = equals != NULL ? equals + 1 : NULL;
	if (equals == NULL && *index + 1 < argc &&
	    takes_value(program, line, name))
		line->values[n] = argv[++*index];
	line->option_count++;
	return true;
}

/* Separate options from words and operands. NULL, or what is wrong. */
static const char *split_line(
    const struct tsm_program *program, struct line *line, int argc, char **argv)
{
	bool only_operands = false;
	for (int i = 1; i < argc; i++) {
		const char *arg = argv[i];
		if (only_operands || arg[0] != '-' || arg[1] == '\0') {
			if (!add_plain(line, arg))
				return "too many operands";
		} else if (strcmp(arg, "--") == 0) {
			only_operands = true;
		} else if (strcmp(arg, "--help") == 0 ||
			   strcmp(arg, "-h") == 0) {
			line->help = true;
		} else if (strcmp(arg, "--version") == 0) {
			line->version = true;
		} else if (arg[1] != '-') {
			return "options begin with two dashes";
		} else if (!add_option(program, line, argc, argv, &i)) {
			return "too many options";
		}
	}
	return NULL;
}

static int bind_options(const struct tsm_program *program,
    const struct tsm_command *command, const struct line *line,
    struct tsm_args *args, FILE *errout)
{
	for (size_t i = 0; i < line->option_count; i++) {
		struct tsm_str name = tsm_str(line->options[i]);
		name.len = tsm_str_find(name, '=');
		const struct tsm_option *option =
		    find_in(command->options, name);
		if (option == NULL)
			option = find_in(program->common, name);
		if (option == NULL)
			return usage_unknown_option(
			    program, command, name, errout);
		if (option->kind == TSM_OPT_FLAG && line->values[i] != NULL)
			return usage_error(program, command, errout,
			    "--%s takes no value", option->name);
		if (option->kind != TSM_OPT_FLAG && line->values[i] == NULL)
			return usage_error(program, command, errout,
			    "--%s needs a value (%s)", option->name,
			    option->value);
		if (option->kind != TSM_OPT_LIST &&
		    tsm_args_has(args, option->name))
			return usage_error(program, command, errout,
			    "--%s is given twice", option->name);
		args->given[args->given_count].option = option;
		args->given[args->given_count++].value = line->values[i];
	}
	for (const struct tsm_option *o = command->options;
	     o != NULL && o->name != NULL; o++) {
		if (o->required && !tsm_args_has(args, o->name))
			return usage_error(program, command, errout,
			    "--%s %s is required", o->name,
			    o->value != NULL ? o->value : "");
	}
	return 0;
}

static int check_operands(const struct tsm_program *program,
    const struct tsm_command *command, const struct tsm_args *args,
    FILE *errout)
{
	if (args->operand_count < (size_t)command->min_operands)
		return usage_error(program, command, errout, "missing %s",
		    command->operands != NULL ? command->operands : "operand");
	if (command->max_operands >= 0 &&
	    args->operand_count > (size_t)command->max_operands)
		return usage_error(program, command, errout,
		    "unexpected argument '%s'",
		    args->operands[command->max_operands]);
	return 0;
}

int tsm_program_run(const struct tsm_program *program, void *ctx, int argc,
    char **argv, FILE *out, FILE *errout)
{
	static struct line line; /* large; one command line a process */
	struct tsm_args args = { 0 };
	size_t words = 0;
	memset(&line, 0, sizeof(line));
	const char *problem = split_line(program, &line, argc, argv);
	if (problem != NULL)
		return usage_error(program, NULL, errout, "%s", problem);
	if (line.version) {
		(void)fprintf(out, "%s %s\n", program->name, TSM_VERSION);
		return 0;
	}
	const struct tsm_command *command =
	    find_command(program, &line, &words);
	if (line.help) {
		usage_print(
		    program, command, line.plain, line.plain_count, out);
		return 0;
	}
	if (command == NULL)
		return usage_unknown_command(
		    program, line.plain, line.plain_count, errout);
	args.operands = line.plain + words;
	args.operand_count = line.plain_count - words;
	int failed = bind_options(program, command, &line, &args, errout);
	if (failed == 0)
		failed = check_operands(program, command, &args, errout);
	return failed != 0 ? failed : command->run(ctx, &args);
}
