#include "terms.h"

#include <stddef.h>
#include <string.h>

#include "testamur/base/str.h"

/* Open Badges 3.0 section B.6, enumerations. NULL ends a list. */
static const char *const achievement_types[] = { "Achievement",
	"ApprenticeshipCertificate", "Assessment", "Assignment",
	"AssociateDegree", "Award", "Badge", "BachelorDegree", "Certificate",
	"CertificateOfCompletion", "Certification", "CommunityService",
	"Competency", "Course", "CoCurricular", "Degree", "Diploma",
	"DoctoralDegree", "Fieldwork", "GeneralEducationDevelopment",
	"JourneymanCertificate", "LearningProgram", "License", "Membership",
	"ProfessionalDoctorate", "QualityAssuranceCredential",
	"MasterCertificate", "MasterDegree", "MicroCredential",
	"ResearchDoctorate", "SecondarySchoolDiploma", NULL };

static const char *const identifier_types[] = { "name", "sourcedId", "systemId",
	"productId", "userName", "accountId", "emailAddress",
	"nationalIdentityNumber", "isbn", "issn", "lisSourcedId",
	"oneRosterSourcedId", "sisSourcedId", "ltiContextId", "ltiDeploymentId",
	"ltiToolId", "ltiPlatformId", "ltiUserId", "identifier", NULL };

static const char *const alignment_types[] = { "ceasn:Competency",
	"ceterms:Credential", "CFItem", "CFRubric", "CFRubricCriterion",
	"CFRubricCriterionLevel", "CTDL", NULL };

static const char *const result_types[] = { "GradePointAverage", "LetterGrade",
	"Percent", "PerformanceLevel", "PredictedScore", "RawScore", "Result",
	"RubricCriterion", "RubricCriterionLevel", "RubricScore", "ScaledScore",
	"Status", NULL };

static const char *const result_statuses[] = { "Completed", "Enrolled",
	"Failed", "InProgress", "OnHold", "Provisional", "Withdrew", NULL };

static const char *const association_types[] = { "exactMatchOf", "isChildOf",
	"isParentOf", "isPartOf", "isPeerOf", "isRelatedTo", "precedes",
	"replacedBy", NULL };

static const struct {
	const char *const *list;
	bool extensible;
} tables[] = {
	[TERMS_ACHIEVEMENT_TYPE] = { achievement_types, true },
	[TERMS_IDENTIFIER_TYPE] = { identifier_types, true },
	[TERMS_ALIGNMENT_TYPE] = { alignment_types, true },
	[TERMS_RESULT_TYPE] = { result_types, true },
	[TERMS_RESULT_STATUS] = { result_statuses, false },
	[TERMS_ASSOCIATION_TYPE] = { association_types, false },
};

static bool is_extension(const char *text)
{
	if (strncmp(text, "ext:", 4) != 0 || text[4] == '\0')
		return false;
	for (const char *p = text + 4; *p != '\0'; p++)
		if (!tsm_is_alpha(*p) && !tsm_is_digit(*p) &&
		    strchr("._|-", *p) == NULL)
			return false;
	return true;
}

bool terms_has(enum terms terms, const char *text)
{
	for (const char *const *p = tables[terms].list; *p != NULL; p++)
		if (strcmp(*p, text) == 0)
			return true;
	return tables[terms].extensible && is_extension(text);
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

bool terms_language(const char *text)
{
	/* ^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$ */
	const char *p = text;
	while (is_lower(*p))
		p++;
	if (p - text < 2 || p - text > 4)
		return false;
	if (p[0] == '-' && is_upper(p[1]) && is_lower(p[2]) && is_lower(p[3]) &&
	    is_lower(p[4]))
		p += 5;
	if (p[0] == '-' && is_upper(p[1]) && is_upper(p[2]))
		p += 3;
	else if (p[0] == '-' && tsm_is_digit(p[1]) && tsm_is_digit(p[2]) &&
		 tsm_is_digit(p[3]))
		p += 4;
	return *p == '\0';
}
