/* link.c - see testamur/badge/link.h. */
#include "testamur/badge/link.h"

#include <string.h>

#include "testamur/base/uri.h"

/* PUBLIC without a slash at its end, checked. */
static enum tsm_status check_parts(
    struct tsm_str *public_url, const char *id, struct tsm_uri *uri)
{
	char sound[TSM_SHORT_ID];
	if (public_url->len > TSM_LINK_TYPED_MAX ||
	    tsm_uri_parse(*public_url, uri) != TSM_OK)
		return TSM_E_VALUE;
	if ((!tsm_str_is_nocase(uri->scheme, "https") &&
		!tsm_str_is_nocase(uri->scheme, "http")) ||
	    !uri->has_authority || uri->host.len == 0 || uri->has_query ||
	    uri->has_fragment || uri->userinfo.len > 0)
		return TSM_E_VALUE;
	if (id == NULL || strlen(id) != TSM_SHORT_ID_LEN ||
	    tsm_short_id_parse(tsm_str(id), sound) != TSM_OK ||
	    strcmp(sound, id) != 0)
		return TSM_E_VALUE;
	if (tsm_str_ends(*public_url, "/"))
		public_url->len--;
	return TSM_OK;
}

/* Append base "/V/" id in one piece, so that failure leaves out alone. */
static enum tsm_status add_link(
    struct tsm_str base, size_t upper, const char *id, struct tsm_buf *out)
{
	static const char path[] = { '/', 'V', '/' };
	char text[TSM_LINK_TYPED_MAX + sizeof(path) + TSM_SHORT_ID];
	(void)memcpy(text, base.ptr, base.len);
	for (size_t i = 0; i < upper; i++) {
		if (text[i] >= 'a' && text[i] <= 'z')
			text[i] = (char)(text[i] - 'a' + 'A');
	}
	(void)memcpy(text + base.len, path, sizeof(path));
	(void)memcpy(text + base.len + sizeof(path), id, TSM_SHORT_ID_LEN);
	return tsm_buf_add(
	    out, text, base.len + sizeof(path) + TSM_SHORT_ID_LEN);
}

enum tsm_status tsm_link_credential(
    struct tsm_str public_url, const char *id, struct tsm_buf *out)
{
	struct tsm_uri uri;
	TSM_TRY(check_parts(&public_url, id, &uri));
	return add_link(public_url, 0, id, out);
}

/* RFC 3986 section 6.2.2.1: scheme and host are case-insensitive. */
enum tsm_status tsm_link_qr(
    struct tsm_str public_url, const char *id, struct tsm_buf *out)
{
	struct tsm_uri uri;
	TSM_TRY(check_parts(&public_url, id, &uri));
	size_t before_path =
	    (size_t)(uri.host.ptr - public_url.ptr) + uri.host.len;
	return add_link(public_url, before_path, id, out);
}

enum tsm_status tsm_link_printed(
    struct tsm_str public_url, const char *id, struct tsm_buf *out)
{
	struct tsm_uri uri;
	TSM_TRY(check_parts(&public_url, id, &uri));
	if (tsm_str_is_nocase(uri.scheme, "https"))
		public_url = tsm_str_n(public_url.ptr + 8, public_url.len - 8);
	return add_link(public_url, 0, id, out);
}

char *tsm_link_group_id(const char *id, char out[TSM_LINK_GROUPED])
{
	size_t to = 0;
	if (id != NULL && strlen(id) == TSM_SHORT_ID_LEN) {
		for (size_t i = 0; i < TSM_SHORT_ID_LEN; i++) {
			if (i > 0 && i % 4 == 0)
				out[to++] = ' ';
			out[to++] = id[i];
		}
	}
	out[to] = '\0';
	return out;
}
