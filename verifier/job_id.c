#include "job_id.h"

#include <stdio.h>
#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/base/random.h"
#include "testamur/base/time.h"

#define EPOCH_DIGITS ((size_t)8)

enum tsm_status job_id_make(
    int64_t started, char id[JOB_ID], struct tsm_error *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char raw[(JOB_ID - 1 - EPOCH_DIGITS) / 2];
	enum tsm_status status =
	    tsm_random_fill(tsm_random_system(), raw, sizeof(raw));

	if (status != TSM_OK)
		return tsm_fail(err, status, NULL, "no id could be made");
	(void)snprintf(id, JOB_ID, "%08x", (unsigned)(uint32_t)started);
	for (size_t i = 0; i < sizeof(raw); i++) {
		id[EPOCH_DIGITS + 2 * i] = digits[raw[i] >> 4];
		id[EPOCH_DIGITS + 2 * i + 1] = digits[raw[i] & 15];
	}
	id[JOB_ID - 1] = '\0';
	return TSM_OK;
}

/* Seconds before the present server that the id's one was started; -1: it
 * is no such id. */
static int64_t age_of(const char *id, int64_t started)
{
	uint32_t epoch = 0;

	if (strlen(id) != JOB_ID - 1)
		return -1;
	for (size_t i = 0; i < JOB_ID - 1; i++) {
		bool digit = id[i] >= '0' && id[i] <= '9';
		if (!digit && (id[i] < 'a' || id[i] > 'f'))
			return -1;
		if (i < EPOCH_DIGITS)
			epoch =
			    epoch * 16 +
			    (uint32_t)(digit ? id[i] - '0' : id[i] - 'a' + 10);
	}
	return started - (int64_t)epoch;
}

enum tsm_status job_id_unknown(
    const char *id, int64_t started, struct tsm_error *err)
{
	int64_t age = age_of(id, started);
	char at[TSM_TIME_TEXT];

	if (age <= 0 || age > JOB_ID_TOLD_S)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "there is no such batch, or no more");
	return tsm_fail(err, TSM_E_GONE, NULL,
	    "this batch was lost when the service was restarted at %s, "
	    "because nothing of it is written down; send it again",
	    tsm_time_format(started, at));
}

void job_owner(const struct tsm_request *request, char owner[JOB_OWNER])
{
	struct tsm_address address;
	char text[TSM_CLIENT_TEXT];

	if (request->caller != NULL) {
		(void)snprintf(owner, JOB_OWNER, "key %s", request->caller);
		return;
	}
	if (tsm_address_parse(tsm_str(request->client), &address) == TSM_OK &&
	    strchr(request->client, ':') != NULL)
		memset(address.bytes + 8, 0, 8);
	(void)snprintf(
	    owner, JOB_OWNER, "%s", tsm_address_format(&address, text));
}
