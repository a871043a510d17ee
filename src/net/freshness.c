/* freshness.c - see freshness.h. */
#include <string.h>

#include "freshness.h"
#include "testamur/base/time.h"

/* Seconds of "name=SECONDS"; false when it is another directive. */
static bool seconds_of(
    struct tsm_str item, const char *name, unsigned *ret_seconds)
{
	struct tsm_str value;
	struct tsm_str key = tsm_str_split(item, '=', &value);
	uint64_t seconds = 0;

	if (!tsm_str_is_nocase(tsm_str_trim(key), name))
		return false;
	*ret_seconds =
	    tsm_parse_u64(tsm_str_trim(value), 1000000000, &seconds) == TSM_OK
		? (unsigned)seconds
		: 0;
	return true;
}

static void take_control(struct tsm_freshness *f, struct tsm_str value)
{
	while (value.len > 0) {
		struct tsm_str item =
		    tsm_str_trim(tsm_str_split(value, ',', &value));
		if (tsm_str_is_nocase(item, "no-store"))
			f->no_store = true;
		if (tsm_str_is_nocase(item, "no-cache"))
			f->no_cache = true;
		if (seconds_of(item, "max-age", &f->max_age))
			f->has_age = true;
	}
}

/* A value without spaces or controls that fits, or "". */
static void take_word(struct tsm_str value, char *out, size_t size)
{
	out[0] = '\0';
	if (value.len == 0 || value.len >= size)
		return;
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.ptr[i] <= ' ' || value.ptr[i] == 127)
			return;
	memcpy(out, value.ptr, value.len);
	out[value.len] = '\0';
}

/* It is sent back as it is: so nothing but an entity tag. */
static void take_tag(struct tsm_freshness *f, struct tsm_str value)
{
	take_word(value, f->tag, sizeof(f->tag));
	if (!tsm_str_ends(value, "\""))
		f->tag[0] = '\0';
}

void tsm_freshness_header(struct tsm_freshness *freshness, struct tsm_str line)
{
	struct tsm_str value;
	struct tsm_str name = tsm_str_split(line, ':', &value);
	uint64_t age = 0;

	value = tsm_str_trim(value);
	if (tsm_str_is_nocase(name, "age") &&
	    tsm_parse_u64(value, 1000000000, &age) == TSM_OK)
		freshness->age = (unsigned)age;
	if (tsm_str_is_nocase(name, "cache-control"))
		take_control(freshness, value);
	if (tsm_str_is_nocase(name, "etag"))
		take_tag(freshness, value);
	if (tsm_str_is_nocase(name, "content-location"))
		take_word(
		    value, freshness->memento, sizeof(freshness->memento));
	if (tsm_str_is_nocase(name, "memento-datetime") &&
	    tsm_http_date_parse(value, &freshness->memento_at) != TSM_OK)
		freshness->memento_at = 0;
}

unsigned tsm_freshness_ttl(
    const struct tsm_freshness *freshness, unsigned ttl, unsigned max)
{
	if (freshness->no_store || freshness->no_cache)
		return 0;
	if (freshness->has_age)
		ttl = freshness->max_age > freshness->age
			  ? freshness->max_age - freshness->age
			  : 0;
	return ttl < max ? ttl : max;
}
