/*
 * metrics.h - counters and duration histograms, one row a route.
 *
 * Only atomic additions while serving; the text is made when asked for.
 */
#ifndef TESTAMUR_HTTP_METRICS_H
#define TESTAMUR_HTTP_METRICS_H

#include "testamur/http/server.h"

struct tsm_metrics;

/* Rows for a table and one for what no route takes. NULL: no memory. */
struct tsm_metrics *tsm_metrics_new(const struct tsm_route *table)
    TSM_NODISCARD;
void tsm_metrics_free(struct tsm_metrics **metrics);

/* Count an answer; route NULL: none matched. micros: its duration. */
void tsm_metrics_count(struct tsm_metrics *metrics,
    const struct tsm_route *route, int status, uint64_t micros, uint64_t bytes);

/* Prometheus text; failures stay in out. */
void tsm_metrics_write(const struct tsm_metrics *metrics, struct tsm_buf *out);

#endif
