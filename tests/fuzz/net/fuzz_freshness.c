/*
 * Any lines as the header of an answer: nothing is kept for longer than is
 * allowed, or at all where that is forbidden; what goes out again with the
 * next request is an entity tag and no second line.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/net/freshness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void require_word(const char *word, size_t max)
{
	size_t len = strlen(word);

	require(len < max);
	for (size_t i = 0; i < len; i++)
		require((unsigned char)word[i] > ' ' && word[i] != 127);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_str rest = tsm_str_n((const char *)data, size);
	struct tsm_freshness f = { 0 };

	while (rest.len > 0)
		tsm_freshness_header(&f, tsm_str_split(rest, '\n', &rest));
	require_word(f.tag, sizeof(f.tag));
	require_word(f.memento, sizeof(f.memento));
	if (f.tag[0] != '\0')
		require(f.tag[strlen(f.tag) - 1] == '"');
	require(tsm_freshness_ttl(&f, 300, 3600) <= 3600);
	require(tsm_freshness_ttl(&f, 300, 0) == 0);
	if (f.no_store || f.no_cache || (f.has_age && f.age >= f.max_age))
		require(tsm_freshness_ttl(&f, 300, 3600) == 0);
	return 0;
}
