/* held.c - see held.h. */
#include "held.h"

/* Of all that there may be, for one client: one part in so many. */
#define SHARES 4

static atomic_size_t *count_of(struct tsm_held *held, uint64_t client)
{
	return &held->of[client % TSM_HELD_CLIENTS];
}

/* What others add meanwhile may make it fail, never succeed. */
static bool add(atomic_size_t *count, size_t len, size_t max)
{
	if (len <= max && atomic_fetch_add(count, len) + len <= max)
		return true;
	if (len <= max)
		atomic_fetch_sub(count, len);
	return false;
}

bool tsm_held_add(struct tsm_held *held, uint64_t client, size_t len)
{
	atomic_size_t *own = count_of(held, client);

	if (!add(own, len, held->max / SHARES))
		return false;
	if (add(&held->all, len, held->max))
		return true;
	atomic_fetch_sub(own, len);
	return false;
}

void tsm_held_give(struct tsm_held *held, uint64_t client, size_t len)
{
	atomic_fetch_sub(count_of(held, client), len);
	atomic_fetch_sub(&held->all, len);
}
