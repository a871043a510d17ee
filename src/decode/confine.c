/*
 * confine.c - a process that only computes.
 *
 * Sanitizer builds map terabytes and trace themselves: they get the limits
 * but those of memory, and no filter.
 */
#include "confine.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "testamur/base/sanitized.h"
#include "testamur/decode/child.h"

#define NICENESS 10

static const int allowed[] = {
	/* the socket, open already */
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(close),
	SCMP_SYS(lseek),
	/* memory; mmap and mprotect below */
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	/* locks that nobody else holds, clocks, numbers */
	SCMP_SYS(futex),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(getrandom),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sysinfo),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	/* the end, abort() too */
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

/* What libraries ask on the way to fonts and settings, and do without. */
static const int absent[] = {
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(statfs),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getcwd),
	SCMP_SYS(ioctl),
	SCMP_SYS(uname),
	SCMP_SYS(fcntl),
};

static int limit(int what, rlim_t value)
{
	const struct rlimit both = { value, value };

	return setrlimit(what, &both);
}

static int set_limits(void)
{
	int rc = limit(RLIMIT_CPU, TSM_DECODE_CPU_MAX);

	if (!TSM_SANITIZED)
		rc |= limit(RLIMIT_AS, TSM_DECODE_MEMORY_MAX);
	rc |= limit(RLIMIT_CORE, 0);
	rc |= limit(RLIMIT_FSIZE, 0);
	rc |= limit(RLIMIT_NOFILE, 3);
	rc |= limit(RLIMIT_NPROC, 0);
	rc |= limit(RLIMIT_MEMLOCK, 0);
	rc |= limit(RLIMIT_MSGQUEUE, 0);
	/* whoever waits for the answer is gone: so is this process */
	rc |= prctl(PR_SET_PDEATHSIG, SIGKILL);
	rc |= prctl(PR_SET_DUMPABLE, 0);
	return rc;
}

/* Memory may be had, but none that is code. */
static int allow_memory(scmp_filter_ctx filter, int call)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

static int set_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int rc = filter != NULL ? 0 : -1;

	for (size_t i = 0; rc == 0 && i < sizeof(allowed) / sizeof(*allowed);
	     i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	for (size_t i = 0; rc == 0 && i < sizeof(absent) / sizeof(*absent); i++)
		rc = seccomp_rule_add(
		    filter, SCMP_ACT_ERRNO(ENOENT), absent[i], 0);
	if (rc == 0)
		rc = allow_memory(filter, SCMP_SYS(mmap));
	if (rc == 0)
		rc = allow_memory(filter, SCMP_SYS(mprotect));
	if (rc == 0)
		rc = seccomp_load(filter);
	if (filter != NULL)
		seccomp_release(filter);
	return rc;
}

enum tsm_status confine(void)
{
	/* who serves others goes first; without it all is as well, but slower */
	(void)setpriority(
	    PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + NICENESS);
	if (set_limits() != 0)
		return TSM_E_IO;
	if (!TSM_SANITIZED && set_filter() != 0)
		return TSM_E_IO;
	return TSM_OK;
}
