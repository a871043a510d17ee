/* answer.c - see testamur/decodeclient/protocol.h. */
#include "testamur/decodeclient/protocol.h"

/* The answers there are, as bytes: never another. */
static const enum tsm_status answers[] = { TSM_OK, TSM_E_NOT_FOUND,
	TSM_E_SYNTAX, TSM_E_LIMIT, TSM_E_DENIED, TSM_E_UNSUPPORTED };
#define ANSWERS (sizeof(answers) / sizeof(answers[0]))

enum tsm_status tsm_decode_answer_write(enum tsm_status status,
    const struct tsm_str *texts, size_t count, struct tsm_buf *out)
{
	size_t n = 0;

	while (n < ANSWERS && answers[n] != status)
		n++;
	if (n == ANSWERS)
		return status;
	tsm_buf_addc(out, (char)n);
	for (size_t i = 0; status == TSM_OK && i < count; i++) {
		tsm_buf_addc(out, (char)(texts[i].len >> 8));
		tsm_buf_addc(out, (char)(texts[i].len & 255));
		tsm_buf_addstr(out, texts[i]);
	}
	return tsm_buf_status(out);
}

enum tsm_status tsm_decode_answer_read(struct tsm_str answer,
    struct tsm_arena *arena, struct tsm_str texts[TSM_DECODE_TEXTS_MAX],
    size_t *ret_count)
{
	const unsigned char *at = (const void *)answer.ptr;
	size_t left = answer.len;
	size_t count = 0;

	if (left == 0 || at[0] >= ANSWERS || (at[0] != 0 && left != 1))
		return TSM_E_IO;
	if (at[0] != 0)
		return answers[at[0]];
	at++;
	left--;
	while (left > 0) {
		if (left < 2 || count == TSM_DECODE_TEXTS_MAX)
			return TSM_E_IO;
		size_t len = (size_t)at[0] << 8 | at[1];
		if (len == 0 || len > TSM_DECODE_TEXT_MAX || len > left - 2 ||
		    !tsm_utf8_valid((const char *)at + 2, len, NULL))
			return TSM_E_IO;
		const char *copy = tsm_arena_copy(arena, at + 2, len);
		if (copy == NULL)
			return TSM_E_MEMORY;
		texts[count++] = tsm_str_n(copy, len);
		at += 2 + len;
		left -= 2 + len;
	}
	*ret_count = count;
	return count > 0 ? TSM_OK : TSM_E_IO;
}
