/*
 * limit.c - token buckets in a fixed, set-associative table.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/http/client.h"
#include "testamur/http/limit.h"

/* A token is TOKEN units, so that per_minute units flow in a millisecond. */
enum {
	WAYS = 8,
	TOKEN = 60000,
	RATE_MAX = 1000000
};

struct bucket {
	uint64_t tag; /* 0: free */
	int64_t at_ms;
	int64_t units;
};

struct tsm_limiter {
	pthread_mutex_t lock;
	const struct tsm_rate *rates;
	size_t rate_count;
	uint64_t key[2];
	size_t sets; /* a power of two */
	struct bucket *buckets;
	_Atomic uint64_t *refused;
};

enum tsm_status tsm_limiter_new(const struct tsm_rate *rates, size_t count,
    size_t buckets, const struct tsm_random *random,
    struct tsm_limiter **ret_limiter)
{
	struct tsm_limiter *limiter = NULL;
	enum tsm_status status = TSM_E_MEMORY;
	size_t sets = 64 / WAYS;

	if (count > 255)
		return TSM_E_USAGE;
	for (size_t i = 0; i < count; i++)
		if (rates[i].burst == 0 || rates[i].burst > RATE_MAX ||
		    rates[i].per_minute == 0 || rates[i].per_minute > RATE_MAX)
			return TSM_E_USAGE;
	while (sets * WAYS < buckets && sets < ((size_t)1 << 20))
		sets *= 2;
	limiter = tsm_calloc(1, sizeof(*limiter));
	if (limiter == NULL)
		return TSM_E_MEMORY;
	limiter->rates = rates;
	limiter->rate_count = count;
	limiter->sets = sets;
	limiter->buckets = tsm_calloc(sets * WAYS, sizeof(struct bucket));
	limiter->refused = tsm_calloc(count + 1, sizeof(*limiter->refused));
	if (limiter->buckets == NULL || limiter->refused == NULL)
		goto fail;
	status = tsm_random_fill(random, limiter->key, sizeof(limiter->key));
	if (status != TSM_OK)
		goto fail;
	if (pthread_mutex_init(&limiter->lock, NULL) != 0) {
		status = TSM_E_MEMORY;
		goto fail;
	}
	*ret_limiter = limiter;
	return TSM_OK;
fail:
	tsm_free(limiter->buckets);
	tsm_free(limiter->refused);
	tsm_free(limiter);
	return status;
}

void tsm_limiter_free(struct tsm_limiter **limiter)
{
	if (*limiter == NULL)
		return;
	pthread_mutex_destroy(&(*limiter)->lock);
	tsm_free((*limiter)->buckets);
	tsm_free((*limiter)->refused);
	tsm_wipe(*limiter, sizeof(**limiter));
	tsm_free(*limiter);
	*limiter = NULL;
}

/* What a bucket holds at now, at most its burst. */
static int64_t refilled(
    const struct bucket *bucket, const struct tsm_rate *rate, int64_t now_ms)
{
	int64_t full = (int64_t)rate->burst * TOKEN;
	int64_t passed = now_ms > bucket->at_ms ? now_ms - bucket->at_ms : 0;

	if (passed > full / rate->per_minute)
		return full;
	int64_t units = bucket->units + passed * rate->per_minute;
	return units < full ? units : full;
}

/* The bucket of a hash; when it is new, the longest unused is forgotten. */
static struct bucket *find_bucket(struct tsm_limiter *limiter, uint64_t hash,
    const struct tsm_rate *rate, int64_t now_ms)
{
	struct bucket *set =
	    limiter->buckets + (hash & (limiter->sets - 1)) * WAYS;
	struct bucket *victim = &set[0];

	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].tag == hash)
			return &set[i];
		if (victim->tag != 0 &&
		    (set[i].tag == 0 || set[i].at_ms < victim->at_ms))
			victim = &set[i];
	}
	victim->tag = hash;
	victim->at_ms = now_ms;
	victim->units = (int64_t)rate->burst * TOKEN;
	return victim;
}

/* The bucket as it is at now. Under the lock. */
static struct bucket *current(struct tsm_limiter *limiter, size_t rate,
    const char *client, int64_t now_ms)
{
	const struct tsm_rate *row = &limiter->rates[rate];
	struct bucket *bucket = find_bucket(
	    limiter, tsm_client_hash(limiter->key, rate, client), row, now_ms);

	bucket->units = refilled(bucket, row, now_ms);
	if (now_ms > bucket->at_ms)
		bucket->at_ms = now_ms;
	return bucket;
}

/* Seconds, rounded up, in which so many units flow in. */
static unsigned flow_s(const struct tsm_rate *rate, int64_t units)
{
	int64_t per_s = (int64_t)rate->per_minute * 1000;

	return units > 0 ? (unsigned)((units + per_s - 1) / per_s) : 0;
}

bool tsm_limiter_charge(struct tsm_limiter *limiter, size_t rate,
    const char *client, unsigned tokens, int64_t now_ms,
    struct tsm_quota *ret_quota)
{
	*ret_quota = (struct tsm_quota){ .rate = rate };
	if (rate >= limiter->rate_count)
		return true;
	const struct tsm_rate *row = &limiter->rates[rate];
	int64_t wanted = (int64_t)tokens * TOKEN;

	pthread_mutex_lock(&limiter->lock);
	struct bucket *bucket = current(limiter, rate, client, now_ms);
	bool granted = bucket->units >= wanted;
	if (granted)
		bucket->units -= wanted;
	int64_t units = bucket->units;
	pthread_mutex_unlock(&limiter->lock);
	if (!granted) {
		ret_quota->retry_s = flow_s(row, wanted - units);
		atomic_fetch_add(&limiter->refused[rate], 1);
	}
	ret_quota->left = (unsigned)(units / TOKEN);
	ret_quota->full_s = flow_s(row, (int64_t)row->burst * TOKEN - units);
	return granted;
}

void tsm_limiter_give(struct tsm_limiter *limiter, size_t rate,
    const char *client, int64_t now_ms)
{
	if (rate >= limiter->rate_count)
		return;
	int64_t full = (int64_t)limiter->rates[rate].burst * TOKEN;

	pthread_mutex_lock(&limiter->lock);
	struct bucket *bucket = current(limiter, rate, client, now_ms);
	bucket->units =
	    bucket->units + TOKEN < full ? bucket->units + TOKEN : full;
	pthread_mutex_unlock(&limiter->lock);
}

bool tsm_limiter_take(struct tsm_limiter *limiter, size_t rate,
    const char *client, int64_t now_ms, unsigned *ret_retry_s)
{
	struct tsm_quota quota;

	if (tsm_limiter_charge(limiter, rate, client, 1, now_ms, &quota))
		return true;
	*ret_retry_s = quota.retry_s;
	return false;
}

uint64_t tsm_limiter_refused(const struct tsm_limiter *limiter, size_t rate)
{
	return rate < limiter->rate_count ? atomic_load(&limiter->refused[rate])
					  : 0;
}
