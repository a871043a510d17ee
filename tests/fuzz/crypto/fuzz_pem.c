/* Any text as PEM, and as Multikey: a key or a status, and no leak. */
#include <stdint.h>
#include <stdlib.h>

#include "testamur/crypto/key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_public_key *key = NULL;
	struct tsm_error err = { 0 };
	struct tsm_str text = tsm_str_n((const char *)data, size);
	if (tsm_public_key_from_pem(text, &key, &err) != err.status ||
	    (key != NULL) != (err.status == TSM_OK))
		abort();
	tsm_public_key_free(&key);
	err = (struct tsm_error){ 0 };
	if (tsm_public_key_from_multikey(text, &key, &err) != err.status ||
	    (key != NULL) != (err.status == TSM_OK))
		abort();
	tsm_public_key_free(&key);
	return 0;
}
