/*
 * method_web.c - did:web: the identifier is an https address.
 */
#include <string.h>

#include "did_private.h"

#include "testamur/base/encode.h"
#include "testamur/base/uri.h"

/* Characters that a segment may hold as they are (DID Core idchar). */
static bool is_plain(char c)
{
	return tsm_is_alpha(c) || tsm_is_digit(c) || c == '.' || c == '-' ||
	       c == '_';
}

/*
 * A host name: labels of letters, digits and inner hyphens. did:web does
 * not allow IP addresses; a last label of digits only would be one.
 */
static bool is_host(struct tsm_str host)
{
	bool digits = true;
	char before = '.';
	if (host.len == 0 || host.len > 253)
		return false;
	for (size_t i = 0; i < host.len; i++) {
		char c = host.ptr[i];
		bool edge = before == '.' || before == '-';
		if (c == '.') {
			if (edge)
				return false;
			digits = true;
		} else if (c == '-') {
			if (before == '.')
				return false;
			digits = false;
		} else if (tsm_is_alpha(c)) {
			digits = false;
		} else if (!tsm_is_digit(c)) {
			return false;
		}
		before = c;
	}
	return before != '.' && before != '-' && !digits;
}

/*
 * A path segment that stays one segment when it is used in a URL, whether
 * whoever serves it decodes escapes or not.
 */
static bool is_segment(struct tsm_str segment)
{
	size_t dots = 0;
	size_t len = 0;
	for (size_t i = 0; i < segment.len; i++, len++) {
		int c = (unsigned char)segment.ptr[i];
		if (c == '%') {
			c = segment.len - i > 2
				? tsm_hex_byte(segment.ptr + i + 1)
				: -1;
			i += 2;
		}
		if (c <= 0x20 || c == 0x7f || strchr("/\\?#%", c) != NULL)
			return false;
		dots += c == '.';
	}
	return len > 0 && !(dots == len && len <= 2);
}

/* "example.org" or "example.org%3A8443" as "example.org:8443" */
static enum tsm_status put_authority(
    struct tsm_str text, struct tsm_buf *out, struct tsm_error *err)
{
	size_t at = tsm_str_find(text, '%');
	struct tsm_str host = tsm_str_n(text.ptr, at);
	struct tsm_str port = tsm_str_n(text.ptr + at, text.len - at);
	uint64_t number = 0;
	bool good = is_host(host);
	if (good && port.len > 0)
		good = port.len > 3 &&
		       tsm_str_is_nocase(tsm_str_n(port.ptr, 3), "%3a") &&
		       tsm_parse_u64(tsm_str_n(port.ptr + 3, port.len - 3),
			   65535, &number) == TSM_OK &&
		       number > 0;
	if (!good)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "the did:web names no host and port");
	tsm_buf_addstr(out, host);
	if (number > 0)
		tsm_buf_printf(out, ":%u", (unsigned)number);
	return TSM_OK;
}

/* did:web section 2.5.2, steps 1 to 5 */
enum tsm_status did_web_location(const struct tsm_did_url *did,
    struct tsm_buf *out_url, struct tsm_error *err)
{
	struct tsm_buf url;
	struct tsm_str rest;
	struct tsm_str authority = tsm_str_split(did->id, ':', &rest);
	bool has_path = rest.ptr != NULL;
	tsm_buf_init(&url, 2 * TSM_DID_MAX);
	tsm_buf_adds(&url, "https://");
	enum tsm_status status = put_authority(authority, &url, err);
	while (status == TSM_OK && rest.ptr != NULL) {
		struct tsm_str segment = tsm_str_split(rest, ':', &rest);
		if (!is_segment(segment))
			status = tsm_fail(err, TSM_E_VALUE, NULL,
			    "a path segment of the did:web is not allowed");
		tsm_buf_addc(&url, '/');
		tsm_buf_addstr(&url, segment);
	}
	if (status == TSM_OK) {
		tsm_buf_adds(
		    &url, has_path ? "/did.json" : "/.well-known/did.json");
		status = tsm_buf_status(&url);
		if (status == TSM_OK)
			status = tsm_buf_addstr(out_url, tsm_buf_str(&url));
		if (status != TSM_OK)
			(void)tsm_fail(err, status, NULL,
			    "the address of the DID cannot be written");
	}
	tsm_buf_release(&url);
	return status;
}

/* Append ":" and each segment of an absolute path. */
static bool put_path(struct tsm_str path, struct tsm_buf *out)
{
	struct tsm_str rest = path;
	if (path.len == 0)
		return true;
	rest = tsm_str_n(path.ptr + 1, path.len - 1);
	while (rest.ptr != NULL) {
		struct tsm_str segment = tsm_str_split(rest, '/', &rest);
		/* one slash at the end says nothing */
		if (segment.len == 0 && rest.ptr == NULL)
			break;
		if (!is_segment(segment))
			return false;
		for (size_t i = 0; i < segment.len; i++)
			if (!is_plain(segment.ptr[i]))
				return false;
		tsm_buf_addc(out, ':');
		tsm_buf_addstr(out, segment);
	}
	return true;
}

enum tsm_status tsm_did_web_from_url(
    struct tsm_str url, struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_uri uri;
	if (tsm_uri_parse(url, &uri) != TSM_OK)
		return tsm_fail(err, TSM_E_SYNTAX, NULL, "not a URL");
	if (!tsm_str_is_nocase(uri.scheme, "https") || uri.userinfo.len > 0 ||
	    uri.has_query || uri.has_fragment || !is_host(uri.host))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "a did:web needs an https address with a host name, "
		    "without query and fragment");
	struct tsm_buf did;
	tsm_buf_init(&did, TSM_DID_MAX);
	tsm_buf_adds(&did, "did:web:");
	tsm_buf_addstr(&did, uri.host);
	if (uri.port != 0 && uri.port != 443)
		tsm_buf_printf(&did, "%%3A%u", uri.port);
	enum tsm_status status = TSM_OK;
	if (!put_path(uri.path, &did))
		status = tsm_fail(err, TSM_E_VALUE, NULL,
		    "the path of the address cannot be part of a did:web");
	if (status == TSM_OK) {
		status = tsm_buf_status(&did);
		if (status == TSM_OK)
			status = tsm_buf_addstr(out, tsm_buf_str(&did));
		if (status != TSM_OK)
			(void)tsm_fail(
			    err, status, NULL, "the did:web cannot be written");
	}
	tsm_buf_release(&did);
	return status;
}
