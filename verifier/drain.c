#include "drain.h"

#include <stdio.h>
#include <time.h>

#include "testamur/base/time.h"

#define STEP_NS 100000000L

void drain(struct jobs *jobs, uint64_t seconds, const sigset_t *signals)
{
	const struct timespec step = { 0, STEP_NS };
	int64_t until = tsm_time_now() + (int64_t)seconds;
	struct jobs_stats stats;
	char text[100];

	jobs_close_door(jobs);
	size_t left = jobs_waited_for(jobs, tsm_time_now());
	if (left > 0) {
		(void)snprintf(text, sizeof(text),
		    "%zu are waited for, at most %llu seconds", left,
		    (unsigned long long)seconds);
		app_log("info", "batches", NULL, text);
	}
	while (
	    jobs_waited_for(jobs, tsm_time_now()) > 0 && tsm_time_now() < until)
		if (sigtimedwait(signals, NULL, &step) > 0)
			break;
	jobs_stats(jobs, &stats);
	if (stats.unfinished > 0) {
		(void)snprintf(text, sizeof(text),
		    "%zu were interrupted, and have to be sent again",
		    stats.unfinished);
		app_log("warning", "batches", NULL, text);
	}
	jobs_stop(jobs);
}
