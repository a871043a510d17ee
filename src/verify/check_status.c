/*
 * Revocation and suspension (Bitstring Status List 1.0 section 3.2). Both
 * go through the same steps; only the purpose and the codes differ. Lists of
 * revoked ids (1EdTechRevocationList) know one purpose.
 */
#include <stdio.h>
#include <string.h>

#include "revoked.h"
#include "testamur/base/time.h"
#include "testamur/ob/check.h"
#include "testamur/status/index.h"

/* Entries looked at in one credential. */
#define ENTRIES_MAX 16

/* Answers to one entry, beside the problems of its list. */
enum entry_answer {
	ENTRY_CLEAR,
	ENTRY_CLEAR_NUMBER,   /* clear, its index written as a number */
	ENTRY_CLEAR_UNSIGNED, /* clear, says a list that nobody signs */
	ENTRY_MESSAGE,        /* another value than 0, for "message" */
	ENTRY_NO_MESSAGE,     /* what it is could not be found out */
	ENTRY_OTHER_PURPOSE,
	ENTRY_SET,
	ENTRY_DATE,       /* what it says is not of the date asked about */
	ENTRY_CLEAR_THEN, /* by the list of the date asked about */
	ENTRY_SET_THEN,
	ENTRY_SET_LATER, /* not then, but now */
	ENTRY_INVALID,
	ENTRY_TYPE,
	ENTRY_PURPOSE,
	ENTRY_INDEX,
	ENTRY_RANGE,
	ENTRY_SIZE,
	ENTRY_LIST_OTHER,
	ENTRY_LIST /* see enum list_problem */
};

#define ROW(answer, name) \
 [answer] = { CODE_REVOCATION_##name, CODE_SUSPENSION_##name }
static const enum code_id entry_codes[][2] = {
	ROW(ENTRY_CLEAR, CLEAR),
	ROW(ENTRY_CLEAR_NUMBER, INDEX_NOT_STRING),
	ROW(ENTRY_SET, SET),
	ROW(ENTRY_DATE, DATE_NOT_COVERED),
	ROW(ENTRY_CLEAR_THEN, CLEAR_THEN),
	ROW(ENTRY_SET_LATER, SET_LATER),
	/* a revocation is final */
	[ENTRY_SET_THEN] = { CODE_REVOCATION_SET, CODE_SUSPENSION_SET_THEN },
	ROW(ENTRY_INVALID, ENTRY_INVALID),
	ROW(ENTRY_TYPE, TYPE_UNSUPPORTED),
	ROW(ENTRY_PURPOSE, PURPOSE_MISMATCH),
	ROW(ENTRY_INDEX, INDEX_INVALID),
	ROW(ENTRY_RANGE, INDEX_OUT_OF_RANGE),
	ROW(ENTRY_SIZE, SIZE_UNSUPPORTED),
	ROW(ENTRY_LIST_OTHER, LIST_OTHER),
	[ENTRY_CLEAR_UNSIGNED] = { CODE_REVOCATION_LIST_UNSIGNED },
	[ENTRY_MESSAGE] = { CODE_REVOCATION_MESSAGE },
	[ENTRY_NO_MESSAGE] = { CODE_REVOCATION_MESSAGE_UNKNOWN },
	[ENTRY_OTHER_PURPOSE] = { CODE_REVOCATION_PURPOSE_UNKNOWN },
};

static const enum code_id list_codes[][2] = {
	ROW(LIST_UNREACHABLE, LIST_UNREACHABLE),
	ROW(LIST_ADDRESS_REFUSED, LIST_ADDRESS_REFUSED),
	ROW(LIST_INVALID, LIST_INVALID),
	ROW(LIST_SIGNATURE, LIST_SIGNATURE),
	ROW(LIST_PROOF_UNSUPPORTED, LIST_PROOF_UNSUPPORTED),
	ROW(LIST_KEY, LIST_KEY),
	ROW(LIST_ISSUER, LIST_ISSUER),
	ROW(LIST_OTHER, LIST_OTHER),
	ROW(LIST_EXPIRED, LIST_EXPIRED),
	ROW(LIST_REPLAYED, LIST_REPLAYED),
	ROW(LIST_TOO_SHORT, LIST_TOO_SHORT),
};
#undef ROW

enum {
	REVOCATION,
	SUSPENSION
};

/* From when to when a list is known to have been as it is. */
struct coverage {
	int64_t since, seen, fresh_until;
};

struct entry {
	const struct tsm_json *json;
	const struct list_type *type; /* NULL: no list of bits */
	const char *purpose;
	const char *url;
	uint64_t index;
	unsigned bits;
	bool number;
	enum entry_answer answer;
	enum list_problem problem;
	bool set; /* in the list, whatever its date */
	struct coverage list;
	unsigned value;
	char detail[TSM_ERROR_TEXT];
};

/* BSL section 2.1: every value has its message, if any has. */
static bool has_messages(const struct entry *entry)
{
	const struct tsm_json *messages =
	    tsm_json_get(entry->json, "statusMessage");

	if (messages == NULL)
		return entry->bits == 1;
	return tsm_json_is(messages, TSM_JSON_ARRAY) &&
	       messages->count == (size_t)1 << entry->bits;
}

/* Everything about an entry in a list of bits that needs no list. */
static void read_entry(struct entry *entry)
{
	const struct tsm_json *json = entry->json;
	const char *id = tsm_json_get_string(json, "id");

	entry->answer = ENTRY_CLEAR;
	entry->url = tsm_json_get_string(json, "statusListCredential");
	/* BSL section 2.1: the entry's id is not the list's address. */
	if (entry->purpose == NULL || entry->url == NULL ||
	    (id != NULL && strcmp(id, entry->url) == 0)) {
		entry->answer = ENTRY_INVALID;
		return;
	}
	if (tsm_status_index_read(tsm_json_get(json, "statusListIndex"),
		&entry->index, &entry->number, NULL) != TSM_OK)
		entry->answer = ENTRY_INDEX;
	/* no_prefix: StatusList2021, which has no other sizes than 1 */
	else if (tsm_status_size_read(tsm_json_get(json, "statusSize"),
		     &entry->bits, NULL) != TSM_OK ||
		 (entry->type->no_prefix && entry->bits != 1))
		entry->answer = ENTRY_SIZE;
	else if (strcmp(entry->purpose, "message") == 0 && !has_messages(entry))
		entry->answer = ENTRY_INVALID;
}

static bool is_past(const struct run *run)
{
	return run->as_of < run->now;
}

/*
 * Another date than that of the list. A revocation is final, a suspension
 * is not (BSL section 2.2, statusPurpose): what is not revoked was not
 * revoked before, and what is revoked stays so. Of days to come nobody knows
 * anything; they are answered as today.
 */
static void judge_date(
    const struct run *run, struct entry *entry, struct coverage list)
{
	int64_t at = is_past(run) ? run->as_of : run->now;
	/* clocks differ about now; of then all times are the issuer's */
	int64_t leeway = is_past(run) ? 0 : TSM_VERIFY_LEEWAY;
	bool final =
	    tsm_streq(entry->purpose, "revocation") || entry->type == NULL;
	bool before = at < list.since - leeway;
	bool set = entry->answer == ENTRY_SET;
	char since[TSM_TIME_TEXT], seen[TSM_TIME_TEXT];
	enum tsm_lang lang = run->options->lang;

	if (!before && at <= list.fresh_until + leeway)
		return;
	tsm_time_format(list.since, since);
	tsm_time_format(list.seen, seen);
	if (final && before && !set)
		(void)snprintf(entry->detail, sizeof(entry->detail),
		    tsm_say(lang, "It is not revoked at %s, and a revocation "
				  "is final: so it was not before either."),
		    seen);
	if (final && before != set)
		return; /* not set before it, or set after it */
	entry->answer = ENTRY_DATE;
	(void)snprintf(entry->detail, sizeof(entry->detail),
	    tsm_say(lang, "The list is as it is since %s, and was seen at %s."),
	    since, seen);
}

static bool has_purpose(const struct list *list, const char *purpose)
{
	for (size_t i = 0; i < list->n_purposes; i++)
		if (strcmp(list->purposes[i], purpose) == 0)
			return true;
	return false;
}

static void look_up(struct entry *entry, const struct list *list)
{
	if (!has_purpose(list, entry->purpose))
		entry->answer = ENTRY_PURPOSE;
	else if (tsm_bitstring_get(&list->bits, entry->index, &entry->value) !=
		 TSM_OK)
		entry->answer = ENTRY_RANGE;
	else if (entry->value != 0)
		entry->answer = ENTRY_SET;
	else if (list->id != NULL && strcmp(list->id, entry->url) != 0)
		entry->answer = ENTRY_LIST_OTHER;
	else
		entry->answer =
		    entry->number ? ENTRY_CLEAR_NUMBER : ENTRY_CLEAR;
}

/* BSL section 2.1: statusMessage gives values of more than a bit a name. */
static void describe_value(enum tsm_lang lang, struct entry *entry)
{
	const struct tsm_json *messages =
	    tsm_json_get(entry->json, "statusMessage");
	char hex[16];

	if (entry->answer != ENTRY_SET ||
	    (entry->bits == 1 && messages == NULL))
		return;
	(void)snprintf(hex, sizeof(hex), "0x%x", entry->value);
	(void)snprintf(entry->detail, sizeof(entry->detail),
	    tsm_say(lang, "The list says %s."), hex);
	for (size_t i = 0;
	     tsm_json_is(messages, TSM_JSON_ARRAY) && i < messages->count;
	     i++) {
		const struct tsm_json *item = tsm_json_at(messages, i);
		const char *message = tsm_json_get_string(item, "message");
		if (tsm_streq(tsm_json_get_string(item, "status"), hex) &&
		    message != NULL)
			(void)snprintf(entry->detail, sizeof(entry->detail),
			    tsm_say(lang, "The list says %s: %.200s"), hex,
			    message);
	}
}

/* By the list as it was at datetime, or as it is (0). */
static enum tsm_status ask_list(
    struct run *run, struct entry *entry, int64_t datetime)
{
	struct list *list = NULL;

	TSM_TRY(list_load(run, entry->url, entry->type, entry->bits, datetime,
	    &entry->problem, &list, entry->detail));
	if (entry->problem != LIST_FINE) {
		entry->answer = ENTRY_LIST;
		return TSM_OK;
	}
	look_up(entry, list);
	describe_value(run->options->lang, entry);
	entry->set = entry->answer == ENTRY_SET;
	entry->list =
	    (struct coverage){ list->since, list->seen, list->fresh_until };
	if (entry->answer == ENTRY_CLEAR ||
	    entry->answer == ENTRY_CLEAR_NUMBER || entry->answer == ENTRY_SET)
		judge_date(run, entry, entry->list);
	list_let_go(run, list);
	return TSM_OK;
}

/* What the list of then and that of now say together. */
static void combine(const struct run *run, struct entry *then, bool set_now)
{
	enum tsm_lang lang = run->options->lang;
	char since[TSM_TIME_TEXT], until[TSM_TIME_TEXT];
	bool covered = run->as_of >= then->list.since;

	if (then->answer == ENTRY_SET)
		then->answer = ENTRY_SET_THEN;
	else if (set_now)
		then->answer = ENTRY_SET_LATER;
	else if (then->answer == ENTRY_CLEAR)
		then->answer = ENTRY_CLEAR_THEN;
	if (!covered || then->detail[0] != '\0')
		return;
	tsm_time_format(then->list.since, since);
	tsm_time_format(then->list.fresh_until, until);
	(void)snprintf(then->detail, sizeof(then->detail),
	    tsm_say(lang, then->set && !set_now
			      ? TSM_SAID("That list held from %s to %s. It is "
					 "not so now.")
			      : TSM_SAID("That list held from %s to %s.")),
	    since, until);
}

/*
 * The list of today does not say what was so on a date gone by; its server may
 * have the list of then (RFC 7089). One that has not gives that of today once
 * more, or nothing.
 */
static enum tsm_status ask_past(struct run *run, struct entry *entry)
{
	struct entry then = *entry;

	then.answer = ENTRY_CLEAR;
	then.detail[0] = '\0';
	TSM_TRY(ask_list(run, &then, run->as_of));
	if (then.answer == ENTRY_DATE ||
	    (then.answer == ENTRY_LIST &&
		(then.problem == LIST_UNREACHABLE ||
		    then.problem == LIST_ADDRESS_REFUSED)))
		return TSM_OK;
	if (then.answer == ENTRY_CLEAR || then.answer == ENTRY_CLEAR_NUMBER ||
	    then.answer == ENTRY_SET)
		combine(run, &then, entry->set);
	*entry = then;
	return TSM_OK;
}

static enum tsm_status check_bits(struct run *run, struct entry *entry)
{
	read_entry(entry);
	if (entry->answer != ENTRY_CLEAR)
		return TSM_OK;
	TSM_TRY(ask_list(run, entry, 0));
	return entry->answer == ENTRY_DATE && is_past(run)
		   ? ask_past(run, entry)
		   : TSM_OK;
}

/* 1EdTechRevocationList: the entry's id is the list's address. */
static enum tsm_status check_ids(struct run *run, struct entry *entry)
{
	struct coverage seen = { 0, 0, 0 };
	bool revoked = false;

	entry->url = tsm_json_get_string(entry->json, "id");
	if (entry->url == NULL ||
	    tsm_json_get_string(run->credential, "id") == NULL) {
		entry->answer = ENTRY_INVALID;
		return TSM_OK;
	}
	TSM_TRY(revoked_look_up(run, entry->url, &entry->problem, &revoked,
	    &seen.seen, entry->detail));
	entry->answer = ENTRY_LIST;
	if (entry->problem != LIST_FINE)
		return TSM_OK;
	entry->answer = revoked ? ENTRY_SET : ENTRY_CLEAR_UNSIGNED;
	/* It does not say since when it is as it is. */
	seen.since = seen.seen;
	seen.fresh_until = seen.seen + LIST_TTL_DEFAULT;
	judge_date(run, entry, seen);
	return TSM_OK;
}

static enum code_id code_of(const struct entry *entry, int kind)
{
	return entry->answer == ENTRY_LIST ? list_codes[entry->problem][kind]
					   : entry_codes[entry->answer][kind];
}

/* Worse answers replace better ones: set, then unknown, then a warning. */
static enum tsm_status set_entry(
    struct run *run, const struct entry *entry, int kind)
{
	const enum tsm_check check =
	    kind == REVOCATION ? TSM_CHECK_REVOCATION : TSM_CHECK_SUSPENSION;
	enum code_id code = code_of(entry, kind);
	char place[TSM_ERROR_WHERE];

	if (run_badness(code_row(code)->outcome) <=
	    run_badness(run_outcome(run, check)))
		return TSM_OK;
	tsm_json_pointer(entry->json, place, sizeof(place));
	/* what is wrong with a list a parser says; all else are sentences, or
	 * the issuer's own words */
	return run_set(run, code, entry->url != NULL ? entry->url : place,
	    entry->answer == ENTRY_LIST ? "%s" : "%.399s", entry->detail);
}

/* BSL section 2.1: there is a newer version, which takes nothing away. */
static enum tsm_status note_refresh(struct run *run, struct entry *entry)
{
	TSM_TRY(check_bits(run, entry));
	run->announced = run->announced || entry->answer == ENTRY_SET ||
			 entry->answer == ENTRY_SET_THEN;
	return TSM_OK;
}

/*
 * A purpose that takes nothing away (BSL section 2.1): a message is told; what
 * it says is not known where its list is not.
 */
static enum tsm_status other_purpose(struct run *run, struct entry *entry)
{
	if (strcmp(entry->purpose, "refresh") == 0)
		return note_refresh(run, entry);
	entry->answer = ENTRY_OTHER_PURPOSE;
	if (strcmp(entry->purpose, "message") != 0) {
		(void)snprintf(entry->detail, sizeof(entry->detail),
		    tsm_say(run->options->lang, "The purpose is \"%.80s\"."),
		    entry->purpose);
		return set_entry(run, entry, REVOCATION);
	}
	TSM_TRY(check_bits(run, entry));
	if (entry->answer == ENTRY_CLEAR ||
	    entry->answer == ENTRY_CLEAR_NUMBER ||
	    entry->answer == ENTRY_CLEAR_THEN ||
	    entry->answer == ENTRY_SET_LATER)
		return TSM_OK;
	if (entry->answer == ENTRY_SET || entry->answer == ENTRY_SET_THEN)
		entry->answer = ENTRY_MESSAGE;
	else
		entry->answer = ENTRY_NO_MESSAGE;
	return set_entry(run, entry, REVOCATION);
}

static enum tsm_status one_entry(struct run *run, const struct tsm_json *json)
{
	bool ids = tsm_ob_has_type(json, "1EdTechRevocationList");
	struct entry entry = {
		.json = json,
		.type = list_type_of(json),
		.purpose = tsm_json_get_string(json, "statusPurpose"),
	};
	int kind = !ids && tsm_streq(entry.purpose, "suspension") ? SUSPENSION
								  : REVOCATION;

	if (entry.type != NULL && ids)
		entry.answer = ENTRY_INVALID;
	else if (ids)
		TSM_TRY(check_ids(run, &entry));
	else if (entry.type == NULL)
		entry.answer = ENTRY_TYPE;
	else if (entry.purpose != NULL && kind == REVOCATION &&
		 strcmp(entry.purpose, "revocation") != 0)
		return other_purpose(run, &entry);
	else
		TSM_TRY(check_bits(run, &entry));
	return set_entry(run, &entry, kind);
}

enum tsm_status check_status_lists(struct run *run)
{
	const struct tsm_json *status =
	    tsm_json_get(run->credential, "credentialStatus");

	TSM_TRY(run_set(run, CODE_REVOCATION_NONE_DECLARED, NULL, NULL));
	TSM_TRY(run_set(run, CODE_SUSPENSION_NONE_DECLARED, NULL, NULL));
	if (tsm_json_is(status, TSM_JSON_OBJECT))
		return one_entry(run, status);
	if (!tsm_json_is(status, TSM_JSON_ARRAY))
		return TSM_OK;
	if (status->count > ENTRIES_MAX)
		return run_set(run, CODE_REVOCATION_ENTRY_INVALID,
		    "/credentialStatus", "There are more than %d entries.",
		    ENTRIES_MAX);
	for (size_t i = 0; i < status->count; i++)
		TSM_TRY(one_entry(run, tsm_json_at(status, i)));
	return TSM_OK;
}
