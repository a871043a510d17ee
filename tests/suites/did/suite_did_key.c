/* did:key to public JWK, written as the manifest writes it. */
#include "../json/manifest.h"

#include "testamur/did/did.h"

static enum tsm_status run(const char *folder, const struct tsm_json *args,
    struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_public_key *key = NULL;
	(void)folder;
	TSM_TRY(tsm_did_key_public(tsm_json_at(args, 1)->text, &key, err));
	json_t *jwk = tsm_public_key_to_jwk(key, NULL, false);
	static const char *const names[] = { "kty", "crv", "x", "y" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *text =
		    json_string_value(json_object_get(jwk, names[i]));
		if (text != NULL)
			tsm_buf_printf(out, "%s\"%s\": \"%s\"",
			    i == 0 ? "{" : ", ", names[i], text);
	}
	tsm_buf_addc(out, '}');
	json_decref(jwk);
	tsm_public_key_free(&key);
	return tsm_buf_status(out);
}

int main(void)
{
	static const struct suite suite = { "did-key", run, NULL };
	return suite_main(&suite);
}
