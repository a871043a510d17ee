/*
 * Time zones from compiled tz files (RFC 9636, version 2 or later): a
 * sorted list of transitions, and a POSIX TZ rule for the years after it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"

#define ZONE_DIR      "/usr/share/zoneinfo"
#define ZONE_FILE_MAX ((size_t)1 << 20)
#define HEADER_SIZE   44
#define TIME_SIZE     ((size_t)8) /* a transition in version 2 */
#define TYPE_SIZE     ((size_t)6) /* a local time type */

/* A rule such as M3.2.0/2: the 2nd Sunday of March at 02:00 local time. */
struct change {
	enum {
		CHANGE_MONTH,
		CHANGE_JULIAN,
		CHANGE_DAY
	} kind;
	int month;
	int week;
	int day; /* weekday, Sunday 0; or day of the year */
	int seconds;
};

struct footer {
	bool present;
	bool has_dst;
	int std_offset;
	int dst_offset;
	struct change start;
	struct change end;
};

struct tsm_zone {
	char name[TSM_SLUG_MAX];
	size_t count;
	int64_t *at; /* instants of the transitions, ascending */
	int *offset; /* in force from at[i] on */
	int first;   /* in force before at[0] */
	struct footer footer;
};

static int64_t be64(const unsigned char *p)
{
	uint64_t v = 0;
	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return (int64_t)v;
}

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* --- the footer, POSIX.1-2017 section 8.3 ------------------------------- */

static bool footer_name(const char **p)
{
	const char *s = *p;
	if (*s == '<') {
		while (*s != '\0' && *s != '>')
			s++;
		if (*s != '>')
			return false;
		s++;
	} else {
		while (tsm_is_alpha(*s))
			s++;
	}
	if (s - *p < 3)
		return false;
	*p = s;
	return true;
}

static bool footer_number(const char **p, int max, int *ret)
{
	int value = 0;
	const char *s = *p;
	if (!tsm_is_digit(*s))
		return false;
	while (tsm_is_digit(*s) && value <= max)
		value = value * 10 + (*s++ - '0');
	*p = s;
	*ret = value;
	return value <= max;
}

/* [+-]hh[:mm[:ss]] in seconds */
static bool footer_time(const char **p, int *ret)
{
	int part = 0;
	int sign = **p == '-' ? -1 : 1;
	int value = 0;
	int unit = 3600;
	if (**p == '-' || **p == '+')
		++*p;
	for (;;) {
		if (!footer_number(p, unit == 3600 ? 167 : 59, &part))
			return false;
		value += part * unit;
		if (unit == 1 || **p != ':')
			break;
		++*p;
		unit /= 60;
	}
	*ret = sign * value;
	return true;
}

static bool footer_change(const char **p, struct change *c)
{
	c->seconds = 2 * 3600;
	if (*(*p)++ != ',')
		return false;
	if (**p == 'M') {
		++*p;
		c->kind = CHANGE_MONTH;
		if (!footer_number(p, 12, &c->month) || *(*p)++ != '.' ||
		    !footer_number(p, 5, &c->week) || *(*p)++ != '.' ||
		    !footer_number(p, 6, &c->day))
			return false;
		if (c->month < 1 || c->week < 1)
			return false;
	} else {
		c->kind = **p == 'J' ? CHANGE_JULIAN : CHANGE_DAY;
		if (**p == 'J')
			++*p;
		if (!footer_number(p, 365, &c->day))
			return false;
	}
	if (**p == '/') {
		++*p;
		return footer_time(p, &c->seconds);
	}
	return true;
}

static bool footer_parse(const char *p, struct footer *f)
{
	int west = 0;
	memset(f, 0, sizeof(*f));
	if (*p == '\0')
		return true;
	if (!footer_name(&p) || !footer_time(&p, &west))
		return false;
	f->present = true;
	f->std_offset = -west;
	if (*p == '\0')
		return true;
	f->has_dst = true;
	if (!footer_name(&p))
		return false;
	f->dst_offset = f->std_offset + 3600;
	if (*p != ',' && *p != '\0') {
		if (!footer_time(&p, &west))
			return false;
		f->dst_offset = -west;
	}
	return footer_change(&p, &f->start) && footer_change(&p, &f->end) &&
	       *p == '\0';
}

/* The local second of a year's change, as if local time were UTC. */
static int64_t change_local(const struct change *c, int year)
{
	struct tsm_civil day = { year, 1, 1, 0, 0, 0 };
	int64_t new_year = tsm_civil_to_unix(&day);
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (c->kind == CHANGE_DAY)
		return new_year + c->day * INT64_C(86400) + c->seconds;
	if (c->kind == CHANGE_JULIAN) {
		int n = c->day - 1 + (leap && c->day >= 60 ? 1 : 0);
		return new_year + n * INT64_C(86400) + c->seconds;
	}
	day.month = c->month;
	int first = (tsm_civil_weekday(&day) + 1) % 7; /* Sunday 0 */
	day.day = 1 + (c->day - first + 7) % 7 + (c->week - 1) * 7;
	while (!tsm_civil_valid(&day))
		day.day -= 7;
	return tsm_civil_to_unix(&day) + c->seconds;
}

static int footer_offset(const struct footer *f, int64_t instant)
{
	struct tsm_civil now;
	if (!f->has_dst ||
	    tsm_unix_to_civil(instant + f->std_offset, &now) != TSM_OK)
		return f->std_offset;
	int64_t start = change_local(&f->start, now.year) - f->std_offset;
	int64_t end = change_local(&f->end, now.year) - f->dst_offset;
	bool dst = start < end ? instant >= start && instant < end
			       : instant >= start || instant < end;
	return dst ? f->dst_offset : f->std_offset;
}

/* --- the file ----------------------------------------------------------- */

struct counts {
	uint32_t isut, isstd, leap, time, type, chars;
};

static bool header(const unsigned char *p, size_t left, struct counts *c)
{
	if (left < HEADER_SIZE || memcmp(p, "TZif", 4) != 0)
		return false;
	c->isut = be32(p + 20);
	c->isstd = be32(p + 24);
	c->leap = be32(p + 28);
	c->time = be32(p + 32);
	c->type = be32(p + 36);
	c->chars = be32(p + 40);
	return c->isut < 512 && c->isstd < 512 && c->leap < 512 &&
	       c->time < 8192 && c->type >= 1 && c->type < 512 &&
	       c->chars < 4096;
}

static size_t body_size(const struct counts *c, size_t time_size)
{
	return c->time * (time_size + 1) + c->type * TYPE_SIZE + c->chars +
	       c->leap * (time_size + 4) + c->isstd + c->isut;
}

static enum tsm_status read_body(
    struct tsm_zone *zone, const unsigned char *p, const struct counts *c)
{
	const unsigned char *index = p + c->time * TIME_SIZE;
	const unsigned char *types = index + c->time;
	zone->count = c->time;
	zone->at = tsm_calloc(c->time, sizeof(*zone->at));
	zone->offset = tsm_calloc(c->time, sizeof(*zone->offset));
	if (zone->at == NULL || zone->offset == NULL)
		return TSM_E_MEMORY;
	zone->first = (int)(int32_t)be32(types);
	for (size_t i = 0; i < c->time; i++) {
		if (index[i] >= c->type)
			return TSM_E_SYNTAX;
		zone->at[i] = be64(p + i * TIME_SIZE);
		zone->offset[i] =
		    (int)(int32_t)be32(types + index[i] * TYPE_SIZE);
		if (i > 0 && zone->at[i] <= zone->at[i - 1])
			return TSM_E_SYNTAX;
	}
	return TSM_OK;
}

static enum tsm_status parse_file(
    struct tsm_zone *zone, const char *data, size_t len)
{
	const unsigned char *p = (const unsigned char *)data;
	struct counts c;
	/* version 1 block with 32-bit times: skipped */
	if (!header(p, len, &c) || p[4] < '2')
		return TSM_E_SYNTAX;
	size_t skip = HEADER_SIZE + body_size(&c, 4);
	if (skip > len || !header(p + skip, len - skip, &c))
		return TSM_E_SYNTAX;
	p += skip + HEADER_SIZE;
	len -= skip + HEADER_SIZE;
	size_t size = body_size(&c, 8);
	if (size > len)
		return TSM_E_SYNTAX;
	TSM_TRY(read_body(zone, p, &c));
	/* "\n" TZ string "\n" */
	struct tsm_str rest = tsm_str_n((const char *)p + size, len - size);
	char text[128];
	if (rest.len < 2 || rest.ptr[0] != '\n' ||
	    rest.ptr[rest.len - 1] != '\n' || rest.len - 2 >= sizeof(text))
		return TSM_E_SYNTAX;
	memcpy(text, rest.ptr + 1, rest.len - 2);
	text[rest.len - 2] = '\0';
	return footer_parse(text, &zone->footer) ? TSM_OK : TSM_E_SYNTAX;
}

/* Area/Location: no empty, "." or ".." part, no other characters. */
static bool name_valid(const char *name)
{
	size_t len = strlen(name);
	if (len == 0 || len >= TSM_SLUG_MAX || !tsm_is_alpha(name[0]))
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = name[i];
		if (c == '/' && (name[i + 1] == '/' || name[i + 1] == '\0'))
			return false;
		if (!tsm_is_alpha(c) && !tsm_is_digit(c) &&
		    strchr("/_+-", c) == NULL)
			return false;
	}
	return true;
}

enum tsm_status tsm_zone_load(
    const char *name, struct tsm_zone **ret_zone, struct tsm_error *err)
{
	char path[sizeof(ZONE_DIR) + TSM_SLUG_MAX + 1];
	struct tsm_buf file;
	if (!name_valid(name))
		return tsm_fail(err, TSM_E_UNKNOWN, NULL,
		    "this is not the name of an IANA time zone, such as "
		    "America/Denver");
	struct tsm_zone *zone = tsm_calloc(1, sizeof(*zone));
	if (zone == NULL)
		return tsm_fail_memory(err);
	memcpy(zone->name, name, strlen(name));
	(void)snprintf(path, sizeof(path), ZONE_DIR "/%s", name);
	tsm_buf_init(&file, ZONE_FILE_MAX);
	enum tsm_status status = tsm_file_read(path, ZONE_FILE_MAX, &file, err);
	if (status == TSM_OK) {
		status = parse_file(zone, file.data, file.len);
		if (status != TSM_OK)
			status = tsm_fail(err, status, name,
			    "the system's time zone file cannot be read");
	} else if (status != TSM_E_MEMORY) {
		status = tsm_fail(err, TSM_E_UNKNOWN, name,
		    "no such IANA time zone on this system (is the package "
		    "tzdata installed?)");
	}
	tsm_buf_release(&file);
	if (status != TSM_OK) {
		tsm_zone_free(&zone);
		return status;
	}
	*ret_zone = zone;
	return TSM_OK;
}

void tsm_zone_free(struct tsm_zone **zone)
{
	if (zone == NULL || *zone == NULL)
		return;
	tsm_free((*zone)->at);
	tsm_free((*zone)->offset);
	tsm_free(*zone);
	*zone = NULL;
}

const char *tsm_zone_name(const struct tsm_zone *zone)
{
	return zone->name;
}

int tsm_zone_offset(const struct tsm_zone *zone, int64_t instant)
{
	if (zone->count == 0 || instant >= zone->at[zone->count - 1]) {
		if (zone->footer.present)
			return footer_offset(&zone->footer, instant);
		return zone->count > 0 ? zone->offset[zone->count - 1]
				       : zone->first;
	}
	if (instant < zone->at[0])
		return zone->first;
	size_t low = 0; /* at[low] <= instant < at[high] */
	size_t high = zone->count - 1;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (zone->at[mid] <= instant)
			low = mid;
		else
			high = mid;
	}
	return zone->offset[low];
}

enum tsm_status tsm_zone_to_unix(const struct tsm_zone *zone,
    const struct tsm_civil *civil, int64_t *ret_instant)
{
	/* No zone changes twice within two days: the offsets a day before
	 * and a day after are the only candidates. */
	int64_t local = tsm_civil_to_unix(civil);
	int before = tsm_zone_offset(zone, local - 86400);
	int after = tsm_zone_offset(zone, local + 86400);
	bool fits_before = tsm_zone_offset(zone, local - before) == before;
	bool fits_after = tsm_zone_offset(zone, local - after) == after;
	if (!fits_before && !fits_after)
		return TSM_E_VALUE;
	*ret_instant = fits_before ? local - before : local - after;
	return fits_before && fits_after && before != after ? TSM_E_AMBIGUOUS
							    : TSM_OK;
}

enum tsm_status tsm_zone_to_civil(
    const struct tsm_zone *zone, int64_t instant, struct tsm_civil *ret_civil)
{
	return tsm_unix_to_civil(
	    instant + tsm_zone_offset(zone, instant), ret_civil);
}

const char *tsm_tzdata_version(void)
{
	/* the first line of tzdata.zi reads "# version 2024a" */
	static char version[16] = "unknown";
	static bool asked;
	if (!asked) {
		FILE *file = fopen(ZONE_DIR "/tzdata.zi", "re");
		char word[16];
		if (file != NULL && fscanf(file, "# version %15s", word) == 1)
			memcpy(version, word, sizeof(version));
		if (file != NULL)
			(void)fclose(file);
		asked = true;
	}
	return version;
}
