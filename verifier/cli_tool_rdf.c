/* tool jsonld, canonize: linked data. */
#include <stdio.h>

#include "cli_tool_map.h"
#include "testamur/json/write.h"
#include "testamur/rdf/canon.h"
#include "testamur/rdf/nquads.h"

#define JSONLD_OPTIONS                                                   \
 { "base", TSM_OPT_VALUE, "IRI", "address of the document", false },     \
     { "expand-context", TSM_OPT_VALUE, "FILE", "context to begin with", \
	     false },                                                    \
     { "processing-mode", TSM_OPT_VALUE, "MODE",                         \
	     "json-ld-1.1 (as without it) or json-ld-1.0", false },      \
     { "rdf-direction", TSM_OPT_VALUE, "FORM",                           \
	     "write base directions: i18n-datatype or compound-literal", \
	     false },                                                    \
     { "generalized-rdf", TSM_OPT_FLAG, NULL,                            \
	     "keep properties that are blank nodes", false },            \
     TOOL_MAP_OPTIONS

#define HASH_OPTION                                                        \
 {                                                                         \
  "hash", TSM_OPT_VALUE, "NAME", "sha256 (as without it) or sha384", false \
 }

const struct tsm_option cli_tool_jsonld_options[] = {
	JSONLD_OPTIONS,
	TSM_OPTIONS_END,
};
const struct tsm_option cli_tool_canon_options[] = {
	JSONLD_OPTIONS,
	HASH_OPTION,
	TSM_OPTIONS_END,
};
const struct tsm_option cli_tool_canonize_options[] = {
	HASH_OPTION,
	{ "issued-map", TSM_OPT_FLAG, NULL,
	    "print the canonical label of each blank node, as JSON", false },
	TSM_OPTIONS_END,
};

/* The index of an option's value among names; 0 when it is not given. */
static enum tsm_status choice(struct tool *tool, const char *option,
    const char *const *names, unsigned *ret_index)
{
	const char *value = tsm_args_get(tool->args, option);
	*ret_index = 0;
	if (value == NULL)
		return TSM_OK;
	for (unsigned n = 0; names[n] != NULL; n++) {
		if (tsm_streq(names[n], value)) {
			*ret_index = n;
			return TSM_OK;
		}
	}
	return tsm_fail(
	    &tool->err, TSM_E_USAGE, value, "not a value of --%s", option);
}

static enum tsm_status read_options(struct tool *tool,
    const struct tool_contexts *contexts, struct tsm_jsonld_options *options)
{
	static const char *const modes[] = { "json-ld-1.1", "json-ld-1.0",
		NULL };
	static const char *const directions[] = { "", "i18n-datatype",
		"compound-literal", NULL };
	const char *base = tsm_args_get(tool->args, "base");
	const char *context = tsm_args_get(tool->args, "expand-context");
	unsigned mode;
	unsigned direction;
	TSM_TRY(choice(tool, "processing-mode", modes, &mode));
	TSM_TRY(choice(tool, "rdf-direction", directions, &direction));
	*options = (struct tsm_jsonld_options){
		.mode = mode == 0 ? TSM_JSONLD_1_1 : TSM_JSONLD_1_0,
		.rdf_direction = (enum tsm_rdf_direction)direction,
		.generalized_rdf = tsm_args_has(tool->args, "generalized-rdf"),
		.loader = &contexts->loader,
	};
	if (base != NULL)
		options->base = tsm_str(base);
	if (context != NULL)
		return tool_read_json(
		    tool, context, NULL, &options->expand_context);
	return TSM_OK;
}

/* What a verb does with the document once everything is read. */
typedef enum tsm_status step(struct tool *tool, struct tsm_jsonld_store *store,
    const struct tsm_json *document, const struct tsm_jsonld_options *options,
    struct tsm_jsonld_failure *failure);

/* On an error of JSON-LD its code stands alone in the first line. */
static int run(const struct tsm_args *args, step *act)
{
	struct tool tool;
	struct tool_contexts contexts;
	struct tsm_jsonld_options options;
	struct tsm_jsonld_failure failure = { 0 };
	const struct tsm_json *document = NULL;
	tool_begin(&tool, args);
	enum tsm_status status = tool_contexts_open(&tool, &contexts);
	if (status == TSM_OK)
		status = read_options(&tool, &contexts, &options);
	if (status == TSM_OK)
		status = tool_read_json(
		    &tool, tsm_args_operand(args, 0), NULL, &document);
	if (status == TSM_OK)
		status =
		    act(&tool, contexts.store, document, &options, &failure);
	if (status != TSM_OK && failure.code != TSM_JSONLD_NONE)
		(void)fprintf(
		    stderr, "%s\n", tsm_jsonld_code_name(failure.code));
	tool_contexts_close(&contexts);
	return tool_end(&tool, status);
}

static enum tsm_status expand(struct tool *tool, struct tsm_jsonld_store *store,
    const struct tsm_json *document, const struct tsm_jsonld_options *options,
    struct tsm_jsonld_failure *failure)
{
	TSM_TRY(tsm_jsonld_expand(store, document, options, &tool->arena,
	    &tool->out, failure, &tool->err));
	return tsm_buf_addc(&tool->out, '\n');
}

static enum tsm_status nquads(struct tool *tool, struct tsm_jsonld_store *store,
    const struct tsm_json *document, const struct tsm_jsonld_options *options,
    struct tsm_jsonld_failure *failure)
{
	struct tsm_rdf_dataset dataset;
	tsm_rdf_dataset_init(&dataset, &tool->arena, 0);
	TSM_TRY(tsm_jsonld_to_rdf(
	    store, document, NULL, options, &dataset, failure, &tool->err));
	return tsm_nquads_write(&tool->out, &dataset);
}

static enum tsm_status canonize(struct tool *tool,
    const struct tsm_rdf_dataset *dataset,
    struct tsm_rdf_canonical *ret_canonical)
{
	static const char *const hashes[] = { "sha256", "sha384", NULL };
	unsigned hash;
	TSM_TRY(choice(tool, "hash", hashes, &hash));
	const struct tsm_rdf_canon_options options = {
		.hash = hash == 0 ? TSM_SHA256 : TSM_SHA384,
		.max_memory = TSM_ARENA_MAX,
	};
	return tsm_rdf_canonize(
	    dataset, &options, &tool->arena, ret_canonical, &tool->err);
}

static enum tsm_status canon(struct tool *tool, struct tsm_jsonld_store *store,
    const struct tsm_json *document, const struct tsm_jsonld_options *options,
    struct tsm_jsonld_failure *failure)
{
	struct tsm_rdf_dataset dataset;
	struct tsm_rdf_canonical canonical;
	tsm_rdf_dataset_init(&dataset, &tool->arena, 0);
	TSM_TRY(tsm_jsonld_to_rdf(
	    store, document, NULL, options, &dataset, failure, &tool->err));
	TSM_TRY(canonize(tool, &dataset, &canonical));
	return tsm_rdf_canonical_write(&canonical, &tool->out);
}

int cli_tool_jsonld_expand(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return run(args, expand);
}

int cli_tool_jsonld_nquads(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return run(args, nquads);
}

int cli_tool_jsonld_canon(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return run(args, canon);
}

static enum tsm_status write_map(struct tool *tool,
    const struct tsm_rdf_dataset *dataset,
    const struct tsm_rdf_canonical *canonical)
{
	tsm_buf_addc(&tool->out, '{');
	for (uint32_t n = 0; n < canonical->label_count; n++) {
		tsm_buf_adds(&tool->out, n > 0 ? ", " : "");
		TSM_TRY(tsm_json_write_string(
		    dataset->blanks[n]->value, &tool->out));
		tsm_buf_adds(&tool->out, ": ");
		TSM_TRY(
		    tsm_json_write_string(canonical->labels[n], &tool->out));
	}
	return tsm_buf_adds(&tool->out, "}\n");
}

int cli_tool_canonize(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	struct tsm_str text = { NULL, 0 };
	struct tsm_rdf_dataset dataset;
	struct tsm_rdf_canonical canonical = { 0 };
	(void)ctx;
	tool_begin(&tool, args);
	tsm_rdf_dataset_init(&dataset, &tool.arena, 0);
	enum tsm_status status =
	    tool_read(&tool, tsm_args_operand(args, 0), TSM_BUF_MAX, &text);
	if (status == TSM_OK)
		status = tsm_nquads_read(&dataset, text, &tool.err);
	if (status == TSM_OK)
		status = canonize(&tool, &dataset, &canonical);
	if (status == TSM_OK)
		status = tsm_args_has(args, "issued-map")
			     ? write_map(&tool, &dataset, &canonical)
			     : tsm_rdf_canonical_write(&canonical, &tool.out);
	return tool_end(&tool, status);
}
