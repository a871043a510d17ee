#include "record.h"

#include <stddef.h>
#include <string.h>

/* --- the table --------------------------------------------------------------
 */

enum kind {
	TEXT,   /* const char * */
	NUMBER, /* int64_t */
	PLACE,  /* uint32_t, always written */
	LINE,   /* uint32_t */
	DAY,    /* int32_t, TSM_NO_DAY when unknown */
	FLAG,   /* bool */
	WORD,   /* an enum, always written */
	TEXTS,  /* const char *const * with a count */
	LIST    /* an array of structs with a count */
};

struct shape;

struct member {
	const char *name;
	enum kind kind;
	size_t at;
	size_t count_at;           /* TEXTS, LIST */
	const struct shape *shape; /* LIST */
	const char *(*word)(unsigned value);
};

struct shape {
	size_t size;
	const struct member *members;
	size_t count;
};

static const char *session_state(unsigned value)
{
	return tsm_session_state_word((enum tsm_session_state)value);
}

static const char *session_kind(unsigned value)
{
	return tsm_session_kind_word((enum tsm_session_kind)value);
}

static const char *via(unsigned value)
{
	return tsm_via_word((enum tsm_via)value);
}

static const char *work_state(unsigned value)
{
	return tsm_work_state_word((enum tsm_work_state)value);
}

static const char *enrolment_state(unsigned value)
{
	return tsm_enrolment_state_word((enum tsm_enrolment_state)value);
}

static const char * override(unsigned value)
{
	static const char *const words[] = { "none", "present", "absent" };
	return value < 3 ? words[value] : "unknown";
}

static const char *known(unsigned value)
{
	static const char *const words[] = { "not_known", "yes", "no" };
	return value < 3 ? words[value] : "unknown";
}

#define MEMBER(type, name, kind)                                \
 {                                                              \
#  name, kind, offsetof(struct tsm_##type, name), 0, NULL, NULL \
 }
#define WORDS(type, name, word)                                 \
 {                                                              \
#  name, WORD, offsetof(struct tsm_##type, name), 0, NULL, word \
 }
#define MANY(type, name, kind, count, shape)          \
 {                                                    \
#  name, kind, offsetof(struct tsm_##type, name),     \
      offsetof(struct tsm_##type, count), shape, NULL \
 }
#define EVIDENCE(type) \
 MANY(type, evidence, LIST, evidence_count, &evidence_shape)
#define SHAPE(variable, type, members)                                      \
 static const struct shape variable = { sizeof(struct tsm_##type), members, \
	 sizeof(members) / sizeof((members)[0]) }

static const struct member evidence_members[] = {
	MEMBER(fact_evidence, source, TEXT),
	MEMBER(fact_evidence, line, LINE),
	MEMBER(fact_evidence, text, TEXT),
	MEMBER(fact_evidence, from, NUMBER),
	MEMBER(fact_evidence, until, NUMBER),
	MEMBER(fact_evidence, total, NUMBER),
};
SHAPE(evidence_shape, fact_evidence, evidence_members);

static const struct member session_members[] = {
	MEMBER(fact_session, id, TEXT),
	MEMBER(fact_session, title, TEXT),
	MEMBER(fact_session, topic, TEXT),
	MEMBER(fact_session, track, TEXT),
	MANY(fact_session, tags, TEXTS, tag_count, NULL),
	MEMBER(fact_session, makeup_for, TEXT),
	MEMBER(fact_session, start, NUMBER),
	MEMBER(fact_session, end, NUMBER),
	MEMBER(fact_session, scheduled, NUMBER),
	WORDS(fact_session, state, session_state),
	WORDS(fact_session, kind, session_kind),
	MEMBER(fact_session, day, DAY),
	MEMBER(fact_session, closed, FLAG),
	MEMBER(fact_session, by_invitation, FLAG),
};
SHAPE(session_shape, fact_session, session_members);

static const struct member approval_members[] = {
	MEMBER(fact_approval, scheme, TEXT),
	MEMBER(fact_approval, number, TEXT),
	MEMBER(fact_approval, from, DAY),
	MEMBER(fact_approval, until, DAY),
};
SHAPE(approval_shape, fact_approval, approval_members);

static const struct member enrolment_members[] = {
	MEMBER(fact_enrolment, track, TEXT),
	WORDS(fact_enrolment, state, enrolment_state),
	WORDS(fact_enrolment, eligible, known),
	WORDS(fact_enrolment, selected, known),
	MEMBER(fact_enrolment, role, TEXT),
	EVIDENCE(fact_enrolment),
};
SHAPE(enrolment_shape, fact_enrolment, enrolment_members);

static const struct member attendance_members[] = {
	MEMBER(fact_attendance, session, PLACE),
	WORDS(fact_attendance, via, via),
	MEMBER(fact_attendance, seconds, NUMBER),
	MEMBER(fact_attendance, total_only, FLAG),
	MEMBER(fact_attendance, invited, FLAG),
	WORDS(fact_attendance, override, override),
	MEMBER(fact_attendance, override_seconds, NUMBER),
	MEMBER(fact_attendance, override_reason, TEXT),
	MEMBER(fact_attendance, override_author, TEXT),
	MEMBER(fact_attendance, override_at, NUMBER),
	EVIDENCE(fact_attendance),
};
SHAPE(attendance_shape, fact_attendance, attendance_members);

static const struct member minutes_members[] = {
	MEMBER(fact_minutes, activity, TEXT),
	MEMBER(fact_minutes, day, DAY),
	MEMBER(fact_minutes, seconds, NUMBER),
	EVIDENCE(fact_minutes),
};
SHAPE(minutes_shape, fact_minutes, minutes_members);

static const struct member work_members[] = {
	MEMBER(fact_work, item, TEXT),
	WORDS(fact_work, state, work_state),
	MEMBER(fact_work, at, NUMBER),
	EVIDENCE(fact_work),
};
SHAPE(work_shape, fact_work, work_members);

static const struct member attestation_members[] = {
	MEMBER(fact_attestation, what, TEXT),
	MEMBER(fact_attestation, role, TEXT),
	MEMBER(fact_attestation, at, NUMBER),
	EVIDENCE(fact_attestation),
};
SHAPE(attestation_shape, fact_attestation, attestation_members);

static const struct member holding_members[] = {
	MEMBER(fact_holding, achievement, TEXT),
	EVIDENCE(fact_holding),
};
SHAPE(holding_shape, fact_holding, holding_members);

static const struct member cohort_members[] = {
	MANY(cohort_facts, sessions, LIST, session_count, &session_shape),
	MANY(cohort_facts, approvals, LIST, approval_count, &approval_shape),
};
SHAPE(cohort_shape, cohort_facts, cohort_members);

static const struct member person_members[] = {
	MANY(person_facts, enrolments, LIST, enrolment_count, &enrolment_shape),
	MANY(person_facts, attendance, LIST, attendance_count,
	    &attendance_shape),
	MANY(person_facts, minutes, LIST, minutes_count, &minutes_shape),
	MANY(person_facts, work, LIST, work_count, &work_shape),
	MANY(person_facts, attestations, LIST, attestation_count,
	    &attestation_shape),
	MANY(person_facts, holdings, LIST, holding_count, &holding_shape),
};
SHAPE(person_shape, person_facts, person_members);

/* --- writing ----------------------------------------------------------------
 */

/* A member of a struct by value: what lies at an offset. */
#define AT(type, base, offset, ret) \
 memcpy(ret, (const char *)(base) + (offset), sizeof(type))

static void write_texts(
    const struct member *m, const void *object, json_t *into)
{
	const char *const *texts = NULL;
	size_t count = 0;
	AT(const char *const *, object, m->at, &texts);
	AT(size_t, object, m->count_at, &count);
	if (count == 0)
		return;
	json_t *list = tsm_json_set_array(into, m->name);
	for (size_t i = 0; i < count; i++)
		tsm_json_add(list, texts[i]);
}

static void write_number(
    const struct member *m, const void *object, json_t *into)
{
	int64_t number = 0;
	uint32_t small = 0;
	if (m->kind == NUMBER) {
		AT(int64_t, object, m->at, &number);
	} else {
		AT(uint32_t, object, m->at, &small);
		number = small;
	}
	if (number != 0 || m->kind == PLACE)
		tsm_json_set_int(into, m->name, number);
}

static void write_scalar(
    const struct member *m, const void *object, json_t *into)
{
	const char *text = NULL;
	char day_text[TSM_TIME_TEXT];
	int32_t day = 0;
	unsigned word = 0;
	bool flag = false;
	switch (m->kind) {
	case TEXT:
		AT(const char *, object, m->at, &text);
		tsm_json_set(into, m->name, text);
		break;
	case DAY:
		AT(int32_t, object, m->at, &day);
		if (day != TSM_NO_DAY)
			tsm_json_set(
			    into, m->name, tsm_day_format(day, day_text));
		break;
	case FLAG:
		AT(bool, object, m->at, &flag);
		if (flag)
			tsm_json_set_bool(into, m->name, true);
		break;
	case WORD:
		AT(unsigned, object, m->at, &word);
		tsm_json_set(into, m->name, m->word(word));
		break;
	default:
		write_number(m, object, into);
	}
}

/* Shapes are nested three deep at most: cohort or person, row, evidence. */
static void write_object(
    const struct shape *shape, const void *object, json_t *into)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct member *m = &shape->members[i];
		const char *items = NULL;
		size_t count = 0;
		if (m->kind == TEXTS) {
			write_texts(m, object, into);
		} else if (m->kind != LIST) {
			write_scalar(m, object, into);
		} else {
			AT(const char *, object, m->at, &items);
			AT(size_t, object, m->count_at, &count);
			json_t *list = count > 0
					   ? tsm_json_set_array(into, m->name)
					   : NULL;
			for (size_t n = 0; n < count; n++)
				write_object(m->shape,
				    items + n * m->shape->size,
				    tsm_json_add_object(list));
		}
	}
}

json_t *record_facts_json(const struct tsm_cohort_facts *cohort,
    const struct tsm_person_facts *person)
{
	json_t *facts = json_object();
	write_object(
	    &cohort_shape, cohort, tsm_json_set_object(facts, "cohort"));
	write_object(
	    &person_shape, person, tsm_json_set_object(facts, "person"));
	return facts;
}

/* --- reading ----------------------------------------------------------------
 */

/* What lies at an offset of a struct becomes this value. */
static void put(void *object, size_t at, const void *value, size_t size)
{
	memcpy((char *)object + at, value, size);
}

struct reading {
	struct tsm_arena *arena;
	struct tsm_error *err;
};

static enum tsm_status wrong(struct reading *r, const struct tsm_json *value)
{
	return tsm_json_fail(r->err, TSM_E_VALUE, value,
	    "the record has something else here than it is made with");
}

/* An enum by its word: "unknown" is what is beyond the last. */
static enum tsm_status read_word(struct reading *r, const struct member *m,
    const struct tsm_json *value, void *object)
{
	const char *text = tsm_json_string(value);
	for (unsigned n = 0; !tsm_streq(m->word(n), "unknown"); n++) {
		if (tsm_streq(m->word(n), text)) {
			put(object, m->at, &n, sizeof(n));
			return TSM_OK;
		}
	}
	return wrong(r, value);
}

static enum tsm_status read_number(struct reading *r, const struct member *m,
    const struct tsm_json *value, void *object)
{
	int64_t number = 0;
	if (tsm_json_int(value, &number) != TSM_OK)
		return wrong(r, value);
	if (m->kind == NUMBER) {
		put(object, m->at, &number, sizeof(number));
		return TSM_OK;
	}
	if (number < 0 || number > UINT32_MAX)
		return wrong(r, value);
	uint32_t small = (uint32_t)number;
	put(object, m->at, &small, sizeof(small));
	return TSM_OK;
}

static enum tsm_status read_texts(struct reading *r, const struct member *m,
    const struct tsm_json *value, void *object)
{
	if (!tsm_json_is(value, TSM_JSON_ARRAY))
		return wrong(r, value);
	const char **texts =
	    tsm_arena_array(r->arena, value->count, sizeof(*texts));
	if (texts == NULL)
		return tsm_fail_memory(r->err);
	for (size_t i = 0; i < value->count; i++) {
		texts[i] = tsm_json_string(tsm_json_at(value, i));
		if (texts[i] == NULL)
			return wrong(r, tsm_json_at(value, i));
	}
	size_t count = value->count;
	put(object, m->at, &texts, sizeof(texts));
	put(object, m->count_at, &count, sizeof(count));
	return TSM_OK;
}

static enum tsm_status read_scalar(struct reading *r, const struct member *m,
    const struct tsm_json *value, void *object)
{
	const char *text = tsm_json_string(value);
	int32_t day = TSM_NO_DAY;
	const bool yes = true;
	switch (m->kind) {
	case TEXT:
		if (text == NULL)
			return wrong(r, value);
		put(object, m->at, &text, sizeof(text));
		return TSM_OK;
	case DAY:
		if (text == NULL ||
		    tsm_day_parse(tsm_str(text), &day) != TSM_OK)
			return wrong(r, value);
		put(object, m->at, &day, sizeof(day));
		return TSM_OK;
	case FLAG:
		if (!tsm_json_is_true(value))
			return wrong(r, value);
		put(object, m->at, &yes, sizeof(yes));
		return TSM_OK;
	case WORD:
		return read_word(r, m, value, object);
	case TEXTS:
		return read_texts(r, m, value, object);
	default:
		return read_number(r, m, value, object);
	}
}

static const struct member *find_member(
    const struct shape *shape, struct tsm_str name)
{
	for (size_t i = 0; i < shape->count; i++) {
		if (tsm_str_eq(name, tsm_str(shape->members[i].name)))
			return &shape->members[i];
	}
	return NULL;
}

static enum tsm_status read_object(struct reading *r, const struct shape *shape,
    const struct tsm_json *value, void *object);

static enum tsm_status read_list(struct reading *r, const struct member *m,
    const struct tsm_json *value, void *object)
{
	if (!tsm_json_is(value, TSM_JSON_ARRAY))
		return wrong(r, value);
	char *items = tsm_arena_array(r->arena, value->count, m->shape->size);
	if (items == NULL)
		return tsm_fail_memory(r->err);
	for (size_t i = 0; i < value->count; i++)
		TSM_TRY(read_object(r, m->shape, tsm_json_at(value, i),
		    items + i * m->shape->size));
	size_t count = value->count;
	put(object, m->at, &items, sizeof(items));
	put(object, m->count_at, &count, sizeof(count));
	return TSM_OK;
}

/* As deep as write_object. */
static enum tsm_status read_object(struct reading *r, const struct shape *shape,
    const struct tsm_json *value, void *object)
{
	if (!tsm_json_is(value, TSM_JSON_OBJECT))
		return wrong(r, value);
	const int32_t no_day = TSM_NO_DAY;
	for (size_t i = 0; i < shape->count; i++) {
		if (shape->members[i].kind == DAY)
			put(object, shape->members[i].at, &no_day,
			    sizeof(no_day));
	}
	for (size_t i = 0; i < value->count; i++) {
		const struct tsm_json *one = tsm_json_at(value, i);
		const struct member *m = find_member(shape, one->name);
		if (m == NULL)
			return tsm_json_fail(r->err, TSM_E_UNKNOWN, one,
			    "the record has a member that it is not made "
			    "with");
		TSM_TRY(m->kind == LIST ? read_list(r, m, one, object)
					: read_scalar(r, m, one, object));
	}
	return TSM_OK;
}

enum tsm_status record_facts_read(struct tsm_arena *arena,
    const struct tsm_json *facts, struct tsm_cohort_facts *ret_cohort,
    struct tsm_person_facts *ret_person, struct tsm_error *err)
{
	struct reading r = { arena, err };
	struct tsm_cohort_facts cohort = { 0 };
	struct tsm_person_facts person = { 0 };
	const struct tsm_json *parts[] = { tsm_json_get(facts, "cohort"),
		tsm_json_get(facts, "person") };
	for (size_t i = 0; i < 2; i++) {
		if (parts[i] == NULL)
			return tsm_fail(err, TSM_E_MISSING, "/facts",
			    "the record holds no facts");
	}
	TSM_TRY(read_object(&r, &cohort_shape, parts[0], &cohort));
	TSM_TRY(read_object(&r, &person_shape, parts[1], &person));
	*ret_cohort = cohort;
	*ret_person = person;
	return TSM_OK;
}
