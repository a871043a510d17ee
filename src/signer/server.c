/*
 * server.c - the key process's loop and its operations.
 */
#include "testamur/signer/server.h"

#include <string.h>

#include "testamur/json/write.h"

#include "private_key.h"
#include "testamur/keyclient/protocol.h"

/* One request being answered. */
struct request {
	struct tsm_keystore *store;
	struct tsm_frame body;
	struct tsm_buf *out;    /* the body of a good answer */
	struct tsm_error error; /* of the present request */
	bool last;              /* end after the answer */
};

static enum tsm_status malformed(struct request *request)
{
	return tsm_fail(
	    &request->error, TSM_E_SYNTAX, NULL, "the request is malformed");
}

/* A key id as a C string; ids are short and hold no NUL. */
static enum tsm_status take_text(
    struct request *request, char *out, size_t size)
{
	struct tsm_str text;
	if (!tsm_frame_text8(&request->body, &text) || text.len >= size ||
	    tsm_str_find(text, '\0') < text.len)
		return malformed(request);
	memcpy(out, text.ptr, text.len);
	out[text.len] = '\0';
	return TSM_OK;
}

static enum tsm_status op_list(struct request *request)
{
	if (request->body.len != 0)
		return malformed(request);
	return tsm_keystore_list(request->store, request->out, &request->error);
}

static enum tsm_status op_public(struct request *request)
{
	char id[TSM_SIGNER_ID_MAX];
	const struct tsm_public_key *key = NULL;
	TSM_TRY(take_text(request, id, sizeof(id)));
	if (request->body.len != 0)
		return malformed(request);
	TSM_TRY(tsm_keystore_public(request->store, id, &key, &request->error));
	json_t *jwk = tsm_public_key_to_jwk(key, NULL, true);
	enum tsm_status status =
	    tsm_json_write(jwk, TSM_JSON_COMPACT, request->out);
	json_decref(jwk);
	return status == TSM_OK ? TSM_OK : tsm_fail_memory(&request->error);
}

static enum tsm_status op_sign(struct request *request)
{
	char id[TSM_SIGNER_ID_MAX];
	char alg[16];
	unsigned count = 0;
	TSM_TRY(take_text(request, id, sizeof(id)));
	TSM_TRY(take_text(request, alg, sizeof(alg)));
	if (!tsm_frame_u16(&request->body, &count) || count == 0 ||
	    count > TSM_FRAME_SIGN_MAX)
		return malformed(request);
	for (unsigned i = 0; i < count; i++) {
		struct tsm_str message;
		struct tsm_signature signature;
		if (!tsm_frame_bytes32(&request->body, &message))
			return malformed(request);
		TSM_TRY(tsm_keystore_sign(request->store, id, alg, message,
		    &signature, &request->error));
		tsm_frame_put_bytes32(
		    request->out, signature.data, signature.len);
	}
	if (request->body.len != 0)
		return malformed(request);
	return TSM_OK;
}

/* Append the public part as bytes32. */
static enum tsm_status put_public(
    struct request *request, const struct tsm_public_key *key)
{
	struct tsm_buf text;
	json_t *jwk = tsm_public_key_to_jwk(key, NULL, true);

	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_json_write(jwk, TSM_JSON_COMPACT, &text);
	json_decref(jwk);
	tsm_frame_put_bytes32(request->out, tsm_buf_cstr(&text), text.len);
	tsm_buf_release(&text);
	return status == TSM_OK ? TSM_OK : tsm_fail_memory(&request->error);
}

static enum tsm_status sign_once(
    struct request *request, const struct private_key *key, unsigned count)
{
	struct tsm_str message;
	struct tsm_signature signature;

	TSM_TRY(put_public(request, private_key_public(key)));
	for (unsigned i = 0; i < count; i++) {
		if (!tsm_frame_bytes32(&request->body, &message))
			return malformed(request);
		enum tsm_status status =
		    private_key_sign(key, message, &signature);
		if (status != TSM_OK)
			return tsm_fail(
			    &request->error, status, NULL, "signing failed");
		tsm_frame_put_bytes32(
		    request->out, signature.data, signature.len);
	}
	return request->body.len == 0 ? TSM_OK : malformed(request);
}

static enum tsm_status op_once(struct request *request)
{
	struct private_key *key = NULL;
	unsigned count = 0;

	if (!tsm_frame_u16(&request->body, &count) ||
	    count > TSM_SIGNER_ONCE_MAX)
		return malformed(request);
	TSM_TRY(private_key_generate("ES256", 0, &key, &request->error));
	enum tsm_status status = sign_once(request, key, count);
	private_key_free(&key);
	return status;
}

static enum tsm_status op_quit(struct request *request)
{
	request->last = true;
	return TSM_OK;
}

/* All that a key process can be asked for. */
static const struct {
	enum tsm_signer_op op;
	enum tsm_status (*run)(struct request *request);
} operations[] = {
	{ TSM_SIGNER_OP_LIST, op_list },
	{ TSM_SIGNER_OP_PUBLIC, op_public },
	{ TSM_SIGNER_OP_SIGN, op_sign },
	{ TSM_SIGNER_OP_QUIT, op_quit },
	{ TSM_SIGNER_OP_ONCE, op_once },
};

#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static enum tsm_status run(struct request *request)
{
	unsigned version = 0;
	unsigned op = 0;
	if (!tsm_frame_u8(&request->body, &version) ||
	    !tsm_frame_u8(&request->body, &op))
		return malformed(request);
	if (version != TSM_SIGNER_PROTOCOL)
		return tsm_fail(&request->error, TSM_E_UNSUPPORTED, NULL,
		    "the key process speaks another protocol version");
	for (size_t i = 0; i < OPERATIONS; i++)
		if ((unsigned)operations[i].op == op)
			return operations[i].run(request);
	return tsm_fail(&request->error, TSM_E_UNSUPPORTED, NULL,
	    "there is no such operation");
}

/* Room that is had in advance, so that a lack of memory can be told. */
#define ERROR_ROOM 1024

static enum tsm_status answer(int fd, enum tsm_status status,
    const struct tsm_error *error, struct tsm_str body, struct tsm_buf *buf)
{
	tsm_buf_clear(buf);
	tsm_frame_put_text8(buf, tsm_status_name(status));
	tsm_frame_put_text8(buf, status == TSM_OK ? "" : error->text);
	if (status == TSM_OK)
		tsm_buf_addstr(buf, body);
	if (tsm_buf_status(buf) != TSM_OK) {
		status = tsm_buf_status(buf);
		tsm_buf_clear(buf);
		tsm_frame_put_text8(buf, tsm_status_name(status));
		tsm_frame_put_text8(buf, "no room for the answer");
		TSM_TRY(tsm_buf_status(buf));
	}
	return tsm_frame_write(fd, tsm_buf_str(buf));
}

/* Read one request and answer it. */
static enum tsm_status serve_one(
    struct request *request, int fd, struct tsm_buf *in, struct tsm_buf *out)
{
	request->error = (struct tsm_error){ 0 };
	tsm_buf_clear(request->out);
	enum tsm_status result = tsm_frame_read(fd, in);
	if (result == TSM_E_MEMORY) {
		(void)tsm_fail_memory(&request->error);
	} else if (result != TSM_OK) {
		return result;
	} else {
		request->body.ptr = (const unsigned char *)in->data;
		request->body.len = in->len;
		result = run(request);
		if (result == TSM_OK)
			result = tsm_buf_status(request->out);
		if (result != TSM_OK && request->error.status == TSM_OK)
			(void)tsm_fail(&request->error, result, NULL,
			    "no room for the answer");
	}
	return answer(
	    fd, result, &request->error, tsm_buf_str(request->out), out);
}

enum tsm_status tsm_signer_serve(
    struct tsm_keystore *store, int fd, struct tsm_error *err)
{
	struct tsm_buf in;
	struct tsm_buf body;
	struct tsm_buf out;
	struct request request = { .store = store, .out = &body };
	enum tsm_status status = TSM_OK;
	tsm_buf_init(&in, TSM_FRAME_MAX);
	tsm_buf_init(&body, TSM_FRAME_MAX - ERROR_ROOM);
	tsm_buf_init(&out, TSM_FRAME_MAX);
	if (tsm_buf_reserve(&out, ERROR_ROOM) == NULL)
		status = TSM_E_MEMORY;
	while (status == TSM_OK && !request.last)
		status = serve_one(&request, fd, &in, &out);
	tsm_buf_release(&in);
	tsm_buf_release(&body);
	tsm_buf_release(&out);
	if (status == TSM_E_NOT_FOUND)
		return TSM_OK; /* the peer is gone */
	if (status != TSM_OK)
		return tsm_fail(err, status, NULL,
		    "the conversation with the client failed");
	return TSM_OK;
}

void tsm_signer_refuse(int fd, const struct tsm_error *error)
{
	struct tsm_buf buf;
	tsm_buf_init(&buf, TSM_FRAME_MAX);
	if (tsm_frame_read(fd, &buf) == TSM_OK)
		(void)answer(fd, error->status, error, tsm_str(NULL), &buf);
	tsm_buf_release(&buf);
}
