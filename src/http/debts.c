/* debts.c - see debts.h. */
#include "debts.h"

/* Nearly everything takes less than a tenth of it. */
#define LONG_US 5000
#define FACTOR  50

void tsm_debts_add(
    struct tsm_debts *debts, uint64_t client, int64_t took_us, int64_t now_us)
{
	if (took_us >= LONG_US)
		atomic_store(&debts->until_us[client % TSM_DEBTS_CLIENTS],
		    now_us + FACTOR * took_us);
}

bool tsm_debts_has(
    const struct tsm_debts *debts, uint64_t client, int64_t now_us)
{
	return now_us <
	       atomic_load(&debts->until_us[client % TSM_DEBTS_CLIENTS]);
}
