#include "guesses.h"

/* Rows of the limiter: of each client, then of all. */
#define ALL     2
#define CLIENTS 4096

/* Of all: a sixth less than an issuer of ours allows. */
static const struct tsm_rate rates[] = {
	[GUESS_ID] = { "guesses", 30, 30 },
	[GUESS_CLAIM] = { "comparisons", 5, 5 },
	[ALL + GUESS_ID] = { "all_guesses", 50, 50 },
	[ALL + GUESS_CLAIM] = { "all_comparisons", 8, 8 },
};

/* The one bucket of all. */
static const char everybody[] = "";

enum tsm_status guesses_new(struct tsm_limiter **ret_guesses)
{
	return tsm_limiter_new(rates, sizeof(rates) / sizeof(rates[0]), CLIENTS,
	    tsm_random_system(), ret_guesses);
}

bool guesses_take(struct tsm_limiter *guesses, enum guess kind,
    const char *client, int64_t now_ms)
{
	const size_t row = (size_t)kind;
	struct tsm_quota own, all;

	if (!tsm_limiter_charge(guesses, row, client, 1, now_ms, &own))
		return false;
	unsigned used = rates[row].burst - 1 - own.left;
	bool taken =
	    tsm_limiter_charge(guesses, ALL + row, everybody, 1, now_ms, &all);
	if (taken && used <= 2 * all.left)
		return true;
	if (taken)
		tsm_limiter_give(guesses, ALL + row, everybody, now_ms);
	tsm_limiter_give(guesses, row, client, now_ms);
	return false;
}

void guesses_give(struct tsm_limiter *guesses, enum guess kind,
    const char *client, int64_t now_ms)
{
	tsm_limiter_give(guesses, (size_t)kind, client, now_ms);
	tsm_limiter_give(guesses, ALL + (size_t)kind, everybody, now_ms);
}
