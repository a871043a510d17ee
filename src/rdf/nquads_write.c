#include <string.h>

#include "testamur/rdf/nquads.h"

static const struct tsm_str xsd_string = TSM_STR(TSM_XSD_NS "string");

/*
 * Which bytes need looking at: in a literal the controls, '"', '\', DEL and
 * 0xEF (U+FFFE and U+FFFF begin with it); in an IRI what IRIREF excludes.
 */
#define IN_LITERAL 1U
#define IN_IRI     2U

#define BOTH (IN_LITERAL | IN_IRI)

static const unsigned char special[256] = {
	[0] = BOTH,
	[1] = BOTH,
	[2] = BOTH,
	[3] = BOTH,
	[4] = BOTH,
	[5] = BOTH,
	[6] = BOTH,
	[7] = BOTH,
	[8] = BOTH,
	[9] = BOTH,
	[10] = BOTH,
	[11] = BOTH,
	[12] = BOTH,
	[13] = BOTH,
	[14] = BOTH,
	[15] = BOTH,
	[16] = BOTH,
	[17] = BOTH,
	[18] = BOTH,
	[19] = BOTH,
	[20] = BOTH,
	[21] = BOTH,
	[22] = BOTH,
	[23] = BOTH,
	[24] = BOTH,
	[25] = BOTH,
	[26] = BOTH,
	[27] = BOTH,
	[28] = BOTH,
	[29] = BOTH,
	[30] = BOTH,
	[31] = BOTH,
	['"'] = BOTH,
	['\\'] = BOTH,
	[0x7F] = IN_LITERAL,
	[0xEF] = IN_LITERAL,
	[' '] = IN_IRI,
	['<'] = IN_IRI,
	['>'] = IN_IRI,
	['{'] = IN_IRI,
	['}'] = IN_IRI,
	['|'] = IN_IRI,
	['^'] = IN_IRI,
	['`'] = IN_IRI,
};

/* The first byte from i on that needs looking at; eight at a time, as
 * nearly none does. */
static size_t next_special(struct tsm_str text, size_t i, unsigned where)
{
	const unsigned char *b = (const unsigned char *)text.ptr;
	while (text.len - i >= 8 &&
	       ((special[b[i]] | special[b[i + 1]] | special[b[i + 2]] |
		    special[b[i + 3]] | special[b[i + 4]] | special[b[i + 5]] |
		    special[b[i + 6]] | special[b[i + 7]]) &
		   where) == 0)
		i += 8;
	while (i < text.len && (special[b[i]] & where) == 0)
		i++;
	return i;
}

/* ECHAR where there is one, else UCHAR with lower-case u and four digits. */
static void escape(struct tsm_buf *out, unsigned code, unsigned where)
{
	static const char digits[] = "0123456789ABCDEF";
	static const char named[] = "\bb\tt\nn\ff\rr\"\"\\\\";
	if (where == IN_LITERAL) {
		for (size_t i = 0; i + 1 < sizeof(named); i += 2) {
			if ((unsigned char)named[i] != code)
				continue;
			const char text[2] = { '\\', named[i + 1] };
			(void)tsm_buf_add(out, text, sizeof(text));
			return;
		}
	}
	const char text[6] = { '\\', 'u', digits[code >> 12 & 15U],
		digits[code >> 8 & 15U], digits[code >> 4 & 15U],
		digits[code & 15U] };
	(void)tsm_buf_add(out, text, sizeof(text));
}

/*
 * RDFC-1.0 section 5: also characters that are no Char of XML 1.1, of which
 * UTF-8 can hold U+FFFE and U+FFFF.
 */
static bool no_char(struct tsm_str text, size_t i, unsigned *ret_code)
{
	if (i + 2 >= text.len || (unsigned char)text.ptr[i + 1] != 0xBF ||
	    (unsigned char)text.ptr[i + 2] < 0xBE)
		return false;
	*ret_code = 0xFFC0U | ((unsigned char)text.ptr[i + 2] & 0x3FU);
	return true;
}

static void put_text(struct tsm_buf *out, struct tsm_str text, unsigned where)
{
	size_t done = 0;
	for (size_t i = next_special(text, 0, where); i < text.len;
	     i = next_special(text, i + 1, where)) {
		unsigned code = (unsigned char)text.ptr[i];
		size_t len = 1;
		if (code == 0xEF) {
			if (!no_char(text, i, &code))
				continue;
			len = 3;
		}
		(void)tsm_buf_add(out, text.ptr + done, i - done);
		escape(out, code, where);
		i += len - 1;
		done = i + 1;
	}
	(void)tsm_buf_add(out, text.ptr + done, text.len - done);
}

static void put_plain(struct tsm_buf *out, struct tsm_str iri)
{
	char *to = tsm_buf_reserve(out, iri.len + 2);
	if (to == NULL)
		return;
	to[0] = '<';
	memcpy(to + 1, iri.ptr, iri.len);
	to[1 + iri.len] = '>';
	tsm_buf_commit(out, iri.len + 2);
}

static void put_iri(struct tsm_buf *out, struct tsm_str iri)
{
	(void)tsm_buf_addc(out, '<');
	put_text(out, iri, IN_IRI);
	(void)tsm_buf_addc(out, '>');
}

static void put_literal(struct tsm_buf *out, const struct tsm_rdf_term *term)
{
	(void)tsm_buf_addc(out, '"');
	put_text(out, term->value, IN_LITERAL);
	(void)tsm_buf_addc(out, '"');
	if (term->language.len > 0) {
		(void)tsm_buf_addc(out, '@');
		(void)tsm_buf_addstr(out, term->language);
	} else if (!tsm_str_eq(term->datatype, xsd_string)) {
		(void)tsm_buf_add(out, "^^", 2);
		put_iri(out, term->datatype);
	}
}

void tsm_nquads_write_term(struct tsm_buf *out, const struct tsm_rdf_term *term,
    const struct tsm_str *labels)
{
	switch (term->kind) {
	case TSM_RDF_IRI:
		if (term->plain)
			put_plain(out, term->value);
		else
			put_iri(out, term->value);
		break;
	case TSM_RDF_BLANK:
		(void)tsm_buf_add(out, "_:", 2);
		(void)tsm_buf_addstr(
		    out, labels != NULL ? labels[term->blank] : term->value);
		break;
	case TSM_RDF_LITERAL:
		put_literal(out, term);
		break;
	}
}

void tsm_nquads_write_quad(struct tsm_buf *out, const struct tsm_rdf_quad *quad,
    const struct tsm_str *labels)
{
	tsm_nquads_write_term(out, quad->subject, labels);
	(void)tsm_buf_addc(out, ' ');
	tsm_nquads_write_term(out, quad->predicate, labels);
	(void)tsm_buf_addc(out, ' ');
	tsm_nquads_write_term(out, quad->object, labels);
	if (quad->graph != NULL) {
		(void)tsm_buf_addc(out, ' ');
		tsm_nquads_write_term(out, quad->graph, labels);
	}
	(void)tsm_buf_add(out, " .\n", 3);
}

enum tsm_status tsm_nquads_write(
    struct tsm_buf *out, const struct tsm_rdf_dataset *dataset)
{
	for (size_t i = 0; i < dataset->count; i++)
		tsm_nquads_write_quad(out, &dataset->quads[i], NULL);
	return tsm_buf_status(out);
}
