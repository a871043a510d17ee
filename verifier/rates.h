/*
 * rates.h - how much a client of the server may ask for.
 */
#ifndef TESTAMUR_VERIFIER_RATES_H
#define TESTAMUR_VERIFIER_RATES_H

#include "app.h"

/*
 * The rows that routes name, then as many for whoever has an API key: ten
 * times as much, but for what --rate and --key-rate say. An exit status; 0:
 * fine.
 */
int rates_read(
    const struct tsm_args *args, struct tsm_rate rates[2 * APP_RATES]);

#endif
