/*
 * sources.h - what is stored of the lines of source files.
 *
 * For replaying decisions: each file is hashed and its rows are sorted
 * once, however many decisions name them.
 */
#ifndef ISSUER_SOURCES_H
#define ISSUER_SOURCES_H

#include "app.h"

struct sources {
	struct app *app;
	struct tsm_arena arena; /* of what was read so far */
	struct source_reading *readings;
	struct source_file *files;
};

struct source_line {
	bool erased;  /* the file is not kept any more */
	bool altered; /* its bytes have another hash than its name */
	bool found;   /* a row of this line is stored */
	int64_t from, until, total; /* as in struct tsm_fact_evidence */
};

/* Empty. Release it when done. */
void sources_init(struct sources *sources, struct app *app);
void sources_release(struct sources *sources);

/*
 * What is stored of a line (0: the file as a whole) that was read for a
 * session of a cohort, in whatever reading; session NULL: only the file
 * matters. from chooses among several rows of one line. The file does not
 * have to be there.
 */
enum tsm_status sources_line(struct sources *sources, const char *cohort,
    const char *session, const char *sha256, int64_t line, int64_t from,
    struct source_line *ret_line, struct tsm_error *err) TSM_NODISCARD;

#endif
