/*
 * limits.h - every maximum of the system, in one place.
 *
 * Sizes in bytes unless the name says otherwise. Exceeding one is
 * TSM_E_LIMIT with the name of what was too large.
 */
#ifndef TESTAMUR_BASE_LIMITS_H
#define TESTAMUR_BASE_LIMITS_H

#include <stddef.h>

/* Memory */
#define TSM_BUF_MAX   ((size_t)64 << 20)  /* a buffer, by default */
#define TSM_ARENA_MAX ((size_t)256 << 20) /* an arena, by default */

/* JSON */
#define TSM_JSON_MAX       ((size_t)10 << 20) /* a document */
#define TSM_JSON_DEPTH_MAX 128                /* nesting */

/* A credential as a verifier takes it, decoded (an image may be larger) */
#define TSM_CREDENTIAL_MAX ((size_t)4 << 20)
#define TSM_IMAGE_MAX      ((size_t)16 << 20)

/*
 * Linked data: what one document may cost, so that whatever a stranger sends
 * ends within 100 ms and 64 MiB, the program's own memory included. Steps of
 * JSON-LD: about 20 ns each in contexts, and no cheaper to write than to
 * process; a term definition takes 128. Work of RDFC-1.0: see rdf/canon.h.
 * A transcript of 500 credentials needs a third of the memory.
 */
#define TSM_JSONLD_WORK_MAX         2500000
#define TSM_CANON_WORK_MAX          200000
#define TSM_CANON_WORK_PER_QUAD     8
#define TSM_CANON_MEMORY_MAX        ((size_t)22 << 20)
#define TSM_VERIFICATION_MEMORY_MAX ((size_t)26 << 20) /* all but that */

/* Attendance and roster files */
#define TSM_IMPORT_MAX      ((size_t)10 << 20)
#define TSM_IMPORT_ROWS_MAX 100000
#define TSM_CSV_COLUMNS_MAX 512
#define TSM_CSV_FIELD_MAX   ((size_t)64 << 10)

/* Policies */
#define TSM_POLICY_MAX        ((size_t)1 << 20)
#define TSM_POLICY_DEPTH_MAX  16   /* nesting of conditions */
#define TSM_POLICY_NODES_MAX  1000 /* conditions in one policy */
#define TSM_POLICY_AWARDS_MAX 64
#define TSM_SESSIONS_MAX      1000 /* of one cohort */

/* Bitstring status lists (entries; bytes once decompressed) */
#define TSM_STATUS_ENTRIES_MIN 131072
#define TSM_STATUS_BYTES_MAX   ((size_t)16 << 20)

/* Fetching */
#define TSM_FETCH_BODY_MAX   ((size_t)4 << 20)
#define TSM_FETCH_DID_MAX    ((size_t)256 << 10)
#define TSM_FETCH_TIMEOUT_MS 8000
#define TSM_FETCH_PER_VERIFY 16
#define TSM_FETCH_SESSION_MS 15000 /* all fetches of one verification */

/* HTTP service */
#define TSM_HTTP_BODY_MAX   ((size_t)16 << 20)
#define TSM_HTTP_HEADER_MAX ((size_t)16 << 10)

/* Names people give: identifiers of organisations, programmes, … */
#define TSM_SLUG_MAX 64

#endif
