/* units.c - the unit schemes. */
#include "testamur/rules/units.h"

/*
 * Renewal units are Montana's. Wisconsin does not accept hours in place of
 * credits at all, so no other scheme may borrow the name.
 */
static const char *const not_renewal[] = { "renewal unit", "renewal hour",
	"renewal credit", NULL };
static const char *const none[] = { NULL };

static const struct tsm_unit_scheme schemes[] = {
	{
	    .id = "mt-opi-renewal-unit",
	    .name = "Montana OPI renewal unit",
	    .one = "renewal unit",
	    .many = "renewal units",
	    .authority = "Montana Office of Public Instruction",
	    .per_hour = { 1, 0 },
	    .step = { 5, 1 },
	    .least = { 5, 1 },
	    .forbidden_labels = none,
	},
	{
	    .id = "il-pd-clock-hour",
	    .name = "Illinois professional development clock hour",
	    .one = "clock hour",
	    .many = "clock hours",
	    .authority = "Illinois State Board of Education",
	    .per_hour = { 1, 0 },
	    .step = { 25, 2 },
	    .least = { 25, 2 },
	    .forbidden_labels = not_renewal,
	},
	{
	    .id = "iacet-ceu",
	    .name = "IACET continuing education unit",
	    .one = "CEU",
	    .many = "CEUs",
	    .authority = "International Accreditors for Continuing Education "
			 "and Training",
	    .per_hour = { 1, 1 },
	    .step = { 1, 1 },
	    .least = { 1, 1 },
	    .least_seconds = 1800,
	    .requires_approval = true,
	    .forbidden_labels = not_renewal,
	},
	{
	    .id = "clock-hour",
	    .name = "Clock hour",
	    .one = "clock hour",
	    .many = "clock hours",
	    .per_hour = { 1, 0 },
	    .step = { 25, 2 },
	    .least = { 25, 2 },
	    .forbidden_labels = not_renewal,
	},
	{ .id = NULL },
};

const struct tsm_unit_scheme *tsm_unit_schemes(void)
{
	return schemes;
}

const struct tsm_unit_scheme *tsm_unit_scheme_find(struct tsm_str id)
{
	for (const struct tsm_unit_scheme *s = schemes; s->id; s++)
		if (tsm_str_is(id, s->id))
			return s;
	return NULL;
}

static char folded(char c)
{
	if (c == '-' || c == '_' || tsm_is_space(c))
		return ' ';
	return tsm_to_lower(c);
}

/* Does text hold label at this position, runs of blanks read as one? */
static bool label_at(struct tsm_str text, size_t pos, const char *label)
{
	for (; *label; label++) {
		if (pos >= text.len || folded(text.ptr[pos]) != *label)
			return false;
		pos++;
		if (*label == ' ')
			while (pos < text.len && folded(text.ptr[pos]) == ' ')
				pos++;
	}
	return true;
}

bool tsm_unit_label_allowed(
    const struct tsm_unit_scheme *scheme, struct tsm_str text)
{
	for (const char *const *l = scheme->forbidden_labels; *l; l++)
		for (size_t pos = 0; pos < text.len; pos++)
			if (label_at(text, pos, *l))
				return false;
	return true;
}

enum tsm_status tsm_units_from_seconds(int64_t seconds,
    struct tsm_decimal per_hour, struct tsm_decimal step, enum tsm_round round,
    struct tsm_decimal *ret_units)
{
	if (seconds < 0 || step.coef <= 0)
		return TSM_E_VALUE;
	return tsm_decimal_ratio(
	    seconds, 3600, per_hour, step, round, ret_units);
}
