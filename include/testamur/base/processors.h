/*
 * processors.h - how many threads are worth having.
 */
#ifndef TESTAMUR_BASE_PROCESSORS_H
#define TESTAMUR_BASE_PROCESSORS_H

/*
 * The processors that this process may use, at least 1: taskset, a
 * container's cpuset and systemd's CPUAffinity count, unlike in
 * sysconf(_SC_NPROCESSORS_ONLN).
 */
unsigned tsm_processors(void);

#endif
