/*
 * samples.h - invented credentials in the structs of ob/model.h, from the
 * least that is allowed to everything at once.
 */
#ifndef TESTS_UNIT_OB_SAMPLES_H
#define TESTS_UNIT_OB_SAMPLES_H

#include "testamur/ob/clr.h"
#include "testamur/ob/model.h"

#define HOST   "https://issuer.example"
#define LIST_R HOST "/issuers/mfpe/status/1/revocation"
#define LIST_S HOST "/issuers/mfpe/status/1/suspension"
#define UNITS  "urn:uuid:5f7a6f6e-0b0b-4f58-a7c5-7b35dd0f6b1e"

static const int64_t sample_start = 1637280000;   /* 2021-11-19 */
static const int64_t sample_end = 1639699200;     /* 2021-12-17 */
static const int64_t sample_awarded = 1639958400; /* 2021-12-20 */
static const int64_t sample_until = 1955491200;   /* 2031-12-20 */
static const struct tsm_decimal sample_five = { 5, 0 };
static const struct tsm_decimal sample_quarter = { 525, 2 };

static const struct tsm_ob_identifier sample_identifiers[] = {
	{ "MT-PD-1234", "ext:providerApprovalNumber" },
	{ "81-0000000", "identifier" },
};
static const struct tsm_ob_profile sample_issuer = {
	.id = "did:web:issuer.example:issuers:mfpe",
	.name = "Montana Federation of Public Employees",
	.url = HOST "/issuers/mfpe",
	.email = "office@issuer.example",
	.phone = "+1 406 555 0100",
	.description = "A union of public workers and educators",
	.official = "Office of Professional Development",
	.image = { HOST "/issuers/mfpe/logo.png", "Logo" },
	.other_identifiers = sample_identifiers,
	.n_other_identifiers = 2,
};
static const struct tsm_ob_profile sample_source = {
	.id = "https://provider.example/",
	.name = "Inclusive Employers (example)",
};
static const struct tsm_ob_alignment sample_alignments[] = {
	{ .name = "ARM 10.57.216",
	    .url = "https://rules.example/10.57.216",
	    .description = "Approved renewal activity",
	    .framework = "Administrative Rules of Montana",
	    .code = "10.57.216",
	    .type = "ext:rule" },
	{ .name = "Equity",
	    .url = "https://standards.example/equity",
	    .type = "CFItem" },
};
static const char *const sample_levels[] = { "attended", "completed" };
static const struct tsm_ob_result_description sample_descriptions[] = {
	{ .id = UNITS,
	    .name = "Montana OPI renewal units",
	    .result_type = "RawScore",
	    .value_min = "0",
	    .value_max = "6",
	    .alignments = sample_alignments,
	    .n_alignments = 1 },
	{ .id = "urn:uuid:0d9f6a2b-4f7e-4a37-8a64-0d8a3c7b1f55",
	    .name = "Participation",
	    .result_type = "Status",
	    .required_value = "completed",
	    .allowed_values = sample_levels,
	    .n_allowed_values = 2 },
};
static const char *const sample_tags[] = { "equity", "professional learning" };
static const struct tsm_ob_identity sample_identities[] = {
	{ .identity = "ada@example.org",
	    .type = "emailAddress",
	    .salt = "c2FsdA",
	    .hashed = true },
	{ .identity = "Ada Example", .type = "name" },
	{ .identity = "123456",
	    .type = "ext:licence",
	    .salt = "x",
	    .hashed = true },
};
static const struct tsm_ob_result sample_results[] = {
	{ .result_description = UNITS, .value = "5" },
	{ .result_description = "urn:uuid:0d9f6a2b-4f7e-4a37-8a64-0d8a3c7b1f55",
	    .status = "Completed" },
};
static const struct tsm_ob_evidence sample_evidence[] = {
	{ .id = "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk",
	    .name = "Decision record",
	    .description = "Policy, revision and the attendance it rests on",
	    .narrative = "5 of 6 sessions counted",
	    .genre = "Record",
	    .audience = "Auditors" },
};
static const struct tsm_ob_status_entry sample_statuses[] = {
	{ .purpose = "revocation", .list_url = LIST_R, .index = 94567 },
	{ .purpose = "suspension", .list_url = LIST_S, .index = 94567 },
};

/* The least that a badge needs. */
static inline struct tsm_ob_credential sample_least(void)
{
	struct tsm_ob_credential c = {
		.id = HOST "/V/0123456789ABCDEFGHJKMNPQRS0",
		.issuer = { .id = "did:web:issuer.example:issuers:mfpe",
		    .name = "MFPE" },
		.subject = {
			.id = "urn:uuid:2f0d2c4e-31a5-4c6f-9a3e-0f5d6f1b7c11",
			.achievement = {
				.id = HOST "/issuers/mfpe/achievements/js1",
				.name = "Just Society, series 1",
				.description = "Six sessions",
				.criteria_narrative = "Attend all six",
			},
		},
		.valid_from = 1639958400,
	};
	return c;
}

/* Everything there is, with one status entry. */
static inline struct tsm_ob_credential sample_full(void)
{
	struct tsm_ob_credential c = sample_least();

	c.name = "Leaders for a Just Society";
	c.description = "Series 1";
	c.image.id = HOST "/V/0123456789ABCDEFGHJKMNPQRS0/badge.png";
	c.image.caption = "Badge";
	c.issuer = sample_issuer;
	c.valid_until = &sample_until;
	c.awarded = &sample_awarded;
	c.evidence = sample_evidence;
	c.n_evidence = 1;
	c.statuses = sample_statuses;
	c.n_statuses = 1;
	c.refresh.id = HOST "/V/0123456789ABCDEFGHJKMNPQRS0/current";
	c.with_schema = true;

	struct tsm_ob_subject *s = &c.subject;
	s->identities = sample_identities;
	s->n_identities = 3;
	s->activity_start = &sample_start;
	s->activity_end = &sample_end;
	s->credits_earned = &sample_quarter;
	s->role = "participant";
	s->license_number = "MFPE-2021-0042";
	s->term = "Autumn 2021";
	s->narrative = "Attended five sessions and a make-up";
	s->image.id = HOST "/V/0123456789ABCDEFGHJKMNPQRS0/badge.png";
	s->source = &sample_source;
	s->results = sample_results;
	s->n_results = 2;

	struct tsm_ob_achievement *a = &s->achievement;
	a->criteria_id = HOST "/issuers/mfpe/achievements/js1#criteria";
	a->achievement_type = "MicroCredential";
	a->human_code = "2021-117";
	a->version = "1";
	a->in_language = "en-US";
	a->field_of_study = "Education";
	a->credits_available = &sample_five;
	a->image.id = HOST "/issuers/mfpe/achievements/js1/image.png";
	a->creator = &sample_source;
	a->alignments = sample_alignments;
	a->n_alignments = 2;
	a->result_descriptions = sample_descriptions;
	a->n_result_descriptions = 2;
	a->tags = sample_tags;
	a->n_tags = 2;
	return c;
}

static inline struct tsm_ob_status_list sample_list(void)
{
	struct tsm_ob_status_list list = {
		.id = LIST_R,
		.issuer = "did:web:issuer.example:issuers:mfpe",
		.purpose = "revocation",
		.encoded = "uH4sIAAAAAAAAA",
		.valid_from = 1639958400,
		.ttl_ms = 300000,
	};
	return list;
}

static const struct tsm_ob_association sample_associations[] = {
	{ "precedes", HOST "/issuers/mfpe/achievements/js1",
	    HOST "/issuers/mfpe/achievements/js2" },
};

/* A learner record of two credentials and one achievement, which the caller
 * owns: credentials[0] and [1], achievement. */
static inline struct tsm_ob_clr sample_clr(
    json_t *const *credentials, json_t *const *achievement)
{
	struct tsm_ob_clr c = {
		.id = HOST "/V/0123456789ABCDEFGHJKMNPQRS0",
		.name = "Learner record",
		.description = "Everything of Ada's",
		.issuer = sample_issuer,
		.subject_id = "urn:uuid:2f0d2c4e-31a5-4c6f-9a3e-0f5d6f1b7c12",
		.identities = sample_identities,
		.n_identities = 2,
		.credentials = credentials,
		.n_credentials = 2,
		.achievements = achievement,
		.n_achievements = 1,
		.associations = sample_associations,
		.n_associations = 1,
		.partial = true,
		.valid_from = sample_awarded,
		.valid_until = &sample_until,
		.awarded = &sample_awarded,
		.statuses = sample_statuses,
		.n_statuses = 1,
	};
	return c;
}

#endif
