#include "server.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

#include "gallery.h"
#include "sealer.h"

#define POOL_WAIT_MS 3000
#define VISIT_MEMORY ((size_t)64 << 20) /* of one request, at most */

int64_t server_clock_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- one request --------------------------------------------------------- */

/* What went wrong with us is logged and never told. */
static enum tsm_status judge(
    const struct visit *v, enum tsm_status status, struct tsm_error *err)
{
	if (status == TSM_OK || v->refused)
		return status;
	if (err->status != status)
		*err = (struct tsm_error){ .status = status };
	server_log(v->server, "error", tsm_status_name(status), v->request->id,
	    err->text);
	return tsm_status_http(status) == 503 ? status : TSM_E_INTERNAL;
}

enum tsm_status visit(void *server, const struct tsm_request *request,
    struct tsm_response *response, visit_action *action, struct tsm_error *err)
{
	struct visit v = {
		.server = server,
		.request = request,
		.response = response,
		.lang = tsm_request_lang(request),
	};
	v.app.public_url = v.server->public_url;
	v.app.actor = "web";
	v.app.now = request->now;
	v.app.quiet = true;
	v.app.random = tsm_random_system();
	tsm_arena_init(&v.app.arena, VISIT_MEMORY);
	enum tsm_status status = tsm_store_pool_take(
	    v.server->pool, POOL_WAIT_MS, &v.app.store, err);
	if (status == TSM_OK)
		status = action(&v, err);
	status = judge(&v, status, err);
	tsm_store_pool_give(v.server->pool, &v.app.store);
	tsm_arena_release(&v.app.arena);
	return status;
}

enum tsm_status visit_refuse(struct visit *visit, struct tsm_error *err,
    enum tsm_status status, const char *sentence)
{
	visit->refused = true;
	return tsm_fail(err, status, NULL, "%s", sentence);
}

enum tsm_status visit_form(
    struct visit *visit, struct tsm_form *ret_form, struct tsm_error *err)
{
	const struct tsm_request *request = visit->request;
	enum tsm_status status =
	    tsm_request_same_origin(request, visit->server->origin, err);
	if (status == TSM_OK)
		status = tsm_request_form(request, ret_form, err);
	visit->refused = status != TSM_OK && status != TSM_E_MEMORY;
	return status;
}

const char *visit_path(struct visit *visit, const char *fmt, ...)
{
	struct tsm_buf path;
	char text[512];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(text))
		return NULL;
	tsm_buf_init(&path, 0);
	(void)tsm_buf_adds(&path, visit->server->base);
	(void)tsm_buf_adds(&path, text);
	const char *copy =
	    tsm_buf_status(&path) == TSM_OK
		? tsm_arena_str(&visit->app.arena, tsm_buf_str(&path))
		: NULL;
	tsm_buf_release(&path);
	return copy;
}

/* --- answers -------------------------------------------------------------- */

/* Members that could not be set would be absent without a word. */
static enum tsm_status whole(const json_t *data)
{
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_json_write(data, TSM_JSON_COMPACT, &text);
	tsm_buf_release(&text);
	return status;
}

static enum tsm_status render(const struct server *server, enum tsm_lang lang,
    const char *page, const char *title, json_t *data,
    struct tsm_response *response, struct tsm_error *err)
{
	json_t *site = tsm_json_set_object(data, "site");
	tsm_json_set(data, "title", title);
	tsm_json_set(site, "name", server->name);
	tsm_json_set(site, "kind", "issuer");
	tsm_json_set(site, "contact", server->contact);
	tsm_json_set(data, "verify_url", server->verify_url);
	tsm_pages_languages(data, lang);
	TSM_TRY(whole(data));
	response->content_type = "text/html; charset=utf-8";
	tsm_response_header(response, "Content-Language", tsm_lang_tag(lang));
	tsm_response_header(response, "Vary", "Accept-Language");
	return tsm_pages_render(
	    server->pages[lang], page, data, &response->body, err);
}

enum tsm_status visit_page(struct visit *visit, const char *page,
    const char *title, json_t *data, struct tsm_error *err)
{
	enum tsm_status status = render(visit->server, visit->lang, page, title,
	    data, visit->response, err);
	json_decref(data);
	return status;
}

enum tsm_status server_problem_page(void *server,
    const struct tsm_request *request, const struct tsm_problem *problem,
    struct tsm_response *response)
{
	const struct server *s = server;
	enum tsm_lang lang = tsm_request_lang(request);
	const char *title = tsm_say(lang, problem->title);
	char status[12];
	json_t *data = json_object();
	(void)snprintf(status, sizeof(status), "%d", problem->status);
	tsm_json_set(data, "status", status);
	tsm_json_set(data, "heading", title);
	if (problem->detail[0] != '\0') {
		/* a sentence, as a person expects one */
		char *text = tsm_arena_printf(
		    request->arena, "%s.", tsm_say(lang, problem->detail));
		if (text != NULL && text[0] >= 'a' && text[0] <= 'z')
			text[0] = (char)(text[0] - 'a' + 'A');
		tsm_json_set(data, "detail", text);
	}
	tsm_json_set(data, "request_id", request->id);
	tsm_json_set_bool(data, "noindex", true);
	enum tsm_status done =
	    render(s, lang, "error.html", title, data, response, NULL);
	json_decref(data);
	return done;
}

enum tsm_status visit_document(struct visit *visit, const char *type,
    json_t *document, unsigned seconds, struct tsm_error *err)
{
	struct tsm_response *response = visit->response;
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_json_write(document, TSM_JSON_PRETTY, &text);
	json_decref(document);
	if (status == TSM_OK)
		tsm_response_take(response, type, &text);
	tsm_buf_release(&text);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the document cannot be written");
	tsm_response_cors(response);
	tsm_response_cache(response, visit->request, seconds, false);
	return tsm_response_etag(response);
}

const char *visit_negotiate(
    struct visit *visit, const char *const *offers, size_t count)
{
	const char *format = tsm_request_query(visit->request, "format");
	tsm_response_header(visit->response, "Vary", "Accept");
	for (size_t i = 0; format != NULL && i < count; i++) {
		if (tsm_str_ends(tsm_str(offers[i]), format) &&
		    (tsm_streq(format, "json") || tsm_streq(format, "jwt") ||
			tsm_streq(format, "html")))
			return offers[i];
	}
	int best = tsm_request_prefers(visit->request, offers, count);
	return offers[best > 0 ? best : 0];
}

/* --- health ---------------------------------------------------------------- */

enum tsm_status server_ready(void *server, struct tsm_error *err)
{
	struct server *s = server;
	struct tsm_store *store = NULL;
	TSM_TRY(tsm_store_pool_take(s->pool, POOL_WAIT_MS, &store, err));
	enum tsm_status status = tsm_store_ping(store, err);
	tsm_store_pool_give(s->pool, &store);
	return status;
}

void server_metrics(void *server, struct tsm_buf *out)
{
	struct server *s = server;
	const struct {
		const char *name;
		const char *help;
		uint64_t value;
	} counters[] = {
		{ "testamur_status_lists_signed_total",
		    "Status lists signed after a change.",
		    sealer_signed(s->sealer) },
		{ "testamur_signer_starts_total", "Starts of the key process.",
		    sealer_starts(s->sealer) },
		{ "testamur_pictures_drawn_total",
		    "Pictures drawn, not found in the cache.",
		    gallery_drawn(s->gallery) },
	};
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		(void)tsm_buf_printf(out,
		    "# HELP %s %s\n# TYPE %s counter\n%s %llu\n",
		    counters[i].name, counters[i].help, counters[i].name,
		    counters[i].name, (unsigned long long)counters[i].value);
	(void)tsm_buf_printf(out,
	    "# HELP testamur_guesses_refused_total Comparisons refused.\n"
	    "# TYPE testamur_guesses_refused_total counter\n"
	    "testamur_guesses_refused_total{of=\"client\"} %llu\n"
	    "testamur_guesses_refused_total{of=\"credential\"} %llu\n",
	    (unsigned long long)tsm_limiter_refused(
		s->guesses, SERVER_GUESS_CLIENT),
	    (unsigned long long)tsm_limiter_refused(
		s->guesses, SERVER_GUESS_CREDENTIAL));
}
