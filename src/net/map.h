/*
 * map.h - the operator's fetch maps (pure).
 */
#ifndef TESTAMUR_NET_MAP_H
#define TESTAMUR_NET_MAP_H

#include "testamur/base/arena.h"
#include "testamur/base/str.h"

struct tsm_map {
	const char *text; /* as given */
	struct tsm_str from;
	size_t from_authority; /* bytes of scheme and authority */
	struct tsm_str to;
};

/*
 * Read "https://…/=http://127.0.0.1:…/". The views point into text.
 * TSM_E_SYNTAX; TSM_E_DENIED when it leads anywhere but to loopback.
 */
enum tsm_status tsm_map_parse(const char *text, struct tsm_map *ret_map,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * The URL that url stands for, in the arena; *ret_url stays NULL when no
 * map fits. TSM_E_DENIED for dot segments under a map, TSM_E_MEMORY.
 */
enum tsm_status tsm_map_apply(const struct tsm_map *maps, size_t count,
    const char *url, struct tsm_arena *arena, const char **ret_url)
    TSM_NODISCARD;

#endif
