/* Building and checking credentials without memory. */
#include "sweep.h"

#include "../../unit/ob/samples.h"
#include "testamur/ob/check.h"

static enum tsm_status written(
    enum tsm_status status, json_t *value, struct tsm_buf *out)
{
	if (status != TSM_OK) {
		assert_null(value);
		return status;
	}
	status = tsm_json_write(value, TSM_JSON_COMPACT, out);
	json_decref(value);
	return status;
}

static enum tsm_status build_credential(struct tsm_buf *out)
{
	struct tsm_ob_credential c = sample_full();
	struct tsm_error err = { 0 };
	json_t *value = NULL;

	c.n_statuses = 2;
	enum tsm_status status = tsm_ob_credential_build(&c, &value, &err);
	assert_int_equal(err.status, status);
	return written(status, value, out);
}

static enum tsm_status build_list(struct tsm_buf *out)
{
	struct tsm_ob_status_list list = sample_list();
	json_t *value = NULL;
	enum tsm_status status = tsm_ob_status_list_build(&list, &value, NULL);

	return written(status, value, out);
}

static enum tsm_status build_profile(struct tsm_buf *out)
{
	json_t *value = NULL;
	enum tsm_status status =
	    tsm_ob_profile_build(&sample_issuer, &value, NULL);

	return written(status, value, out);
}

static enum tsm_status build_achievement(struct tsm_buf *out)
{
	struct tsm_ob_credential c = sample_full();
	json_t *value = NULL;
	enum tsm_status status =
	    tsm_ob_achievement_build(&c.subject.achievement, &value, NULL);

	return written(status, value, out);
}

static enum tsm_status build_clr(struct tsm_buf *out)
{
	struct tsm_ob_credential c = sample_least();
	json_t *credentials[2] = { NULL, NULL };
	struct tsm_ob_clr clr = sample_clr(credentials, credentials);
	json_t *value = NULL;
	enum tsm_status status = TSM_OK;

	for (size_t i = 0; status == TSM_OK && i < 2; i++)
		status = tsm_ob_credential_build(&c, &credentials[i], NULL);
	if (status == TSM_OK)
		status = tsm_ob_clr_build(&clr, &value, NULL);
	json_decref(credentials[0]);
	json_decref(credentials[1]);
	return written(status, value, out);
}

static enum tsm_status hash(struct tsm_buf *out)
{
	char text[TSM_OB_IDENTITY_HASH];

	bool same = false;

	TSM_TRY(tsm_ob_identity_hash("a@example.com", "Kosher", text));
	TSM_TRY(tsm_ob_identity_matches("message ", "digest",
	    "md5$f96b697d7cb7938d525a2f31aaf161d0", &same));
	return same ? tsm_buf_adds(out, text) : TSM_E_STATE;
}

static void credential(void **state)
{
	(void)state;
	sweep(build_credential);
}

static void documents(void **state)
{
	(void)state;
	sweep(build_list);
	sweep(build_profile);
	sweep(build_achievement);
	sweep(build_clr);
}

static void identity(void **state)
{
	(void)state;
	sweep(hash);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(credential),
		cmocka_unit_test(documents),
		cmocka_unit_test(identity),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
