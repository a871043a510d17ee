/* start.h - libcurl's one initialisation, for whoever comes first. */
#ifndef TESTAMUR_SRC_NET_START_H
#define TESTAMUR_SRC_NET_START_H

#include <stdbool.h>

/* Whether libcurl is ready; safe from every thread. */
bool curl_start(void);

#endif
