/*
 * Any bytes to the key process: it ends in a stated way, and its answers
 * are whole frames.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "testamur/json/write.h"
#include "testamur/signer/server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* So little that the answers fit into the socket. */
#define INPUT_MAX 512

static struct tsm_keystore *store;
static char dir[] = "/tmp/testamur-fuzz-XXXXXX";

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void clean(void)
{
	char path[64];
	tsm_keystore_free(&store);
	(void)snprintf(path, sizeof(path), "%s/a/k.pem", dir);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/a", dir);
	(void)rmdir(path);
	(void)rmdir(dir);
}

static void setup(void)
{
	struct tsm_public_key *key = NULL;
	require(mkdtemp(dir) != NULL && atexit(clean) == 0);
	tsm_json_setup();
	require(tsm_keystore_setup() == TSM_OK);
	require(tsm_keystore_create(dir, "a", "k", "EdDSA", 0, &key, NULL) ==
		TSM_OK);
	tsm_public_key_free(&key);
	require(tsm_keystore_open(dir, &store, NULL) == TSM_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int ends[2];
	uint8_t answers[1 << 16];
	size_t len = 0;
	ssize_t got;
	if (store == NULL)
		setup();
	if (size > INPUT_MAX)
		return 0;
	require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	require(write(ends[0], data, size) == (ssize_t)size);
	require(shutdown(ends[0], SHUT_WR) == 0);
	enum tsm_status status = tsm_signer_serve(store, ends[1], NULL);
	require(status == TSM_OK || status == TSM_E_SYNTAX ||
		status == TSM_E_LIMIT);
	close(ends[1]);
	while ((got = read(ends[0], answers + len, sizeof(answers) - len)) > 0)
		len += (size_t)got;
	close(ends[0]);
	size_t pos = 0;
	while (pos < len) {
		require(len - pos >= 4);
		size_t frame = (size_t)answers[pos + 2] << 8 | answers[pos + 3];
		require(len - pos - 4 >= frame && frame >= 2);
		pos += 4 + frame;
	}
	return 0;
}
