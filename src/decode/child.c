/* child.c - see testamur/decode/child.h. */
#include "testamur/decode/child.h"

#include <errno.h>
#include <unistd.h>

#include "confine.h"
#include "testamur/base/limits.h"
#include "testamur/decodeclient/protocol.h"

static enum tsm_status read_all(struct tsm_buf *data)
{
	for (;;) {
		char *room = tsm_buf_reserve(data, (size_t)64 << 10);
		if (room == NULL)
			return TSM_E_MEMORY;
		ssize_t got = read(0, room, (size_t)64 << 10);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0 ? TSM_OK : TSM_E_IO;
		tsm_buf_commit(data, (size_t)got);
	}
}

static enum tsm_status write_all(struct tsm_str rest)
{
	while (rest.len > 0) {
		ssize_t done = write(1, rest.ptr, rest.len);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return TSM_E_IO;
		rest = tsm_str_n(rest.ptr + done, rest.len - (size_t)done);
	}
	return TSM_OK;
}

int tsm_decode_child(void)
{
	struct tsm_str texts[TSM_DECODE_TEXTS_MAX];
	struct tsm_arena arena;
	struct tsm_buf data;
	struct tsm_buf answer;
	size_t count = 0;

	tsm_arena_init(&arena, 0);
	tsm_buf_init(&data, TSM_IMAGE_MAX + ((size_t)128 << 10));
	tsm_buf_init(&answer, TSM_DECODE_ANSWER_MAX);
	enum tsm_status status = confine();
	if (status == TSM_OK)
		status = read_all(&data);
	if (status == TSM_OK) {
		status = tsm_decode(data.data, data.len, &arena, texts, &count);
		status = tsm_decode_answer_write(status, texts, count, &answer);
	}
	if (status == TSM_OK)
		status = write_all(tsm_buf_str(&answer));
	tsm_buf_release(&answer);
	tsm_buf_release(&data);
	tsm_arena_release(&arena);
	return status == TSM_OK ? 0 : 1;
}
