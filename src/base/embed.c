#include "testamur/base/embed.h"

#include <string.h>

const struct tsm_embedded *tsm_embedded_find(
    const struct tsm_embedded *table, const char *name)
{
	for (; table->name != NULL; table++) {
		if (strcmp(table->name, name) == 0)
			return table;
	}
	return NULL;
}
