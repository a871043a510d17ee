/*
 * presentation.h - credentials that their holder presents.
 *
 * VCDM 2.0 section 4.13; VC-JOSE-COSE section 3.1.2 (vp+jwt, and the vp claim
 * of VC 1.1); Data Integrity proofs with the purpose authentication. The
 * holder's proof is judged once, then each credential by all checks, with
 * that judgement as its check presentation.
 */
#ifndef TESTAMUR_VERIFY_PRESENTATION_H
#define TESTAMUR_VERIFY_PRESENTATION_H

#include "run.h"

/* Credentials in one presentation. */
#define PRESENTED_MAX 16

/* What a presentation says once it was opened; lives as long as the run. */
struct presentation {
	const struct tsm_json *json;   /* the presentation */
	const struct tsm_json *claims; /* of a token, or NULL */
	struct tsm_jws jws;            /* of a token */
	const char *holder;            /* or NULL: nobody is named */
	/* What its proof is worth: CODE_PRESENTATION_HOLDER where it holds. */
	enum code_id code;
	const char *detail; /* or NULL */
};

/* The document says that it is a presentation, enveloped or not. */
bool presentation_is(const struct tsm_json *document);

/*
 * Read the presentation that the run was given: its credential, or its
 * secured token. Sets run->presentation, or the code of what is wrong; the
 * run stops. Other than TSM_OK only for exhausted memory.
 */
enum tsm_status presentation_open(struct run *run);

/*
 * Judge the holder's proof and every credential in it. The run's report
 * becomes that of the worst, with all of them listed where they are several.
 */
enum tsm_status presentation_verify(struct run *run);

/* The holder's proof (presentation_proof.c): sets holder, code, detail. */
enum tsm_status presentation_judge(
    struct run *run, struct presentation *presentation);

#endif
