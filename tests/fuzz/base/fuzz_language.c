/*
 * Any text as Accept-Language: a language that there is, which no wish for
 * one that there is not changes; what is asked for most is given.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char header[512], more[640];

	if (size >= sizeof(header))
		return 0;
	memcpy(header, data, size);
	header[size] = '\0';
	enum tsm_lang lang = tsm_lang_accept(header);
	require(lang < TSM_LANG_COUNT);
	(void)snprintf(more, sizeof(more), "%s,qx;q=1", header);
	require(tsm_lang_accept(more) == lang);
	(void)snprintf(more, sizeof(more), "es-MX,%s", header);
	require(tsm_lang_accept(more) == TSM_LANG_ES);
	require(tsm_say(lang, header) != NULL);
	return 0;
}
