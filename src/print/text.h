/*
 * text.h - the check that every text passes before it is drawn.
 */
#ifndef PRINT_TEXT_H
#define PRINT_TEXT_H

#include <stdbool.h>

#include "testamur/base/status.h"

/*
 * UTF-8 without control characters (a line feed too) and without the two
 * that override the direction of what follows, at most TSM_PRINT_TEXT_MAX
 * bytes. NULL and "" pass unless required. name goes to err->where.
 * TSM_E_MISSING, TSM_E_VALUE, TSM_E_LIMIT.
 */
enum tsm_status print_check_text(const char *text, const char *name,
    bool required, struct tsm_error *err) TSM_NODISCARD;

/* TSM_E_VALUE unless NULL or "#rrggbb". */
enum tsm_status print_check_colour(const char *colour, struct tsm_error *err)
    TSM_NODISCARD;

/* Is there anything to print? */
bool print_has(const char *text);

#endif
