/*
 * claims.c - JWT claims against the properties that they repeat.
 */
#include "suite_private.h"

#include "testamur/base/time.h"

#define CONTEXT_V1 "https://www.w3.org/2018/credentials/v1"

/* RFC 7519 section 4.1, and cnf of RFC 7800. */
static const char *const registered[] = { "iss", "sub", "aud", "exp", "nbf",
	"iat", "jti", "cnf" };

static const struct {
	enum tsm_proof_claim claim;
	const char *name;
} claims[] = {
	{ TSM_CLAIM_ISS, "iss" },
	{ TSM_CLAIM_JTI, "jti" },
	{ TSM_CLAIM_NBF, "nbf" },
	{ TSM_CLAIM_EXP, "exp" },
	{ TSM_CLAIM_SUB, "sub" },
};

bool tsm_proof_is_claim(struct tsm_str name)
{
	for (size_t i = 0; i < sizeof(registered) / sizeof(registered[0]); i++)
		if (tsm_str_is(name, registered[i]))
			return true;
	return false;
}

const char *tsm_proof_claim_name(enum tsm_proof_claim claim)
{
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
		if (claims[i].claim == claim)
			return claims[i].name;
	return "";
}

/* Nobody may count with what lies outside the calendar. */
bool tsm_proof_date_claim(
    const struct tsm_json *payload, const char *name, int64_t *ret_date)
{
	struct tsm_decimal value;
	struct tsm_civil civil;
	const struct tsm_json *claim = tsm_json_get(payload, name);
	if (!tsm_json_is(claim, TSM_JSON_NUMBER) ||
	    tsm_json_decimal(claim, &value) != TSM_OK)
		return false;
	for (; value.scale > 0; value.scale--)
		value.coef /= 10;
	if (tsm_unix_to_civil(value.coef, &civil) != TSM_OK)
		return false;
	*ret_date = value.coef;
	return true;
}

/* VC Data Model 1.1, by its first context. */
static bool is_v1(const struct tsm_json *credential)
{
	const struct tsm_json *contexts = tsm_json_get(credential, "@context");
	return tsm_streq(
	    tsm_json_string(tsm_json_nth(contexts, 0)), CONTEXT_V1);
}

/* validFrom or validUntil, by the names of the credential's version. */
static const struct tsm_json *bound(
    const struct tsm_json *credential, bool until)
{
	const struct tsm_json *old = NULL;
	if (is_v1(credential))
		old = tsm_json_get(
		    credential, until ? "expirationDate" : "issuanceDate");
	return old != NULL ? old
			   : tsm_json_get(credential,
				 until ? "validUntil" : "validFrom");
}

bool proof_valid_from(const struct tsm_json *credential, int64_t *ret_date)
{
	const struct tsm_json *date = bound(credential, false);
	return tsm_json_is(date, TSM_JSON_STRING) &&
	       tsm_time_parse(date->text, ret_date) == TSM_OK;
}

static const struct tsm_json *issuer_of(const struct tsm_json *credential)
{
	const struct tsm_json *issuer = tsm_json_get(credential, "issuer");
	return tsm_json_is(issuer, TSM_JSON_OBJECT) ? tsm_json_get(issuer, "id")
						    : issuer;
}

/* The id of the only subject; of several, the array itself, which equals
 * no claim. */
static const struct tsm_json *subject_of(const struct tsm_json *credential)
{
	const struct tsm_json *subject =
	    tsm_json_get(credential, "credentialSubject");
	if (tsm_json_is(subject, TSM_JSON_ARRAY) && subject->count == 1)
		subject = tsm_json_at(subject, 0);
	return tsm_json_is(subject, TSM_JSON_OBJECT)
		   ? tsm_json_get(subject, "id")
		   : subject;
}

/* One claim against its property: byte equality of strings. */
static void compare_text(const struct tsm_proof *proof,
    enum tsm_proof_claim bit, const struct tsm_json *property,
    struct tsm_proof_result *result)
{
	const struct tsm_json *claim =
	    tsm_json_get(proof->payload, tsm_proof_claim_name(bit));
	if (claim == NULL && property != NULL)
		result->missing |= (unsigned)bit;
	else if (claim != NULL && property != NULL &&
		 !(tsm_json_is(claim, TSM_JSON_STRING) &&
		     tsm_json_is(property, TSM_JSON_STRING) &&
		     tsm_str_eq(claim->text, property->text)))
		result->differ |= (unsigned)bit;
}

/* One date claim against its property: the same second. */
static void compare_date(const struct tsm_proof *proof,
    enum tsm_proof_claim bit, const struct tsm_json *property,
    struct tsm_proof_result *result)
{
	const char *name = tsm_proof_claim_name(bit);
	int64_t claimed = 0;
	int64_t stated = 0;
	if (tsm_json_get(proof->payload, name) == NULL) {
		if (property != NULL)
			result->missing |= (unsigned)bit;
		return;
	}
	if (!tsm_proof_date_claim(proof->payload, name, &claimed) ||
	    (property != NULL &&
		(!tsm_json_is(property, TSM_JSON_STRING) ||
		    tsm_time_parse(property->text, &stated) != TSM_OK ||
		    stated != claimed)))
		result->differ |= (unsigned)bit;
}

/*
 * Open Badges 3.0 section 8.2.4.3. In the W3C form nbf and exp are of the
 * signature, "different from" the credential's (VC-JOSE-COSE section 3.1.3):
 * there they bind beside those, and are compared with nothing.
 */
void proof_compare_claims(
    const struct tsm_proof *proof, struct tsm_proof_result *result)
{
	const struct tsm_json *credential = proof->credential;
	bool w3c = proof->form == TSM_PROOF_FORM_W3C;
	compare_text(proof, TSM_CLAIM_ISS, issuer_of(credential), result);
	compare_text(
	    proof, TSM_CLAIM_JTI, tsm_json_get(credential, "id"), result);
	compare_date(proof, TSM_CLAIM_NBF,
	    w3c ? NULL : bound(credential, false), result);
	compare_date(
	    proof, TSM_CLAIM_EXP, w3c ? NULL : bound(credential, true), result);
	compare_text(proof, TSM_CLAIM_SUB, subject_of(credential), result);
	if (w3c)
		result->missing = 0;
	if (result->differ != 0)
		result->answer = TSM_PROOF_CLAIM;
}
