/* bodies.c - see bodies.h. */
#include "bodies.h"

/* Of all that there may be, for one client: one part in so many. */
#define SHARES 4

static atomic_size_t *count_of(struct tsm_bodies *bodies, uint64_t client)
{
	return &bodies->of[client % TSM_BODIES_CLIENTS];
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

bool tsm_bodies_add(struct tsm_bodies *bodies, uint64_t client, size_t len)
{
	atomic_size_t *own = count_of(bodies, client);

	if (!add(own, len, bodies->max / SHARES))
		return false;
	if (add(&bodies->all, len, bodies->max))
		return true;
	atomic_fetch_sub(own, len);
	return false;
}

void tsm_bodies_give(struct tsm_bodies *bodies, uint64_t client, size_t len)
{
	atomic_fetch_sub(count_of(bodies, client), len);
	atomic_fetch_sub(&bodies->all, len);
}
