/*
 * related.h - documents that a credential names with their digests.
 *
 * VCDM 2.0 section 5.3: relatedResource with digestSRI (Subresource
 * Integrity) or digestMultibase (a multihash). What can be compared are the
 * contexts that are built in, every edition of them that is known. Pure.
 */
#ifndef TESTAMUR_PROOF_RELATED_H
#define TESTAMUR_PROOF_RELATED_H

#include "testamur/json/doc.h"

enum tsm_related {
	TSM_RELATED_UNKNOWN, /* of a document or by a hash not known here */
	TSM_RELATED_MATCH,
	TSM_RELATED_MISMATCH,
	TSM_RELATED_MEMORY /* out of memory */
};

/* One entry of relatedResource. */
enum tsm_related tsm_related_fit(const struct tsm_json *item);

#endif
