/*
 * document.c - reading controller documents (CID 1.0, DID Core 1.0).
 */
#include "testamur/did/document.h"

#include <string.h>

#include "testamur/base/limits.h"
#include "testamur/base/time.h"

static const struct {
	const char *name;
	enum tsm_did_relation relation;
} relations[] = {
	{ "authentication", TSM_DID_AUTHENTICATION },
	{ "assertionMethod", TSM_DID_ASSERTION },
	{ "keyAgreement", TSM_DID_KEY_AGREEMENT },
	{ "capabilityInvocation", TSM_DID_CAPABILITY_INVOCATION },
	{ "capabilityDelegation", TSM_DID_CAPABILITY_DELEGATION },
};

#define RELATIONS (sizeof(relations) / sizeof(relations[0]))

/* The document while it is being read. */
struct reader {
	struct tsm_arena *arena;
	const char *id;
	const struct tsm_json *root;
	struct tsm_verification_method *methods;
	size_t count;
	struct tsm_error *err;
};

/* A member with a value; null stands for none (JSON-LD section 9.9). */
static const struct tsm_json *given(
    const struct tsm_json *object, const char *name)
{
	const struct tsm_json *member = tsm_json_get(object, name);
	return tsm_json_is(member, TSM_JSON_NULL) ? NULL : member;
}

/* DID Core section 3.2.2: a relative DID URL is relative to the id. */
static const char *absolute(const struct reader *reader, const char *id)
{
	if (id[0] != '#')
		return id;
	return tsm_arena_printf(reader->arena, "%s%s", reader->id, id);
}

static struct tsm_verification_method *find(
    const struct reader *reader, const char *id)
{
	for (size_t i = 0; i < reader->count; i++)
		if (strcmp(reader->methods[i].id, id) == 0)
			return &reader->methods[i];
	return NULL;
}

/* A date of the key's window; whatever is no dateTimeStamp is marked. */
static void read_date(struct tsm_verification_method *method, const char *name,
    bool *ret_has, int64_t *ret_date)
{
	const struct tsm_json *member = given(method->json, name);
	if (member == NULL)
		return;
	if (tsm_json_is(member, TSM_JSON_STRING) &&
	    tsm_time_parse(member->text, ret_date) == TSM_OK)
		*ret_has = true;
	else
		method->bad_window = true;
}

/*
 * Take up one method object with the relations it stands under. The same
 * method may stand embedded in several places, if it is the same.
 */
static enum tsm_status add_method(
    struct reader *reader, const struct tsm_json *json, unsigned relation)
{
	const char *id = tsm_json_get_string(json, "id");
	if (!tsm_json_is(json, TSM_JSON_OBJECT))
		return tsm_json_fail(reader->err, TSM_E_VALUE, json,
		    "a verification method is an object");
	if (id == NULL)
		return TSM_OK;
	id = absolute(reader, id);
	if (id == NULL)
		return tsm_fail_memory(reader->err);
	struct tsm_verification_method *same = find(reader, id);
	if (same != NULL && !tsm_json_equal(same->json, json))
		return tsm_json_fail(reader->err, TSM_E_VALUE, json,
		    "two verification methods have the same id");
	if (same != NULL) {
		same->relations |= relation;
		return TSM_OK;
	}
	struct tsm_verification_method *method =
	    &reader->methods[reader->count++];
	method->id = id;
	method->json = json;
	method->type = tsm_json_get_string(json, "type");
	method->controller = tsm_json_get_string(json, "controller");
	method->relations = relation;
	read_date(method, "expires", &method->has_expires, &method->expires);
	read_date(method, "revoked", &method->has_revoked, &method->revoked);
	return TSM_OK;
}

/* A member that is an array if it is there. */
static enum tsm_status array_member(const struct reader *reader,
    const char *name, const struct tsm_json **ret_array)
{
	const struct tsm_json *array = given(reader->root, name);
	if (array != NULL && !tsm_json_is(array, TSM_JSON_ARRAY))
		return tsm_json_fail(
		    reader->err, TSM_E_VALUE, array, "%s is an array", name);
	*ret_array = array;
	return TSM_OK;
}

static enum tsm_status read_methods(struct reader *reader)
{
	const struct tsm_json *array = NULL;
	TSM_TRY(array_member(reader, "verificationMethod", &array));
	for (size_t i = 0; array != NULL && i < array->count; i++)
		TSM_TRY(add_method(reader, tsm_json_at(array, i), 0));
	return TSM_OK;
}

/* CID section 2.3: each entry is a reference or a method of its own. */
static enum tsm_status read_relation(struct reader *reader, size_t which)
{
	const struct tsm_json *array = NULL;
	TSM_TRY(array_member(reader, relations[which].name, &array));
	for (size_t i = 0; array != NULL && i < array->count; i++) {
		const struct tsm_json *entry = tsm_json_at(array, i);
		const char *ref = tsm_json_string(entry);
		if (ref == NULL) {
			TSM_TRY(add_method(
			    reader, entry, relations[which].relation));
			continue;
		}
		ref = absolute(reader, ref);
		if (ref == NULL)
			return tsm_fail_memory(reader->err);
		struct tsm_verification_method *method = find(reader, ref);
		/* references to other documents give nothing here */
		if (method != NULL)
			method->relations |= relations[which].relation;
	}
	return TSM_OK;
}

/* Room for every method, embedded ones included. */
static enum tsm_status make_room(struct reader *reader)
{
	const struct tsm_json *array = NULL;
	TSM_TRY(array_member(reader, "verificationMethod", &array));
	size_t count = array != NULL ? array->count : 0;
	for (size_t i = 0; i < RELATIONS; i++) {
		TSM_TRY(array_member(reader, relations[i].name, &array));
		count += array != NULL ? array->count : 0;
	}
	if (count > TSM_DID_METHODS_MAX)
		return tsm_fail(reader->err, TSM_E_LIMIT, NULL,
		    "the document names more than %d verification methods",
		    TSM_DID_METHODS_MAX);
	reader->methods = tsm_arena_array(
	    reader->arena, count > 0 ? count : 1, sizeof(*reader->methods));
	if (reader->methods == NULL)
		return tsm_fail_memory(reader->err);
	return TSM_OK;
}

enum tsm_status tsm_did_document_parse(struct tsm_arena *arena,
    const char *data, size_t len, const char *id,
    struct tsm_did_document *ret_doc, struct tsm_error *err)
{
	const struct tsm_json_options options = {
		.max_bytes = TSM_FETCH_DID_MAX,
	};
	struct reader reader = { .arena = arena, .err = err };
	TSM_TRY(tsm_json_parse(arena, data, len, &options, &reader.root, err));
	if (!tsm_json_is(reader.root, TSM_JSON_OBJECT))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "a controller document is an object");
	reader.id = tsm_json_get_string(reader.root, "id");
	if (reader.id == NULL)
		return tsm_fail(err, TSM_E_MISSING, "/id",
		    "the controller document has no id");
	/* CID section 3.3 step 3: fetched from where it says it belongs */
	if (strcmp(reader.id, id) != 0)
		return tsm_fail(err, TSM_E_MISMATCH, "/id",
		    "the controller document belongs to another identifier");
	TSM_TRY(make_room(&reader));
	TSM_TRY(read_methods(&reader));
	for (size_t i = 0; i < RELATIONS; i++)
		TSM_TRY(read_relation(&reader, i));
	*ret_doc = (struct tsm_did_document){
		.id = reader.id,
		.methods = reader.methods,
		.method_count = reader.count,
		.json = reader.root,
	};
	return TSM_OK;
}

const struct tsm_verification_method *tsm_did_document_method(
    const struct tsm_did_document *doc, const char *id)
{
	size_t base = strlen(doc->id);
	if (doc->method_count == 1 && strcmp(id, doc->id) == 0 &&
	    (tsm_str_starts(tsm_str(id), "did:key:") ||
		tsm_str_starts(tsm_str(id), "did:jwk:")))
		return &doc->methods[0];
	for (size_t i = 0; i < doc->method_count; i++) {
		const char *own = doc->methods[i].id;
		if (strcmp(own, id) == 0)
			return &doc->methods[i];
		if (id[0] == '#' && strncmp(own, doc->id, base) == 0 &&
		    strcmp(own + base, id) == 0)
			return &doc->methods[i];
	}
	return NULL;
}

enum tsm_did_answer tsm_verification_method_judge(
    const struct tsm_did_document *doc,
    const struct tsm_verification_method *method,
    enum tsm_did_relation relation, int64_t signed_at, int64_t now)
{
	if (method->has_revoked && method->revoked <= now)
		return TSM_DID_REVOKED;
	if (method->controller == NULL ||
	    strcmp(method->controller, doc->id) != 0)
		return TSM_DID_CONTROLLER;
	if ((method->relations & (unsigned)relation) == 0)
		return TSM_DID_NOT_LISTED;
	if (method->has_expires && method->expires < signed_at)
		return TSM_DID_EXPIRED;
	if (method->bad_window)
		return TSM_DID_BAD_WINDOW;
	return TSM_DID_USABLE;
}
