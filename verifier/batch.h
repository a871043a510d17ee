/*
 * batch.h - many credentials, one row each.
 *
 * A batch is a list of items in the order in which they were given: bytes,
 * a file, a file of a ZIP archive, or a text that somebody typed or
 * exported (a short id or a link of ours). Every item becomes exactly one
 * row, whatever became of it; rows stand in the order of the items. What
 * could be verified has the verdict and the deciding code of its report;
 * what never became a credential has a code of its own, "item.…". Contents
 * of a credential are in a row only when its signature holds.
 *
 * Ids are looked up only at the addresses that the operator configured, and
 * only after their check character fits; a link to another host is shown,
 * never fetched.
 *
 * Memory: rows are bounded (BATCH_CELL_MAX a cell), and of the items each
 * thread holds one at a time.
 */
#ifndef TESTAMUR_VERIFIER_BATCH_H
#define TESTAMUR_VERIFIER_BATCH_H

#include <pthread.h>
#include <stdatomic.h>

#include "app.h"
#include "sites.h"
#include "testamur/base/digest.h"
#include "testamur/bundle/zip.h"

#define BATCH_ITEMS_MAX   5000
#define BATCH_API_MAX     200
#define BATCH_CELL_MAX    500 /* bytes of a text in a row */
#define BATCH_THREADS_MAX 64

/* An archive whose files are items; read by one thread at a time. */
struct batch_zip {
	struct batch_zip *next;
	struct tsm_buf data;
	struct tsm_zip *zip;
	pthread_mutex_t lock;
};

enum batch_kind {
	BATCH_BYTES,
	BATCH_FILE,
	BATCH_ZIPPED,
	BATCH_TYPED,
	BATCH_FAILED /* while it was gathered */
};

struct batch_item {
	enum batch_kind kind;
	const char *source;   /* as shown: file, "file, line 3", … or NULL */
	struct tsm_str bytes; /* BYTES, TYPED */
	const char *path;     /* FILE */
	struct batch_zip *zip;
	size_t index;       /* ZIPPED: the entry … */
	size_t size;        /* … and its length */
	const char *code;   /* FAILED: "item.…" … */
	const char *detail; /* … and why, or NULL */
};

/* Texts are in batch.out; NULL: nothing is known. */
struct batch_row {
	const char *source;
	enum tsm_verdict verdict;
	const char *code;
	const char *word;
	const char *sentence;
	const char *detail;
	const char *holder;
	const char *holder_id;
	const char *issuer;
	const char *issuer_id;
	const char *listed;
	const char *achievement;
	const char *units;
	const char *activity_start;
	const char *activity_end;
	const char *awarded;
	const char *valid_until;
	const char *credential_id;
	const char *activity_id; /* the provider's code of it */
	const char *place;
	const char *mode;
	const char *approval;        /* the provider's number */
	const char *approval_covers; /* the activity: yes, no, unknown */
	const char *reference;       /* stays the same for a file note */
	const char *checked_at;
	bool later; /* detail says what became of it after the date asked */
	char sha256[TSM_SHA256_HEX]; /* of the credential; or of the bytes */
	size_t duplicate_of;         /* an earlier row, from 1; 0: none */
	size_t overlaps;             /* a row whose activity overlaps; 0 */
};

struct batch {
	struct app *app; /* held (edition.h) until batch_end() */
	struct tsm_verify_options options; /* now is set for each item */
	int64_t as_of;  /* where options.as_of points to, or nothing does */
	size_t threads; /* 0: 1 */
	unsigned patience_s; /* with a site that answers 429, for each item */
	const char *client;  /* whose guesses count (sites.h); NULL: nobody's */
	int64_t deadline;    /* instant after which nothing is begun; 0 */
	struct tsm_arena arena; /* what items hold */
	struct tsm_arena out;   /* what rows hold */
	struct batch_zip *zips;
	struct batch_item *items;
	size_t count;
	size_t room;
	struct batch_row *rows;
	/* After each row, under the lock; may be NULL. */
	void (*progress)(size_t done, size_t count);
	atomic_bool stop; /* set by anybody: no more rows are made */
	/* private to batch.c */
	pthread_mutex_t lock;
	size_t tally[4];
	atomic_uint failures[SITES_MAX];
	atomic_size_t next;
	size_t done;
	enum tsm_status status;
};

/* An empty batch; batch_release() also where something failed. */
void batch_init(struct batch *batch, struct app *app);
void batch_release(struct batch *batch);

/* Add an item (copied; what it points to is borrowed). TSM_E_LIMIT,
 * TSM_E_MEMORY. */
enum tsm_status batch_add(struct batch *batch, const struct batch_item *item,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Add the items of an operand: a file, a folder's files by name, the files
 * of a ZIP archive, or the rows of a CSV file, of the column of that name
 * (NULL: found by its usual names), or an id or link. A file name in a CSV
 * file is looked for beside it and cannot leave its folder.
 * TSM_E_NOT_FOUND, TSM_E_IO, TSM_E_SYNTAX, TSM_E_LIMIT (more than
 * BATCH_ITEMS_MAX items), TSM_E_AMBIGUOUS or TSM_E_MISSING (which column),
 * TSM_E_MEMORY; err names the place.
 */
enum tsm_status batch_add_input(struct batch *batch, const char *operand,
    const char *column, struct tsm_error *err) TSM_NODISCARD;

/* How ids and links of the batch are asked for. */
struct site_asking batch_asking(struct batch *batch);

/*
 * The rows of a table, or the files of a ZIP archive (whose bytes are taken
 * over), that came as bytes under a name: no file of this computer is
 * looked for. Statuses as above; TSM_E_UNSUPPORTED: a workbook.
 */
enum tsm_status batch_add_table(struct batch *batch, const char *name,
    const char *column, struct tsm_str data, struct tsm_error *err)
    TSM_NODISCARD;
enum tsm_status batch_add_zip(struct batch *batch, const char *name,
    struct tsm_buf *data, struct tsm_error *err) TSM_NODISCARD;

/* What a text of a list is: a credential, an id or link, or neither. */
void batch_read_text(struct tsm_str value, struct batch_item *item);

/* Whether a file's name is that of a table (.csv, .tsv). */
bool batch_is_table(const char *name);

/*
 * What a client sent. All-zero members are unknown; texts are copied where
 * they are kept.
 */
struct batch_body {
	struct tsm_str data;
	const char *type;   /* media type, or "" */
	const char *name;   /* of the file, to be shown; or NULL */
	const char *column; /* of a table; NULL: by its usual names */
	const char *as_of;  /* a date or date-time; NULL: now */
	bool own; /* the client wrote it: "options" in it are the client's */
};

/*
 * Add the items of a body: a ZIP archive, a picture or PDF document, a table,
 * JSON (one credential, an array of them, or {"credentials": […], "options":
 * {…}}), or lines of credentials, ids and links. In what is not the client's
 * own, options make an item of it that is no credential: an applicant's file
 * does not say how all are checked. Which it is says the media type, or the
 * name and the first bytes. TSM_E_LIMIT, TSM_E_SYNTAX, TSM_E_VALUE,
 * TSM_E_UNKNOWN, TSM_E_AMBIGUOUS or TSM_E_MISSING (which column),
 * TSM_E_UNSUPPORTED, TSM_E_MEMORY.
 */
enum tsm_status batch_add_body(struct batch *batch,
    const struct batch_body *body, struct tsm_error *err) TSM_NODISCARD;

/*
 * The bytes of an item, with data and arena as their room. TSM_OK with
 * ret_found->code: it has none, for that reason. TSM_E_MEMORY.
 */
enum tsm_status batch_load(struct batch *batch, const struct batch_item *item,
    struct tsm_arena *arena, struct tsm_buf *data, struct site_found *ret_found)
    TSM_NODISCARD;

/*
 * The work in steps, for whoever has threads of his own: rows for all
 * items (TSM_E_MEMORY); the row of the next item, by any number of threads
 * at once (false: none is left, it was stopped, or memory failed); when
 * all of that has returned, what repeats is marked, and items and their
 * memory are given back (what batch_run() would have said).
 */
enum tsm_status batch_begin(struct batch *batch, struct tsm_error *err)
    TSM_NODISCARD;
bool batch_step(struct batch *batch);
enum tsm_status batch_end(struct batch *batch, struct tsm_error *err)
    TSM_NODISCARD;

/* Verify every item and mark what repeats. TSM_E_MEMORY, TSM_E_USAGE. */
enum tsm_status batch_run(struct batch *batch, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Mark rows that repeat an earlier one (same credential id or same bytes),
 * and rows whose activity overlaps in time with that of another credential
 * of the same holder (by id or by name). TSM_E_MEMORY.
 */
enum tsm_status batch_mark(struct tsm_arena *arena, struct batch_row *rows,
    size_t count) TSM_NODISCARD;

/* How many rows there are so far of each enum tsm_verdict. Any thread. */
void batch_tally(struct batch *batch, size_t ret_tally[4]);

/* The exit status: of the worst row. */
int batch_exit(const struct batch *batch);

/* Rows as an array of objects: a new reference; NULL: out of memory. */
json_t *batch_json(const struct batch *batch);

/* Rows as a table with a line of names. TSM_E_MEMORY, TSM_E_LIMIT. */
enum tsm_status batch_csv(const struct batch *batch, struct tsm_buf *out)
    TSM_NODISCARD;

int cli_batch(void *ctx, const struct tsm_args *args);
extern const struct tsm_option cli_batch_options[];

/*
 * Answer {"credentials": […]} of POST /api/v1/verify with rows; options
 * hold for each, arena is for what is needed until then. TSM_E_LIMIT (more
 * than BATCH_API_MAX), TSM_E_RATE (each counts as a request), TSM_E_VALUE.
 */
enum tsm_status api_batch(struct app *app, const struct tsm_request *request,
    struct tsm_arena *arena, const struct tsm_json *credentials,
    const struct tsm_verify_options *options, struct tsm_response *response,
    struct tsm_error *err) TSM_NODISCARD;

/* Options that go with one credential, not with many. */
struct api_extra {
	bool receipt;         /* a receipt is wanted */
	const char *evidence; /* one of an earlier time, or NULL */
};

/*
 * The options of an envelope (NULL: none) into ret_options, whose texts are
 * the tree's; as_of into *ret_as_of, which they then point to; those of one
 * credential into *ret_extra (NULL: there are none). TSM_E_UNKNOWN,
 * TSM_E_VALUE.
 */
enum tsm_status api_read_options(const struct tsm_json *options,
    struct tsm_verify_options *ret_options, int64_t *ret_as_of,
    struct api_extra *ret_extra, struct tsm_error *err) TSM_NODISCARD;

/* A credential of an envelope: a text as it is, or an object written out
 * again into arena. TSM_E_VALUE: something else; TSM_E_MEMORY. */
enum tsm_status api_credential_text(struct tsm_arena *arena,
    const struct tsm_json *value, struct tsm_str *ret_text,
    struct tsm_error *err) TSM_NODISCARD;

#endif
