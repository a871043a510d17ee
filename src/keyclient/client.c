/*
 * client.c - asking the key process.
 */
#include "testamur/keyclient/client.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "testamur/base/alloc.h"

#include "process.h"
#include "testamur/keyclient/protocol.h"

/* A batch is sent off when it has grown to so many bytes. */
#define SIGN_BATCH_BYTES ((size_t)1 << 20)

/* A key process that is silent for so long has gone wrong. */
#define ANSWER_SECONDS 60
/* One that starts has nothing to do but to read its keys. */
#define START_SECONDS 10

struct tsm_signer {
	pthread_mutex_t lock; /* one request and its answer at a time */
	int fd;
	bool dead;
	pid_t pid; /* 0: not ours to reap */
	struct tsm_buf out;
	struct tsm_buf in;
};

static enum tsm_status dead(struct tsm_error *err)
{
	return tsm_fail(
	    err, TSM_E_UNREACHABLE, NULL, "the key process does not answer");
}

/* The status of a name that came over the wire. */
static enum tsm_status status_of(struct tsm_str name)
{
	for (int i = 0; i < TSM_STATUS_COUNT; i++)
		if (tsm_str_is(name, tsm_status_name((enum tsm_status)i)))
			return (enum tsm_status)i;
	return TSM_E_INTERNAL;
}

/* Begin a request in signer->out. */
static void begin(struct tsm_signer *signer, enum tsm_signer_op op)
{
	tsm_buf_clear(&signer->out);
	tsm_buf_addc(&signer->out, TSM_SIGNER_PROTOCOL);
	tsm_buf_addc(&signer->out, (char)op);
}

/*
 * Send what is in signer->out and take the answer's body. After a failed
 * exchange the two sides may disagree about where they are: it is over.
 */
static enum tsm_status exchange(struct tsm_signer *signer,
    struct tsm_frame *ret_body, struct tsm_error *err)
{
	struct tsm_str name;
	struct tsm_str text;
	if (signer->dead)
		return dead(err);
	if (tsm_buf_status(&signer->out) != TSM_OK)
		return tsm_fail(err, tsm_buf_status(&signer->out), NULL,
		    "the request to the key process is too large");
	enum tsm_status status =
	    tsm_frame_write(signer->fd, tsm_buf_str(&signer->out));
	if (status == TSM_OK)
		status = tsm_frame_read(signer->fd, &signer->in);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	struct tsm_frame body = { (const unsigned char *)signer->in.data,
		signer->in.len };
	if (status != TSM_OK || !tsm_frame_text8(&body, &name) ||
	    !tsm_frame_text8(&body, &text)) {
		signer->dead = true;
		return dead(err);
	}
	status = status_of(name);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "%.*s", (int)text.len, text.ptr);
	*ret_body = body;
	return TSM_OK;
}

void tsm_signer_patience(struct tsm_signer *signer, unsigned seconds)
{
	const struct timeval patience = { (time_t)seconds, 0 };
	(void)setsockopt(
	    signer->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	(void)setsockopt(
	    signer->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

enum tsm_status tsm_signer_attach(int fd, struct tsm_signer **ret_signer)
{
	struct tsm_signer *signer = tsm_calloc(1, sizeof(*signer));
	if (signer == NULL || pthread_mutex_init(&signer->lock, NULL) != 0) {
		tsm_free(signer);
		close(fd);
		return TSM_E_MEMORY;
	}
	signer->fd = fd;
	tsm_signer_patience(signer, ANSWER_SECONDS);
	tsm_buf_init(&signer->out, TSM_FRAME_MAX);
	tsm_buf_init(&signer->in, TSM_FRAME_MAX);
	*ret_signer = signer;
	return TSM_OK;
}

void tsm_signer_close(struct tsm_signer **signer)
{
	struct tsm_signer *old = *signer;
	struct tsm_frame body = { NULL, 0 };
	if (old == NULL)
		return;
	if (!old->dead) {
		begin(old, TSM_SIGNER_OP_QUIT);
		(void)exchange(old, &body, NULL);
	}
	close(old->fd);
	if (old->pid > 0)
		spawn_reap(old->pid);
	tsm_buf_release(&old->out);
	tsm_buf_release(&old->in);
	(void)pthread_mutex_destroy(&old->lock);
	tsm_free(old);
	*signer = NULL;
}

enum tsm_status tsm_signer_start(const char *program, const char *keys,
    struct tsm_signer **ret_signer, struct tsm_error *err)
{
	const char *const args[] = { "testamur-signer", "serve", "--keys", keys,
		"--fd", "3", NULL };
	int ends[2];
	pid_t pid = 0;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return tsm_fail(
		    err, TSM_E_IO, NULL, "no socket pair: %s", strerror(errno));
	enum tsm_status status =
	    spawn_server(program, args, ends[1], &pid, err);
	close(ends[1]);
	if (status != TSM_OK) {
		close(ends[0]);
		return status;
	}
	struct tsm_signer *signer = NULL;
	status = tsm_signer_attach(ends[0], &signer);
	if (status != TSM_OK) {
		spawn_reap(pid);
		return tsm_fail_memory(err);
	}
	signer->pid = pid;
	struct tsm_frame body = { NULL, 0 };
	tsm_signer_patience(signer, START_SECONDS);
	begin(signer, TSM_SIGNER_OP_LIST);
	status = exchange(signer, &body, err);
	tsm_signer_patience(signer, ANSWER_SECONDS);
	if (status != TSM_OK) {
		tsm_signer_close(&signer);
		return status;
	}
	*ret_signer = signer;
	return TSM_OK;
}

/* "ORGANISATION/KID ALG" lines into the arena. */
static enum tsm_status read_list(struct tsm_arena *arena, struct tsm_frame body,
    const struct tsm_signer_key **ret_keys, size_t *ret_count,
    struct tsm_error *err)
{
	struct tsm_str rest = tsm_str_n((const char *)body.ptr, body.len);
	size_t count = 0;
	size_t lines = 0;
	for (size_t i = 0; i < rest.len; i++)
		lines += rest.ptr[i] == '\n';
	struct tsm_signer_key *keys =
	    tsm_arena_array(arena, lines + 1, sizeof(*keys));
	if (keys == NULL)
		return tsm_fail_memory(err);
	while (rest.len > 0 && count < lines) {
		struct tsm_str line = tsm_str_split(rest, '\n', &rest);
		struct tsm_str alg;
		struct tsm_str id = tsm_str_split(line, ' ', &alg);
		keys[count].id = tsm_arena_str(arena, id);
		keys[count].alg = tsm_arena_str(arena, alg);
		if (keys[count].id == NULL || keys[count].alg == NULL)
			return tsm_fail_memory(err);
		count++;
	}
	*ret_keys = keys;
	*ret_count = count;
	return TSM_OK;
}

enum tsm_status tsm_signer_list(struct tsm_signer *signer,
    struct tsm_arena *arena, const struct tsm_signer_key **ret_keys,
    size_t *ret_count, struct tsm_error *err)
{
	struct tsm_frame body = { NULL, 0 };
	(void)pthread_mutex_lock(&signer->lock);
	begin(signer, TSM_SIGNER_OP_LIST);
	enum tsm_status status = exchange(signer, &body, err);
	if (status == TSM_OK)
		status = read_list(arena, body, ret_keys, ret_count, err);
	(void)pthread_mutex_unlock(&signer->lock);
	return status;
}

enum tsm_status tsm_signer_public(struct tsm_signer *signer, const char *id,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	struct tsm_frame body = { NULL, 0 };
	struct tsm_arena arena;
	const struct tsm_json *jwk = NULL;
	tsm_arena_init(&arena, 0);
	(void)pthread_mutex_lock(&signer->lock);
	begin(signer, TSM_SIGNER_OP_PUBLIC);
	tsm_frame_put_text8(&signer->out, id);
	enum tsm_status status = exchange(signer, &body, err);
	if (status == TSM_OK)
		status = tsm_json_parse(
		    &arena, (const char *)body.ptr, body.len, NULL, &jwk, err);
	(void)pthread_mutex_unlock(&signer->lock);
	if (status == TSM_OK)
		status = tsm_public_key_from_jwk(jwk, ret_key, err);
	tsm_arena_release(&arena);
	return status;
}

/* How many of the messages go into one request: at least one. */
static size_t batch_size(const struct tsm_str *messages, size_t count)
{
	size_t bytes = 0;
	size_t n = 0;
	while (n < count && n < TSM_FRAME_SIGN_MAX &&
	       (n == 0 || bytes + messages[n].len <= SIGN_BATCH_BYTES))
		bytes += messages[n++].len;
	return n;
}

static void put_messages(
    struct tsm_buf *out, const struct tsm_str *messages, size_t count)
{
	tsm_buf_addc(out, (char)(unsigned char)(count >> 8));
	tsm_buf_addc(out, (char)(unsigned char)count);
	for (size_t i = 0; i < count; i++)
		tsm_frame_put_bytes32(out, messages[i].ptr, messages[i].len);
}

static enum tsm_status take_signatures(struct tsm_signer *signer,
    struct tsm_frame body, struct tsm_signature *signatures, size_t count,
    struct tsm_error *err)
{
	for (size_t i = 0; i < count; i++) {
		struct tsm_str signature;
		if (!tsm_frame_bytes32(&body, &signature) ||
		    signature.len > TSM_SIGNER_SIGNATURE_MAX) {
			signer->dead = true;
			return dead(err);
		}
		memcpy(signatures[i].data, signature.ptr, signature.len);
		signatures[i].len = signature.len;
	}
	return TSM_OK;
}

static enum tsm_status sign_batch(struct tsm_signer *signer, const char *id,
    const char *alg, const struct tsm_str *messages, size_t count,
    struct tsm_signature *signatures, struct tsm_error *err)
{
	struct tsm_frame body = { NULL, 0 };
	begin(signer, TSM_SIGNER_OP_SIGN);
	tsm_frame_put_text8(&signer->out, id);
	tsm_frame_put_text8(&signer->out, alg);
	put_messages(&signer->out, messages, count);
	TSM_TRY(exchange(signer, &body, err));
	return take_signatures(signer, body, signatures, count, err);
}

enum tsm_status tsm_signer_sign(struct tsm_signer *signer, const char *id,
    const char *alg, const struct tsm_str *messages, size_t count,
    struct tsm_signature *signatures, struct tsm_error *err)
{
	enum tsm_status status = TSM_OK;
	for (size_t i = 0; i < count; i++)
		if (messages[i].len > TSM_SIGNER_MESSAGE_MAX)
			return tsm_fail(err, TSM_E_LIMIT, NULL,
			    "a message to sign is larger than %zu bytes",
			    TSM_SIGNER_MESSAGE_MAX);
	for (size_t done = 0; status == TSM_OK && done < count;) {
		size_t n = batch_size(messages + done, count - done);
		(void)pthread_mutex_lock(&signer->lock);
		status = sign_batch(signer, id, alg, messages + done, n,
		    signatures + done, err);
		(void)pthread_mutex_unlock(&signer->lock);
		done += n;
	}
	return status;
}

/* One round trip: nothing of the key is left for another. */
static enum tsm_status exchange_once(struct tsm_signer *signer,
    const struct tsm_str *messages, size_t count, struct tsm_arena *arena,
    const struct tsm_json **ret_jwk, struct tsm_signature *signatures,
    struct tsm_error *err)
{
	struct tsm_frame body = { NULL, 0 };
	struct tsm_str jwk;

	begin(signer, TSM_SIGNER_OP_ONCE);
	put_messages(&signer->out, messages, count);
	TSM_TRY(exchange(signer, &body, err));
	if (!tsm_frame_bytes32(&body, &jwk)) {
		signer->dead = true;
		return dead(err);
	}
	TSM_TRY(tsm_json_parse(arena, jwk.ptr, jwk.len, NULL, ret_jwk, err));
	return take_signatures(signer, body, signatures, count, err);
}

enum tsm_status tsm_signer_sign_once(struct tsm_signer *signer,
    const struct tsm_str *messages, size_t count,
    struct tsm_public_key **ret_key, struct tsm_signature *signatures,
    struct tsm_error *err)
{
	const struct tsm_json *jwk = NULL;
	struct tsm_arena arena;
	size_t bytes = 0;

	for (size_t i = 0; i < count && bytes <= TSM_SIGNER_MESSAGE_MAX; i++)
		bytes += messages[i].len;
	if (count > TSM_SIGNER_ONCE_MAX || bytes > TSM_SIGNER_MESSAGE_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "one key is made for at most %d messages of %zu bytes",
		    TSM_SIGNER_ONCE_MAX, TSM_SIGNER_MESSAGE_MAX);
	tsm_arena_init(&arena, 0);
	(void)pthread_mutex_lock(&signer->lock);
	enum tsm_status status = exchange_once(
	    signer, messages, count, &arena, &jwk, signatures, err);
	(void)pthread_mutex_unlock(&signer->lock);
	if (status == TSM_OK)
		status = tsm_public_key_from_jwk(jwk, ret_key, err);
	tsm_arena_release(&arena);
	return status;
}
