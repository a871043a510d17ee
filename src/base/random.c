#include "testamur/base/random.h"

#include <openssl/rand.h>
#include <stdint.h>

static enum tsm_status system_fill(void *self, void *out, size_t len)
{
	(void)self;
	if (len > INT32_MAX || RAND_bytes(out, (int)len) != 1)
		return TSM_E_CRYPTO;
	return TSM_OK;
}

const struct tsm_random *tsm_random_system(void)
{
	static const struct tsm_random random = { system_fill, NULL };
	return &random;
}

enum tsm_status tsm_random_fill(
    const struct tsm_random *random, void *out, size_t len)
{
	return random->fill(random->self, out, len);
}
