/*
 * artefact.h - what a holder downloads: badge, certificate, QR code.
 *
 * Made on demand from what is stored with the credential; nothing here
 * signs. Buffers are appended to. Texts that are needed meanwhile go into
 * the arena given, so that a server may use one per request.
 */
#ifndef ISSUER_ARTEFACT_H
#define ISSUER_ARTEFACT_H

#include "forms.h"
#include "testamur/badge/image.h"
#include "testamur/base/arena.h"
#include "testamur/print/certificate.h"
#include "testamur/store/credential.h"

/*
 * The achievement's picture with a form of the credential baked in: a PNG,
 * or an SVG document for TSM_IMAGE_SVG.
 */
enum tsm_status artefact_badge(struct tsm_store *store, struct tsm_arena *arena,
    const struct tsm_store_credential *credential, enum tsm_image_kind kind,
    struct tsm_str body, struct tsm_buf *out, struct tsm_error *err)
    TSM_NODISCARD;

/* The certificate to print and frame (PDF). */
enum tsm_status artefact_certificate(struct tsm_arena *arena,
    const char *public_url, const struct tsm_store_credential *credential,
    enum tsm_paper paper, struct tsm_buf *out, struct tsm_error *err)
    TSM_NODISCARD;

/* The QR code of the public link (PNG). */
enum tsm_status artefact_qr(const char *public_url, const char *id,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

/*
 * The credential as a JSON document: with its proof, exactly as it was
 * signed; of one that is a JWT only what that says, to read.
 */
enum tsm_status artefact_json(struct tsm_arena *arena,
    const struct forms *forms, struct tsm_buf *out, struct tsm_error *err)
    TSM_NODISCARD;

#endif
