#include "rates.h"

#define RATE_DEFAULT 600
#define RATE_MAX     1000000
#define KEY_FACTOR   10

/* Those of batches are not the operator's to say. */
static const struct {
	const char *name;
	const char *key_name;
	unsigned burst;
	unsigned per_minute;
} batch_rates[] = {
	[APP_RATE_BATCHES] = { "batches", "key-batches", 10, 10 },
	[APP_RATE_ITEMS] = { "items", "key-items", 10000, 5000 },
	[APP_RATE_JOBS] = { "jobs", "key-jobs", 600, 600 },
};

static void set(struct tsm_rate *rates, size_t row, const char *name,
    uint64_t burst, uint64_t per_minute)
{
	rates[row - 1] =
	    (struct tsm_rate){ name, (unsigned)burst, (unsigned)per_minute };
}

int rates_read(
    const struct tsm_args *args, struct tsm_rate rates[2 * APP_RATES])
{
	uint64_t rate = RATE_DEFAULT;

	if (app_read_number(args, "rate", 1, RATE_MAX, &rate) != 0)
		return TSM_EXIT_USAGE;
	uint64_t key_rate =
	    KEY_FACTOR * rate < RATE_MAX ? KEY_FACTOR * rate : RATE_MAX;
	if (app_read_number(args, "key-rate", 1, RATE_MAX, &key_rate) != 0)
		return TSM_EXIT_USAGE;
	set(rates, APP_RATE_VERIFY, "verify", rate, rate);
	set(rates, APP_RATES + APP_RATE_VERIFY, "key-verify", key_rate,
	    key_rate);
	for (size_t i = APP_RATE_BATCHES; i <= APP_RATES; i++) {
		set(rates, i, batch_rates[i].name, batch_rates[i].burst,
		    batch_rates[i].per_minute);
		set(rates, APP_RATES + i, batch_rates[i].key_name,
		    KEY_FACTOR * (uint64_t)batch_rates[i].burst,
		    KEY_FACTOR * (uint64_t)batch_rates[i].per_minute);
	}
	return 0;
}
