/* Proofs opened and verified without memory. */
#include "sweep.h"

#include "../../unit/proof/token.h"
#include "testamur/json/write.h"

static struct tsm_buf tokens[3];
static struct tsm_public_key *keys[1];

static enum tsm_status check(const struct tsm_buf *token, struct tsm_buf *out)
{
	struct tsm_arena arena;
	struct tsm_proof proof;
	struct tsm_proof_result result;
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_proof_open(&arena, tsm_buf_str(token), &proof, NULL);
	if (status == TSM_OK)
		status = tsm_proof_verify(&proof, keys[0], &result, NULL);
	if (status == TSM_OK)
		status = tsm_buf_printf(out, "%d %u %u %s", (int)result.answer,
		    result.differ, result.missing,
		    tsm_json_get_string(proof.credential, "id"));
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status good(struct tsm_buf *out)
{
	return check(&tokens[0], out);
}

static enum tsm_status forged(struct tsm_buf *out)
{
	return check(&tokens[1], out);
}

static enum tsm_status legacy(struct tsm_buf *out)
{
	return check(&tokens[2], out);
}

static void run(void **state)
{
	(void)state;
	keys[0] = token_key(1);
	tokens[0] = token_of(1, OB_HEADER, "{" BODY CLAIMS "}");
	tokens[1] = token_of(2, OB_HEADER, "{" BODY CLAIMS "}");
	tokens[2] = token_of(1, OB_HEADER,
	    "{\"vc\":{" V1 ",\"credentialSubject\":{}}" CLAIMS "}");
	sweep(good);
	sweep(forged);
	sweep(legacy);
	for (size_t i = 0; i < 3; i++)
		tsm_buf_release(&tokens[i]);
	tsm_public_key_free(&keys[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(run) };
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
