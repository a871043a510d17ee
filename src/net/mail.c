/* mail.c - a message as bytes: RFC 5322, RFC 2045 and RFC 2047. */
#include "testamur/net/mail.h"

#include "testamur/base/encode.h"
#include "testamur/base/str.h"
#include "testamur/base/time.h"

#define WORD_BYTES  45  /* of text in one encoded word: 75 characters */
#define LINE_MAX    75  /* before the soft line break, RFC 2045 6.7 (5) */
#define ADDRESS_MAX 254 /* RFC 5321 section 4.5.3.1 */

static bool plain_ascii(char c)
{
	return c > ' ' && c < 0x7f;
}

/* One address of the plain kind; what could end it early is none. */
static bool is_address(const char *text)
{
	size_t at = 0;
	size_t ats = 0;
	size_t n = 0;
	if (text == NULL)
		return false;
	for (; text[n] != '\0'; n++) {
		if (!plain_ascii(text[n]) ||
		    tsm_str_find(tsm_str("<>(),;:\\\"[]"), text[n]) < 11)
			return false;
		if (text[n] == '@') {
			ats++;
			at = n;
		}
	}
	return n <= ADDRESS_MAX && ats == 1 && at > 0 && at + 1 < n;
}

/* One line of valid UTF-8 without control characters. */
static bool is_line(const char *text, size_t max)
{
	size_t len = 0;
	for (; text[len] != '\0'; len++) {
		if ((unsigned char)text[len] < ' ' || text[len] == 0x7f ||
		    len >= max)
			return false;
	}
	return tsm_utf8_valid(text, len, NULL);
}

static bool is_id(const char *text)
{
	size_t n = 0;
	for (; text != NULL && text[n] != '\0'; n++) {
		if (!tsm_is_alpha(text[n]) && !tsm_is_digit(text[n]) &&
		    text[n] != '-')
			return false;
	}
	return n > 0 && n <= 64;
}

static enum tsm_status check(const struct tsm_mail *mail, struct tsm_error *err)
{
	if (!is_address(mail->from) || !is_address(mail->to))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "not an e-mail address that can be written to");
	if (mail->from_name != NULL &&
	    !is_line(mail->from_name, TSM_MAIL_SUBJECT_MAX))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "the sender's name cannot be a header");
	if (!is_line(mail->subject, TSM_MAIL_SUBJECT_MAX))
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "the subject cannot be a header");
	if (!is_id(mail->id))
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "the message has no id");
	struct tsm_str body = tsm_str(mail->body);
	if (body.len > TSM_MAIL_BODY_MAX ||
	    !tsm_utf8_valid(body.ptr, body.len, NULL))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "the text is too long or not UTF-8");
	return TSM_OK;
}

/* RFC 2047 section 2: encoded words, cut between characters. */
static enum tsm_status add_words(struct tsm_buf *out, const char *text)
{
	struct tsm_str rest = tsm_str(text);
	while (rest.len > 0) {
		size_t n = tsm_utf8_cut(rest, WORD_BYTES).len;
		(void)tsm_buf_adds(out, "=?UTF-8?B?");
		TSM_TRY(tsm_base64_encode(out, rest.ptr, n));
		(void)tsm_buf_adds(out, n < rest.len ? "?=\r\n " : "?=");
		rest = tsm_str_n(rest.ptr + n, rest.len - n);
	}
	return tsm_buf_status(out);
}

/* RFC 2045 section 6.7, lines of at most 76 characters. */
static void add_quoted_printable(struct tsm_buf *out, const char *text)
{
	static const char HEX[] = "0123456789ABCDEF";
	size_t column = 0;
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		/* a space that ends a line would be lost */
		bool last = p[1] == '\n' || p[1] == '\0';
		bool literal =
		    (plain_ascii(*p) && c != '=') || (c == ' ' && !last);
		if (c == '\n') {
			(void)tsm_buf_adds(out, "\r\n");
			column = 0;
			continue;
		}
		if (column + (literal ? 1 : 3) > LINE_MAX) {
			(void)tsm_buf_adds(out, "=\r\n");
			column = 0;
		}
		if (literal) {
			(void)tsm_buf_addc(out, *p);
			column++;
		} else {
			(void)tsm_buf_addc(out, '=');
			(void)tsm_buf_addc(out, HEX[c >> 4]);
			(void)tsm_buf_addc(out, HEX[c & 15]);
			column += 3;
		}
	}
	if (column > 0)
		(void)tsm_buf_adds(out, "\r\n");
}

/* RFC 5322 section 3.3. */
static enum tsm_status add_date(struct tsm_buf *out, int64_t date)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri",
		"Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tsm_civil c;
	TSM_TRY(tsm_unix_to_civil(date, &c));
	return tsm_buf_printf(out,
	    "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n",
	    days[tsm_civil_weekday(&c)], c.day, months[c.month - 1], c.year,
	    c.hour, c.minute, c.second);
}

enum tsm_status tsm_mail_write(
    const struct tsm_mail *mail, struct tsm_buf *out, struct tsm_error *err)
{
	TSM_TRY(check(mail, err));
	(void)tsm_buf_adds(out, "From: ");
	if (mail->from_name != NULL) {
		(void)add_words(out, mail->from_name);
		(void)tsm_buf_adds(out, "\r\n ");
	}
	(void)tsm_buf_printf(
	    out, "<%s>\r\nTo: <%s>\r\nSubject: ", mail->from, mail->to);
	(void)add_words(out, mail->subject);
	(void)tsm_buf_adds(out, "\r\n");
	if (add_date(out, mail->date) == TSM_E_VALUE)
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "the date is out of range");
	struct tsm_str host = tsm_str(mail->from);
	(void)tsm_str_split(host, '@', &host);
	(void)tsm_buf_printf(out,
	    "Message-ID: <%s@%.*s>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
	    mail->id, (int)host.len, host.ptr);
	add_quoted_printable(out, mail->body);
	enum tsm_status status = tsm_buf_status(out);
	return status == TSM_OK ? status : tsm_fail_memory(err);
}
