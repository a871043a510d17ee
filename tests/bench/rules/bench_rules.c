/*
 * Evaluating a cohort: 100,000 people, a policy of twenty conditions over
 * twenty sessions; then a tenth of the people, and twice the conditions,
 * to see that the cost of one stays what it is. Ten people each share
 * their facts.
 */
#include "../bench.h"
#include "testamur/rules/evaluate.h"

#define PEOPLE   100000
#define OTHERS   10000
#define SESSIONS 20
#define HOUR     ((int64_t)3600)

struct person {
	struct tsm_person_facts facts;
	struct tsm_fact_enrolment enrolment;
	struct tsm_fact_attendance attendance[SESSIONS];
	struct tsm_fact_work work[4];
	struct tsm_fact_minutes minutes[8];
	struct tsm_fact_attestation attestation;
};

struct job {
	struct tsm_arena arena;
	const struct tsm_bound_policy *bound;
	struct tsm_fact_session sessions[SESSIONS];
	struct tsm_cohort_facts cohort;
	struct person *people;
	size_t met;
};

static const char *const ids[SESSIONS] = { "s1", "s2", "s3", "s4", "s5", "s6",
	"s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16",
	"s17", "s18", "s19", "s20" };
static const char *const tags[] = { "workshop" };
static const char *const items[] = { "plan", "draft", "talk", "report" };

/* Ten conditions, of every kind that looks at rows. */
static void conditions(struct tsm_buf *out, int block)
{
	(void)tsm_buf_printf(out,
	    "%s{\"enrolled\":\"series\"},"
	    "{\"attended\":{\"tag\":\"workshop\"},\"min\":15},"
	    "{\"attended\":{\"sessions\":[\"s%d\",\"s%d\"]},\"min\":1},"
	    "{\"attended\":{\"series\":\"series\"},\"min\":10},"
	    "{\"work\":\"plan\",\"is\":\"approved\"},"
	    "{\"work\":\"report\",\"is\":\"submitted\"},"
	    "{\"minutes\":{\"activity\":\"reading\"},\"min\":60,"
	    "\"cap_per_week\":120},"
	    "{\"attested\":\"sampling\",\"by\":[\"coach\"]},"
	    "{\"on_or_after\":\"2023-01-01\"},"
	    "{\"before\":\"2030-01-01\"}",
	    block > 0 ? "," : "", block + 1, block + 2);
}

static void bind(struct job *job, int blocks)
{
	struct tsm_buf text;
	struct tsm_error err = { 0 };
	const struct tsm_json *root = NULL;
	const struct tsm_policy *policy = NULL;

	tsm_buf_init(&text, 0);
	(void)tsm_buf_adds(&text,
	    "{\"language\":1,\"programme\":\"p\",\"revision\":1,"
	    "\"issuer\":\"o\",\"timezone\":\"UTC\","
	    "\"attendance\":{\"present_if\":{\"min_minutes\":48},"
	    "\"via\":[\"live\"],\"when_cancelled\":\"drop\"},"
	    "\"awards\":[{\"id\":\"a\",\"kind\":\"badge\","
	    "\"achievement\":\"a\",\"issue\":\"manual\","
	    "\"when\":{\"all\":[");
	for (int i = 0; i < blocks; i++)
		conditions(&text, i);
	(void)tsm_buf_adds(&text, "]}}]}");
	tsm_arena_init(&job->arena, 0);
	bench_must(tsm_json_parse(&job->arena, text.data, text.len, NULL, &root,
		       NULL) == TSM_OK);
	if (tsm_policy_parse(&job->arena, root, &policy, &err) != TSM_OK)
		fprintf(stderr, "%s: %s\n", err.where, err.text);
	bench_must(policy != NULL);
	bench_must(tsm_policy_bind(&job->arena, policy, &job->cohort, NULL,
		       &job->bound, &err) == TSM_OK);
	tsm_buf_release(&text);
}

static void fill(struct job *job)
{
	for (size_t i = 0; i < SESSIONS; i++)
		job->sessions[i] = (struct tsm_fact_session){ .id = ids[i],
			.track = "series",
			.tags = tags,
			.tag_count = 1,
			.start = 1702000000 + (int64_t)i * 604800,
			.end = 1702000000 + (int64_t)i * 604800 + HOUR,
			.scheduled = HOUR,
			.day = 19700 + (int32_t)i * 7,
			.state = TSM_SESSION_HELD };
	job->cohort = (struct tsm_cohort_facts){ .sessions = job->sessions,
		.session_count = SESSIONS,
		.today = 19900 };
}

/* Some are there too seldom, some hand nothing in. */
static void fill_person(struct person *p, size_t number)
{
	p->enrolment = (struct tsm_fact_enrolment){ .track = "series",
		.state = TSM_ENROLMENT_ENROLLED };
	for (size_t i = 0; i < SESSIONS; i++)
		p->attendance[i] =
		    (struct tsm_fact_attendance){ .session = (uint32_t)i,
			    .via = TSM_VIA_LIVE,
			    .seconds =
				(number + i) % 7 == 0 ? HOUR / 2 : HOUR };
	for (size_t i = 0; i < 4; i++)
		p->work[i] = (struct tsm_fact_work){ .item = items[i],
			.state = number % 5 == i ? TSM_WORK_RETURNED
						 : TSM_WORK_APPROVED };
	for (size_t i = 0; i < 8; i++)
		p->minutes[i] =
		    (struct tsm_fact_minutes){ .activity = "reading",
			    .day = 19700 + (int32_t)i * 3,
			    .seconds = 1800 };
	p->attestation = (struct tsm_fact_attestation){
		.what = "sampling", .role = "coach", .at = 1702000000
	};
	p->facts = (struct tsm_person_facts){ .enrolments = &p->enrolment,
		.enrolment_count = 1,
		.attendance = p->attendance,
		.attendance_count = SESSIONS,
		.minutes = p->minutes,
		.minutes_count = 8,
		.work = p->work,
		.work_count = 4,
		.attestations = &p->attestation,
		.attestation_count = 1 };
}

/* n people, one after the other, each in an arena of its own. */
static void evaluate(void *ctx, size_t n)
{
	struct job *job = ctx;
	struct tsm_arena arena;
	job->met = 0;
	for (size_t i = 0; i < n; i++) {
		const struct tsm_outcome *outcome;
		tsm_arena_init(&arena, 0);
		bench_must(tsm_evaluate(&arena, job->bound,
			       &job->people[i % OTHERS].facts, &outcome,
			       NULL) == TSM_OK);
		job->met += outcome->awards[0].answer == TSM_MET;
		tsm_arena_release(&arena);
	}
}

int main(void)
{
	static struct job twenty, forty;
	double all, tenth, same, twice;
	struct person *people = calloc(OTHERS, sizeof(*people));

	bench_must(people != NULL);
	for (size_t i = 0; i < OTHERS; i++)
		fill_person(&people[i], i);
	twenty.people = forty.people = people;
	fill(&twenty);
	fill(&forty);
	bind(&twenty, 2);
	bind(&forty, 4);
	bench_pair(evaluate, &twenty, PEOPLE, evaluate, &twenty, PEOPLE / 10,
	    &all, &tenth);
	bench_pair(
	    evaluate, &twenty, OTHERS, evaluate, &forty, OTHERS, &same, &twice);
	evaluate(&twenty, PEOPLE);
	bench_must(twenty.met > 0 && twenty.met < PEOPLE);
	printf("rules, %d people, 20 conditions, %d sessions: %.2f us a "
	       "condition, %.1f us a person; a person among %d costs %.2f x "
	       "one among %d; 40 conditions cost %.2f x 20\n",
	    PEOPLE, SESSIONS, all * 1e6 / 20, all * 1e6, PEOPLE, all / tenth,
	    PEOPLE / 10, twice / same);
	tsm_arena_release(&twenty.arena);
	tsm_arena_release(&forty.arena);
	free(people);
	return 0;
}
