/* Rows follow ob_v3p0_achievementcredential_schema.json of 1EdTech, and
 * clr_v2p0_clrcredential_schema.json. */
#include "classes.h"

#include <stddef.h>

#define TEXT(name, flags)               \
 {                                      \
  TSM_STR(name), KIND_TEXT, flags, 0, 0 \
 }
#define URI(name, flags)               \
 {                                     \
  TSM_STR(name), KIND_URI, flags, 0, 0 \
 }
#define TIME(name, flags)               \
 {                                      \
  TSM_STR(name), KIND_TIME, flags, 0, 0 \
 }
#define PLAIN(name, kind)      \
 {                             \
  TSM_STR(name), kind, 0, 0, 0 \
 }
#define TERM(name, flags, terms)            \
 {                                          \
  TSM_STR(name), KIND_TERM, flags, terms, 0 \
 }
#define ONE(name, class_id)                 \
 {                                          \
  TSM_STR(name), KIND_CLASS, 0, 0, class_id \
 }
#define NEED(name, class_id)                         \
 {                                                   \
  TSM_STR(name), KIND_CLASS, FIELD_NEED, 0, class_id \
 }
#define MANY(name, class_id)                         \
 {                                                   \
  TSM_STR(name), KIND_CLASS, FIELD_MANY, 0, class_id \
 }
#define END                       \
 {                                \
  { NULL, 0 }, KIND_TEXT, 0, 0, 0 \
 }

#define ENDORSEMENTS                                    \
 MANY("endorsement", CLASS_ENDORSEMENT_CREDENTIAL),     \
 {                                                      \
  TSM_STR("endorsementJwt"), KIND_JWS, FIELD_MANY, 0, 0 \
 }

/* Members of the data model itself are held to it in vc_check.c. */
static const struct field achievement_credential[] = {
	URI("id", FIELD_NEED),
	TEXT("name", 0),
	TEXT("description", 0),
	ONE("image", CLASS_IMAGE),
	TIME("awardedDate", 0),
	NEED("credentialSubject", CLASS_ACHIEVEMENT_SUBJECT),
	{ TSM_STR("issuer"), KIND_PROFILE, FIELD_NEED, 0, CLASS_PROFILE },
	MANY("evidence", CLASS_EVIDENCE),
	ENDORSEMENTS,
	END,
};

static const struct field endorsement_credential[] = {
	URI("id", FIELD_NEED),
	TEXT("name", FIELD_NEED),
	TEXT("description", 0),
	TIME("awardedDate", 0),
	NEED("credentialSubject", CLASS_ENDORSEMENT_SUBJECT),
	{ TSM_STR("issuer"), KIND_PROFILE, FIELD_NEED, 0, CLASS_PROFILE },
	MANY("evidence", CLASS_EVIDENCE),
	END,
};

static const struct field clr_credential[] = {
	URI("id", FIELD_NEED),
	TEXT("name", FIELD_NEED),
	TEXT("description", 0),
	ONE("image", CLASS_IMAGE),
	PLAIN("partial", KIND_BOOLEAN),
	TIME("awardedDate", 0),
	NEED("credentialSubject", CLASS_CLR_SUBJECT),
	{ TSM_STR("issuer"), KIND_PROFILE, FIELD_NEED, 0, CLASS_PROFILE },
	MANY("evidence", CLASS_EVIDENCE),
	ENDORSEMENTS,
	END,
};

static const struct field clr_subject[] = {
	URI("id", 0),
	MANY("identifier", CLASS_IDENTITY),
	MANY("achievement", CLASS_ACHIEVEMENT),
	{ TSM_STR("verifiableCredential"), KIND_CLASS, FIELD_NEED | FIELD_MANY,
	    0, CLASS_ANY_CREDENTIAL },
	MANY("association", CLASS_ASSOCIATION),
	END,
};

static const struct field association[] = {
	TERM("associationType", FIELD_NEED, TERMS_ASSOCIATION_TYPE),
	URI("sourceId", FIELD_NEED),
	URI("targetId", FIELD_NEED),
	END,
};

static const struct field any_credential[] = {
	END,
};

static const struct field achievement_subject[] = {
	URI("id", 0),
	TIME("activityEndDate", 0),
	TIME("activityStartDate", 0),
	PLAIN("creditsEarned", KIND_NUMBER),
	NEED("achievement", CLASS_ACHIEVEMENT),
	MANY("identifier", CLASS_IDENTITY),
	ONE("image", CLASS_IMAGE),
	TEXT("licenseNumber", 0),
	TEXT("narrative", 0),
	MANY("result", CLASS_RESULT),
	TEXT("role", 0),
	ONE("source", CLASS_PROFILE),
	TEXT("term", 0),
	END,
};

static const struct field endorsement_subject[] = {
	URI("id", FIELD_NEED),
	TEXT("endorsementComment", 0),
	END,
};

static const struct field achievement[] = {
	URI("id", FIELD_NEED),
	MANY("alignment", CLASS_ALIGNMENT),
	TERM("achievementType", 0, TERMS_ACHIEVEMENT_TYPE),
	ONE("creator", CLASS_PROFILE),
	PLAIN("creditsAvailable", KIND_NUMBER),
	NEED("criteria", CLASS_CRITERIA),
	TEXT("description", FIELD_NEED),
	ENDORSEMENTS,
	TEXT("fieldOfStudy", 0),
	TEXT("humanCode", 0),
	ONE("image", CLASS_IMAGE),
	PLAIN("inLanguage", KIND_LANGUAGE),
	TEXT("name", FIELD_NEED),
	MANY("otherIdentifier", CLASS_IDENTIFIER_ENTRY),
	MANY("related", CLASS_RELATED),
	MANY("resultDescription", CLASS_RESULT_DESCRIPTION),
	TEXT("specialization", 0),
	TEXT("tag", FIELD_MANY),
	TEXT("version", 0),
	END,
};

static const struct field address[] = {
	TEXT("addressCountry", 0),
	TEXT("addressCountryCode", 0),
	TEXT("addressRegion", 0),
	TEXT("addressLocality", 0),
	TEXT("streetAddress", 0),
	TEXT("postOfficeBoxNumber", 0),
	TEXT("postalCode", 0),
	ONE("geo", CLASS_GEO),
	END,
};

static const struct field alignment[] = {
	TEXT("targetCode", 0),
	TEXT("targetDescription", 0),
	TEXT("targetName", FIELD_NEED),
	TEXT("targetFramework", 0),
	TERM("targetType", 0, TERMS_ALIGNMENT_TYPE),
	URI("targetUrl", FIELD_NEED),
	END,
};

static const struct field criteria[] = {
	URI("id", 0),
	TEXT("narrative", 0),
	END,
};

static const struct field evidence[] = {
	URI("id", 0),
	TEXT("narrative", 0),
	TEXT("name", 0),
	TEXT("description", 0),
	TEXT("genre", 0),
	TEXT("audience", 0),
	END,
};

static const struct field geo[] = {
	{ TSM_STR("latitude"), KIND_NUMBER, FIELD_NEED, 0, 0 },
	{ TSM_STR("longitude"), KIND_NUMBER, FIELD_NEED, 0, 0 },
	END,
};

static const struct field identifier_entry[] = {
	TEXT("identifier", FIELD_NEED),
	TERM("identifierType", FIELD_NEED, TERMS_IDENTIFIER_TYPE),
	END,
};

static const struct field identity[] = {
	{ TSM_STR("hashed"), KIND_BOOLEAN, FIELD_NEED, 0, 0 },
	TEXT("identityHash", FIELD_NEED),
	TERM("identityType", FIELD_NEED, TERMS_IDENTIFIER_TYPE),
	TEXT("salt", 0),
	END,
};

static const struct field image[] = {
	URI("id", FIELD_NEED),
	TEXT("caption", 0),
	END,
};

static const struct field profile[] = {
	URI("id", FIELD_NEED),
	TEXT("name", 0),
	URI("url", 0),
	TEXT("phone", 0),
	TEXT("description", 0),
	ENDORSEMENTS,
	ONE("image", CLASS_IMAGE),
	TEXT("email", 0),
	ONE("address", CLASS_ADDRESS),
	MANY("otherIdentifier", CLASS_IDENTIFIER_ENTRY),
	TEXT("official", 0),
	ONE("parentOrg", CLASS_PROFILE),
	TEXT("familyName", 0),
	TEXT("givenName", 0),
	TEXT("additionalName", 0),
	TEXT("patronymicName", 0),
	TEXT("honorificPrefix", 0),
	TEXT("honorificSuffix", 0),
	TEXT("familyNamePrefix", 0),
	PLAIN("dateOfBirth", KIND_DATE),
	END,
};

static const struct field related[] = {
	URI("id", FIELD_NEED),
	PLAIN("inLanguage", KIND_LANGUAGE),
	TEXT("version", 0),
	END,
};

static const struct field result[] = {
	URI("achievedLevel", 0),
	MANY("alignment", CLASS_ALIGNMENT),
	URI("resultDescription", 0),
	TERM("status", 0, TERMS_RESULT_STATUS),
	TEXT("value", 0),
	END,
};

static const struct field result_description[] = {
	URI("id", FIELD_NEED),
	MANY("alignment", CLASS_ALIGNMENT),
	TEXT("allowedValue", FIELD_MANY),
	TEXT("name", FIELD_NEED),
	URI("requiredLevel", 0),
	TEXT("requiredValue", 0),
	TERM("resultType", FIELD_NEED, TERMS_RESULT_TYPE),
	MANY("rubricCriterionLevel", CLASS_RUBRIC_LEVEL),
	TEXT("valueMax", 0),
	TEXT("valueMin", 0),
	END,
};

static const struct field rubric_level[] = {
	URI("id", FIELD_NEED),
	MANY("alignment", CLASS_ALIGNMENT),
	TEXT("description", 0),
	TEXT("level", 0),
	TEXT("name", FIELD_NEED),
	TEXT("points", 0),
	END,
};

#define OPEN(type, fields)         \
 {                                 \
  type, NULL, false, false, fields \
 }

const struct class_rule ob_classes[CLASS_COUNT] = {
	[CLASS_ACHIEVEMENT_CREDENTIAL] = { "OpenBadgeCredential",
	    "AchievementCredential", false, false, achievement_credential },
	[CLASS_ENDORSEMENT_CREDENTIAL] =
	    OPEN("EndorsementCredential", endorsement_credential),
	[CLASS_CLR_CREDENTIAL] = OPEN("ClrCredential", clr_credential),
	[CLASS_CLR_SUBJECT] = OPEN("ClrSubject", clr_subject),
	[CLASS_ASSOCIATION] = { "Association", NULL, true, true, association },
	[CLASS_ANY_CREDENTIAL] = { "VerifiableCredential",
	    "EnvelopedVerifiableCredential", false, false, any_credential },
	[CLASS_ACHIEVEMENT_SUBJECT] =
	    OPEN("AchievementSubject", achievement_subject),
	[CLASS_ENDORSEMENT_SUBJECT] =
	    OPEN("EndorsementSubject", endorsement_subject),
	[CLASS_ACHIEVEMENT] = OPEN("Achievement", achievement),
	[CLASS_ADDRESS] = OPEN("Address", address),
	[CLASS_ALIGNMENT] = OPEN("Alignment", alignment),
	[CLASS_CRITERIA] = { NULL, NULL, false, false, criteria },
	[CLASS_EVIDENCE] = OPEN("Evidence", evidence),
	[CLASS_GEO] = { "GeoCoordinates", NULL, true, false, geo },
	[CLASS_IDENTIFIER_ENTRY] = { "IdentifierEntry", NULL, true, true,
	    identifier_entry },
	[CLASS_IDENTITY] = { "IdentityObject", NULL, true, true, identity },
	[CLASS_IMAGE] = { "Image", NULL, true, true, image },
	[CLASS_PROFILE] = OPEN("Profile", profile),
	[CLASS_RELATED] = OPEN("Related", related),
	[CLASS_RESULT] = OPEN("Result", result),
	[CLASS_RESULT_DESCRIPTION] =
	    OPEN("ResultDescription", result_description),
	[CLASS_RUBRIC_LEVEL] = OPEN("RubricCriterionLevel", rubric_level),
};
