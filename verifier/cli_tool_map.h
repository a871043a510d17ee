/*
 * cli_tool_map.h - documents of "--map FROM=TO", instead of the network.
 */
#ifndef TESTAMUR_VERIFIER_CLI_TOOL_MAP_H
#define TESTAMUR_VERIFIER_CLI_TOOL_MAP_H

#include "cli_tool.h"
#include "testamur/jsonld/jsonld.h"

/* Options that every verb with contexts has; a table row each. */
#define TOOL_MAP_OPTIONS                                                       \
 { "map", TSM_OPT_LIST, "FROM=TO",                                             \
	 "the document of address FROM is file TO; of addresses below FROM/, " \
	 "the files below TO",                                                 \
	 false },                                                              \
 {                                                                             \
  "contexts", TSM_OPT_VALUE, "DIR", "more contexts: a folder with map.json",   \
      false                                                                    \
 }

/* Contexts known to a call and the loader for the others. */
struct tool_contexts {
	struct tsm_jsonld_store *store;
	struct tsm_jsonld_loader loader;
};

/* Built-in contexts, those of --contexts, and --map. Always _close() it. */
enum tsm_status tool_contexts_open(
    struct tool *tool, struct tool_contexts *ret_contexts) TSM_NODISCARD;
void tool_contexts_close(struct tool_contexts *contexts);

/*
 * The bytes of the document that an address is mapped to. TSM_E_NOT_FOUND:
 * it is not mapped, or the file is not there. As tool_read().
 */
enum tsm_status tool_map_read(struct tool *tool, struct tsm_str address,
    struct tsm_str *ret_data) TSM_NODISCARD;

#endif
