/*
 * No context is built in yet.
 */
#include "builtin.h"

const struct builtin_context builtin_contexts[1];
const size_t builtin_context_count = 0;
