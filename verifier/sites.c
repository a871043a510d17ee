/* sites.c - ids and links, at the operator's sites only. */
#include "sites.h"

#include <string.h>
#include <time.h>

#include "guesses.h"
#include "testamur/base/uri.h"
#include "testamur/net/client.h"

/* What is asked for: secured forms before plain JSON and pictures. */
#define ACCEPT                                           \
 "application/vc, application/vc+jwt;q=0.9, "            \
 "application/vc+ld+json;q=0.8, application/jwt;q=0.7, " \
 "application/json;q=0.5, image/png;q=0.2, image/svg+xml;q=0.2"

/* A site that failed so often in a row is not asked again. */
#define FAILURES_MAX 5

/* Between two questions to a site that asks for patience. */
#define PAUSE_S 2

/* A text of this many letters and digits at least is meant as an id. */
#define NEARLY_MIN 20
#define NEARLY_MAX 40

static enum tsm_status none(
    struct site_found *found, const char *code, const char *detail)
{
	found->code = code;
	found->detail = detail;
	return TSM_OK;
}

enum tsm_status sites_add(
    struct sites *sites, const char *url, struct tsm_error *err)
{
	struct tsm_str text = tsm_str(url);
	struct tsm_uri uri;

	if (sites->count == SITES_MAX)
		return tsm_fail(
		    err, TSM_E_LIMIT, url, "at most %d addresses", SITES_MAX);
	while (tsm_str_ends(text, "/"))
		text.len--;
	if (tsm_uri_parse(text, &uri) != TSM_OK ||
	    !tsm_str_is_nocase(uri.scheme, "https") || uri.host.len == 0 ||
	    uri.userinfo.ptr != NULL || uri.has_query || uri.has_fragment)
		return tsm_fail(err, TSM_E_VALUE, url,
		    "this wants https://HOST or https://HOST/PATH");
	sites->list[sites->count++] = (struct site){ text, uri.port };
	return TSM_OK;
}

/* As a QR code writes it, too: scheme and host in capitals. */
static bool is_link(struct tsm_str text)
{
	static const char *const schemes[] = { "https://", "http://" };

	for (size_t i = 0; i < 2; i++) {
		size_t len = strlen(schemes[i]);
		if (text.len > len &&
		    tsm_str_is_nocase(tsm_str_n(text.ptr, len), schemes[i]))
			return true;
	}
	return false;
}

/* Letters and digits in groups, somewhat more or fewer than an id has. */
static bool is_nearly(struct tsm_str text)
{
	size_t count = 0;
	size_t digits = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (tsm_is_alpha(c) || tsm_is_digit(c))
			count++;
		else if (c != ' ' && c != '-')
			return false;
		digits += tsm_is_digit(c);
	}
	return count >= NEARLY_MIN && count <= NEARLY_MAX && digits > 0;
}

/* A document, a token, a drawing, a file: not what somebody typed. */
static bool is_document(struct tsm_str text)
{
	return text.len == 0 || text.ptr[0] == '{' || text.ptr[0] == '[' ||
	       text.ptr[0] == '<' || text.ptr[0] == '%' ||
	       tsm_str_starts(text, "eyJ");
}

bool sites_is_typed(struct tsm_str text)
{
	char id[TSM_SHORT_ID];

	/* editors put a byte order mark before documents */
	if (tsm_str_starts(text, "\xef\xbb\xbf"))
		text = tsm_str_n(text.ptr + 3, text.len - 3);
	text = tsm_str_trim(text);
	if (is_document(text) || text.len > TSM_LINK_TYPED_MAX)
		return false;
	return is_link(text) || is_nearly(text) ||
	       tsm_link_find_id(text, id, NULL) != TSM_E_SYNTAX;
}

/* Scheme, host, port and the beginning of the path are the operator's. */
static bool is_of(const struct site *site, const struct tsm_uri *link)
{
	struct tsm_uri own;
	char host[256];

	if (tsm_uri_parse(site->url, &own) != TSM_OK ||
	    own.host.len >= sizeof(host))
		return false;
	unsigned port = link->port != 0 ? link->port : 443;
	unsigned own_port = own.port != 0 ? own.port : 443;
	memcpy(host, own.host.ptr, own.host.len);
	host[own.host.len] = '\0';
	return tsm_str_is_nocase(link->scheme, "https") && port == own_port &&
	       link->userinfo.ptr == NULL &&
	       tsm_str_is_nocase(link->host, host) &&
	       link->path.len > own.path.len &&
	       link->path.ptr[own.path.len] == '/' &&
	       tsm_str_eq(tsm_str_n(link->path.ptr, own.path.len), own.path);
}

/* The path below the site's own is that of a credential by its id. */
static bool names_id(const struct site *site, const struct tsm_uri *link)
{
	struct tsm_uri own;

	if (tsm_uri_parse(site->url, &own) != TSM_OK)
		return false;
	struct tsm_str below = tsm_str_n(
	    link->path.ptr + own.path.len, link->path.len - own.path.len);
	return tsm_str_starts(below, "/V/") || tsm_str_starts(below, "/v/");
}

/* The operator's site of a link, or NULL. */
static const struct site *site_of(
    const struct sites *sites, const struct tsm_uri *link)
{
	for (size_t i = 0; i < sites->count; i++)
		if (is_of(&sites->list[i], link))
			return &sites->list[i];
	return NULL;
}

bool sites_are_one(const struct sites *sites, const char *a, const char *b)
{
	struct tsm_uri one, other;

	if (a == NULL || b == NULL ||
	    tsm_uri_parse(tsm_str(a), &one) != TSM_OK ||
	    tsm_uri_parse(tsm_str(b), &other) != TSM_OK)
		return false;
	const struct site *site = site_of(sites, &one);
	return site != NULL && site == site_of(sites, &other);
}

/* {"shared": …, "status": …}: an answer about, not of, a credential. */
static const struct tsm_json *statement_of(
    struct tsm_arena *arena, struct tsm_str body)
{
	const struct tsm_json *root = NULL;

	if (body.len == 0 || body.ptr[0] != '{' ||
	    tsm_json_parse(arena, body.ptr, body.len, NULL, &root, NULL) !=
		TSM_OK ||
	    tsm_json_get(root, "@context") != NULL ||
	    tsm_json_get(root, "shared") == NULL ||
	    tsm_json_get_string(root, "status") == NULL)
		return NULL;
	return root;
}

static enum tsm_status fetch(const struct site_asking *asking,
    const struct tsm_fetch_request *request, struct tsm_arena *arena,
    struct tsm_fetch_reply *reply, struct site_found *found)
{
	const struct timespec pause = { .tv_sec = PAUSE_S };
	struct tsm_fetch_session session;
	struct tsm_fetch_record **end = &found->fetched;
	enum tsm_status status;

	while (*end != NULL)
		end = &(*end)->next;
	for (unsigned waited = 0;; waited += PAUSE_S) {
		*reply = (struct tsm_fetch_reply){ 0 };
		tsm_fetch_session_init(&session, tsm_net_fetcher(asking->net),
		    arena, asking->now, 1);
		status = tsm_fetch(&session, request, reply, NULL);
		*end = session.first;
		/* RFC 6585 section 4: it will answer, only not so soon */
		if (status == TSM_OK || reply->http_status != 429 ||
		    waited >= asking->patience_s ||
		    (asking->stop != NULL && atomic_load(asking->stop)))
			return status;
		(void)nanosleep(&pause, NULL);
	}
}

/* Ask one address. TSM_E_NOT_FOUND: it has none; others: it gave none. */
static enum tsm_status ask(const struct site_asking *asking,
    const struct site *site, const char *url, struct tsm_arena *arena,
    struct tsm_fetch_reply *reply, struct site_found *found)
{
	atomic_uint *failures =
	    site != NULL && asking->failures != NULL
		? &asking->failures[site - asking->sites->list]
		: NULL;
	const struct tsm_fetch_request request = {
		.url = url,
		.accept = ACCEPT,
		.allowed_port = site != NULL ? site->port : 0,
	};

	if (url == NULL)
		return TSM_E_MEMORY;
	if (asking->net == NULL ||
	    (failures != NULL && atomic_load(failures) >= FAILURES_MAX))
		return TSM_E_UNREACHABLE;
	found->place = url;
	enum tsm_status status = fetch(asking, &request, arena, reply, found);
	if (failures == NULL)
		return status;
	if (status == TSM_OK || status == TSM_E_NOT_FOUND)
		atomic_store(failures, 0);
	else if (reply->http_status != 429)
		atomic_fetch_add(failures, 1);
	return status;
}

static enum tsm_status take(const struct site_asking *asking,
    struct tsm_str body, struct tsm_arena *arena, struct site_found *found)
{
	found->bytes = body;
	found->statement = statement_of(arena, body);
	if (found->statement == NULL)
		return TSM_OK;
	return none(found, "item.not_shared",
	    tsm_arena_printf(arena,
		tsm_say(asking->lang, "The issuer's site says, unsigned: %s"),
		tsm_json_get_string(found->statement, "status")));
}

static int64_t clock_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* One guess, to be given back where it was none. With patience it comes. */
static bool may_ask(const struct site_asking *asking, enum guess kind)
{
	const struct timespec pause = { .tv_sec = PAUSE_S };

	if (asking->guesses == NULL)
		return true;
	for (unsigned waited = 0;; waited += PAUSE_S) {
		if (guesses_take(
			asking->guesses, kind, asking->client, clock_ms()))
			return true;
		if (waited >= asking->patience_s ||
		    (asking->stop != NULL && atomic_load(asking->stop)))
			return false;
		(void)nanosleep(&pause, NULL);
	}
}

/* The sites in their order, or only the one that a link names. */
static enum tsm_status ask_sites(const struct site_asking *asking,
    const struct site *only, struct tsm_arena *arena, struct site_found *found)
{
	const char *code = "item.id_unknown";
	const char *detail = NULL;

	for (size_t i = 0; i < asking->sites->count; i++) {
		const struct site *site = &asking->sites->list[i];
		struct tsm_fetch_reply reply = { 0 };
		if (only != NULL && only != site)
			continue;
		enum tsm_status status = ask(asking, site,
		    tsm_arena_printf(arena, "%.*s/V/%s", (int)site->url.len,
			site->url.ptr, found->id),
		    arena, &reply, found);
		if (status == TSM_E_MEMORY)
			return TSM_E_MEMORY;
		if (status == TSM_OK)
			return take(asking, reply.body, arena, found);
		if (status == TSM_E_NOT_FOUND)
			continue;
		/* one that cannot be asked may be the one that has it */
		code = "item.unreachable";
		detail =
		    reply.http_status == 429
			? tsm_say(asking->lang,
			      "the site answers only so many questions a minute")
			: tsm_arena_str(arena, site->url);
	}
	return none(found, code, detail);
}

/* Known ids are refused, too, once the guesses are used up: their answer
 * would tell them. */
static enum tsm_status by_id(const struct site_asking *asking,
    const struct site *only, struct tsm_arena *arena, struct site_found *found)
{
	if (!may_ask(asking, GUESS_ID))
		return none(found, "item.unreachable",
		    tsm_say(asking->lang,
			"the site answers only so many questions a minute"));
	enum tsm_status status = ask_sites(asking, only, arena, found);
	if (asking->guesses != NULL &&
	    !tsm_streq(found->code, "item.id_unknown"))
		guesses_give(
		    asking->guesses, GUESS_ID, asking->client, clock_ms());
	return status;
}

/* A page for people, which has no place among credentials. */
static bool is_page(const struct tsm_fetch_reply *reply)
{
	return tsm_str_is(reply->content_type, "text/html") ||
	       tsm_str_is(reply->content_type, "application/xhtml+xml");
}

/* A link that is no id of ours: fetched as it is, with negotiation. */
static enum tsm_status by_link(const struct site_asking *asking,
    const struct site *site, struct tsm_str text, struct tsm_arena *arena,
    struct site_found *found)
{
	struct tsm_fetch_reply reply = { 0 };
	enum tsm_status status =
	    ask(asking, site, tsm_arena_str(arena, text), arena, &reply, found);

	if (status == TSM_E_MEMORY)
		return status;
	if (status == TSM_OK && is_page(&reply))
		return none(found, "item.no_credential_there", NULL);
	if (status == TSM_OK)
		return take(asking, reply.body, arena, found);
	if (status == TSM_E_NOT_FOUND)
		return none(found, "item.no_credential_there",
		    tsm_say(asking->lang, "There is nothing at this address."));
	return none(found, "item.unreachable",
	    status == TSM_E_DENIED || status == TSM_E_UNSUPPORTED
		? tsm_say(asking->lang,
		      "This address is never called from here (not https, not "
		      "public, another port, or it leads elsewhere).")
		: NULL);
}

/* What was typed as one layout or another would have it: the first that a
 * site knows. link.h: a check character is right by chance once in 32 times. */
static enum tsm_status by_layouts(const struct site_asking *asking,
    const struct site *only, struct tsm_str text, struct tsm_arena *arena,
    struct site_found *found)
{
	char id[TSM_SHORT_ID];
	bool typed = false; /* the id is sound as it was typed */

	for (unsigned i = 0; i < TSM_LINK_LAYOUTS; i++) {
		if (tsm_link_read(text, (enum tsm_link_layout)i, id) !=
			TSM_OK ||
		    strcmp(id, found->id) == 0)
			continue;
		typed = typed || i == TSM_LINK_AS_TYPED;
		memcpy(found->id, id, sizeof(id));
		(void)none(found, NULL, NULL);
		TSM_TRY(by_id(asking, only, arena, found));
		if (found->code == NULL ||
		    strcmp(found->code, "item.id_unknown") != 0)
			return TSM_OK;
	}
	return typed ? TSM_OK : none(found, "item.id_mistyped", NULL);
}

static enum tsm_status by_typed(const struct site_asking *asking,
    const struct site *only, struct tsm_str text, struct tsm_arena *arena,
    struct site_found *found)
{
	char id[TSM_SHORT_ID];
	enum tsm_status status = tsm_link_find_id(text, id, NULL);

	if (status == TSM_E_VALUE)
		return none(found, "item.id_mistyped", NULL);
	if (status != TSM_OK && status != TSM_E_AMBIGUOUS)
		return is_nearly(text)
			   ? none(found, "item.id_mistyped",
				 tsm_say(asking->lang,
				     "An id has 27 letters and digits."))
			   : none(found, "item.not_recognised", NULL);
	if (asking->sites->count == 0)
		return none(found, "item.no_issuer_url", NULL);
	return by_layouts(asking, only, text, arena, found);
}

enum tsm_status sites_find(const struct site_asking *asking,
    struct tsm_str text, struct tsm_arena *arena, struct site_found *ret_found)
{
	const struct site *site = NULL;
	struct tsm_uri link = { 0 };

	*ret_found = (struct site_found){ .code = NULL };
	text = tsm_str_trim(text);
	if (!is_link(text))
		return by_typed(asking, NULL, text, arena, ret_found);
	if (tsm_uri_parse(text, &link) != TSM_OK)
		return none(ret_found, "item.not_recognised", NULL);
	site = site_of(asking->sites, &link);
	if (site != NULL && names_id(site, &link))
		return by_typed(asking, site, link.path, arena, ret_found);
	if (asking->reach == SITES_ANYWHERE ||
	    (asking->reach == SITES_LINKS && site != NULL))
		return by_link(asking, site, text, arena, ret_found);
	/* the host is shown, and nothing is fetched */
	ret_found->place = tsm_arena_str(arena, text);
	return none(
	    ret_found, "item.other_host", tsm_arena_str(arena, link.host));
}

enum tsm_status sites_statement(const struct site_asking *asking,
    const char *id, struct tsm_arena *arena,
    const struct tsm_json **ret_statement)
{
	struct site_found found = { .code = NULL };
	struct tsm_fetch_reply reply = { 0 };
	const struct site *site = NULL;
	struct tsm_uri link;

	*ret_statement = NULL;
	if (id != NULL && tsm_uri_parse(tsm_str(id), &link) == TSM_OK &&
	    !link.has_query && !link.has_fragment)
		site = site_of(asking->sites, &link);
	if (site == NULL || !names_id(site, &link))
		return TSM_OK;
	enum tsm_status status =
	    ask(asking, site, tsm_arena_printf(arena, "%s?format=status", id),
		arena, &reply, &found);
	if (status == TSM_E_MEMORY)
		return status;
	if (status == TSM_OK)
		*ret_statement = statement_of(arena, reply.body);
	return TSM_OK;
}

enum tsm_status sites_compare(const struct site_asking *asking,
    const struct site_found *found, const char *claim, struct tsm_arena *arena,
    const char **ret_answer)
{
	static const char *const answers[] = { "match", "no_match" };
	const struct tsm_json *root = NULL;
	struct tsm_fetch_session session;
	struct tsm_fetch_reply reply = { 0 };
	struct tsm_uri link;
	struct tsm_buf form;

	*ret_answer = "open";
	if (found->place == NULL || asking->net == NULL ||
	    tsm_uri_parse(tsm_str(found->place), &link) != TSM_OK)
		return TSM_OK;
	const struct site *site = site_of(asking->sites, &link);
	if (site == NULL)
		return TSM_OK;
	if (!may_ask(asking, GUESS_CLAIM)) {
		*ret_answer = "limited";
		return TSM_OK;
	}
	tsm_buf_init(&form, 0);
	tsm_buf_adds(&form, "claim=");
	enum tsm_status status = tsm_uri_escape(&form, tsm_str(claim));
	if (status != TSM_OK) {
		tsm_buf_release(&form);
		return status;
	}
	const struct tsm_fetch_request request = {
		.url = found->place,
		.accept = "application/json",
		.allowed_port = site->port,
		.form = tsm_buf_str(&form),
	};
	tsm_fetch_session_init(
	    &session, tsm_net_fetcher(asking->net), arena, asking->now, 1);
	status = tsm_fetch(&session, &request, &reply, NULL);
	tsm_buf_release(&form);
	if (reply.http_status == 429)
		*ret_answer = "limited";
	if (status == TSM_OK)
		status = tsm_json_parse(
		    arena, reply.body.ptr, reply.body.len, NULL, &root, NULL);
	for (size_t i = 0; status == TSM_OK && i < 2; i++)
		if (tsm_streq(tsm_json_get_string(root, "answer"), answers[i]))
			*ret_answer = answers[i];
	return status == TSM_E_MEMORY ? status : TSM_OK;
}
