/*
 * IRI expansion (JSON-LD 1.1 API section 5.2) and what an IRI is.
 */
#include <string.h>

#include "context.h"
#include "testamur/base/uri.h"

enum tsm_status iri_join(struct process *p, struct tsm_str a, struct tsm_str b,
    struct tsm_str *ret_text)
{
	TSM_TRY(process_spend(p, (a.len + b.len) / COST_BYTES));
	char *text = tsm_arena_alloc(p->arena, a.len + b.len + 1);
	if (text == NULL)
		return tsm_fail_memory(p->err);
	if (a.len > 0)
		memcpy(text, a.ptr, a.len);
	if (b.len > 0)
		memcpy(text + a.len, b.ptr, b.len);
	*ret_text = tsm_str_n(text, a.len + b.len);
	return TSM_OK;
}

bool iri_absolute(struct tsm_str text)
{
	if (text.len == 0 || !tsm_is_alpha(text.ptr[0]))
		return false;
	size_t i = 1;
	while (
	    i < text.len &&
	    (tsm_is_alpha(text.ptr[i]) || tsm_is_digit(text.ptr[i]) ||
		text.ptr[i] == '+' || text.ptr[i] == '-' || text.ptr[i] == '.'))
		i++;
	if (i == text.len || text.ptr[i] != ':')
		return false;
	struct tsm_str rest = tsm_str_n(text.ptr + i, text.len - i);
	return tsm_iri_span(rest) == rest.len;
}

/* Steps 3 and 6.3: what the local context says of a term comes first. */
static enum tsm_status define_first(struct local *local, struct tsm_str term)
{
	if (local == NULL)
		return TSM_OK;
	struct member *member = local_get(local, term);
	if (member == NULL || member->defined == DEFINED_TRUE)
		return TSM_OK;
	return definition_create(local, member);
}

/* Step 6: compact IRIs, blank nodes, IRIs. *ret_done: it was one of them. */
static enum tsm_status expand_colon(struct process *p,
    const struct context *active, struct local *local, struct tsm_str value,
    size_t colon, bool is_property, struct iri *ret_iri, bool *ret_done)
{
	struct tsm_str prefix = tsm_str_n(value.ptr, colon);
	struct tsm_str suffix =
	    tsm_str_n(value.ptr + colon + 1, value.len - colon - 1);
	*ret_done = true;
	/* 6.2 */
	if (tsm_str_is(prefix, "_") || tsm_str_starts(suffix, "//")) {
		*ret_iri = (struct iri){ .text = value };
		return TSM_OK;
	}
	/* 6.3, 6.4 */
	TSM_TRY(define_first(local, prefix));
	const struct definition *d = context_term(active, prefix);
	if (d != NULL && d->prefix && d->iri.text.ptr != NULL) {
		/* "did:…" must not come to mean what the document likes; a
		 * property is looked at once its IRI is known */
		if (local == NULL && d->own && !is_property)
			return process_fail(p, TSM_JSONLD_HIDDEN_NAME, NULL,
			    value,
			    "a prefix of the document's own hides what this "
			    "stands for: write the IRI in full");
		*ret_iri = (struct iri){ .keyword = KEYWORD_NO };
		return iri_join(p, d->iri.text, suffix, &ret_iri->text);
	}
	/* 6.5 */
	if (iri_absolute(value)) {
		*ret_iri = (struct iri){ .text = value, .absolute = true };
		return TSM_OK;
	}
	*ret_done = false;
	return TSM_OK;
}

enum tsm_status iri_expand_local(struct process *p,
    const struct context *active, struct local *local, struct tsm_str value,
    bool document_relative, bool vocab, struct iri *ret_iri)
{
	/* 1, 2 */
	enum keyword keyword = keyword_of(value);
	if (keyword != KEYWORD_NO || keyword_like(value)) {
		*ret_iri = (struct iri){ .keyword = keyword };
		if (keyword != KEYWORD_NO)
			ret_iri->text = value;
		return TSM_OK;
	}
	/* 3 */
	TSM_TRY(define_first(local, value));
	/* 4, 5 */
	const struct definition *d = context_term(active, value);
	if (d != NULL && (vocab || d->iri.keyword != KEYWORD_NO)) {
		*ret_iri = d->iri;
		return TSM_OK;
	}
	/* 6: a colon after the first character; split at the first one */
	size_t colon = tsm_str_find(value, ':');
	bool later = colon > 0 ? colon < value.len
			       : value.len > 1 && memchr(value.ptr + 1, ':',
						      value.len - 1) != NULL;
	if (later) {
		bool done = false;
		TSM_TRY(expand_colon(p, active, local, value, colon,
		    !document_relative, ret_iri, &done));
		if (done)
			return TSM_OK;
	}
	*ret_iri = (struct iri){ .text = value };
	/* 7 */
	if (vocab && active->vocab.ptr != NULL)
		return iri_join(p, active->vocab, value, &ret_iri->text);
	/* 8 */
	struct tsm_str base = context_base(p, active);
	if (document_relative && base.ptr != NULL)
		return iri_resolve(p, base, value, &ret_iri->text);
	/* 9 */
	return TSM_OK;
}

enum tsm_status iri_expand(struct process *p, const struct context *active,
    struct tsm_str value, bool document_relative, bool vocab,
    struct iri *ret_iri)
{
	return iri_expand_local(
	    p, active, NULL, value, document_relative, vocab, ret_iri);
}
