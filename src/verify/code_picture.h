/*
 * code_picture.h - rows of code_table.h for pictures and PDF documents that
 * carry a credential, or a link to it, in a QR code.
 */
#ifndef TESTAMUR_VERIFY_CODE_PICTURE_H
#define TESTAMUR_VERIFY_CODE_PICTURE_H

/* clang-format off */
#define PICTURE_ROWS(X) \
X(INPUT_QR, "input.qr", INPUT, PASS, NOBODY, NULL, NULL, \
  "The credential was found in the QR code of the picture or document.") \
X(INPUT_QR_LINKED, "input.qr_linked", INPUT, PASS, NOBODY, NULL, NULL, \
  "The QR code of the picture or document holds a link or an id, and the " \
  "issuer's site gave the credential.") \
X(INPUT_QR_LINK, "input.qr_link", INPUT, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", NULL, \
  "The QR code of the picture or document holds a link or an id, and no " \
  "credential came of it here. Ask the holder for the file.") \
X(INPUT_QR_OTHER, "input.qr_other", INPUT, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", NULL, \
  "The QR code of the picture or document holds neither a credential nor a " \
  "link to one.") \
X(INPUT_QR_MORE_THAN_ONE, "input.qr_more_than_one", INPUT, COULD_NOT_CHECK, \
  VERIFIER, "COULD NOT BE CHECKED", NULL, \
  "The picture or document has several QR codes, and it is not clear which " \
  "one is meant. Give a picture of one.") \
X(INPUT_NO_QR, "input.no_qr", INPUT, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", NULL, \
  "No QR code could be read in the picture or document. Take the picture " \
  "again, sharp, from nearer and with the whole code, or type the id below " \
  "the code.") \
X(INPUT_TOO_MANY_PIXELS, "input.too_many_pixels", INPUT, COULD_NOT_CHECK, \
  VERIFIER, "COULD NOT BE CHECKED", NULL, \
  "The picture is larger than any that is decoded here. Give the part with " \
  "the QR code, or a smaller copy.") \
X(INPUT_BROKEN_PDF, "input.broken_pdf", INPUT, FAIL, HOLDER, "NOT VALID", \
  P_PARSE, \
  "The PDF document is damaged and cannot be read. Ask the holder for the " \
  "original file.") \
X(INPUT_PDF_PASSWORD, "input.pdf_password", INPUT, COULD_NOT_CHECK, HOLDER, \
  "COULD NOT BE CHECKED", NULL, \
  "The PDF document wants a password. Ask the holder for one without, or " \
  "take a picture of its QR code.") \
X(INPUT_HEIC, "input.heic", INPUT, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", NULL, \
  "This is a HEIC photograph, which is not read here. Save it as JPEG and " \
  "give that.") \
X(INPUT_NOT_DECODED, "input.not_decoded", INPUT, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", NULL, \
  "The picture or document could not be decoded within the time and memory " \
  "that are allowed. Give a picture (PNG or JPEG) of its QR code.") \
X(INPUT_NO_DECODER, "input.no_decoder", INPUT, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", NULL, \
  "Pictures and documents are not decoded here: testamur-decoder is missing " \
  "or cannot be started. Give the file of the credential, or type the id " \
  "below the code.") \
X(INPUT_BUSY, "input.busy", INPUT, COULD_NOT_CHECK, TRY_LATER, \
  "COULD NOT BE CHECKED", NULL, \
  "Too many pictures are being decoded at the same time. Try again in a " \
  "minute.")
/* clang-format on */

#endif
