/*
 * client.h - the fetcher that really goes out (libcurl behind it).
 *
 * See fetch.h for the rules it keeps. A bounded cache, in memory and if
 * wanted in a folder, honours max-age, no-store, no-cache and entity tags
 * (RFC 9111, as a private cache); it never holds failures. What several
 * threads ask for at once is asked for once.
 */
#ifndef TESTAMUR_NET_CLIENT_H
#define TESTAMUR_NET_CLIENT_H

#include "testamur/net/fetch.h"

#define TSM_FETCH_MAPS_MAX 64

struct tsm_net_options {
	/*
	 * "https://HOST[:PORT]/[PREFIX/]=http://127.0.0.1:PORT/[PREFIX/]":
	 * what the operator gave to --fetch-map. NULL-terminated, may be NULL.
	 */
	const char *const *maps;
	const char *ca_file;  /* PEM of trusted roots; NULL: the system's */
	size_t cache_entries; /* 0: 256 */
	size_t cache_bytes;   /* 0: 32 MiB */
	unsigned cache_ttl_s; /* when the server says nothing; 0: ask again */
	unsigned cache_ttl_max_s; /* whatever the server says; 0: 3600 */
	bool no_cache;
	/* Keep the cache in this folder, too: of this user, where nobody else
	 * may write. now is the present instant, for what is read from it. */
	const char *cache_folder;
	int64_t now;
};

struct tsm_net;

/*
 * A client. TSM_E_SYNTAX or TSM_E_DENIED (target not loopback http, source
 * not https) with err->where the map; TSM_E_NOT_FOUND, TSM_E_DENIED or
 * TSM_E_IO with err->where the folder; TSM_E_MEMORY; TSM_E_INTERNAL when
 * libcurl cannot start. Free with tsm_net_free, after its last fetch.
 */
enum tsm_status tsm_net_new(const struct tsm_net_options *options,
    struct tsm_net **ret_net, struct tsm_error *err) TSM_NODISCARD;
void tsm_net_free(struct tsm_net **net);

/*
 * End every transfer within about a second and refuse new ones
 * (TSM_E_UNREACHABLE), for a program that is about to end. Any thread.
 */
void tsm_net_abort(struct tsm_net *net);

/* The interface of this client; lives as long as it does. */
const struct tsm_fetcher *tsm_net_fetcher(const struct tsm_net *net);

#endif
