#include <stdio.h>
#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/rdf/nquads.h"

/* IRIs met lately; predicates and subjects come again and again. */
#define CACHE_SIZE 128U

/*
 * The text is copied to the arena once; terms are views of the copy, in
 * which escapes are replaced in place: what they stand for is shorter.
 */
struct reader {
	struct tsm_rdf_dataset *dataset;
	char *text;
	size_t len;
	size_t pos;
	const char *problem; /* what is wrong at pos, when it is */
	const struct tsm_rdf_term *cache[CACHE_SIZE];
};

/* The byte at an offset; NUL at the end and beyond. */
static char peek(const struct reader *r, size_t ahead)
{
	if (ahead >= r->len - r->pos)
		return '\0';
	return r->text[r->pos + ahead];
}

static enum tsm_status wrong(struct reader *r, const char *problem)
{
	r->problem = problem;
	return TSM_E_SYNTAX;
}

static void skip_space(struct reader *r)
{
	while (peek(r, 0) == ' ' || peek(r, 0) == '\t')
		r->pos++;
}

/* White space and a comment, up to the end of the line. */
static void skip_comment(struct reader *r)
{
	skip_space(r);
	if (peek(r, 0) != '#')
		return;
	while (r->pos < r->len && r->text[r->pos] != '\n' &&
	       r->text[r->pos] != '\r')
		r->pos++;
}

/* [10] UCHAR, after the backslash; its characters are Unicode scalars. */
static enum tsm_status read_uchar(struct reader *r, uint32_t *ret_code)
{
	size_t digits = peek(r, 0) == 'u' ? 4 : 8;
	uint32_t code = 0;
	for (size_t i = 1; i <= digits; i++) {
		int value = tsm_hex_value(peek(r, i));
		if (value < 0)
			return wrong(r, "an escape lacks hex digits");
		code = code << 4 | (uint32_t)value;
	}
	if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		return wrong(r, "an escape of what is no character");
	r->pos += digits + 1;
	*ret_code = code;
	return TSM_OK;
}

/* An escape at pos, its character put at *to, which advances. */
static enum tsm_status read_escape(
    struct reader *r, bool in_literal, size_t *to)
{
	static const char named[] = "t\tb\bn\nr\rf\f\"\"''\\\\";
	uint32_t code = 0;
	r->pos++;
	char c = peek(r, 0);
	if (c == 'u' || c == 'U') {
		TSM_TRY(read_uchar(r, &code));
		*to += tsm_utf8_put(code, r->text + *to);
		return TSM_OK;
	}
	for (size_t i = 0; in_literal && i + 1 < sizeof(named); i += 2) {
		if (named[i] != c)
			continue;
		r->text[(*to)++] = named[i + 1];
		r->pos++;
		return TSM_OK;
	}
	return wrong(r, "an escape that is not known");
}

/* [8] IRIREF and [9] STRING_LITERAL_QUOTE: what they exclude. */
static bool excluded(char c, bool in_literal)
{
	if (in_literal)
		return c == '\n' || c == '\r';
	return (unsigned char)c <= 0x20 || strchr("<\"{}|^`", c) != NULL;
}

/* From after the opening mark to the closing one. */
static enum tsm_status read_quoted(
    struct reader *r, char close, struct tsm_str *ret_text)
{
	bool in_literal = close == '"';
	size_t start = ++r->pos;
	size_t to = start;
	while (r->pos < r->len && r->text[r->pos] != close) {
		char c = r->text[r->pos];
		if (c == '\\') {
			TSM_TRY(read_escape(r, in_literal, &to));
			continue;
		}
		if (excluded(c, in_literal))
			return wrong(r, "a character that must be escaped");
		r->text[to++] = c;
		r->pos++;
	}
	if (r->pos == r->len)
		return wrong(r, "the end within a term");
	r->pos++;
	*ret_text = tsm_str_n(r->text + start, to - start);
	return TSM_OK;
}

/* Section 3.1: IRIs are absolute, so they begin with a scheme. */
static bool has_scheme(struct tsm_str iri)
{
	size_t colon = tsm_str_find(iri, ':');
	if (colon == iri.len || colon == 0 || !tsm_is_alpha(iri.ptr[0]))
		return false;
	for (size_t i = 1; i < colon; i++) {
		char c = iri.ptr[i];
		if (!tsm_is_alpha(c) && !tsm_is_digit(c) && c != '+' &&
		    c != '-' && c != '.')
			return false;
	}
	return true;
}

static enum tsm_status read_iri_text(struct reader *r, struct tsm_str *ret_iri)
{
	size_t start = r->pos;
	TSM_TRY(read_quoted(r, '>', ret_iri));
	if (has_scheme(*ret_iri))
		return TSM_OK;
	r->pos = start;
	return wrong(r, "an IRI that is not absolute");
}

static enum tsm_status keep(
    const struct tsm_rdf_term *term, const struct tsm_rdf_term **ret_term)
{
	*ret_term = term;
	return term != NULL ? TSM_OK : TSM_E_MEMORY;
}

static enum tsm_status read_iri(
    struct reader *r, const struct tsm_rdf_term **ret_term)
{
	struct tsm_str iri = { 0 };
	TSM_TRY(read_iri_text(r, &iri));
	size_t hash = iri.len;
	for (size_t i = iri.len > 8 ? iri.len - 8 : 0; i < iri.len; i++)
		hash = hash * 31 + (unsigned char)iri.ptr[i];
	const struct tsm_rdf_term **slot = &r->cache[hash % CACHE_SIZE];
	if (*slot == NULL || !tsm_str_eq((*slot)->value, iri))
		*slot = tsm_rdf_iri(r->dataset, iri);
	return keep(*slot, ret_term);
}

/* [157s] PN_CHARS_BASE, [158s] PN_CHARS_U with [0-9]. */
static bool label_start(uint32_t c)
{
	static const uint32_t ranges[][2] = { { '0', ':' }, { 'A', 'Z' },
		{ '_', '_' }, { 'a', 'z' }, { 0xC0, 0xD6 }, { 0xD8, 0xF6 },
		{ 0xF8, 0x2FF }, { 0x370, 0x37D }, { 0x37F, 0x1FFF },
		{ 0x200C, 0x200D }, { 0x2070, 0x218F }, { 0x2C00, 0x2FEF },
		{ 0x3001, 0xD7FF }, { 0xF900, 0xFDCF }, { 0xFDF0, 0xFFFD },
		{ 0x10000, 0xEFFFF } };
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return false;
}

/* [160s] PN_CHARS */
static bool label_char(uint32_t c)
{
	return label_start(c) || c == '-' || c == 0xB7 ||
	       (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040;
}

/* [141s] BLANK_NODE_LABEL: dots within, but not at the end. */
static enum tsm_status read_blank(
    struct reader *r, const struct tsm_rdf_term **ret_term)
{
	struct tsm_str text = { r->text, r->len };
	if (peek(r, 1) != ':')
		return wrong(r, "a blank node without its colon");
	size_t start = r->pos + 2;
	size_t at = start;
	if (!label_start(tsm_utf8_next(text, &at)))
		return wrong(r, "a blank node without a label");
	size_t end = at;
	while (at < r->len) {
		uint32_t c = tsm_utf8_next(text, &at);
		if (label_char(c))
			end = at;
		else if (c != '.')
			break;
	}
	r->pos = end;
	return keep(
	    tsm_rdf_blank(r->dataset, tsm_str_n(r->text + start, end - start)),
	    ret_term);
}

/* [144s] LANGTAG */
static enum tsm_status read_language(
    struct reader *r, struct tsm_str *ret_language)
{
	size_t start = ++r->pos;
	size_t part = start;
	for (;; r->pos++) {
		char c = peek(r, 0);
		if (tsm_is_alpha(c) || (tsm_is_digit(c) && part > start))
			continue;
		if (r->pos == part)
			return wrong(r, "a language tag with an empty part");
		if (c != '-')
			break;
		part = r->pos + 1;
	}
	*ret_language = tsm_str_n(r->text + start, r->pos - start);
	return TSM_OK;
}

/* [6] literal */
static enum tsm_status read_literal(
    struct reader *r, const struct tsm_rdf_term **ret_term)
{
	struct tsm_str value = { 0 };
	struct tsm_str datatype = TSM_STR(TSM_XSD_NS "string");
	struct tsm_str language = { 0 };
	TSM_TRY(read_quoted(r, '"', &value));
	skip_space(r);
	if (peek(r, 0) == '@') {
		datatype = tsm_str(TSM_RDF_NS "langString");
		TSM_TRY(read_language(r, &language));
	} else if (peek(r, 0) == '^') {
		if (peek(r, 1) != '^')
			return wrong(r, "one circumflex");
		r->pos += 2;
		skip_space(r);
		if (peek(r, 0) != '<')
			return wrong(r, "a datatype that is no IRI");
		TSM_TRY(read_iri_text(r, &datatype));
	}
	return keep(
	    tsm_rdf_literal(r->dataset, value, datatype, language), ret_term);
}

enum place {
	SUBJECT,
	PREDICATE,
	OBJECT,
	GRAPH
};

/* [3] subject, [4] predicate, [5] object, [6] graphLabel */
static enum tsm_status read_term(
    struct reader *r, enum place place, const struct tsm_rdf_term **ret_term)
{
	skip_space(r);
	char c = peek(r, 0);
	if (c == '<')
		return read_iri(r, ret_term);
	if (c == '_' && place != PREDICATE)
		return read_blank(r, ret_term);
	if (c == '"' && place == OBJECT)
		return read_literal(r, ret_term);
	return wrong(r, "no term that may stand here");
}

/* [2] statement */
static enum tsm_status read_statement(struct reader *r)
{
	const struct tsm_rdf_term *term[4] = { 0 };
	TSM_TRY(read_term(r, SUBJECT, &term[SUBJECT]));
	TSM_TRY(read_term(r, PREDICATE, &term[PREDICATE]));
	TSM_TRY(read_term(r, OBJECT, &term[OBJECT]));
	skip_space(r);
	if (peek(r, 0) != '.')
		TSM_TRY(read_term(r, GRAPH, &term[GRAPH]));
	skip_space(r);
	if (peek(r, 0) != '.')
		return wrong(r, "a statement without its full stop");
	r->pos++;
	return tsm_rdf_add(r->dataset, term[SUBJECT], term[PREDICATE],
	    term[OBJECT], term[GRAPH]);
}

static bool at_line_end(const struct reader *r)
{
	return r->pos == r->len || r->text[r->pos] == '\n' ||
	       r->text[r->pos] == '\r';
}

/* [1] nquadsDoc */
static enum tsm_status read_document(struct reader *r)
{
	while (r->pos < r->len) {
		skip_comment(r);
		if (!at_line_end(r))
			TSM_TRY(read_statement(r));
		skip_comment(r);
		if (!at_line_end(r))
			return wrong(r, "something after the full stop");
		while (peek(r, 0) == '\n' || peek(r, 0) == '\r')
			r->pos++;
	}
	return TSM_OK;
}

static enum tsm_status fail_at(
    struct tsm_str text, size_t pos, const char *problem, struct tsm_error *err)
{
	char where[64];
	size_t line = 1;
	size_t start = 0;
	for (size_t i = 0; i < pos; i++) {
		bool pair = text.ptr[i] == '\r' && i + 1 < text.len &&
			    text.ptr[i + 1] == '\n';
		if ((text.ptr[i] != '\n' && text.ptr[i] != '\r') || pair)
			continue;
		line++;
		start = i + 1;
	}
	(void)snprintf(where, sizeof(where), "%zu:%zu", line, pos - start + 1);
	return tsm_fail(err, TSM_E_SYNTAX, where, "%s", problem);
}

enum tsm_status tsm_nquads_read(
    struct tsm_rdf_dataset *dataset, struct tsm_str text, struct tsm_error *err)
{
	size_t bad = 0;
	if (!tsm_utf8_valid(text.ptr, text.len, &bad))
		return fail_at(text, bad, "bytes that are no UTF-8", err);
	struct reader r = { .dataset = dataset, .len = text.len };
	r.text = tsm_arena_str(dataset->arena, text);
	if (r.text == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status = read_document(&r);
	if (status == TSM_E_SYNTAX)
		return fail_at(text, r.pos, r.problem, err);
	if (status == TSM_E_LIMIT)
		return tsm_fail(
		    err, status, NULL, "more than %zu quads", dataset->max);
	return status == TSM_OK ? TSM_OK : tsm_fail_memory(err);
}
