#include "edition.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "issuers.h"
#include "mark.h"
#include "testamur/base/alloc.h"
#include "testamur/base/time.h"

#define LOOK_S 1

/* Looks that a change is given to be complete. */
#define SETTLE_MAX 5

struct edition {
	struct app app;
	struct editions *all;
	unsigned users; /* the one in force is used by the table, too */
	bool first;     /* its lists are the root's */
};

struct editions {
	const struct tsm_args *args;
	struct app *root;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	bool started;
	bool stopping;
	struct edition *now;
	int64_t loaded;    /* when that was read */
	bool refused;      /* newer files could not be */
	uint64_t refusals; /* since the start */
	/* of the thread alone */
	struct file_mark marks[ISSUERS_FILES_MAX];
	int64_t again; /* when to try once more */
	char said[TSM_ERROR_WHERE + TSM_ERROR_TEXT + 4];
};

/* --- who holds what --------------------------------------------------------- */

static void edition_free(struct edition *edition)
{
	if (!edition->first) {
		tsm_verifier_free(&edition->app.verifier);
		issuers_release(&edition->app);
	}
	tsm_free(edition);
}

struct app *edition_hold(struct app *app)
{
	if (app == NULL || app->edition == NULL)
		return app;
	struct editions *all = app->edition->all;
	pthread_mutex_lock(&all->lock);
	app->edition->users++;
	pthread_mutex_unlock(&all->lock);
	return app;
}

void edition_let_go(struct app *app)
{
	if (app == NULL || app->edition == NULL)
		return;
	struct edition *edition = app->edition;
	pthread_mutex_lock(&edition->all->lock);
	bool last = --edition->users == 0;
	pthread_mutex_unlock(&edition->all->lock);
	if (last)
		edition_free(edition);
}

struct app *editions_now(struct editions *editions)
{
	pthread_mutex_lock(&editions->lock);
	struct edition *edition = editions->now;
	edition->users++;
	pthread_mutex_unlock(&editions->lock);
	return &edition->app;
}

static void put_in_force(struct editions *editions, struct edition *edition)
{
	edition->all = editions;
	edition->app.edition = edition;
	edition->users = 1;
	pthread_mutex_lock(&editions->lock);
	struct edition *before = editions->now;
	editions->now = edition;
	editions->loaded = tsm_time_now();
	editions->refused = false;
	pthread_mutex_unlock(&editions->lock);
	if (before != NULL)
		edition_let_go(&before->app);
}

/* --- reading anew ----------------------------------------------------------- */

/* Remember how the files are; whether any has changed. */
static bool look(struct editions *editions)
{
	bool changed = false;
	const char *path;

	for (size_t i = 0; i < ISSUERS_FILES_MAX &&
			   (path = issuers_file(editions->args, i)) != NULL;
	     i++) {
		struct file_mark mark = file_mark(path);
		changed |= !file_mark_same(&mark, &editions->marks[i]);
		editions->marks[i] = mark;
	}
	return changed;
}

/* NULL: err says why. */
static struct edition *make(
    const struct editions *editions, struct tsm_error *err)
{
	struct edition *edition = tsm_calloc(1, sizeof(*edition));

	if (edition == NULL) {
		(void)tsm_fail_memory(err);
		return NULL;
	}
	struct app *app = &edition->app;
	*app = *editions->root;
	app->trust = NULL;
	app->operators = NULL;
	app->lists = NULL;
	app->n_lists = 0;
	app->verifier = NULL;
	enum tsm_status status = issuers_read(app, editions->args, true, err);
	if (status == TSM_OK)
		status = tsm_verifier_with(
		    editions->root->verifier, app->trust, &app->verifier, err);
	if (status == TSM_OK)
		return edition;
	edition_free(edition);
	return NULL;
}

/* Said once, and again when it is something else that is wrong. */
static void refuse(
    struct editions *editions, bool changed, const struct tsm_error *err)
{
	char text[sizeof(editions->said)];
	char line[sizeof(text) + 64];

	pthread_mutex_lock(&editions->lock);
	editions->refused = true;
	editions->refusals++;
	pthread_mutex_unlock(&editions->lock);
	(void)snprintf(text, sizeof(text), "%s%s%s", err->where,
	    err->where[0] != '\0' ? ": " : "", err->text);
	if (!changed && strcmp(text, editions->said) == 0)
		return;
	memcpy(editions->said, text, sizeof(text));
	(void)snprintf(line, sizeof(line),
	    "%s; the lists that were read before still count", text);
	app_log("error", "issuers", NULL, line);
}

static void read_again(struct editions *editions, bool changed)
{
	struct tsm_error err = { 0 };
	char line[80];
	struct edition *edition = make(editions, &err);

	editions->again = INT64_MAX;
	if (edition == NULL) {
		editions->again = tsm_time_now() + EDITION_AGAIN_S;
		refuse(editions, changed, &err);
		return;
	}
	editions->said[0] = '\0';
	(void)snprintf(line, sizeof(line), "lists read again: %zu issuers",
	    tsm_trust_count(edition->app.trust));
	put_in_force(editions, edition);
	app_log("info", "issuers", NULL, line);
}

static bool wait_a_while(struct editions *editions)
{
	struct timespec until = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_S;
	pthread_mutex_lock(&editions->lock);
	if (!editions->stopping)
		(void)pthread_cond_timedwait(
		    &editions->wake, &editions->lock, &until);
	bool go_on = !editions->stopping;
	pthread_mutex_unlock(&editions->lock);
	return go_on;
}

/*
 * A file is read once it has been as it is from one look to the next: who
 * writes it where it stands takes a while, and what is written within a tick
 * of the file system's clock does not show.
 */
static void *watch(void *arg)
{
	struct editions *editions = arg;
	unsigned changing = 0; /* looks since the change began */

	while (wait_a_while(editions)) {
		bool changed = look(editions);
		if (changed && ++changing < SETTLE_MAX)
			continue;
		if (changing > 0 || tsm_time_now() >= editions->again)
			read_again(editions, changing > 0);
		changing = 0;
	}
	return NULL;
}

/* --- the whole -------------------------------------------------------------- */

enum tsm_status editions_new(
    const struct tsm_args *args, struct editions **ret_editions)
{
	struct editions *editions = tsm_calloc(1, sizeof(*editions));
	pthread_condattr_t attr;

	if (editions == NULL)
		return TSM_E_MEMORY;
	editions->args = args;
	editions->again = INT64_MAX;
	(void)pthread_mutex_init(&editions->lock, NULL);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&editions->wake, &attr);
	(void)pthread_condattr_destroy(&attr);
	(void)look(editions);
	*ret_editions = editions;
	return TSM_OK;
}

enum tsm_status editions_start(struct editions *editions, struct app *root)
{
	struct edition *first = tsm_calloc(1, sizeof(*first));

	if (first == NULL)
		return TSM_E_MEMORY;
	editions->root = root;
	first->app = *root;
	first->first = true;
	put_in_force(editions, first);
	editions->started =
	    pthread_create(&editions->thread, NULL, watch, editions) == 0;
	return editions->started ? TSM_OK : TSM_E_MEMORY;
}

void editions_stop(struct editions *editions)
{
	if (editions == NULL || !editions->started)
		return;
	pthread_mutex_lock(&editions->lock);
	editions->stopping = true;
	pthread_cond_broadcast(&editions->wake);
	pthread_mutex_unlock(&editions->lock);
	(void)pthread_join(editions->thread, NULL);
	editions->started = false;
}

void editions_free(struct editions **editions)
{
	if (*editions == NULL)
		return;
	editions_stop(*editions);
	if ((*editions)->now != NULL)
		edition_let_go(&(*editions)->now->app);
	(void)pthread_cond_destroy(&(*editions)->wake);
	(void)pthread_mutex_destroy(&(*editions)->lock);
	tsm_free(*editions);
	*editions = NULL;
}

void editions_metrics(struct editions *editions, struct tsm_buf *out)
{
	pthread_mutex_lock(&editions->lock);
	long long loaded = (long long)editions->loaded;
	size_t issuers = tsm_trust_count(editions->now->app.trust);
	unsigned long long refusals = editions->refusals;
	int refused = editions->refused;
	pthread_mutex_unlock(&editions->lock);
	tsm_buf_printf(out,
	    "# HELP testamur_lists_loaded_timestamp_seconds When the lists of "
	    "issuers in force were read.\n"
	    "# TYPE testamur_lists_loaded_timestamp_seconds gauge\n"
	    "testamur_lists_loaded_timestamp_seconds %lld\n"
	    "# HELP testamur_lists_issuers Entries of issuers in them.\n"
	    "# TYPE testamur_lists_issuers gauge\n"
	    "testamur_lists_issuers %zu\n"
	    "# HELP testamur_lists_refused 1 while a newer file cannot be "
	    "read.\n"
	    "# TYPE testamur_lists_refused gauge\n"
	    "testamur_lists_refused %d\n"
	    "# HELP testamur_lists_refused_total Times that one could not.\n"
	    "# TYPE testamur_lists_refused_total counter\n"
	    "testamur_lists_refused_total %llu\n",
	    loaded, issuers, refused, refusals);
}
