#include "testamur/base/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The analyser reads these as macros; here they are defined. */
#undef tsm_fail
#undef tsm_fail_memory

static const struct {
	const char *name;
	int http;
} table[TSM_STATUS_COUNT] = {
	[TSM_OK] = { "ok", 200 },
	[TSM_E_USAGE] = { "usage", 400 },
	[TSM_E_STATE] = { "state", 409 },
	[TSM_E_DENIED] = { "denied", 403 },
	[TSM_E_UNAUTHENTICATED] = { "unauthenticated", 401 },
	[TSM_E_RATE] = { "rate", 429 },
	[TSM_E_SYNTAX] = { "syntax", 400 },
	[TSM_E_VALUE] = { "value", 422 },
	[TSM_E_MISSING] = { "missing", 422 },
	[TSM_E_UNKNOWN] = { "unknown", 422 },
	[TSM_E_DUPLICATE] = { "duplicate", 409 },
	[TSM_E_LIMIT] = { "limit", 413 },
	[TSM_E_AMBIGUOUS] = { "ambiguous", 422 },
	[TSM_E_MISMATCH] = { "mismatch", 409 },
	[TSM_E_UNSUPPORTED] = { "unsupported", 415 },
	[TSM_E_NOT_FOUND] = { "not_found", 404 },
	[TSM_E_GONE] = { "gone", 410 },
	[TSM_E_MEMORY] = { "memory", 503 },
	[TSM_E_IO] = { "io", 500 },
	[TSM_E_UNREACHABLE] = { "unreachable", 502 },
	[TSM_E_STORE] = { "store", 500 },
	[TSM_E_CRYPTO] = { "crypto", 500 },
	[TSM_E_BUSY] = { "busy", 503 },
	[TSM_E_INTERNAL] = { "internal", 500 },
};

static bool known(enum tsm_status status)
{
	return (unsigned)status < (unsigned)TSM_STATUS_COUNT;
}

const char *tsm_status_name(enum tsm_status status)
{
	return known(status) ? table[status].name : "unknown";
}

int tsm_status_http(enum tsm_status status)
{
	return known(status) ? table[status].http : 500;
}

/* Cut an over-long text where a character starts. */
static void cut_utf8(char *text, size_t size)
{
	size_t end = size - 1;
	while (end > 0 && ((unsigned char)text[end - 1] & 0xC0U) == 0x80U)
		end--;
	if (end > 0 && ((unsigned char)text[end - 1] & 0x80U) != 0)
		end--;
	text[end] = '\0';
}

static void put_where(struct tsm_error *err, const char *where)
{
	int n = snprintf(
	    err->where, sizeof(err->where), "%s", where != NULL ? where : "");
	if (n < 0)
		err->where[0] = '\0';
	else if ((size_t)n >= sizeof(err->where))
		cut_utf8(err->where, sizeof(err->where));
}

enum tsm_status tsm_fail(struct tsm_error *err, enum tsm_status status,
    const char *where, const char *fmt, ...)
{
	if (err == NULL)
		return status;
	err->status = status;
	put_where(err, where);
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	if (n < 0)
		err->text[0] = '\0';
	else if ((size_t)n >= sizeof(err->text))
		cut_utf8(err->text, sizeof(err->text));
	return status;
}

enum tsm_status tsm_fail_memory(struct tsm_error *err)
{
	return tsm_fail(err, TSM_E_MEMORY, NULL, "out of memory");
}

void tsm_error_prefix(struct tsm_error *err, const char *prefix)
{
	char joined[2 * TSM_ERROR_WHERE + 4];
	if (err == NULL)
		return;
	(void)snprintf(joined, sizeof(joined), "%.*s%s%s", TSM_ERROR_WHERE,
	    prefix, err->where[0] != '\0' ? ": " : "", err->where);
	put_where(err, joined);
}
