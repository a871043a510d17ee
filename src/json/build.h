/*
 * build.h - what the builder and the serialiser agree on.
 */
#ifndef TSM_SRC_JSON_BUILD_H
#define TSM_SRC_JSON_BUILD_H

#include <jansson.h>
#include <stdbool.h>

#include "testamur/base/status.h"

/*
 * jansson knows integers and doubles, we need exact decimals. So an exact
 * number is a jansson string that starts with this byte, which no UTF-8
 * text contains, followed by its digits. The serialiser writes the digits,
 * after checking that they are a JSON number and nothing else.
 */
#define TSM_JSON_RAW '\xFF'

/* TSM_OK, or why something could not be put into this container. */
enum tsm_status tsm_json_poison(const json_t *container) TSM_NODISCARD;

/* Whether there is any such container in this thread. */
bool tsm_json_any_poison(void);

#endif
