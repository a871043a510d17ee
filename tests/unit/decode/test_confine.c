/*
 * A confined process: what it can no longer do, each tried in a child of its
 * own. Of a build with sanitizers only the limits are tested, since those
 * builds have no filter.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../../src/decode/confine.h"
#include "testamur/base/sanitized.h"
#include "testamur/decode/child.h"

#define FINE    0
#define REFUSED 1 /* tried, and told that there is no such thing */
#define DONE    2 /* it was possible */
#define NOT_IN  3 /* not even confined */

/* Exit status, or minus the signal, of a confined child that tries this. */
static int confined(int (*try)(void))
{
	int state = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		/* the parent ends it otherwise, should it hang */
		_exit(confine() != TSM_OK ? NOT_IN : try());
	}
	assert_int_equal(waitpid(pid, &state, 0), pid);
	return WIFSIGNALED(state) ? -WTERMSIG(state) : WEXITSTATUS(state);
}

static int refused(long result)
{
	return result >= 0 ? DONE : errno == ENOENT ? REFUSED : NOT_IN;
}

static int try_open(void)
{
	return refused(open("/etc/hostname", O_RDONLY));
}

static int try_create(void)
{
	return refused(open("/tmp/created", O_WRONLY | O_CREAT, 0600));
}

static int try_open_old(void)
{
	return refused(syscall(SYS_open, "/etc/hostname", O_RDONLY));
}

static int try_stat(void)
{
	struct stat info;
	return refused(stat("/", &info));
}

static int try_access(void)
{
	return refused(access("/etc/hostname", R_OK));
}

static int try_link(void)
{
	char text[64];
	return refused(readlink("/proc/self/exe", text, sizeof(text)));
}

static void files_are_not_there(void **state)
{
	int (*const tries[])(void) = { try_open, try_create, try_open_old,
		try_stat, try_access, try_link };

	(void)state;
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++)
		if (!TSM_SANITIZED)
			assert_int_equal(confined(tries[i]), REFUSED);
}

static int done(long result)
{
	return result >= 0 ? DONE : REFUSED;
}

static int try_openat2(void)
{
	uint64_t how[3] = { O_RDONLY, 0, 0 };
	return done(syscall(SYS_openat2, AT_FDCWD, "/", how, sizeof(how)));
}

static int try_inet(void)
{
	return done(socket(AF_INET, SOCK_STREAM, 0));
}

static int try_unix(void)
{
	return done(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int try_connect(void)
{
	const struct sockaddr_un to = { .sun_family = AF_UNIX,
		.sun_path = "/run/x" };
	return done(
	    connect(0, (const struct sockaddr *)(const void *)&to, sizeof(to)));
}

static int try_sendmsg(void)
{
	struct msghdr message = { 0 };
	return done(sendmsg(1, &message, 0));
}

static int try_fork(void)
{
	return done(fork());
}

static int try_exec(void)
{
	char *const arguments[] = { NULL };
	return done(execve("/bin/true", arguments, arguments));
}

static int try_kill(void)
{
	return done(kill(getppid(), 0));
}

static int try_trace(void)
{
	return done(syscall(SYS_ptrace, 16, 1, 0, 0));
}

static int try_read_memory(void)
{
	return done(syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0));
}

static int try_limit(void)
{
	const struct rlimit more = { 64, 64 };
	return done(setrlimit(RLIMIT_NOFILE, &more));
}

static int try_prctl(void)
{
	return done(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static int try_dup(void)
{
	return done(dup(0));
}

static int try_pipe(void)
{
	int ends[2];
	return done(pipe(ends));
}

static int try_memfd(void)
{
	return done(syscall(SYS_memfd_create, "x", 0));
}

static int try_uring(void)
{
	return done(syscall(SYS_io_uring_setup, 8, NULL));
}

static int try_unlink(void)
{
	return done(unlink("/tmp/nothing"));
}

static int try_code(void)
{
	return done(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
			? -1
			: 0);
}

static int try_make_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return done(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static void anything_else_ends_it(void **state)
{
	int (*const tries[])(void) = { try_openat2, try_inet, try_unix,
		try_connect, try_sendmsg, try_fork, try_exec, try_kill,
		try_trace, try_read_memory, try_limit, try_prctl, try_dup,
		try_pipe, try_memfd, try_uring, try_unlink, try_code,
		try_make_code };

	(void)state;
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++)
		if (!TSM_SANITIZED)
			assert_int_equal(confined(tries[i]), -SIGSYS);
}

static int try_much_memory(void)
{
	void *some = malloc((size_t)64 << 20);
	void *much = malloc(TSM_DECODE_MEMORY_MAX);
	int result = some != NULL && much == NULL ? FINE : DONE;
	free(much);
	free(some);
	return result;
}

static int try_spin(void)
{
	for (volatile unsigned i = 1; i != 0; i += 2)
		;
	return DONE;
}

/* Only what was said before: TSM_DECODE_CPU_MAX and memory. */
static void time_and_memory_end(void **state)
{
	struct rusage before;
	struct rusage after;

	(void)state;
	if (!TSM_SANITIZED)
		assert_int_equal(confined(try_much_memory), FINE);
	(void)getrusage(RUSAGE_CHILDREN, &before);
	int ended = confined(try_spin);
	assert_true(ended == -SIGXCPU || ended == -SIGKILL);
	(void)getrusage(RUSAGE_CHILDREN, &after);
	assert_in_range(after.ru_utime.tv_sec - before.ru_utime.tv_sec,
	    TSM_DECODE_CPU_MAX - 1, TSM_DECODE_CPU_MAX + 1);
}

static int try_compute(void)
{
	char *text = malloc(100000);
	if (text == NULL || write(1, "", 0) != 0 || getpid() <= 0)
		return DONE;
	free(text);
	return FINE;
}

static void computing_is_possible(void **state)
{
	(void)state;
	assert_int_equal(confined(try_compute), FINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(computing_is_possible),
		cmocka_unit_test(files_are_not_there),
		cmocka_unit_test(anything_else_ends_it),
		cmocka_unit_test(time_and_memory_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
