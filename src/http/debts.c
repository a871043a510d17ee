/* debts.c - see debts.h. */
#include "debts.h"

/* Nearly everything takes less; a processor may stand still for longer. */
#define LONG_US 5000
#define FACTOR  50

void tsm_debts_add(
    struct tsm_debts *debts, uint64_t client, int64_t from_us, int64_t to_us)
{
	if (to_us - from_us >= LONG_US)
		atomic_store(&debts->until_us[client % TSM_DEBTS_CLIENTS],
		    to_us + FACTOR * (to_us - from_us));
}

bool tsm_debts_has(
    const struct tsm_debts *debts, uint64_t client, int64_t now_us)
{
	return now_us <
	       atomic_load(&debts->until_us[client % TSM_DEBTS_CLIENTS]);
}
