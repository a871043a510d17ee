/*
 * map.c - the operator's fetch maps.
 */
#include <string.h>

#include "map.h"
#include "testamur/base/uri.h"

/* 127.0.0.0/8 written out, or [::1]; no name, which could be anything. */
static bool is_loopback(struct tsm_str host)
{
	unsigned dots = 0;

	if (tsm_str_is(host, "[::1]"))
		return true;
	if (!tsm_str_starts(host, "127."))
		return false;
	for (size_t i = 0; i < host.len; i++) {
		dots += host.ptr[i] == '.';
		if (host.ptr[i] != '.' && !tsm_is_digit(host.ptr[i]))
			return false;
	}
	return dots == 3;
}

enum tsm_status tsm_map_parse(
    const char *text, struct tsm_map *ret_map, struct tsm_error *err)
{
	struct tsm_map map = { .text = text };
	struct tsm_uri from;
	struct tsm_uri to;

	map.from = tsm_str_split(tsm_str(text), '=', &map.to);
	if (tsm_uri_parse(map.from, &from) != TSM_OK ||
	    tsm_uri_parse(map.to, &to) != TSM_OK || from.has_query ||
	    to.has_query || from.has_fragment || to.has_fragment ||
	    !tsm_str_ends(map.from, "/") || !tsm_str_ends(map.to, "/") ||
	    from.host.len == 0 || from.userinfo.len > 0 || to.userinfo.len > 0)
		return tsm_fail(err, TSM_E_SYNTAX, text,
		    "a fetch map is https://HOST/=http://127.0.0.1:PORT/");
	if (!tsm_str_is_nocase(from.scheme, "https") ||
	    !tsm_str_is_nocase(to.scheme, "http") || !is_loopback(to.host))
		return tsm_fail(err, TSM_E_DENIED, text,
		    "a fetch map leads from https to http on loopback only");
	map.from_authority = map.from.len - from.path.len;
	*ret_map = map;
	return TSM_OK;
}

/* Scheme and authority in any case, the path exactly. */
static bool fits(const struct tsm_map *map, struct tsm_str url)
{
	if (url.len < map->from.len)
		return false;
	for (size_t i = 0; i < map->from.len; i++) {
		char a = url.ptr[i];
		char b = map->from.ptr[i];
		if (i < map->from_authority) {
			a = tsm_to_lower(a);
			b = tsm_to_lower(b);
		}
		if (a != b)
			return false;
	}
	return true;
}

static bool has_dot_segment(struct tsm_str path)
{
	struct tsm_str rest = path;

	rest.len = tsm_str_find(rest, '?');
	while (rest.len > 0) {
		struct tsm_str part = tsm_str_split(rest, '/', &rest);
		if (tsm_str_is(part, ".") || tsm_str_is(part, "..") ||
		    tsm_str_is_nocase(part, "%2e") ||
		    tsm_str_is_nocase(part, "%2e%2e") ||
		    tsm_str_is_nocase(part, ".%2e") ||
		    tsm_str_is_nocase(part, "%2e."))
			return true;
	}
	return false;
}

enum tsm_status tsm_map_apply(const struct tsm_map *maps, size_t count,
    const char *url, struct tsm_arena *arena, const char **ret_url)
{
	struct tsm_str text = tsm_str(url);

	*ret_url = NULL;
	for (size_t i = 0; i < count; i++) {
		const struct tsm_map *map = &maps[i];
		if (!fits(map, text))
			continue;
		struct tsm_str rest =
		    tsm_str_n(url + map->from.len, text.len - map->from.len);
		if (has_dot_segment(rest))
			return TSM_E_DENIED;
		char *mapped =
		    tsm_arena_alloc(arena, map->to.len + rest.len + 1);
		if (mapped == NULL)
			return TSM_E_MEMORY;
		if (map->to.len > 0)
			memcpy(mapped, map->to.ptr, map->to.len);
		if (rest.len > 0)
			memcpy(mapped + map->to.len, rest.ptr, rest.len);
		*ret_url = mapped;
		return TSM_OK;
	}
	return TSM_OK;
}
