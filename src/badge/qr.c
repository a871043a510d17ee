/* qr.c - see testamur/badge/qr.h. The only file that includes qrencode. */
#include "testamur/badge/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

#include "testamur/base/alloc.h"

/* ISO/IEC 18004 table 40: what the smallest level of version 40 holds. */
#define TEXT_MAX 7089

static QRecLevel level_of(enum tsm_qr_level level)
{
	switch (level) {
	case TSM_QR_L:
		return QR_ECLEVEL_L;
	case TSM_QR_Q:
		return QR_ECLEVEL_Q;
	case TSM_QR_H:
		return QR_ECLEVEL_H;
	case TSM_QR_M:
		break;
	}
	return QR_ECLEVEL_M;
}

/* ISO/IEC 18004 section 7.3.4. */
static bool all_alphanumeric(struct tsm_str text)
{
	static const struct tsm_str set =
	    TSM_STR("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:");
	for (size_t i = 0; i < text.len; i++) {
		if (tsm_str_find(set, text.ptr[i]) == set.len)
			return false;
	}
	return true;
}

/* One segment in one mode, so that the outcome is predictable. */
static QRcode *encode(struct tsm_str text, bool alphanumeric, QRecLevel level)
{
	QRencodeMode mode = alphanumeric ? QR_MODE_AN : QR_MODE_8;
	QRinput *input = QRinput_new2(0, level);
	QRcode *code = NULL;
	if (input == NULL)
		return NULL;
	if (QRinput_append(input, mode, (int)text.len,
		(const unsigned char *)text.ptr) == 0)
		code = QRcode_encodeInput(input);
	int saved = errno;
	QRinput_free(input);
	errno = saved;
	return code;
}

enum tsm_status tsm_qr_encode(struct tsm_str text, enum tsm_qr_level level,
    struct tsm_qr *ret_qr, struct tsm_error *err)
{
	struct tsm_qr qr = { .level = level };
	if (text.len == 0 || tsm_str_find(text, '\0') != text.len)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "a QR code needs a text without NUL");
	if (text.len > TEXT_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the text is too long for a QR code");
	qr.alphanumeric = all_alphanumeric(text);
	QRcode *code = encode(text, qr.alphanumeric, level_of(level));
	if (code == NULL && errno == ERANGE)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the text is too long for a QR code");
	if (code == NULL)
		return tsm_fail_memory(err);
	qr.size = (unsigned)code->width;
	qr.version = (unsigned)code->version;
	size_t count = (size_t)qr.size * qr.size;
	qr.modules = tsm_malloc(count);
	for (size_t i = 0; qr.modules != NULL && i < count; i++)
		qr.modules[i] = code->data[i] & 1;
	QRcode_free(code);
	if (qr.modules == NULL)
		return tsm_fail_memory(err);
	*ret_qr = qr;
	return TSM_OK;
}

void tsm_qr_release(struct tsm_qr *qr)
{
	tsm_free(qr->modules);
	(void)memset(qr, 0, sizeof(*qr));
}
