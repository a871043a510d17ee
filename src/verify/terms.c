#include "terms.h"

#include <stddef.h>
#include <string.h>

#define OB_URL "https://purl.imsglobal.org/spec/ob/v3p0/"

static const struct {
	const char *url;
	unsigned set;
} contexts[] = {
	{ "https://www.w3.org/ns/credentials/v2", TERMS_VC2 },
	{ "https://www.w3.org/2018/credentials/v1", TERMS_VC1 },
	{ OB_URL "context-3.0.3.json", TERMS_OB3 | TERMS_OBAW | TERMS_OB303 },
	{ OB_URL "context-3.0.2.json", TERMS_OB3 },
	{ OB_URL "context-3.0.1.json", TERMS_OB3 | TERMS_OBAW },
	{ OB_URL "context.json", TERMS_OB3 },
	{ OB_URL "extensions.json", TERMS_OBX },
	{ "https://w3id.org/vc/status-list/2021/v1", TERMS_STATUS2021 },
	{ "https://w3id.org/security/suites/ed25519-2020/v1", TERMS_ED25519 },
	{ "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
	    TERMS_CLR },
	{ "https://purl.imsglobal.org/spec/clr/v2p0/context.json", TERMS_CLR },
	/* Their terms are those of the base context, or of proofs. */
	{ "https://www.w3.org/ns/credentials/status/v1", TERMS_VC2 },
	{ "https://w3id.org/security/data-integrity/v1", TERMS_VC2 },
	{ "https://w3id.org/security/data-integrity/v2", TERMS_VC2 },
	{ "https://www.w3.org/ns/credentials/examples/v2", TERMS_VOCAB },
	{ "https://www.w3.org/ns/credentials/undefined-terms/v2", TERMS_VOCAB },
	{ "https://www.w3.org/2018/credentials/examples/v1", TERMS_OPAQUE },
	{ "https://w3id.org/security/multikey/v1", TERMS_OPAQUE },
	{ "https://w3id.org/security/jwk/v1", TERMS_OPAQUE },
	{ "https://www.w3.org/ns/cid/v1", TERMS_OPAQUE },
	{ "https://www.w3.org/ns/did/v1", TERMS_OPAQUE },
	{ "https://w3id.org/security/v1", TERMS_OPAQUE },
	{ "https://w3id.org/security/v2", TERMS_OPAQUE },
	{ "https://w3id.org/security/suites/jws-2020/v1", TERMS_OPAQUE },
	{ "https://w3id.org/dcc/v1", TERMS_OPAQUE },
	{ "https://w3id.org/citizenship/v4rc1", TERMS_OPAQUE },
};

#define PROOF_TERMS                                        \
 "challenge created domain expires id nonce proofPurpose " \
 "proofValue type verificationMethod"
#define OLD_PROOF "jws " PROOF_TERMS

/* Names separated by single spaces. An empty type: everywhere. */
struct row {
	unsigned set;
	const char *type;
	const char *names;
};

static const struct row rows[] = {
	{ TERMS_VC2, "",
	    "... BitstringStatusList BitstringStatusListCredential "
	    "BitstringStatusListEntry DataIntegrityProof "
	    "EnvelopedVerifiableCredential EnvelopedVerifiablePresentation "
	    "JsonSchema JsonSchemaCredential VerifiableCredential "
	    "VerifiablePresentation _sd _sd_alg aud cnf description "
	    "digestMultibase digestSRI exp iat id iss jku kid mediaType name "
	    "nbf sub type x5u" },
	{ TERMS_VC2, "VerifiableCredential",
	    "confidenceMethod credentialSchema credentialStatus "
	    "credentialSubject description evidence id issuer name proof "
	    "refreshService relatedResource renderMethod termsOfUse type "
	    "validFrom validUntil" },
	{ TERMS_VC2, "VerifiablePresentation",
	    "holder id proof termsOfUse type verifiableCredential" },
	{ TERMS_VC2, "JsonSchema", "id jsonSchema type" },
	{ TERMS_VC2, "BitstringStatusList",
	    "encodedList id statusPurpose ttl type" },
	{ TERMS_VC2, "BitstringStatusListEntry",
	    "id statusListCredential statusListIndex statusMessage "
	    "statusPurpose statusReference statusSize type" },
	{ TERMS_VC2, "DataIntegrityProof",
	    "cryptosuite previousProof " PROOF_TERMS },
	{ TERMS_VC1, "",
	    "EcdsaSecp256k1Signature2019 EcdsaSecp256r1Signature2019 "
	    "Ed25519Signature2018 RsaSignature2018 VerifiableCredential "
	    "VerifiablePresentation id proof type" },
	{ TERMS_VC1, "VerifiableCredential",
	    "credentialSchema credentialStatus credentialSubject evidence "
	    "expirationDate holder id issuanceDate issued issuer proof "
	    "refreshService termsOfUse type validFrom validUntil" },
	{ TERMS_VC1, "VerifiablePresentation",
	    "holder id proof type verifiableCredential" },
	{ TERMS_VC1, "EcdsaSecp256k1Signature2019", OLD_PROOF },
	{ TERMS_VC1, "EcdsaSecp256r1Signature2019", OLD_PROOF },
	{ TERMS_VC1, "Ed25519Signature2018", OLD_PROOF },
	{ TERMS_VC1, "RsaSignature2018", OLD_PROOF },
	{ TERMS_OB3, "",
	    "Achievement AchievementCredential AchievementSubject Address "
	    "Alignment Criteria EndorsementCredential EndorsementSubject "
	    "Evidence GeoCoordinates IdentifierEntry IdentityObject Image "
	    "OpenBadgeCredential Profile Related Result ResultDescription "
	    "RubricCriterionLevel alignment description endorsement id image "
	    "name narrative type url" },
	{ TERMS_OBAW, "", "awardedDate" },
	{ TERMS_OB303, "", "endorsementJwt inLanguage jti" },
	{ TERMS_OB3, "Achievement",
	    "achievementType alignment creator creditsAvailable criteria "
	    "fieldOfStudy humanCode image otherIdentifier related "
	    "resultDescription specialization tag version" },
	{ TERMS_OB303, "Achievement", "inLanguage" },
	{ TERMS_OB3, "AchievementSubject",
	    "achievement activityEndDate activityStartDate creditsEarned "
	    "identifier image licenseNumber result role source term" },
	{ TERMS_OB3, "Address",
	    "addressCountry addressCountryCode addressLocality addressRegion "
	    "geo postOfficeBoxNumber postalCode streetAddress" },
	{ TERMS_OB3, "Alignment",
	    "targetCode targetDescription targetFramework targetName "
	    "targetType targetUrl" },
	{ TERMS_OB3, "EndorsementSubject", "endorsementComment" },
	{ TERMS_OB3, "Evidence", "audience genre" },
	{ TERMS_OB3, "GeoCoordinates", "latitude longitude" },
	{ TERMS_OB3, "IdentifierEntry", "identifier identifierType" },
	{ TERMS_OB3, "IdentityObject",
	    "hashed identityHash identityType salt" },
	{ TERMS_OB3, "Image", "caption" },
	{ TERMS_OB3, "Profile",
	    "additionalName address dateOfBirth email familyName "
	    "familyNamePrefix givenName honorificPrefix honorificSuffix image "
	    "official otherIdentifier parentOrg patronymicName phone" },
	{ TERMS_OB3, "Related", "version" },
	{ TERMS_OB303, "Related", "inLanguage" },
	{ TERMS_OB3, "Result", "achievedLevel resultDescription status value" },
	{ TERMS_OB3, "ResultDescription",
	    "allowedValue requiredLevel requiredValue resultType "
	    "rubricCriterionLevel valueMax valueMin" },
	{ TERMS_OB3, "RubricCriterionLevel", "level points" },
	{ TERMS_OBX, "",
	    "1EdTechCredentialRefresh 1EdTechJsonSchemaValidator2019 "
	    "1EdTechRevocationList id type" },
	{ TERMS_STATUS2021, "",
	    "StatusList2021 StatusList2021Credential StatusList2021Entry" },
	{ TERMS_STATUS2021, "StatusList2021Credential",
	    "description id name type" },
	{ TERMS_STATUS2021, "StatusList2021",
	    "encodedList id statusPurpose type" },
	{ TERMS_STATUS2021, "StatusList2021Entry",
	    "id statusListCredential statusListIndex statusPurpose type" },
	{ TERMS_ED25519, "",
	    "Ed25519Signature2020 Ed25519VerificationKey2020 id proof type" },
	{ TERMS_ED25519, "Ed25519Signature2020", PROOF_TERMS },
	{ TERMS_ED25519, "Ed25519VerificationKey2020",
	    "controller id publicKeyMultibase revoked type" },
	{ TERMS_CLR, "", "Association ClrCredential ClrSubject id type" },
	{ TERMS_CLR, "ClrCredential", "id partial type" },
	{ TERMS_CLR, "ClrSubject",
	    "achievement association id identifier type "
	    "verifiableCredential" },
	{ TERMS_CLR, "Association", "associationType sourceId targetId" },
};

/* Terms of the object that a property holds. */
static const struct row property_rows[] = {
	{ TERMS_VC2, "statusMessage", "id message status type" },
	{ TERMS_VC2, "cnf", "jwk kid" },
	{ TERMS_VC1, "credentialSchema", "JsonSchemaValidator2018 id type" },
	{ TERMS_VC1, "refreshService", "ManualRefreshService2018 id type" },
};

static bool has_name(const char *names, struct tsm_str name)
{
	const char *end;

	/* asked for every member of a document, so by the library's scan */
	for (; (end = strchr(names, ' ')) != NULL; names = end + 1)
		if (tsm_str_eq(tsm_str_n(names, (size_t)(end - names)), name))
			return true;
	return tsm_str_is(name, names);
}

static bool has(const struct row *table, size_t count, unsigned set,
    struct tsm_str type, struct tsm_str name)
{
	for (size_t i = 0; i < count; i++)
		if ((table[i].set & set) != 0 &&
		    tsm_str_is(type, table[i].type) &&
		    has_name(table[i].names, name))
			return true;
	return false;
}

unsigned terms_of_context(struct tsm_str url)
{
	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++)
		if (tsm_str_is(url, contexts[i].url))
			return contexts[i].set;
	return 0;
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

bool terms_global(unsigned set, struct tsm_str name)
{
	return has(rows, COUNT(rows), set, tsm_str(""), name);
}

bool terms_in_type(unsigned set, struct tsm_str type, struct tsm_str name)
{
	return type.len > 0 && has(rows, COUNT(rows), set, type, name);
}

bool terms_in_property(
    unsigned set, struct tsm_str property, struct tsm_str name)
{
	return has(property_rows, COUNT(property_rows), set, property, name);
}

const char *terms_definer(struct tsm_str name)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (has_name(rows[i].names, name))
			for (size_t c = 0; c < COUNT(contexts); c++)
				if ((contexts[c].set & rows[i].set) != 0)
					return contexts[c].url;
	return NULL;
}
