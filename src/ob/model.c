#include "testamur/ob/model.h"

#include <stdio.h>
#include <string.h>

#include "make.h"
#include "terms.h"
#include "testamur/base/alloc.h"
#include "testamur/base/encode.h"

#define SCHEMA_URL                                      \
 "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/" \
 "ob_v3p0_achievementcredential_schema.json"

/* The names of IdentityHash (Open Badges 3.0 section B.5.4). */
static const struct identity_alg {
	const char *prefix;
	enum tsm_digest_alg alg;
} identity_algs[] = { { "sha256$", TSM_SHA256 }, { "md5$", TSM_MD5 } };

static enum tsm_status hash_identity(const struct identity_alg *as,
    const char *identity, const char *salt, char out[TSM_OB_IDENTITY_HASH])
{
	unsigned char digest[TSM_DIGEST_MAX];
	struct tsm_buf buf;

	tsm_buf_init(&buf, 0);
	tsm_buf_adds(&buf, identity);
	tsm_buf_adds(&buf, salt != NULL ? salt : "");
	enum tsm_status status = tsm_buf_status(&buf);
	if (status == TSM_OK)
		status =
		    tsm_digest(as->alg, tsm_buf_cstr(&buf), buf.len, digest);
	if (buf.data != NULL)
		tsm_wipe(buf.data, buf.len);
	tsm_buf_clear(&buf);
	if (status == TSM_OK)
		status = tsm_buf_adds(&buf, as->prefix);
	if (status == TSM_OK)
		status = tsm_hex_encode(&buf, digest, tsm_digest_size(as->alg));
	if (status == TSM_OK)
		memcpy(out, tsm_buf_cstr(&buf), buf.len + 1);
	tsm_buf_release(&buf);
	return status;
}

enum tsm_status tsm_ob_identity_hash(
    const char *identity, const char *salt, char out[TSM_OB_IDENTITY_HASH])
{
	return hash_identity(&identity_algs[0], identity, salt, out);
}

enum tsm_status tsm_ob_identity_matches(
    const char *identity, const char *salt, const char *hash, bool *ret_same)
{
	char computed[TSM_OB_IDENTITY_HASH];

	for (size_t i = 0; i < 2; i++) {
		const struct identity_alg *as = &identity_algs[i];
		if (!tsm_str_starts(tsm_str(hash), as->prefix))
			continue;
		TSM_TRY(hash_identity(as, identity, salt, computed));
		*ret_same = tsm_str_is_nocase(tsm_str(computed), hash);
		return TSM_OK;
	}
	return TSM_E_UNSUPPORTED;
}

static void make_identity(
    struct maker *m, json_t *array, const struct tsm_ob_identity *identity)
{
	char hash[TSM_OB_IDENTITY_HASH];

	json_t *object = tsm_json_add_object(array);
	tsm_json_set(object, "type", "IdentityObject");
	tsm_json_set_bool(object, "hashed", identity->hashed);
	if (identity->hashed && identity->identity != NULL &&
	    identity->identity[0] != '\0') {
		enum tsm_status status = tsm_ob_identity_hash(
		    identity->identity, identity->salt, hash);
		if (status != TSM_OK)
			make_fail(m, status, "identityHash",
			    "the hash could not be computed");
		else
			tsm_json_set(object, "identityHash", hash);
	} else {
		make_need(m, object, "identityHash", identity->identity);
	}
	make_need(m, object, "identityType", identity->type);
	if (identity->type != NULL &&
	    !terms_has(TERMS_IDENTIFIER_TYPE, identity->type))
		make_fail(m, TSM_E_VALUE, "identityType",
		    "this is no identifier type of the standard");
	if (identity->hashed)
		make_text(m, object, "salt", identity->salt);
}

static bool has_description(
    const struct tsm_ob_achievement *achievement, const char *id)
{
	for (size_t i = 0; i < achievement->n_result_descriptions; i++)
		if (tsm_streq(achievement->result_descriptions[i].id, id))
			return true;
	return false;
}

static void make_result(struct maker *m, json_t *array,
    const struct tsm_ob_result *result,
    const struct tsm_ob_achievement *achievement)
{
	json_t *object = tsm_json_add_object(array);
	make_type(object, "Result");
	make_uri(
	    m, object, "resultDescription", result->result_description, false);
	if (result->result_description != NULL &&
	    !has_description(achievement, result->result_description))
		make_fail(m, TSM_E_MISMATCH, "resultDescription",
		    "the achievement has no result description of this id");
	make_text(m, object, "value", result->value);
	make_text(m, object, "status", result->status);
	if (result->status != NULL &&
	    !terms_has(TERMS_RESULT_STATUS, result->status))
		make_fail(m, TSM_E_VALUE, "status",
		    "this is no result status of the standard");
}

void make_identities(struct maker *m, json_t *object,
    const struct tsm_ob_identity *identities, size_t count)
{
	if (!make_count(m, "identifier", count))
		return;
	size_t outer = make_enter(m, "identifier");
	json_t *array = tsm_json_set_array(object, "identifier");
	for (size_t i = 0; i < count; i++) {
		size_t mark = make_enter_at(m, i);
		make_identity(m, array, &identities[i]);
		make_leave(m, mark);
	}
	make_leave(m, outer);
}

static void make_subject_lists(
    struct maker *m, json_t *object, const struct tsm_ob_subject *subject)
{
	make_identities(m, object, subject->identities, subject->n_identities);
	if (make_count(m, "result", subject->n_results)) {
		size_t outer = make_enter(m, "result");
		json_t *array = tsm_json_set_array(object, "result");
		for (size_t i = 0; i < subject->n_results; i++) {
			size_t mark = make_enter_at(m, i);
			make_result(m, array, &subject->results[i],
			    &subject->achievement);
			make_leave(m, mark);
		}
		make_leave(m, outer);
	}
}

static void make_subject(
    struct maker *m, json_t *root, const struct tsm_ob_subject *subject)
{
	size_t mark = make_enter(m, "credentialSubject");
	json_t *object = tsm_json_set_object(root, "credentialSubject");
	if (subject->id == NULL && subject->n_identities == 0)
		make_fail(m, TSM_E_MISSING, "id",
		    "a subject has an id or an identifier");
	make_uri(m, object, "id", subject->id, false);
	make_type(object, "AchievementSubject");
	if (subject->activity_start != NULL && subject->activity_end != NULL &&
	    *subject->activity_end < *subject->activity_start)
		make_fail(m, TSM_E_VALUE, "activityEndDate",
		    "the activity ends before it starts");
	make_local_time(m, object, "activityStartDate", subject->activity_start,
	    subject->start_offset);
	make_local_time(m, object, "activityEndDate", subject->activity_end,
	    subject->end_offset);
	if (subject->credits_earned != NULL)
		tsm_json_set_decimal(
		    object, "creditsEarned", *subject->credits_earned);
	make_subject_lists(m, object, subject);
	make_text(m, object, "role", subject->role);
	make_text(m, object, "licenseNumber", subject->license_number);
	make_text(m, object, "term", subject->term);
	make_text(m, object, "narrative", subject->narrative);
	make_image(m, object, "image", &subject->image);
	if (subject->source != NULL)
		make_profile(m, object, "source", subject->source);
	make_achievement(m, object, "achievement", &subject->achievement);
	make_leave(m, mark);
}

static void make_evidence(struct maker *m, json_t *root,
    const struct tsm_ob_evidence *evidence, size_t count)
{
	if (!make_count(m, "evidence", count))
		return;
	size_t outer = make_enter(m, "evidence");
	json_t *array = tsm_json_set_array(root, "evidence");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_ob_evidence *e = &evidence[i];
		size_t mark = make_enter_at(m, i);
		json_t *object = tsm_json_add_object(array);
		make_uri(m, object, "id", e->id, false);
		make_type(object, "Evidence");
		make_text(m, object, "name", e->name);
		make_text(m, object, "description", e->description);
		make_text(m, object, "narrative", e->narrative);
		make_text(m, object, "genre", e->genre);
		make_text(m, object, "audience", e->audience);
		make_leave(m, mark);
	}
	make_leave(m, outer);
}

static void make_status_entry(
    struct maker *m, json_t *object, const struct tsm_ob_status_entry *entry)
{
	char index[24];
	struct tsm_buf id;

	(void)snprintf(
	    index, sizeof(index), "%llu", (unsigned long long)entry->index);
	tsm_buf_init(&id, 0);
	if (entry->id == NULL && entry->list_url != NULL)
		tsm_buf_printf(&id, "%s#%s", entry->list_url, index);
	if (tsm_buf_status(&id) != TSM_OK)
		make_fail(m, TSM_E_MEMORY, "id", "out of memory");
	else if (entry->id != NULL || entry->list_url != NULL)
		make_uri(m, object, "id",
		    entry->id != NULL ? entry->id : tsm_buf_cstr(&id), true);
	tsm_buf_release(&id);
	tsm_json_set(object, "type", "BitstringStatusListEntry");
	make_need(m, object, "statusPurpose", entry->purpose);
	tsm_json_set(object, "statusListIndex", index);
	make_uri(m, object, "statusListCredential", entry->list_url, true);
	if (entry->id != NULL && tsm_streq(entry->id, entry->list_url))
		make_fail(m, TSM_E_VALUE, "id",
		    "an entry's id is not the address of its list");
}

void make_statuses(struct maker *m, json_t *root,
    const struct tsm_ob_status_entry *statuses, size_t count)
{
	static const char name[] = "credentialStatus";

	if (!make_count(m, name, count))
		return;
	size_t outer = make_enter(m, name);
	if (count == 1) {
		make_status_entry(m, tsm_json_set_object(root, name), statuses);
	} else {
		json_t *array = tsm_json_set_array(root, name);
		for (size_t i = 0; i < count; i++) {
			size_t mark = make_enter_at(m, i);
			make_status_entry(
			    m, tsm_json_add_object(array), &statuses[i]);
			make_leave(m, mark);
		}
	}
	make_leave(m, outer);
}

void make_refresh(
    struct maker *m, json_t *root, const struct tsm_ob_refresh *refresh)
{
	if (refresh->id == NULL)
		return;
	size_t mark = make_enter(m, "refreshService");
	json_t *object = tsm_json_set_object(root, "refreshService");
	make_uri(m, object, "id", refresh->id, true);
	make_text(m, object, "type",
	    refresh->type != NULL ? refresh->type : "1EdTechCredentialRefresh");
	make_leave(m, mark);
}

static void make_services(
    struct maker *m, json_t *root, const struct tsm_ob_credential *credential)
{
	if (credential->with_schema) {
		json_t *schema = tsm_json_add_object(
		    tsm_json_set_array(root, "credentialSchema"));
		tsm_json_set(schema, "id", SCHEMA_URL);
		tsm_json_set(schema, "type", "1EdTechJsonSchemaValidator2019");
	}
	make_refresh(m, root, &credential->refresh);
}

enum tsm_status tsm_ob_credential_build(
    const struct tsm_ob_credential *credential, json_t **ret_json,
    struct tsm_error *err)
{
	struct maker m;

	make_init(&m, err);
	json_t *root = json_object();
	json_t *context = tsm_json_set_array(root, "@context");
	tsm_json_add(context, TSM_CONTEXT_VC2);
	tsm_json_add(context, TSM_CONTEXT_OB3);
	if (credential->with_schema || credential->refresh.id != NULL)
		tsm_json_add(context, TSM_CONTEXT_OB3_EXTENSIONS);
	make_uri(&m, root, "id", credential->id, true);
	json_t *type = tsm_json_set_array(root, "type");
	tsm_json_add(type, "VerifiableCredential");
	tsm_json_add(type, "OpenBadgeCredential");
	make_text(&m, root, "name", credential->name);
	make_text(&m, root, "description", credential->description);
	make_image(&m, root, "image", &credential->image);
	make_profile(&m, root, "issuer", &credential->issuer);
	if (credential->valid_until != NULL &&
	    *credential->valid_until < credential->valid_from)
		make_fail(&m, TSM_E_VALUE, "validUntil",
		    "the credential ends before it begins");
	make_local_time(&m, root, "validFrom", &credential->valid_from,
	    credential->awarded_offset);
	make_time(&m, root, "validUntil", credential->valid_until);
	make_local_time(&m, root, "awardedDate", credential->awarded,
	    credential->awarded_offset);
	make_subject(&m, root, &credential->subject);
	make_evidence(&m, root, credential->evidence, credential->n_evidence);
	make_statuses(&m, root, credential->statuses, credential->n_statuses);
	make_services(&m, root, credential);
	return make_done(&m, root, ret_json);
}
