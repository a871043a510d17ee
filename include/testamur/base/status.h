/*
 * status.h - the outcome of a call, and what went wrong.
 *
 * Every function that can fail returns an enum tsm_status, which must be
 * used. The numbers are grouped by who has to act: the caller of the API
 * (a programming or usage mistake), whoever supplied the input, or the
 * environment (disk, network, memory). Detail for people goes into a
 * struct tsm_error of fixed size that the caller owns; it is never
 * allocated and may be NULL. An error text never holds a key, an e-mail
 * address or any other personal value of the input.
 *
 * "The signature is wrong" is no error: see testamur/verify/verify.h.
 */
#ifndef TESTAMUR_BASE_STATUS_H
#define TESTAMUR_BASE_STATUS_H

#include <stddef.h>

#define TSM_NODISCARD        __attribute__((warn_unused_result))
#define TSM_PRINTF(fmt, arg) __attribute__((format(printf, fmt, arg)))

enum tsm_status {
	TSM_OK = 0,
	/* the caller has to act */
	TSM_E_USAGE,           /* arguments that make no sense together */
	TSM_E_STATE,           /* not possible in the present state */
	TSM_E_DENIED,          /* the caller may not do this */
	TSM_E_UNAUTHENTICATED, /* the caller has not said who it is */
	TSM_E_RATE,            /* too many requests: try later */
	/* the input has to be changed */
	TSM_E_SYNTAX,      /* not well-formed */
	TSM_E_VALUE,       /* well-formed, but not an allowed value */
	TSM_E_MISSING,     /* something required is absent */
	TSM_E_UNKNOWN,     /* a name that is not known here */
	TSM_E_DUPLICATE,   /* exists already, or given twice */
	TSM_E_LIMIT,       /* a stated maximum is exceeded */
	TSM_E_AMBIGUOUS,   /* has several readings; say which */
	TSM_E_MISMATCH,    /* two inputs that should agree do not */
	TSM_E_UNSUPPORTED, /* a format or algorithm that is not offered */
	TSM_E_NOT_FOUND,   /* no such thing */
	TSM_E_GONE,        /* it was there, and does not come back */
	/* the environment has to be mended */
	TSM_E_MEMORY,      /* out of memory */
	TSM_E_IO,          /* a file or socket failed */
	TSM_E_UNREACHABLE, /* a remote party did not answer */
	TSM_E_STORE,       /* the database failed */
	TSM_E_CRYPTO,      /* a cryptographic library failed */
	TSM_E_BUSY,        /* a resource is locked: try again */
	TSM_E_INTERNAL,    /* our own bug, caught */
	TSM_STATUS_COUNT
};

/* Room for a JSON Pointer, "line:column" or "file: row 12". */
#define TSM_ERROR_WHERE 192
/* One sentence. */
#define TSM_ERROR_TEXT 320

/* Zero-initialise before use; status TSM_OK means "nothing reported". */
struct tsm_error {
	enum tsm_status status;
	char where[TSM_ERROR_WHERE]; /* place in the input, or "" */
	char text[TSM_ERROR_TEXT];   /* one sentence, without full stop */
};

/*
 * The short lower-case name of a status ("syntax", "not_found"), stable
 * across versions; "unknown" for a number outside the enum. Static.
 */
const char *tsm_status_name(enum tsm_status status);

/* The HTTP status code that answers a request ended by this status. */
int tsm_status_http(enum tsm_status status);

/*
 * Fill err (may be NULL) and return status, so that a function can end
 * with: return tsm_fail(err, TSM_E_VALUE, where, "...", ...). where may be
 * NULL. Texts that are too long are cut at a UTF-8 boundary.
 */
enum tsm_status tsm_fail(struct tsm_error *err, enum tsm_status status,
    const char *where, const char *fmt, ...) TSM_PRINTF(4, 5);

/*
 * As tsm_fail for exhausted memory: fixed text, nothing allocated.
 */
enum tsm_status tsm_fail_memory(struct tsm_error *err);

#ifdef __clang_analyzer__
/* Lets the static analyser see that the status given is what comes back. */
# define tsm_fail(err, status, ...) \
  ((void)tsm_fail(err, status, __VA_ARGS__), (status))
# define tsm_fail_memory(err) ((void)tsm_fail_memory(err), TSM_E_MEMORY)
#endif

/*
 * Put prefix and ": " before err->where (for a caller that knows the file
 * an inner function was parsing). Nothing happens when err is NULL.
 */
void tsm_error_prefix(struct tsm_error *err, const char *prefix);

/*
 * Evaluate a call once and return its status from the enclosing function
 * unless it is TSM_OK. Only where nothing has to be released.
 */
#define TSM_TRY(call)                       \
 do {                                       \
  enum tsm_status tsm_try_status_ = (call); \
  if (tsm_try_status_ != TSM_OK)            \
   return tsm_try_status_;                  \
 } while (0)

#endif
