/* flight.c - see flight.h. */
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "flight.h"
#include "testamur/base/alloc.h"

struct tsm_flight {
	struct tsm_flight *next;
	struct tsm_fetch_request request; /* its texts in the arena */
	struct tsm_arena arena;
	unsigned refs; /* who fetches, who waits */
	bool landed;   /* and out of the list */
	enum tsm_status status;
	struct tsm_fetch_reply reply;
	struct tsm_error err;
};

struct tsm_flights {
	pthread_mutex_t lock;
	pthread_cond_t landed;
	struct tsm_flight *first;
};

struct tsm_flights *tsm_flights_new(void)
{
	struct tsm_flights *flights = tsm_calloc(1, sizeof(*flights));
	pthread_condattr_t attr;

	if (flights == NULL)
		return NULL;
	(void)pthread_mutex_init(&flights->lock, NULL);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&flights->landed, &attr);
	(void)pthread_condattr_destroy(&attr);
	return flights;
}

void tsm_flights_free(struct tsm_flights **flights)
{
	if (*flights == NULL)
		return;
	(void)pthread_cond_destroy(&(*flights)->landed);
	(void)pthread_mutex_destroy(&(*flights)->lock);
	tsm_free(*flights);
	*flights = NULL;
}

/* With the lock held. */
static void let_go(struct tsm_flight *flight)
{
	if (--flight->refs > 0)
		return;
	tsm_arena_release(&flight->arena);
	tsm_free(flight);
}

static unsigned time_of(const struct tsm_fetch_request *request)
{
	return request->timeout_ms != 0 ? request->timeout_ms
					: TSM_FETCH_TIMEOUT_MS;
}

/* The answer to a is the answer to b: what may be asked, too; and who has
 * little time left does not fail for those who have more. */
static bool same(
    const struct tsm_fetch_request *a, const struct tsm_fetch_request *b)
{
	return strcmp(a->url, b->url) == 0 &&
	       strcmp(a->accept != NULL ? a->accept : "",
		   b->accept != NULL ? b->accept : "") == 0 &&
	       a->datetime == b->datetime && a->max_bytes == b->max_bytes &&
	       a->fresh == b->fresh && a->allowed_port == b->allowed_port &&
	       time_of(a) >= time_of(b);
}

/* NULL: out of memory. */
static struct tsm_flight *take_off(
    struct tsm_flights *flights, const struct tsm_fetch_request *request)
{
	struct tsm_flight *flight = tsm_calloc(1, sizeof(*flight));

	if (flight == NULL)
		return NULL;
	tsm_arena_init(&flight->arena, 0);
	flight->request = *request;
	flight->request.url = tsm_arena_dup(&flight->arena, request->url);
	flight->request.accept = tsm_arena_dup(&flight->arena, request->accept);
	flight->refs = 1;
	if (flight->request.url == NULL ||
	    (request->accept != NULL && flight->request.accept == NULL)) {
		let_go(flight);
		return NULL;
	}
	flight->next = flights->first;
	flights->first = flight;
	return flight;
}

/* A copy with its texts in an arena. */
static enum tsm_status copy_reply(struct tsm_arena *arena,
    const struct tsm_fetch_reply *from, struct tsm_fetch_reply *ret_reply)
{
	const char *body = tsm_arena_str(arena, from->body);
	const char *type = tsm_arena_str(arena, from->content_type);
	const char *memento = tsm_arena_str(arena, from->memento);

	if (body == NULL || type == NULL || memento == NULL)
		return TSM_E_MEMORY;
	*ret_reply = *from;
	ret_reply->body.ptr = body;
	ret_reply->content_type.ptr = type;
	ret_reply->memento.ptr = memento;
	return TSM_OK;
}

/* With the lock held. False: it took longer than there was time. */
static bool wait_for(struct tsm_flights *flights,
    const struct tsm_flight *flight, unsigned timeout_ms)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(timeout_ms / 1000);
	until.tv_nsec += (long)(timeout_ms % 1000) * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	while (!flight->landed)
		if (pthread_cond_timedwait(
			&flights->landed, &flights->lock, &until) != 0)
			return flight->landed;
	return true;
}

enum tsm_status tsm_flight_join(struct tsm_flights *flights,
    const struct tsm_fetch_request *request, struct tsm_arena *arena,
    struct tsm_flight **ret_flight, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	enum tsm_status status = TSM_OK;

	(void)pthread_mutex_lock(&flights->lock);
	struct tsm_flight *flight = flights->first;
	while (flight != NULL && !same(&flight->request, request))
		flight = flight->next;
	if (flight == NULL) {
		*ret_flight = take_off(flights, request);
		status = *ret_flight != NULL ? TSM_OK : tsm_fail_memory(err);
		(void)pthread_mutex_unlock(&flights->lock);
		return status;
	}
	*ret_flight = NULL;
	flight->refs++;
	if (!wait_for(flights, flight, time_of(request)))
		status = tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the server did not answer in time");
	else if (copy_reply(arena, &flight->reply, ret_reply) != TSM_OK)
		status = tsm_fail_memory(err);
	else
		status = flight->status;
	if (flight->landed && status == flight->status && err != NULL)
		*err = flight->err;
	let_go(flight);
	(void)pthread_mutex_unlock(&flights->lock);
	return status;
}

void tsm_flight_land(struct tsm_flights *flights, struct tsm_flight *flight,
    enum tsm_status status, const struct tsm_fetch_reply *reply,
    const struct tsm_error *err)
{
	(void)pthread_mutex_lock(&flights->lock);
	struct tsm_flight **at = &flights->first;
	while (*at != flight)
		at = &(*at)->next;
	*at = flight->next;
	flight->landed = true;
	flight->status = status;
	if (err != NULL)
		flight->err = *err;
	/* Who waits copies it once more; nobody does, mostly. */
	if (flight->refs > 1 &&
	    copy_reply(&flight->arena, reply, &flight->reply) != TSM_OK) {
		flight->status = TSM_E_MEMORY;
		(void)tsm_fail_memory(&flight->err);
	}
	let_go(flight);
	(void)pthread_cond_broadcast(&flights->landed);
	(void)pthread_mutex_unlock(&flights->lock);
}
