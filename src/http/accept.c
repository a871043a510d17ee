/*
 * accept.c - proactive content negotiation (RFC 9110 section 12.5).
 */
#include <stddef.h>

#include "testamur/http/request.h"

enum {
	ACCEPT_ITEMS_MAX = 64,
	Q_MAX = 1000
};

/* qvalue (RFC 9110 section 12.4.2) in thousandths; nonsense counts as 0. */
static int parse_q(struct tsm_str text)
{
	int q = 0;
	int scale = Q_MAX;

	if (text.len == 0 || text.len > 5 ||
	    (text.ptr[0] != '0' && text.ptr[0] != '1') ||
	    (text.len > 1 && text.ptr[1] != '.'))
		return 0;
	q = (text.ptr[0] - '0') * scale;
	for (size_t i = 2; i < text.len; i++) {
		if (!tsm_is_digit(text.ptr[i]))
			return 0;
		scale /= 10;
		q += (text.ptr[i] - '0') * scale;
	}
	return q > Q_MAX ? 0 : q;
}

/* "type/sub;…;q=…" into its range and weight. */
static struct tsm_str parse_item(struct tsm_str item, int *ret_q)
{
	struct tsm_str rest;
	struct tsm_str range = tsm_str_trim(tsm_str_split(item, ';', &rest));

	*ret_q = Q_MAX;
	while (rest.len > 0) {
		struct tsm_str param =
		    tsm_str_trim(tsm_str_split(rest, ';', &rest));
		if (param.len >= 2 && tsm_to_lower(param.ptr[0]) == 'q' &&
		    param.ptr[1] == '=')
			*ret_q =
			    parse_q(tsm_str_n(param.ptr + 2, param.len - 2));
	}
	return range;
}

/* 0: does not match; 1: any; 2: type with any subtype; 3: exact. */
static int match_range(struct tsm_str range, const char *offer)
{
	if (tsm_str_is(range, "*/*") || tsm_str_is(range, "*"))
		return 1;
	if (tsm_str_is_nocase(range, offer))
		return 3;
	if (tsm_str_ends(range, "/*")) {
		struct tsm_str type = tsm_str(offer);
		type.len = tsm_str_find(type, '/');
		range.len -= 2;
		char lower[64];
		if (range.len != type.len || range.len >= sizeof(lower))
			return 0;
		for (size_t i = 0; i < range.len; i++)
			lower[i] = tsm_to_lower(range.ptr[i]);
		return tsm_str_eq(tsm_str_n(lower, range.len), type) ? 2 : 0;
	}
	return 0;
}

/* The weight that Accept gives an offer: of its most specific range. */
static int weight_of(const char *accept, const char *offer)
{
	struct tsm_str rest = tsm_str(accept);
	int best = 0;
	int weight = 0;

	for (int n = 0; n < ACCEPT_ITEMS_MAX && rest.len > 0; n++) {
		int q = 0;
		struct tsm_str range =
		    parse_item(tsm_str_split(rest, ',', &rest), &q);
		int rank = match_range(range, offer);
		if (rank > best || (rank == best && rank > 0 && q > weight)) {
			best = rank;
			weight = q;
		}
	}
	return weight;
}

int tsm_accept_best(const char *accept, const char *const *offers, size_t count)
{
	int best = -1;
	int best_weight = 0;

	if (count == 0)
		return -1;
	if (accept == NULL || tsm_str_trim(tsm_str(accept)).len == 0)
		return 0;
	for (size_t i = 0; i < count; i++) {
		int weight = weight_of(accept, offers[i]);
		if (weight > best_weight) {
			best_weight = weight;
			best = (int)i;
		}
	}
	return best;
}

int tsm_request_prefers(
    const struct tsm_request *request, const char *const *offers, size_t count)
{
	return tsm_accept_best(
	    tsm_request_header(request, "accept"), offers, count);
}

bool tsm_request_wants_html(const struct tsm_request *request)
{
	static const char *const offers[] = { "application/json",
		"application/problem+json", "text/html" };
	return tsm_request_prefers(request, offers, 3) == 2;
}

bool tsm_request_takes_gzip(const struct tsm_request *request)
{
	const char *accept = tsm_request_header(request, "accept-encoding");

	return accept != NULL && weight_of(accept, "gzip") > 0;
}
