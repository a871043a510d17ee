#include "trust_list.h"

#include <string.h>

#include "identity.h"
#include "seal.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"

#define FILE_MODE 0644

static enum tsm_status refuse(enum seal_state state, struct tsm_error *err)
{
	static const char *const texts[] = {
		[SEAL_HOLDS] = "",
		[SEAL_NONE] = "not exactly one proof",
		[SEAL_UNSUPPORTED] = "a kind of proof that is not known here",
		[SEAL_NO_KEY] = "its key is not known",
		[SEAL_KEY] = "the key may not sign for the list's issuer",
		[SEAL_BROKEN] = "the list was changed after it was signed",
	};

	return tsm_fail(err, TSM_E_VALUE, "/proof", "%s", texts[state]);
}

/* The proof of a list, by the "issuer" that the list names. */
static enum tsm_status check_proof(struct app *app,
    const struct trust_source *source, const struct tsm_json *root,
    struct tsm_arena *arena, const char **ret_signer, struct tsm_error *err)
{
	const char *issuer = tsm_json_get_string(root, "issuer");
	struct tsm_did_document document;
	struct seal seal;
	int64_t now = tsm_time_now();

	TSM_TRY(seal_open(arena, app->contexts, root, issuer, &seal, err));
	if (seal.state != SEAL_NO_KEY)
		return refuse(seal.state, err);
	if (source->signer != NULL && !tsm_streq(issuer, source->signer))
		return tsm_fail(err, TSM_E_VALUE, "/issuer",
		    "it is signed by %s and not by %s", issuer, source->signer);
	const struct tsm_integrity_proof *proof = &seal.integrity.proofs[0];
	int64_t created = proof->has_created ? proof->created : now;
	if (created > now + TSM_VERIFY_LEEWAY ||
	    (proof->has_expires && proof->expires < now - TSM_VERIFY_LEEWAY))
		return tsm_fail(err, TSM_E_VALUE, "/proof",
		    "the proof does not hold at this time");
	TSM_TRY(identity_load(
	    app, issuer, source->identity, arena, &document, err));
	TSM_TRY(seal_verify(
	    &seal, seal_method(&document, seal.key, created, now), err));
	*ret_signer = issuer;
	return seal.state == SEAL_HOLDS ? TSM_OK : refuse(seal.state, err);
}

/* The last part of a path: the page shows it to everybody. */
static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

enum tsm_status trust_list_read(struct app *app,
    const struct trust_source *source, struct tsm_trust *trust,
    struct tsm_arena *arena, const char **ret_signer, struct tsm_error *err)
{
	const struct tsm_json_options options = {
		.max_bytes = TSM_TRUST_FILE_MAX,
	};
	const struct tsm_json *root = NULL;
	const char *signer = NULL;
	struct tsm_buf text;

	tsm_buf_init(&text, TSM_TRUST_FILE_MAX);
	enum tsm_status status =
	    tsm_file_read(source->path, TSM_TRUST_FILE_MAX, &text, err);
	bool read = status == TSM_OK;
	if (read)
		status = tsm_json_parse(
		    arena, tsm_buf_cstr(&text), text.len, &options, &root, err);
	if (status == TSM_OK && source->sha256 != NULL)
		status = tsm_sha256_hex(text.data, text.len, source->sha256);
	if (status == TSM_OK && tsm_json_get(root, "proof") != NULL)
		status = check_proof(app, source, root, arena, &signer, err);
	else if (status == TSM_OK && source->signer != NULL)
		status = tsm_fail(
		    err, TSM_E_MISSING, "/proof", "this list is not signed");
	if (status == TSM_OK)
		status =
		    tsm_trust_read(trust, file_name(source->path), root, err);
	if (read && status != TSM_OK)
		tsm_error_prefix(err, source->path);
	tsm_buf_release(&text);
	if (ret_signer != NULL)
		*ret_signer = signer;
	return status;
}

/* --- the operator's own file ------------------------------------------------ */

static enum tsm_status parse_own(struct trust_file *file, struct tsm_error *err)
{
	const struct tsm_json_options options = {
		.max_bytes = TSM_TRUST_FILE_MAX,
	};
	const struct tsm_json *root = NULL;

	TSM_TRY(tsm_json_parse(&file->arena, tsm_buf_cstr(&file->before),
	    file->before.len, &options, &root, err));
	if (tsm_json_is(root, TSM_JSON_ARRAY) ||
	    tsm_json_get(root, "registry") != NULL)
		return tsm_json_fail(err, TSM_E_UNSUPPORTED, root,
		    "a list in somebody else's format is not changed; use "
		    "'trust import' to take it into yours");
	/* What is signed would not be any more. */
	if (tsm_json_get(root, "proof") != NULL)
		return tsm_json_fail(err, TSM_E_STATE,
		    tsm_json_get(root, "proof"),
		    "a signed list is not changed; use 'trust import' to take "
		    "it into yours");
	TSM_TRY(tsm_trust_read(file->trust, file->path, root, err));
	file->name = tsm_json_get_string(root, "name");
	return TSM_OK;
}

enum tsm_status trust_file_open(struct trust_file *file, const char *path,
    bool create, struct tsm_error *err)
{
	*file =
	    (struct trust_file){ .path = path, .name = "recognised issuers" };
	tsm_arena_init(&file->arena, 0);
	tsm_buf_init(&file->before, TSM_TRUST_FILE_MAX);
	if (tsm_trust_new(&file->trust) != TSM_OK)
		return tsm_fail_memory(err);
	enum tsm_status status =
	    tsm_file_read(path, TSM_TRUST_FILE_MAX, &file->before, err);
	if (status == TSM_E_NOT_FOUND && create)
		return TSM_OK;
	TSM_TRY(status);
	file->exists = true;
	status = parse_own(file, err);
	if (status != TSM_OK)
		tsm_error_prefix(err, path);
	return status;
}

enum tsm_status trust_file_save(struct trust_file *file,
    const struct tsm_trust *trust, struct tsm_error *err)
{
	struct tsm_buf out;
	char *copy = tsm_arena_printf(&file->arena, "%s.bak", file->path);

	if (copy == NULL)
		return tsm_fail_memory(err);
	/* one that could not be read again would be of no use */
	tsm_buf_init(&out, TSM_TRUST_FILE_MAX);
	json_t *json = tsm_trust_json(trust, file->name);
	enum tsm_status status = tsm_json_write(json, TSM_JSON_PRETTY, &out);
	json_decref(json);
	if (status != TSM_OK)
		status = tsm_fail(err, status, file->path,
		    status == TSM_E_LIMIT ? "the list would be too long"
					  : "the list cannot be written");
	if (status == TSM_OK && file->exists)
		status = tsm_file_write(
		    copy, file->before.data, file->before.len, FILE_MODE, err);
	if (status == TSM_OK)
		status = tsm_file_write(
		    file->path, out.data, out.len, FILE_MODE, err);
	tsm_buf_release(&out);
	return status;
}

void trust_file_close(struct trust_file *file)
{
	tsm_trust_free(&file->trust);
	tsm_arena_release(&file->arena);
	tsm_buf_release(&file->before);
}
