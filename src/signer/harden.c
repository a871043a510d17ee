/*
 * harden.c - giving up what a key process never needs.
 *
 * The filter is a list of refusals, not of permissions: which calls libc
 * needs changes between versions, which calls could carry a key out does
 * not. Sanitizer builds trace themselves and are left alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "testamur/base/sanitized.h"
#include "testamur/signer/server.h"

#if defined(__x86_64__)
# define FILTER_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
# define FILTER_ARCH AUDIT_ARCH_AARCH64
#endif

#if defined(FILTER_ARCH) && !TSM_SANITIZED

/* Calls with a number of their own on x32 are beyond this one. */
# define CALL_MAX 0x3fffffff

# define REFUSE (SECCOMP_RET_ERRNO | EPERM)
# define LOAD(field) \
  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
# define RETURN(what) BPF_STMT(BPF_RET | BPF_K, (what))
# define REFUSE_CALL(name) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), RETURN(REFUSE)

static const struct sock_filter filter[] = {
	LOAD(arch),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FILTER_ARCH, 1, 0),
	RETURN(SECCOMP_RET_KILL_PROCESS),
	LOAD(nr),
	BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, CALL_MAX, 0, 1),
	RETURN(REFUSE),
	/* other programs */
	REFUSE_CALL(execve),
	REFUSE_CALL(execveat),
	REFUSE_CALL(clone),
	REFUSE_CALL(clone3),
# ifdef SYS_fork
	REFUSE_CALL(fork),
	REFUSE_CALL(vfork),
# endif
	/* other parties */
	REFUSE_CALL(socket),
	REFUSE_CALL(socketpair),
	REFUSE_CALL(connect),
	REFUSE_CALL(bind),
	REFUSE_CALL(listen),
	REFUSE_CALL(accept),
	REFUSE_CALL(accept4),
	/* other processes' memory */
	REFUSE_CALL(ptrace),
	REFUSE_CALL(process_vm_readv),
	REFUSE_CALL(process_vm_writev),
	/* changing files: keys are made by another run */
	REFUSE_CALL(openat2),
	REFUSE_CALL(linkat),
	REFUSE_CALL(symlinkat),
	REFUSE_CALL(renameat2),
	REFUSE_CALL(unlinkat),
	REFUSE_CALL(fchmodat),
# ifdef SYS_open
	REFUSE_CALL(open),
	REFUSE_CALL(creat),
	REFUSE_CALL(link),
	REFUSE_CALL(symlink),
	REFUSE_CALL(rename),
	REFUSE_CALL(renameat),
	REFUSE_CALL(unlink),
	REFUSE_CALL(chmod),
# endif
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
	LOAD(args[2]), /* its lower half: both machines are little-endian */
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT, 0, 1),
	RETURN(REFUSE),
	RETURN(SECCOMP_RET_ALLOW),
};

static bool confine(void)
{
	struct sock_filter copy[sizeof(filter) / sizeof(filter[0])];
	memcpy(copy, filter, sizeof(filter));
	struct sock_fprog program = {
		.len = (unsigned short)(sizeof(filter) / sizeof(filter[0])),
		.filter = copy,
	};
	return prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) == 0 &&
	       prctl(PR_SET_SECCOMP, (unsigned long)SECCOMP_MODE_FILTER,
		   &program, 0L, 0L) == 0;
}

#else

static bool confine(void)
{
	return true;
}

#endif

enum tsm_status tsm_signer_harden(struct tsm_error *err)
{
	const struct rlimit none = { 0, 0 };
	if (setrlimit(RLIMIT_CORE, &none) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) != 0 || !confine())
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "the key process cannot be confined: %s", strerror(errno));
	return TSM_OK;
}
