/*
 * metrics.c - what was served, as Prometheus text.
 */
#include <inttypes.h>
#include <stdatomic.h>

#include "metrics.h"
#include "testamur/base/alloc.h"

/* Upper edges of the duration histogram in microseconds. */
static const struct {
	uint64_t micros;
	const char *label;
} edges[] = { { 1000, "0.001" }, { 5000, "0.005" }, { 25000, "0.025" },
	{ 100000, "0.1" }, { 500000, "0.5" }, { 1000000, "1" },
	{ 5000000, "5" }, { 10000000, "10" } };

enum {
	EDGES = sizeof(edges) / sizeof(edges[0]),
	CLASSES = 6
};

struct row {
	_Atomic uint64_t by_class[CLASSES]; /* 2: 2xx, …; 0: cut off */
	_Atomic uint64_t by_edge[EDGES + 1];
	_Atomic uint64_t micros;
	_Atomic uint64_t bytes;
};

struct tsm_metrics {
	const struct tsm_route *table;
	size_t count;
	struct row *rows; /* count + 1: the last is "no route" */
};

struct tsm_metrics *tsm_metrics_new(const struct tsm_route *table)
{
	struct tsm_metrics *metrics = tsm_calloc(1, sizeof(*metrics));

	if (metrics == NULL)
		return NULL;
	metrics->table = table;
	while (table[metrics->count].pattern != NULL)
		metrics->count++;
	metrics->rows = tsm_calloc(metrics->count + 1, sizeof(struct row));
	if (metrics->rows == NULL) {
		tsm_free(metrics);
		return NULL;
	}
	return metrics;
}

void tsm_metrics_free(struct tsm_metrics **metrics)
{
	if (*metrics == NULL)
		return;
	tsm_free((*metrics)->rows);
	tsm_free(*metrics);
	*metrics = NULL;
}

static void add(_Atomic uint64_t *counter, uint64_t value)
{
	atomic_fetch_add_explicit(counter, value, memory_order_relaxed);
}

static uint64_t get(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

void tsm_metrics_count(struct tsm_metrics *metrics,
    const struct tsm_route *route, int status, uint64_t micros, uint64_t bytes)
{
	size_t index =
	    route != NULL ? (size_t)(route - metrics->table) : metrics->count;
	struct row *row = &metrics->rows[index];
	size_t edge = 0;

	while (edge < EDGES && micros > edges[edge].micros)
		edge++;
	add(&row->by_class[status >= 100 && status < 600 ? status / 100 : 0],
	    1);
	add(&row->by_edge[edge], 1);
	add(&row->micros, micros);
	add(&row->bytes, bytes);
}

/* The labels that name a row. */
static void write_labels(
    const struct tsm_metrics *metrics, size_t index, struct tsm_buf *out)
{
	static const struct {
		unsigned bit;
		const char *name;
	} methods[] = { { TSM_GET, "GET" }, { TSM_POST, "POST" },
		{ TSM_PUT, "PUT" }, { TSM_PATCH, "PATCH" },
		{ TSM_DELETE, "DELETE" } };
	const struct tsm_route *route = &metrics->table[index];
	const char *comma = "";

	if (index == metrics->count) {
		tsm_buf_adds(out, "route=\"none\",method=\"\"");
		return;
	}
	tsm_buf_printf(out, "route=\"%s\",method=\"", route->pattern);
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if ((route->methods & methods[i].bit) == 0)
			continue;
		tsm_buf_printf(out, "%s%s", comma, methods[i].name);
		comma = ",";
	}
	tsm_buf_adds(out, "\"");
}

static void write_counts(const struct tsm_metrics *metrics, struct tsm_buf *out)
{
	tsm_buf_adds(out, "# HELP http_requests_total Answers by route and "
			  "class of status; 0xx: cut off.\n"
			  "# TYPE http_requests_total counter\n");
	for (size_t i = 0; i <= metrics->count; i++)
		for (int c = 0; c < CLASSES; c++) {
			uint64_t count = get(&metrics->rows[i].by_class[c]);
			if (count == 0)
				continue;
			tsm_buf_adds(out, "http_requests_total{");
			write_labels(metrics, i, out);
			tsm_buf_printf(
			    out, ",code=\"%dxx\"} %" PRIu64 "\n", c, count);
		}
	tsm_buf_adds(out, "# HELP http_response_bytes_total Bytes of bodies.\n"
			  "# TYPE http_response_bytes_total counter\n");
	for (size_t i = 0; i <= metrics->count; i++) {
		tsm_buf_adds(out, "http_response_bytes_total{");
		write_labels(metrics, i, out);
		tsm_buf_printf(
		    out, "} %" PRIu64 "\n", get(&metrics->rows[i].bytes));
	}
}

static void write_histogram(
    const struct tsm_metrics *metrics, size_t index, struct tsm_buf *out)
{
	const struct row *row = &metrics->rows[index];
	uint64_t sum = 0;

	for (size_t e = 0; e <= EDGES; e++) {
		sum += get(&row->by_edge[e]);
		tsm_buf_adds(out, "http_request_duration_seconds_bucket{");
		write_labels(metrics, index, out);
		tsm_buf_printf(out, ",le=\"%s\"} %" PRIu64 "\n",
		    e < EDGES ? edges[e].label : "+Inf", sum);
	}
	uint64_t micros = get(&row->micros);
	tsm_buf_adds(out, "http_request_duration_seconds_sum{");
	write_labels(metrics, index, out);
	tsm_buf_printf(out, "} %" PRIu64 ".%06" PRIu64 "\n", micros / 1000000,
	    micros % 1000000);
	tsm_buf_adds(out, "http_request_duration_seconds_count{");
	write_labels(metrics, index, out);
	tsm_buf_printf(out, "} %" PRIu64 "\n", sum);
}

void tsm_metrics_write(const struct tsm_metrics *metrics, struct tsm_buf *out)
{
	write_counts(metrics, out);
	tsm_buf_adds(out, "# HELP http_request_duration_seconds From request "
			  "line to the end of the answer.\n"
			  "# TYPE http_request_duration_seconds histogram\n");
	for (size_t i = 0; i <= metrics->count; i++)
		write_histogram(metrics, i, out);
}
