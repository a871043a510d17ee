/*
 * Reference resolution: RFC 3986 section 5.2, for IRIs as RFC 3987
 * section 6.5 has it. Nothing is escaped, decoded or normalised else.
 */
#include <string.h>

#include "context.h"

struct parts {
	struct tsm_str scheme;    /* ptr NULL: none, as below */
	struct tsm_str authority; /* without "//" */
	struct tsm_str path;      /* never NULL */
	struct tsm_str query;     /* without '?' */
	struct tsm_str fragment;  /* without '#' */
};

static struct tsm_str from(struct tsm_str text, size_t start)
{
	return tsm_str_n(text.ptr + start, text.len - start);
}

static size_t scheme_length(struct tsm_str text)
{
	size_t i = 0;
	while (i < text.len &&
	       (tsm_is_alpha(text.ptr[i]) ||
		   (i > 0 && (tsm_is_digit(text.ptr[i]) || text.ptr[i] == '+' ||
				 text.ptr[i] == '-' || text.ptr[i] == '.'))))
		i++;
	return i > 0 && i < text.len && text.ptr[i] == ':' ? i : 0;
}

/* RFC 3986 appendix B. */
static struct parts take_apart(struct tsm_str text)
{
	struct parts parts = { .path = { "", 0 } };
	size_t scheme = scheme_length(text);
	if (scheme > 0) {
		parts.scheme = tsm_str_n(text.ptr, scheme);
		text = from(text, scheme + 1);
	}
	size_t hash = tsm_str_find(text, '#');
	if (hash < text.len) {
		parts.fragment = from(text, hash + 1);
		text.len = hash;
	}
	size_t question = tsm_str_find(text, '?');
	if (question < text.len) {
		parts.query = from(text, question + 1);
		text.len = question;
	}
	if (tsm_str_starts(text, "//")) {
		text = from(text, 2);
		size_t slash = tsm_str_find(text, '/');
		parts.authority = tsm_str_n(text.ptr, slash);
		text = from(text, slash);
	}
	if (text.len > 0)
		parts.path = text;
	return parts;
}

/* Where the output ends without its last segment and the slash before. */
static size_t parent_of(const char *path, size_t out)
{
	while (out > 0 && path[out - 1] != '/')
		out--;
	return out > 0 ? out - 1 : 0;
}

/* The next segment begins at in, with its slash; returns where it ends. */
static size_t segment_end(const char *path, size_t in, size_t len)
{
	size_t end = in + 1;
	while (end < len && path[end] != '/')
		end++;
	return end;
}

/* Section 5.2.4, in place; returns the new length. */
static size_t remove_dots(char *path, size_t len)
{
	size_t in = 0;
	size_t out = 0;
	while (in < len) {
		size_t end = segment_end(path, in, len);
		bool slash = path[in] == '/';
		struct tsm_str segment = tsm_str_n(
		    path + in + (slash ? 1 : 0), end - in - (slash ? 1 : 0));
		bool one = tsm_str_is(segment, ".");
		bool two = tsm_str_is(segment, "..");
		if (!one && !two) {
			memmove(path + out, path + in, end - in);
			out += end - in;
		} else if (!slash) {
			/* 2A: a leading "./" or "../" goes with its slash */
			in = end < len ? end + 1 : end;
			continue;
		} else {
			if (two)
				out = parent_of(path, out);
			if (end == len)
				path[out++] = '/';
		}
		in = end;
	}
	return out;
}

/* Section 5.2.3, with the dots of section 5.2.4 removed. */
static enum tsm_status merge(struct process *p, const struct parts *base,
    struct tsm_str path, struct tsm_str *ret_path)
{
	struct tsm_str before = { "", 0 };
	if (path.len == 0 || path.ptr[0] != '/') {
		before = base->path;
		while (before.len > 0 && before.ptr[before.len - 1] != '/')
			before.len--;
		if (base->authority.ptr != NULL && base->path.len == 0)
			before = tsm_str("/");
	}
	size_t room = before.len + path.len;
	char *text = tsm_arena_alloc(p->arena, room + 1);
	if (text == NULL)
		return tsm_fail_memory(p->err);
	if (before.len > 0)
		memcpy(text, before.ptr, before.len);
	if (path.len > 0)
		memcpy(text + before.len, path.ptr, path.len);
	*ret_path = tsm_str_n(text, remove_dots(text, room));
	return TSM_OK;
}

/* Section 5.3. */
static enum tsm_status put_together(
    struct process *p, const struct parts *parts, struct tsm_str *ret_iri)
{
	const struct {
		const char *before;
		struct tsm_str text;
		const char *after;
	} pieces[] = {
		{ "", parts->scheme, ":" },
		{ "//", parts->authority, "" },
		{ "", parts->path, "" },
		{ "?", parts->query, "" },
		{ "#", parts->fragment, "" },
	};
	size_t len = 0;
	for (size_t i = 0; i < 5; i++)
		len += pieces[i].text.len + 2;
	char *text = tsm_arena_alloc(p->arena, len + 1);
	if (text == NULL)
		return tsm_fail_memory(p->err);
	size_t at = 0;
	for (size_t i = 0; i < 5; i++) {
		if (pieces[i].text.ptr == NULL)
			continue;
		for (const char *c = pieces[i].before; *c != '\0'; c++)
			text[at++] = *c;
		if (pieces[i].text.len > 0)
			memcpy(
			    text + at, pieces[i].text.ptr, pieces[i].text.len);
		at += pieces[i].text.len;
		for (const char *c = pieces[i].after; *c != '\0'; c++)
			text[at++] = *c;
	}
	*ret_iri = tsm_str_n(text, at);
	return TSM_OK;
}

enum tsm_status iri_resolve(struct process *p, struct tsm_str base,
    struct tsm_str reference, struct tsm_str *ret_iri)
{
	if (reference.ptr == NULL)
		reference = tsm_str("");
	TSM_TRY(process_spend(p, (base.len + reference.len) / COST_BYTES));
	struct parts b = take_apart(base);
	struct parts r = take_apart(reference);
	struct parts t = r;
	/* section 5.2.2 */
	if (r.scheme.ptr == NULL) {
		t.scheme = b.scheme;
		if (r.authority.ptr == NULL) {
			t.authority = b.authority;
			if (r.path.len == 0) {
				t.path = b.path;
				if (r.query.ptr == NULL)
					t.query = b.query;
				return put_together(p, &t, ret_iri);
			}
		}
	}
	if (r.scheme.ptr != NULL || r.authority.ptr != NULL)
		b = (struct parts){ .path = { "", 0 } };
	if (r.path.len > 0)
		TSM_TRY(merge(p, &b, r.path, &t.path));
	return put_together(p, &t, ret_iri);
}
