/*
 * A load generator for whatever answers POST over HTTP/1.1 keep-alive.
 *
 * load PORT PID FILE [OPTION=VALUE…]
 *
 * FILE holds a body a line; they are sent in turn. PID is the server's: its
 * processor time comes from /proc/PID/stat. One JSON object is printed.
 *
 *   path=/…        what to ask (default /api/v1/verify)
 *   connections=N  that are busy (default 64)
 *   idle=N         more of them, opened first; half of them stop in the middle
 *                  of their first line
 *   requests=N     in a round (default 20000)
 *   rounds=N       (default 5); of the figures, the median
 *   rate=N         requests a second, at random intervals, whether answers
 *                  come or not (open loop: the time that a request waited
 *                  for a connection counts); default: as fast as they come
 *   expect=TEXT    in every answer
 *   openssl=N      Ed25519 verifications by OpenSSL after each round
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "../bench.h"

enum {
	BODIES_MAX = 100000,
	CONNECTIONS_MAX = 1024,
	ROUNDS_MAX = 99,
	ANSWER_MAX = 1 << 20,
	EVENTS = 256,
	PAUSE_NS = 100000
};

/* Seconds; what is due sooner is looked for more often. */
#define PAUSE_MIN 0.00005

struct connection {
	int fd;
	size_t sent; /* of the request */
	size_t have; /* of the answer */
	size_t want; /* all of it; 0: not known yet */
	size_t body; /* index */
	double since;
	bool busy;
	char answer[65536];
};

struct load {
	unsigned port;
	long pid;
	const char *path;
	const char *expect;
	size_t connections, idle, requests, rounds, openssl;
	double rate;
	char **bodies; /* whole requests */
	size_t *lengths;
	size_t n_bodies;
	size_t next_body;
	int poll;
	struct connection *all;
	size_t free[CONNECTIONS_MAX]; /* not busy, a stack */
	size_t n_free;
	double *took; /* seconds, of a round */
	size_t done;
};

static double wall(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds of processor time that a process has had, all its threads. */
static double cpu_of(long pid)
{
	char text[1024] = "";
	double ticks = 0;
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	FILE *file = fopen(path, "r");
	bench_must(file != NULL);
	size_t len = fread(text, 1, sizeof(text) - 1, file);
	(void)fclose(file);
	text[len] = '\0';
	/* fields 14 and 15; the second is a name, in parentheses */
	char *save = NULL;
	char *rest = strrchr(text, ')');
	bench_must(rest != NULL);
	int field = 3;
	for (char *word = strtok_r(rest + 1, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save), field++)
		if (field == 14 || field == 15)
			ticks += strtod(word, NULL);
	return ticks / (double)sysconf(_SC_CLK_TCK);
}

/* KiB that a process has in memory. */
static long memory_of(long pid)
{
	char line[256];
	char path[64];
	long kib = 0;

	(void)snprintf(path, sizeof(path), "/proc/%ld/status", pid);
	FILE *file = fopen(path, "r");
	bench_must(file != NULL);
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "VmRSS:", 6) == 0)
			kib = strtol(line + 6, NULL, 10);
	(void)fclose(file);
	return kib;
}

/* --- what is asked -------------------------------------------------------- */

static void add_body(struct load *load, const char *line, size_t len)
{
	char head[512];
	int n = snprintf(head, sizeof(head),
	    "POST %s HTTP/1.1\r\nHost: localhost\r\n"
	    "Content-Type: application/json\r\nAccept: application/json\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    load->path, len);
	bench_must(n > 0 && (size_t)n < sizeof(head));
	char *text = malloc((size_t)n + len);
	bench_must(text != NULL && load->n_bodies < BODIES_MAX);
	memcpy(text, head, (size_t)n);
	memcpy(text + n, line, len);
	load->bodies[load->n_bodies] = text;
	load->lengths[load->n_bodies++] = (size_t)n + len;
}

static void read_bodies(struct load *load, const char *path)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	FILE *file = fopen(path, "r");

	bench_must(file != NULL);
	load->bodies = calloc(BODIES_MAX, sizeof(*load->bodies));
	load->lengths = calloc(BODIES_MAX, sizeof(*load->lengths));
	bench_must(load->bodies != NULL && load->lengths != NULL);
	while ((len = getline(&line, &size, file)) > 0)
		add_body(load, line, (size_t)len - (line[len - 1] == '\n'));
	free(line);
	(void)fclose(file);
	bench_must(load->n_bodies > 0);
}

/* --- connections ---------------------------------------------------------- */

static int connect_to(unsigned port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	bench_must(fd >= 0);
	bench_must(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
	bench_must(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

static void watch(struct load *load, size_t i, uint32_t events, int how)
{
	struct epoll_event event = { .events = events, .data.u64 = i };

	bench_must(epoll_ctl(load->poll, how, load->all[i].fd, &event) == 0);
}

static void open_connections(struct load *load)
{
	struct rlimit limit;

	bench_must(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	/* Every second one has begun a request that it never ends. */
	for (size_t i = 0; i < load->idle; i++) {
		int fd = connect_to(load->port);
		if (i % 2 == 1)
			bench_must(send(fd, "POST / HT", 9, MSG_NOSIGNAL) == 9);
	}
	load->poll = epoll_create1(EPOLL_CLOEXEC);
	load->all = calloc(load->connections, sizeof(*load->all));
	load->took = calloc(load->requests, sizeof(*load->took));
	bench_must(load->poll >= 0 && load->all != NULL && load->took != NULL);
	for (size_t i = 0; i < load->connections; i++) {
		load->all[i].fd = connect_to(load->port);
		watch(load, i, EPOLLIN, EPOLL_CTL_ADD);
		load->free[load->n_free++] = i;
	}
}

static void send_more(struct load *load, size_t i)
{
	struct connection *c = &load->all[i];
	size_t len = load->lengths[c->body];

	while (c->sent < len) {
		ssize_t n = send(c->fd, load->bodies[c->body] + c->sent,
		    len - c->sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN) {
			watch(load, i, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
			return;
		}
		bench_must(n > 0);
		c->sent += (size_t)n;
	}
}

static void ask(struct load *load, double since)
{
	size_t i = load->free[--load->n_free];
	struct connection *c = &load->all[i];

	c->sent = c->have = c->want = 0;
	c->body = load->next_body++ % load->n_bodies;
	c->since = since;
	c->busy = true;
	send_more(load, i);
}

/* How long the answer is, once its head is there; 0: not yet. */
static size_t length_of(const struct connection *c)
{
	const char *end = strstr(c->answer, "\r\n\r\n");
	const char *length = strstr(c->answer, "\r\nContent-Length:");

	if (end == NULL)
		return 0;
	bench_must(strncmp(c->answer, "HTTP/1.1 200", 12) == 0);
	bench_must(length != NULL && length < end);
	return (size_t)(end + 4 - c->answer) + strtoul(length + 17, NULL, 10);
}

static void receive(struct load *load, size_t i)
{
	struct connection *c = &load->all[i];

	for (;;) {
		ssize_t n = recv(c->fd, c->answer + c->have,
		    sizeof(c->answer) - 1 - c->have, 0);
		if (n < 0 && errno == EAGAIN)
			return;
		bench_must(n > 0); /* nobody closes a connection here */
		c->have += (size_t)n;
		c->answer[c->have] = '\0';
		if (c->want == 0)
			c->want = length_of(c);
		if (c->want != 0 && c->have >= c->want)
			break;
	}
	bench_must(c->busy && c->have == c->want);
	bench_must(
	    load->expect == NULL || strstr(c->answer, load->expect) != NULL);
	c->busy = false;
	load->took[load->done++] = wall() - c->since;
	load->free[load->n_free++] = i;
}

/*
 * Nobody wakes this program: it looks now and then, or all the time. Else
 * half of what the server takes to send would be waking its client.
 */
static void wait_for_some(struct load *load, long ns)
{
	const struct timespec pause = { 0, ns };
	struct epoll_event events[EVENTS];
	int n = epoll_wait(load->poll, events, EVENTS, 0);

	if (n == 0 && ns > 0)
		(void)nanosleep(&pause, NULL);

	for (int e = 0; e < n; e++) {
		size_t i = (size_t)events[e].data.u64;
		if ((events[e].events & EPOLLOUT) != 0) {
			watch(load, i, EPOLLIN, EPOLL_CTL_MOD);
			send_more(load, i);
		}
		if ((events[e].events & (EPOLLIN | EPOLLHUP)) != 0)
			receive(load, i);
	}
}

/* --- rounds --------------------------------------------------------------- */

static void closed_round(struct load *load)
{
	size_t asked = 0;

	for (load->done = 0; load->done < load->requests;) {
		while (load->n_free > 0 && asked < load->requests) {
			ask(load, wall());
			asked++;
		}
		wait_for_some(load, PAUSE_NS);
	}
}

/* Arrivals as of many people who know nothing of each other. */
static void open_round(struct load *load)
{
	size_t asked = 0;
	double due = wall();

	for (load->done = 0; load->done < load->requests;) {
		double now = wall();
		while (
		    asked < load->requests && due <= now && load->n_free > 0) {
			ask(load, due);
			asked++;
			due += -log(1.0 - drand48()) / load->rate;
		}
		/* A processor that only waits is one that is missing. */
		now = wall();
		wait_for_some(
		    load, due > now + PAUSE_MIN ? PAUSE_NS / 4 : PAUSE_NS / 20);
	}
}

/* Seconds of one. */
static double openssl(size_t n)
{
	unsigned char message[64] = { 1 }, signature[64];
	size_t len = sizeof(signature);
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	EVP_MD_CTX *md = EVP_MD_CTX_new();

	bench_must(key != NULL && md != NULL);
	bench_must(EVP_DigestSignInit(md, NULL, NULL, NULL, key) == 1);
	bench_must(
	    EVP_DigestSign(md, signature, &len, message, sizeof(message)) == 1);
	EVP_MD_CTX_free(md);
	double start = bench_now();
	for (size_t i = 0; i < n; i++) {
		md = EVP_MD_CTX_new();
		bench_must(
		    EVP_DigestVerifyInit(md, NULL, NULL, NULL, key) == 1);
		bench_must(EVP_DigestVerify(md, signature, len, message,
			       sizeof(message)) == 1);
		EVP_MD_CTX_free(md);
	}
	double took = bench_now() - start;
	EVP_PKEY_free(key);
	return n > 0 ? took / (double)n : 0;
}

struct round {
	double cpu, wall, openssl, p50, p99, ratio, spread;
};

static int by_value(const void *a, const void *b)
{
	return bench_order(a, b);
}

static struct round one_round(struct load *load)
{
	struct round r = { 0 };
	double cpu = cpu_of(load->pid);
	double start = wall();

	if (load->rate > 0)
		open_round(load);
	else
		closed_round(load);
	r.wall = (wall() - start) / (double)load->requests;
	r.cpu = (cpu_of(load->pid) - cpu) / (double)load->requests;
	qsort(load->took, load->done, sizeof(double), by_value);
	r.p50 = load->took[load->done / 2];
	r.p99 = load->took[load->done * 99 / 100];
	r.spread = r.p99 / r.p50;
	r.openssl = openssl(load->openssl);
	r.ratio = r.openssl / r.cpu;
	return r;
}

/* The n-th smallest of one figure, which lies at an offset of its round. */
static double nth(
    const struct round *rounds, size_t count, size_t offset, size_t n)
{
	double values[ROUNDS_MAX];

	for (size_t i = 0; i < count; i++)
		memcpy(&values[i], (const char *)&rounds[i] + offset,
		    sizeof(double));
	qsort(values, count, sizeof(double), by_value);
	return values[n];
}

static void run(struct load *load)
{
	struct round rounds[ROUNDS_MAX];
	size_t n = load->rounds;

	(void)one_round(load); /* warms up */
	long before = memory_of(load->pid);
	for (size_t i = 0; i < n; i++)
		rounds[i] = one_round(load);
	long after = memory_of(load->pid);
#define OF(field, which) nth(rounds, n, offsetof(struct round, field), which)
	printf(
	    "{\"requests\":%zu,\"cpu_us\":%.1f,\"wall_us\":%.1f,\"openssl_us\":%.1f,"
	    "\"ratio\":%.3f,\"p50_us\":%.0f,\"p99_us\":%.0f,"
	    "\"p99_by_p50\":%.2f,\"kib_before\":%ld,\"kib_after\":%ld}\n",
	    n * load->requests, OF(cpu, n / 2) * 1e6, OF(wall, n / 2) * 1e6,
	    OF(openssl, n / 2) * 1e6, OF(ratio, n / 2), OF(p50, n / 2) * 1e6,
	    OF(p99, n / 2) * 1e6, OF(spread, 0), before, after);
}

static void set_option(struct load *load, const char *text)
{
	const struct {
		const char *name;
		size_t *number;
		const char **text;
	} options[] = { { "path=", NULL, &load->path },
		{ "expect=", NULL, &load->expect },
		{ "connections=", &load->connections, NULL },
		{ "idle=", &load->idle, NULL },
		{ "requests=", &load->requests, NULL },
		{ "rounds=", &load->rounds, NULL },
		{ "openssl=", &load->openssl, NULL } };

	if (strncmp(text, "rate=", 5) == 0)
		load->rate = strtod(text + 5, NULL);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		size_t len = strlen(options[i].name);
		if (strncmp(text, options[i].name, len) != 0)
			continue;
		if (options[i].number != NULL)
			*options[i].number = strtoul(text + len, NULL, 10);
		else
			*options[i].text = text + len;
	}
}

int main(int argc, char **argv)
{
	static struct load load = { .path = "/api/v1/verify",
		.connections = 64,
		.requests = 20000,
		.rounds = 5 };

	if (argc < 4) {
		fputs("load PORT PID FILE [OPTION=VALUE…]\n", stderr);
		return 64;
	}
	load.port = (unsigned)strtoul(argv[1], NULL, 10);
	load.pid = strtol(argv[2], NULL, 10);
	for (int i = 4; i < argc; i++)
		set_option(&load, argv[i]);
	bench_must(load.connections > 0 && load.rounds > 0 &&
		   load.connections <= CONNECTIONS_MAX &&
		   load.rounds <= ROUNDS_MAX && load.requests > 0);
	/* Or every pause is 50 us longer. */
	(void)prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);
	read_bodies(&load, argv[3]);
	open_connections(&load);
	run(&load);
	return 0;
}
