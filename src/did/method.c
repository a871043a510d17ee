/*
 * method.c - DID syntax, and the table of DID methods.
 */
#include "did_private.h"

#include "testamur/base/uri.h"

/* A new method is one row here and one file. */
static const struct tsm_did_method methods[] = {
	{ "key", did_key_expand, NULL },
	{ "jwk", did_jwk_expand, NULL },
	{ "web", NULL, did_web_location },
};

const struct tsm_did_method *tsm_did_method_find(struct tsm_str name)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (tsm_str_is(name, methods[i].name))
			return &methods[i];
	return NULL;
}

/* DID Core section 3.1: idchar, and the colons between; '%' is checked by
 * the URI parser. */
static bool is_id_char(char c)
{
	return tsm_is_alpha(c) || tsm_is_digit(c) || c == '.' || c == '-' ||
	       c == '_' || c == ':' || c == '%';
}

enum tsm_status tsm_did_parse(struct tsm_str text, struct tsm_did_url *ret_url)
{
	struct tsm_did_url url = { 0 };
	if (text.len > TSM_DID_MAX)
		return TSM_E_LIMIT;
	if (!tsm_str_starts(text, "did:") || !tsm_uri_valid(text))
		return TSM_E_SYNTAX;
	size_t pos = 4;
	while (pos < text.len && text.ptr[pos] != ':') {
		char c = text.ptr[pos++];
		if (!tsm_is_digit(c) && (c < 'a' || c > 'z'))
			return TSM_E_SYNTAX;
	}
	url.method = tsm_str_n(text.ptr + 4, pos - 4);
	size_t start = pos + 1;
	if (url.method.len == 0 || start >= text.len)
		return TSM_E_SYNTAX;
	for (pos = start; pos < text.len && is_id_char(text.ptr[pos]);)
		pos++;
	/* the last part is not empty */
	if (pos == start || text.ptr[pos - 1] == ':')
		return TSM_E_SYNTAX;
	url.id = tsm_str_n(text.ptr + start, pos - start);
	url.did = tsm_str_n(text.ptr, pos);
	struct tsm_str tail = tsm_str_n(text.ptr + pos, text.len - pos);
	if (tail.len > 0 && tail.ptr[0] != '/' && tail.ptr[0] != '?' &&
	    tail.ptr[0] != '#')
		return TSM_E_SYNTAX;
	url.rest = tsm_str_split(tail, '#', &url.fragment);
	url.has_fragment = url.fragment.ptr != NULL;
	*ret_url = url;
	return TSM_OK;
}

bool tsm_did_is(struct tsm_str text)
{
	struct tsm_did_url url;
	return tsm_did_parse(text, &url) == TSM_OK;
}

/* A bare DID of a method that we know. */
static enum tsm_status parse_known(struct tsm_str did,
    struct tsm_did_url *ret_url, const struct tsm_did_method **ret_method,
    struct tsm_error *err)
{
	if (tsm_did_parse(did, ret_url) != TSM_OK ||
	    ret_url->did.len != did.len)
		return tsm_fail(err, TSM_E_SYNTAX, NULL, "not a DID");
	*ret_method = tsm_did_method_find(ret_url->method);
	if (*ret_method == NULL)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "the DID method %.*s is not offered",
		    ret_url->method.len > 32 ? 32 : (int)ret_url->method.len,
		    ret_url->method.ptr);
	return TSM_OK;
}

enum tsm_status tsm_did_expand(struct tsm_arena *arena, struct tsm_str did,
    struct tsm_did_document *ret_doc, struct tsm_error *err)
{
	struct tsm_did_url url;
	const struct tsm_did_method *method = NULL;
	TSM_TRY(parse_known(did, &url, &method, err));
	if (method->expand == NULL)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "the document of a did:%s has to be fetched", method->name);
	return method->expand(arena, &url, ret_doc, err);
}

enum tsm_status tsm_did_location(
    struct tsm_str did, struct tsm_buf *out_url, struct tsm_error *err)
{
	struct tsm_did_url url;
	const struct tsm_did_method *method = NULL;
	TSM_TRY(parse_known(did, &url, &method, err));
	if (method->location == NULL)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "a did:%s is not fetched", method->name);
	return method->location(&url, out_url, err);
}
