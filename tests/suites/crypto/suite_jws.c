/* Compact JWS from several sources: accepted payloads, refused tokens. */
#include "groups.h"

/* The payload as the token or the test states it. */
static bool payload_is(
    const struct tsm_json *test, struct tsm_str token, struct tsm_str got)
{
	struct tsm_buf want;
	struct tsm_str rest;
	const struct tsm_json *stated = tsm_json_get(test, "payload");
	(void)tsm_str_split(token, '.', &rest);
	struct tsm_str text = tsm_str_split(rest, '.', &rest);
	tsm_buf_init(&want, 0);
	bool same = tsm_base64url_decode(&want,
			stated != NULL ? stated->text : text) == TSM_OK &&
		    tsm_str_eq(tsm_buf_str(&want), got);
	tsm_buf_release(&want);
	return same;
}

static bool run(const char *file_alg, const struct tsm_json *group,
    const struct tsm_json *test)
{
	bool valid = false;
	struct tsm_jws jws;
	struct tsm_arena arena;
	struct tsm_public_key *key = NULL;
	const struct tsm_json *token = tsm_json_get(test, "jws");
	(void)file_alg;
	tsm_arena_init(&arena, 0);
	if (tsm_json_is(token, TSM_JSON_STRING) &&
	    tsm_public_key_from_jwk(
		tsm_json_get(group, "public"), &key, NULL) == TSM_OK &&
	    tsm_jws_parse(&arena, token->text, &jws, NULL) == TSM_OK &&
	    tsm_jws_verify(&jws, key, &valid, NULL) != TSM_OK)
		valid = false;
	if (valid)
		valid = payload_is(test, token->text, jws.payload);
	tsm_arena_release(&arena);
	tsm_public_key_free(&key);
	return valid == tsm_streq(tsm_json_get_string(test, "result"), "valid");
}

int main(void)
{
	groups_run("jws/jws.json", run);
	return groups_done();
}
