/*
 * test_web.c - the embedded templates: all compile, all render with
 * example data, and nothing in the data becomes markup.
 *
 * With PAGES_OUT set, the pages are also written to that folder.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/embed.h"
#include "testamur/base/file.h"
#include "testamur/json/write.h"
#include "testamur/pages/pages.h"

static struct tsm_pages *pages;

static int setup(void **state)
{
	struct tsm_error err = { 0 };

	(void)state;
	tsm_json_setup();
	if (tsm_pages_new(tsm_pages_embedded, NULL, &pages, &err) == TSM_OK)
		return 0;
	print_error("%s: %s\n", err.where, err.text);
	return 1;
}

static int teardown(void **state)
{
	(void)state;
	tsm_pages_free(&pages);
	return pages == NULL ? 0 : 1;
}

/* Example data as a literal; strings only need jansson's packer. */
static json_t *site(const char *kind)
{
	return json_pack("{s:s,s:s,s:s}", "name",
	    strcmp(kind, "verifier") == 0 ? "Licensing Board of Cascadia"
					  : "Badges of the North Union",
	    "kind", kind, "contact", "mailto:help@example.org");
}

static json_t *units(void)
{
	return json_pack(
	    "[{s:s,s:s}]", "value", "5", "name", "Montana OPI renewal units");
}

static json_t *achievement(void)
{
	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "name",
	    "Teaching with care: series 1", "type", "Certificate of completion",
	    "description",
	    "Six evening sessions on classroom practice, with a project.",
	    "image", "/issuers/north/achievements/care/image.png", "url",
	    "https://badges.example.org/issuers/north/achievements/care",
	    "criteria",
	    "Present for at least 80 % of each of five out of six sessions.",
	    "code", "NU-2021-117");
}

static json_t *issuer(void)
{
	return json_pack("{s:s,s:s,s:s,s:s}", "name",
	    "North Federation of Public Employees", "url",
	    "https://badges.example.org/issuers/north", "id",
	    "did:web:badges.example.org:issuers:north", "listed",
	    "Approved providers 2026");
}

static json_t *activity(void)
{
	return json_pack("{s:s,s:s,s:s}", "dates",
	    "19 November to 17 December 2021", "place", "Online", "mode",
	    "Live sessions");
}

static json_t *approval(void)
{
	return json_pack("{s:s,s:s,s:s,s:s}", "number", "RU-0421", "by",
	    "Montana Office of Public Instruction", "period",
	    "1 July 2021 to 30 June 2022", "ok", "yes");
}

static json_t *verdict(
    const char *word, const char *class, const char *sentence)
{
	return json_pack("{s:s,s:s,s:s}", "word", word, "class", class,
	    "sentence", sentence);
}

static void add_check(json_t *checks, const char *id, const char *title,
    const char *outcome, const char *code, const char *sentence,
    const char *who)
{
	tsm_json_add_new(
	    checks, json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "id", id, "title",
			title, "outcome", outcome, "code", code, "sentence",
			sentence, "who", who));
}

static json_t *checks(void)
{
	json_t *list = json_array();

	add_check(list, "input", "What was given", "pass", "input.ok",
	    "A credential as JSON.", "nobody");
	add_check(list, "signature", "Signature", "pass", "signature.ok",
	    "The signature holds: nothing was changed since it was signed.",
	    "nobody");
	add_check(list, "issuer", "Issuer", "warn", "issuer.not_on_your_list",
	    "The issuer is on none of your lists. That says nothing against "
	    "it: decide whether you know it.",
	    "verifier");
	add_check(list, "revocation", "Revocation", "could_not_check",
	    "revocation.list_unreachable",
	    "The issuer's website could not be reached, so we could not ask "
	    "whether the credential was revoked. It may be fine.",
	    "try_later");
	add_check(list, "suspension", "Suspension", "fail",
	    "suspension.suspended", "The issuer has suspended it.", "issuer");
	add_check(list, "presentation", "Presentation", "not_applicable",
	    "presentation.none", "It was not given in a presentation.",
	    "nobody");
	return list;
}

static json_t *worth(void)
{
	json_t *object = json_pack("{s:s,s:s,s:s,s:s}", "name",
	    "Anna-María O'Neil", "awarded", "17 December 2021", "number",
	    "4C7QX2ZK9M1N8R5T3V6W0Y2A4BD", "credential_id",
	    "https://badges.example.org/V/4C7QX2ZK9M1N8R5T3V6W0Y2A4BD");

	tsm_json_set_new(object, "achievement", achievement());
	tsm_json_set_new(object, "issuer", issuer());
	tsm_json_set_new(object, "units", units());
	tsm_json_set_new(object, "activity", activity());
	tsm_json_set_new(object, "approval", approval());
	return object;
}

/* What a result page has besides the answer. */
static void around(json_t *data)
{
	json_t *one = json_object();
	json_t *statement =
	    json_pack("{s:s,s:s,s:s,s:s,s:s}", "status", "revoked", "since",
		"3 May 2026", "reason", "issued in error", "awarded",
		"17 December 2021", "url", "https://badges.example.org/V/4C7");

	tsm_json_set(data, "lang", "en");
	tsm_json_set_new(data, "foreign",
	    json_pack("{s:s,s:s,s:s}", "host", "bagdes.example.org", "url",
		"https://bagdes.example.org/V/4C7", "id", "4C7"));
	tsm_json_set_new(data, "replacement",
	    json_pack("{s:s,s:s}", "url", "https://badges.example.org/V/4C7",
		"check", "https://badges.example.org/V/4C7"));
	tsm_json_set_new(data, "compare",
	    json_pack("{s:s,s:b,s:s,s:s}", "input", "4C7", "follow", 1,
		"answer", "no_match", "claim", "Ana Whitehorse"));
	tsm_json_set_new(data, "again",
	    json_pack("{s:s,s:b,s:[{s:s,s:s}]}", "input", "4C7", "follow", 1,
		"languages", "tag", "es", "name", "Español"));
	tsm_json_set_new(statement, "achievement", achievement());
	tsm_json_set_new(statement, "units", units());
	tsm_json_set_new(data, "statement", statement);
	tsm_json_set_new(
	    one, "verdict", verdict("REVOKED", "revoked", "It is revoked."));
	tsm_json_set_new(one, "worth", worth());
	tsm_json_set_new(one, "checks", checks());
	tsm_json_set_new(data, "credentials", json_pack("[o]", one));
	tsm_json_set_int(data, "presented", 1);
}

static json_t *result_data(
    const char *word, const char *class, const char *sentence)
{
	json_t *data = json_pack("{s:s,s:s,s:s,s:s,s:s}", "title", word,
	    "action", "/", "checked_at", "4 May 2026, 14:03 UTC", "reference",
	    "R-7F3K2M", "subject", "JSON file badge.json");

	tsm_json_set_new(data, "site", site("verifier"));
	tsm_json_set_new(data, "verdict", verdict(word, class, sentence));
	tsm_json_set_new(data, "worth", worth());
	tsm_json_set_new(data, "checks", checks());
	tsm_json_set_new(data, "maps",
	    json_pack(
		"[s]", "https://badges.example.org/=http://127.0.0.1:8080/"));
	tsm_json_set_new(data, "fetches",
	    json_pack("[{s:s,s:s,s:s,s:s}]", "url",
		"https://badges.example.org/issuers/north/did.json", "result",
		"200", "at", "2026-05-04T14:03:12Z", "sha256",
		"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f0"
		"0a08"));
	tsm_json_set(data, "report", "{\n  \"verdict\": \"verified\"\n}\n");
	return data;
}

static json_t *credential_data(bool shared)
{
	json_t *data = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "title",
	    "Teaching with care: series 1", "id", "4C7QX2ZK9M1N8R5T3V6W0Y2A4BD",
	    "id_spaced", "4C7QX 2ZK9M 1N8R5 T3V6W 0Y2A4 BD", "url",
	    "https://badges.example.org/V/4C7QX2ZK9M1N8R5T3V6W0Y2A4BD",
	    "match_action", "/V/4C7QX2ZK9M1N8R5T3V6W0Y2A4BD", "awarded",
	    "17 December 2021", "verify_url", "https://verify.example.org/",
	    "checked_at", "4 May 2026, 14:03 UTC");

	tsm_json_set_new(data, "site", site("issuer"));
	tsm_json_set_new(data, "verdict",
	    verdict("VALID", "valid",
		"The issuer states that this credential is in force."));
	tsm_json_set_new(data, "achievement", achievement());
	tsm_json_set_new(data, "issuer", issuer());
	tsm_json_set_new(data, "units", units());
	tsm_json_set_new(data, "activity", activity());
	tsm_json_set_new(data, "approval", approval());
	if (!shared) {
		tsm_json_set(data, "match", "no_match");
		return data;
	}
	tsm_json_set(data, "name", "Anna-María O'Neil");
	tsm_json_set_new(data, "og",
	    json_pack("{s:s,s:s}", "title", "Teaching with care", "url",
		"https://badges.example.org/V/4C7"));
	tsm_json_set_new(data, "downloads",
	    json_pack("[{s:s,s:s,s:s}{s:s,s:s,s:s}]", "name",
		"Certificate (PDF)", "url", "/V/4C7/certificate.pdf", "note",
		"A4, to print and frame", "name", "Badge picture (PNG)", "url",
		"/V/4C7/badge.png", "note",
		"The credential is inside the picture"));
	return data;
}

static json_t *issuer_data(void)
{
	json_t *data = json_pack("{s:s,s:{s:s,s:s,s:s,s:s,s:s,s:s}}", "title",
	    "North Federation", "organisation", "name",
	    "North Federation of Public Employees", "description",
	    "Professional learning for public employees.", "website",
	    "https://north.example.org/", "email", "learn@north.example.org",
	    "did", "did:web:badges.example.org:issuers:north", "did_url",
	    "/issuers/north/did.json");

	tsm_json_set_new(data, "site", site("issuer"));
	tsm_json_set_new(data, "approvals", json_pack("[o]", approval()));
	json_t *award = achievement();
	tsm_json_set_new(award, "units", units());
	tsm_json_set_new(data, "achievements", json_pack("[o]", award));
	tsm_json_set_new(data, "keys",
	    json_pack("[{s:s,s:s,s:s,s:s,s:s}]", "id", "es256-1", "url",
		"/issuers/north/keys/es256-1", "type", "ECDSA P-256", "from",
		"1 May 2026", "state", "in use"));
	return data;
}

static json_t *achievement_data(void)
{
	json_t *data = json_pack("{s:s,s:s,s:[{s:s}],s:[ss]}", "title",
	    "Teaching with care", "json_url",
	    "/issuers/north/achievements/care", "alignments", "name",
	    "ARM 10.57.216", "tags", "teaching", "care");

	tsm_json_set_new(data, "site", site("issuer"));
	tsm_json_set_new(data, "achievement", achievement());
	tsm_json_set_new(data, "issuer", issuer());
	tsm_json_set_new(data, "units", units());
	return data;
}

/* Render into out; with PAGES_OUT also into a file. */
static void render(
    const char *template, const char *file, json_t *data, struct tsm_buf *out)
{
	struct tsm_error err = { 0 };
	const char *folder = getenv("PAGES_OUT");

	tsm_buf_clear(out);
	assert_non_null(data);
	if (tsm_pages_render(pages, template, data, out, &err) != TSM_OK)
		fail_msg("%s: %s", err.where, err.text);
	json_decref(data);
	assert_non_null(strstr(tsm_buf_cstr(out), "</html>"));
	assert_null(strstr(tsm_buf_cstr(out), "{{"));
	if (folder != NULL) {
		char path[512];
		snprintf(path, sizeof(path), "%s/%s.html", folder, file);
		assert_int_equal(
		    tsm_file_write(path, out->data, out->len, 0644, &err),
		    TSM_OK);
	}
}

static void has(const struct tsm_buf *out, const char *text)
{
	if (strstr(tsm_buf_cstr(out), text) == NULL)
		fail_msg("no \"%s\"", text);
}

static void lacks(const struct tsm_buf *out, const char *text)
{
	if (strstr(tsm_buf_cstr(out), text) != NULL)
		fail_msg("\"%s\" is in the page", text);
}

static void every_page_renders(void **state)
{
	static const char *const verdicts[][3] = {
		{ "VALID", "valid", "Everything holds." },
		{ "VALID", "unlisted", "Issuer not on your list." },
		{ "REVOKED", "revoked", "The issuer has withdrawn it." },
		{ "SUSPENDED", "suspended", "Paused by the issuer." },
		{ "SUPERSEDED", "superseded", "There is a newer version." },
		{ "EXPIRED", "expired", "It ended on 1 May 2026." },
		{ "NOT YET VALID", "not_yet_valid", "It starts later." },
		{ "ALTERED", "altered", "The signature does not match." },
		{ "NOT VALID", "not_valid", "A rule is broken." },
		{ "COULD NOT BE CHECKED", "not_checked", "Try again later." },
	};
	struct tsm_buf out;

	(void)state;
	tsm_buf_init(&out, 0);
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
		char name[64];
		snprintf(name, sizeof(name), "result-%s", verdicts[i][1]);
		render("result.html", name,
		    result_data(verdicts[i][0], verdicts[i][1], verdicts[i][2]),
		    &out);
		has(&out, verdicts[i][0]);
		has(&out, verdicts[i][2]);
		has(&out, "Anna-María O&#39;Neil");
		has(&out, "<path d="); /* an icon, not colour alone */
	}
	render("credential.html", "credential", credential_data(false), &out);
	lacks(&out, "Anna");
	has(&out, "No match.");
	has(&out, "name=\"claim\"");
	render("credential.html", "credential-shared", credential_data(true),
	    &out);
	has(&out, "Anna-María");
	has(&out, "certificate.pdf");
	has(&out, "og:title");
	lacks(&out, "name=\"claim\"");
	render("issuer.html", "issuer", issuer_data(), &out);
	has(&out, "mailto:learn%40north.example.org");
	has(&out, "RU-0421");
	render("achievement.html", "achievement", achievement_data(), &out);
	has(&out, "ARM 10.57.216");
	render("home.html", "home",
	    json_pack("{s:s,s:o,s:s,s:[{s:s,s:s,s:s}]}", "title", "Home",
		"site", site("issuer"), "verify_url",
		"https://verify.example.org/", "organisations", "name",
		"North Federation", "url", "/issuers/north", "description",
		"Professional learning"),
	    &out);
	has(&out, "/issuers/north");
	render("verify.html", "verify",
	    json_pack("{s:s,s:o,s:s}", "title", "Check", "site",
		site("verifier"), "action", "/"),
	    &out);
	has(&out, "autofocus");
	render("error.html", "error",
	    json_pack("{s:s,s:o,s:s,s:s,s:s,s:s}", "title", "Not found", "site",
		site("issuer"), "status", "404", "heading", "Not found",
		"detail", "There is nothing at this address.", "request_id",
		"9f86d081884c7d659a2feaa0c55ad015"),
	    &out);
	tsm_buf_release(&out);
}

/* Every template, given nothing at all, still makes a whole page. */
static void empty_data(void **state)
{
	struct tsm_buf out;
	const char *name = NULL;

	(void)state;
	tsm_buf_init(&out, 0);
	for (size_t i = 0; (name = tsm_pages_name(pages, i)) != NULL; i++) {
		struct tsm_error err = { 0 };
		json_t *data = json_object();
		tsm_buf_clear(&out);
		/* a layout is no page: it would hold itself */
		assert_int_equal(
		    tsm_pages_render(pages, name, data, &out, &err),
		    strcmp(name, "layout.html") == 0 ? TSM_E_LIMIT : TSM_OK);
		json_decref(data);
	}
	tsm_buf_release(&out);
}

/* Replace every string in a tree. */
static void poison(json_t *value, const char *text)
{
	size_t index;
	const char *key;
	json_t *member;

	if (json_is_string(value))
		assert_int_equal(json_string_set(value, text), 0);
	json_array_foreach(value, index, member)
		poison(member, text);
	json_object_foreach(value, key, member)
		poison(member, text);
}

static void injection(void **state)
{
	static const char *const texts[] = {
		"\"><script>alert(1)</script>",
		"' onmouseover='alert(1)",
		"javascript:alert(1)",
		"JAVASCRIPT:alert(1)",
		"java\tscript:alert(1)",
		" javascript:alert(1)",
		"data:text/html,<script>alert(1)</script>",
		"vbscript:x",
		"//evil.example/",
		"\\\\evil.example",
		"{{site.name}}",
	};
	struct tsm_buf out;

	(void)state;
	tsm_buf_init(&out, 0);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		json_t *several = result_data("a", "b", "c");
		around(several);
		json_t *all[] = { result_data("a", "b", "c"), several,
			credential_data(true), credential_data(false),
			issuer_data(), achievement_data() };
		const char *names[] = { "result", "result", "credential",
			"credential", "issuer", "achievement" };
		for (size_t n = 0; n < 6; n++) {
			struct tsm_error err = { 0 };
			tsm_buf_clear(&out);
			poison(all[n], texts[i]);
			assert_int_equal(tsm_pages_render(pages, names[n],
					     all[n], &out, &err),
			    TSM_OK);
			json_decref(all[n]);
			lacks(&out, "<script");
			lacks(&out, "onmouseover='");
			lacks(&out, "href=\"java");
			lacks(&out, "href=\"JAVA");
			lacks(&out, "href=\" ");
			lacks(&out, "href=\"data:text");
			lacks(&out, "href=\"vb");
			lacks(&out, "href=\"//");
			lacks(&out, "href=\"\\");
			lacks(&out, "src=\"data:text");
			lacks(&out, "action=\"java");
		}
	}
	tsm_buf_release(&out);
}

static void assets(void **state)
{
	const struct tsm_asset *asset =
	    tsm_pages_asset(pages, NULL, "site.css");

	(void)state;
	assert_non_null(asset);
	assert_string_equal(asset->content_type, "text/css; charset=utf-8");
	assert_int_equal(strlen(asset->hash), 16);
	assert_ptr_equal(
	    tsm_pages_asset(pages, asset->hash, "site.css"), asset);
	assert_null(tsm_pages_asset(pages, "0000000000000000", "site.css"));
	assert_null(tsm_pages_asset(pages, asset->hash, "other.css"));
	assert_null(tsm_pages_asset(pages, NULL, "layout.html"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_page_renders),
		cmocka_unit_test(empty_data),
		cmocka_unit_test(injection),
		cmocka_unit_test(assets),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
