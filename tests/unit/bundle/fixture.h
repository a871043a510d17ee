/* fixture.h - a small bundle, packed. */
#ifndef TESTS_BUNDLE_FIXTURE_H
#define TESTS_BUNDLE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "testamur/bundle/bundle.h"

#define WHEN 1706797800
#define URL  "https://college.example/did.json"

#define assert_ok(call) assert_int_equal((call), TSM_OK)

static inline enum tsm_status add_files(
    struct tsm_bundle_writer *writer, struct tsm_error *err)
{
	TSM_TRY(tsm_bundle_add(
	    writer, "roster.csv", NULL, tsm_str("name\r\n"), err));
	TSM_TRY(tsm_bundle_add(
	    writer, "documents/did.json", URL, tsm_str("{}"), err));
	return tsm_bundle_add(
	    writer, "sources/a-1.csv", NULL, (struct tsm_str){ "", 0 }, err);
}

/* Pack it with the manifest that fits, or with another one. */
static inline enum tsm_status pack(
    const char *other, struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_bundle_writer *writer = NULL;
	struct tsm_buf text;
	TSM_TRY(tsm_bundle_writer_new(&writer, err));
	json_t *manifest = json_object();
	tsm_buf_init(&text, 0);
	enum tsm_status status = add_files(writer, err);
	tsm_bundle_manifest(writer, manifest);
	tsm_json_set(manifest, "title", "Spring");
	if (status == TSM_OK)
		status = tsm_json_write(manifest, TSM_JSON_COMPACT, &text);
	if (status == TSM_OK)
		status = tsm_bundle_finish(writer,
		    other != NULL ? tsm_str(other) : tsm_buf_str(&text), WHEN,
		    out, err);
	json_decref(manifest);
	tsm_buf_release(&text);
	tsm_bundle_writer_free(&writer);
	return status;
}

#endif
