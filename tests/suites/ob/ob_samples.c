/*
 * Writes what ob/model.h builds into the folder $TESTAMUR_SAMPLES, where
 * tests/suites/ob_schema.py holds it to the published schemas. Without the
 * variable it only builds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../unit/ob/samples.h"
#include "testamur/base/file.h"

static void keep(const char *name, json_t *value)
{
	const char *folder = getenv("TESTAMUR_SAMPLES");
	char path[512];
	struct tsm_buf buf;
	struct tsm_error err = { 0 };

	tsm_buf_init(&buf, 0);
	assert_int_equal(tsm_json_write(value, TSM_JSON_PRETTY, &buf), TSM_OK);
	if (folder != NULL) {
		snprintf(path, sizeof(path), "%s/%s.json", folder, name);
		assert_int_equal(
		    tsm_file_write(path, buf.data, buf.len, 0644, &err),
		    TSM_OK);
	}
	tsm_buf_release(&buf);
	json_decref(value);
}

static void build(const char *name, const struct tsm_ob_credential *c)
{
	json_t *value = NULL;
	assert_int_equal(tsm_ob_credential_build(c, &value, NULL), TSM_OK);
	keep(name, value);
}

static void samples_are_built(void **state)
{
	(void)state;
	struct tsm_ob_credential c = sample_least();
	build("least", &c);
	c = sample_full();
	build("full", &c);
	c.n_statuses = 2;
	build("two-statuses", &c);

	struct tsm_ob_status_list list = sample_list();
	json_t *value = NULL;
	assert_int_equal(tsm_ob_status_list_build(&list, &value, NULL), TSM_OK);
	keep("status-list", value);
	assert_int_equal(tsm_ob_profile_build(&c.issuer, &value, NULL), TSM_OK);
	keep("profile", value);
	assert_int_equal(
	    tsm_ob_achievement_build(&c.subject.achievement, &value, NULL),
	    TSM_OK);
	json_t *achievement = json_deep_copy(value);
	keep("achievement", value);

	json_t *credentials[2] = { NULL, NULL };
	c.n_statuses = 1;
	for (size_t i = 0; i < 2; i++) {
		c.id = i == 0 ? HOST "/V/1" : HOST "/V/2";
		assert_int_equal(
		    tsm_ob_credential_build(&c, &credentials[i], NULL), TSM_OK);
	}
	(void)json_object_del(achievement, "@context");
	struct tsm_ob_clr clr = sample_clr(credentials, &achievement);
	assert_int_equal(tsm_ob_clr_build(&clr, &value, NULL), TSM_OK);
	keep("clr", value);
	json_decref(achievement);
	json_decref(credentials[0]);
	json_decref(credentials[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_are_built),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
