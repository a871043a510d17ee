#define _GNU_SOURCE /* sched_getaffinity */
#include "testamur/base/processors.h"

#include <sched.h>
#include <unistd.h>

unsigned tsm_processors(void)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t set;

	CPU_ZERO(&set);
	/* fails where there are more than the set has room for */
	if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
		return (unsigned)CPU_COUNT(&set);
	return online > 0 ? (unsigned)online : 1;
}
