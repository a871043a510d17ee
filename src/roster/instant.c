/* From a value taken apart to a civil time and an instant. */
#include "testamur/roster/when.h"

unsigned tsm_date_orders_narrow(unsigned set, const struct tsm_when *when)
{
	if (!when->has_date || (when->orders & TSM_DATE_YMD) != 0)
		return set;
	return set & when->orders;
}

/* Put the date in, in the order given or the only one possible. */
static enum tsm_status set_date(const struct tsm_when *when,
    enum tsm_date_order order, struct tsm_civil *civil)
{
	civil->year = when->year;
	civil->month = when->month;
	civil->day = when->day;
	if ((when->orders & TSM_DATE_YMD) != 0)
		return TSM_OK;
	unsigned fits = when->orders;
	if (order != TSM_DATE_UNKNOWN)
		fits &= (unsigned)order;
	else if (fits == (TSM_DATE_MDY | TSM_DATE_DMY) && when->a != when->b)
		return TSM_E_AMBIGUOUS;
	if (fits == 0)
		return TSM_E_VALUE;
	bool month_first = (fits & TSM_DATE_MDY) != 0;
	civil->month = month_first ? when->a : when->b;
	civil->day = month_first ? when->b : when->a;
	return TSM_OK;
}

enum tsm_status tsm_when_civil(const struct tsm_when *when,
    enum tsm_date_order order, const struct tsm_civil *base,
    struct tsm_civil *ret_civil)
{
	struct tsm_civil civil = { .hour = when->hour,
		.minute = when->minute,
		.second = when->second };
	if (when->has_date) {
		TSM_TRY(set_date(when, order, &civil));
	} else {
		if (base == NULL)
			return TSM_E_MISSING;
		civil.year = base->year;
		civil.month = base->month;
		civil.day = base->day;
	}
	*ret_civil = civil;
	return TSM_OK;
}

enum tsm_status tsm_when_instant(const struct tsm_when *when,
    enum tsm_date_order order, const struct tsm_civil *base,
    const struct tsm_zone *zone, int64_t *ret_instant, bool *ret_repeated)
{
	struct tsm_civil civil;
	int64_t instant = 0;
	TSM_TRY(tsm_when_civil(when, order, base, &civil));
	if (when->utc) {
		instant = tsm_civil_to_unix(&civil) - when->offset;
		if (ret_repeated != NULL)
			*ret_repeated = false;
	} else {
		enum tsm_status status =
		    tsm_zone_to_unix(zone, &civil, &instant);
		if (status != TSM_OK && status != TSM_E_AMBIGUOUS)
			return status;
		if (ret_repeated != NULL)
			*ret_repeated = status == TSM_E_AMBIGUOUS;
	}
	*ret_instant = instant;
	return TSM_OK;
}
