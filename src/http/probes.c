/*
 * probes.c - handlers that every service has: health, readiness, metrics.
 */
#include <inttypes.h>

#include "server_impl.h"

static void write_metrics(const struct tsm_server *server, struct tsm_buf *out)
{
	const struct tsm_service *service = &server->service;

	tsm_metrics_write(service->metrics, out);
	tsm_buf_printf(out,
	    "# HELP http_requests_active Requests being served.\n"
	    "# TYPE http_requests_active gauge\nhttp_requests_active %u\n"
	    "# HELP http_connections Connections open.\n"
	    "# TYPE http_connections gauge\nhttp_connections %u\n",
	    atomic_load(&server->active), atomic_load(&server->accepted));
	if (service->limiter == NULL)
		return;
	tsm_buf_adds(out, "# HELP http_rate_refused_total Requests refused "
			  "by rate class.\n"
			  "# TYPE http_rate_refused_total counter\n");
	for (size_t i = 0; i < service->options.rate_count; i++)
		tsm_buf_printf(out,
		    "http_rate_refused_total{class=\"%s\"} %" PRIu64 "\n",
		    service->options.rates[i].name,
		    tsm_limiter_refused(service->limiter, i));
}

enum tsm_status tsm_handle_healthz(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)app;
	(void)err;
	tsm_response_cache(response, request, 0, false);
	return tsm_response_text(response, "ok\n");
}

enum tsm_status tsm_handle_readyz(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	const struct tsm_service *service = &request->server->service;

	(void)app;
	if (atomic_load(&request->server->stopping))
		return tsm_fail(err, TSM_E_BUSY, NULL, "stopping");
	if (service->options.ready != NULL &&
	    service->options.ready(service->app, err) != TSM_OK)
		return TSM_E_BUSY;
	tsm_response_cache(response, request, 0, false);
	return tsm_response_text(response, "ready\n");
}

enum tsm_status tsm_handle_metrics(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	const struct tsm_service *service = &request->server->service;

	(void)app;
	(void)err;
	tsm_response_cache(response, request, 0, false);
	response->content_type = "text/plain; version=0.0.4; charset=utf-8";
	write_metrics(request->server, &response->body);
	if (service->options.metrics != NULL)
		service->options.metrics(service->app, &response->body);
	return tsm_buf_status(&response->body);
}
