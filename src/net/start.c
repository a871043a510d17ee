#include "start.h"

#include <curl/curl.h>
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode state = CURLE_FAILED_INIT;

static void init(void)
{
	state = curl_global_init(CURL_GLOBAL_DEFAULT);
}

bool curl_start(void)
{
	return pthread_once(&once, init) == 0 && state == CURLE_OK;
}
