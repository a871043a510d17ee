#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "testamur/base/str.h"
#include "testamur/net/mail.h"

static struct tsm_mail plain(void)
{
	return (struct tsm_mail){
		.from = "awards@college.example",
		.to = "ada@x.example",
		.subject = "Your badge",
		.body = "Hello Ada,\n\nwell done.\n",
		.id = "0a1b-2",
		.date = 1706797800,
	};
}

static void expect(const struct tsm_mail *mail, const char *text)
{
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_mail_write(mail, &out, NULL), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), text);
	tsm_buf_release(&out);
}

static void test_plain(void **state)
{
	(void)state;
	struct tsm_mail mail = plain();
	expect(&mail, "From: <awards@college.example>\r\n"
		      "To: <ada@x.example>\r\n"
		      "Subject: =?UTF-8?B?WW91ciBiYWRnZQ==?=\r\n"
		      "Date: Thu, 1 Feb 2024 14:30:00 +0000\r\n"
		      "Message-ID: <0a1b-2@college.example>\r\n"
		      "Auto-Submitted: auto-generated\r\n"
		      "MIME-Version: 1.0\r\n"
		      "Content-Type: text/plain; charset=utf-8\r\n"
		      "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		      "Hello Ada,\r\n\r\nwell done.\r\n");
}

static const char *body_of(const struct tsm_buf *out)
{
	const char *body = strstr(tsm_buf_cstr(out), "\r\n\r\n");
	assert_non_null(body);
	return body + 4;
}

/* '=', accents, spaces at the end of a line, long lines. */
static void test_quoted_printable(void **state)
{
	(void)state;
	struct tsm_mail mail = plain();
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	mail.body = "a=b \xc3\xa9 \n.";
	assert_int_equal(tsm_mail_write(&mail, &out, NULL), TSM_OK);
	assert_string_equal(body_of(&out), "a=3Db =C3=A9=20\r\n.\r\n");
	tsm_buf_clear(&out);
	char text[400];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	text[74] = '=';
	mail.body = text;
	assert_int_equal(tsm_mail_write(&mail, &out, NULL), TSM_OK);
	size_t column = 0;
	for (const char *p = body_of(&out); *p != '\0'; p++) {
		column = *p == '\n' ? 0 : column + (*p != '\r');
		assert_true(column <= 76);
	}
	tsm_buf_release(&out);
}

/* Encoded words hold at most 75 characters and whole characters. */
static void test_subject(void **state)
{
	(void)state;
	struct tsm_mail mail = plain();
	mail.from_name = "\xc3\x89quipe";
	mail.subject =
	    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	    "\xc3\xa9\xc3\xa9";
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_mail_write(&mail, &out, NULL), TSM_OK);
	const char *text = tsm_buf_cstr(&out);
	assert_non_null(strstr(text, "From: =?UTF-8?B?w4lxdWlwZQ==?=\r\n <"));
	/* 44 bytes, then the last character */
	assert_non_null(
	    strstr(text, "w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6"
			 "nDqcOpw6nDqcOpw6k=?=\r\n "
			 "=?UTF-8?B?w6k=?=\r\n"));
	tsm_buf_release(&out);
}

static void test_refused(void **state)
{
	(void)state;
	static const char *const addresses[] = { "", "ada", "@x", "ada@",
		"a@b@c", "a b@x", "a@x>,<b@y", "a@x\r\nBcc: b@y", "a,b@x",
		"\xc3\xa9@x.example", "\"a\"@x" };
	static const char *const lines[] = { "a\r\nBcc: b@y", "a\nb", "\x1b[1m",
		"\xff" };
	struct tsm_error err = { 0 };
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		struct tsm_mail mail = plain();
		mail.to = addresses[i];
		assert_int_equal(
		    tsm_mail_write(&mail, &out, &err), TSM_E_VALUE);
		assert_null(strstr(err.text, "ada"));
		mail = plain();
		mail.from = addresses[i];
		assert_int_equal(
		    tsm_mail_write(&mail, &out, &err), TSM_E_VALUE);
	}
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct tsm_mail mail = plain();
		mail.subject = lines[i];
		assert_int_equal(
		    tsm_mail_write(&mail, &out, &err), TSM_E_VALUE);
		mail = plain();
		mail.from_name = lines[i];
		assert_int_equal(
		    tsm_mail_write(&mail, &out, &err), TSM_E_VALUE);
	}
	struct tsm_mail mail = plain();
	mail.id = "a b";
	assert_int_equal(tsm_mail_write(&mail, &out, &err), TSM_E_VALUE);
	mail = plain();
	mail.body = "\xc3";
	assert_int_equal(tsm_mail_write(&mail, &out, &err), TSM_E_VALUE);
	assert_int_equal(out.len, 0);
	tsm_buf_release(&out);
}

static void test_server(void **state)
{
	(void)state;
	static const char *const servers[] = { "", "mail.example",
		"http://mail.example", "smtp://", "smtp://u:p@mail.example",
		"smtp://mail.example/x", "smtp://mail.example?x" };
	struct tsm_mailer *mailer = NULL;
	struct tsm_error err = { 0 };
	for (size_t i = 0; i < sizeof(servers) / sizeof(servers[0]); i++) {
		const struct tsm_mail_options options = { .server =
							      servers[i] };
		assert_int_equal(
		    tsm_mailer_new(&options, &mailer, &err), TSM_E_VALUE);
	}
	const struct tsm_mail_options half = { .server = "smtp://mail.example",
		.user = "u" };
	assert_int_equal(tsm_mailer_new(&half, &mailer, &err), TSM_E_DENIED);
	assert_null(mailer);
	/* nobody listens there */
	const struct tsm_mail_options none = { .server = "smtp://127.0.0.1:1" };
	struct tsm_mail mail = plain();
	assert_int_equal(tsm_mailer_new(&none, &mailer, &err), TSM_OK);
	assert_int_equal(
	    tsm_mailer_send(mailer, &mail, &err), TSM_E_UNREACHABLE);
	mail.to = "nobody";
	assert_int_equal(tsm_mailer_send(mailer, &mail, &err), TSM_E_VALUE);
	tsm_mailer_free(&mailer);
	assert_null(mailer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_quoted_printable),
		cmocka_unit_test(test_subject),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_server),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
