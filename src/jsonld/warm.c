/*
 * What credentials usually need of the store, processed before anybody asks
 * for something else: chains that a stranger makes up find room behind it,
 * and cannot take it away.
 */
#include <string.h>

#include "testamur/jsonld/jsonld.h"

#define V1     "https://www.w3.org/2018/credentials/v1"
#define V2     "https://www.w3.org/ns/credentials/v2"
#define OB     "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
#define OB_302 "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
#define OB_301 "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
#define CLR    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
#define DI     "https://w3id.org/security/data-integrity/v2"
#define SUITE  "https://w3id.org/security/suites/ed25519-2020/v1"
#define STATUS "https://w3id.org/vc/status-list/2021/v1"

/* In this order, as documents have them; NULL ends a chain. */
static const char *const chains[][5] = {
	{ V2, NULL },
	{ V2, OB, NULL },
	{ V2, OB, DI, NULL },
	{ V2, OB_302, NULL },
	{ V2, CLR, OB, NULL },
	{ V1, NULL },
	{ V1, OB, NULL },
	{ V1, OB, DI, NULL },
	{ V1, OB, SUITE, NULL },
	{ V1, OB_302, SUITE, NULL },
	{ V1, OB_301, SUITE, NULL },
	{ V1, CLR, OB, NULL },
	{ V1, STATUS, NULL },
};

/*
 * One node for every type that has a context of its own, in each place where
 * such a one stands. What a chain does not define means nothing in it.
 */
static const char *const documents[] = {
	"\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"
	"\"issuer\":{\"type\":[\"Profile\"]},"
	"\"credentialSchema\":{\"type\":\"1EdTechJsonSchemaValidator2019\"},"
	"\"refreshService\":{\"type\":\"1EdTechCredentialRefresh\"},"
	"\"evidence\":{\"type\":[\"Evidence\"]},"
	"\"endorsement\":{\"type\":[\"VerifiableCredential\","
	"\"EndorsementCredential\"],\"credentialSubject\":{"
	"\"type\":[\"EndorsementSubject\"]}},"
	"\"credentialStatus\":[{\"type\":\"BitstringStatusListEntry\"},"
	"{\"type\":\"1EdTechRevocationList\"},{\"type\":\"StatusList2021Entry\"}],"
	"\"credentialSubject\":{\"type\":[\"AchievementSubject\"],"
	"\"identifier\":{\"type\":\"IdentityObject\"},"
	"\"result\":[{\"type\":[\"Result\"]}],\"source\":{\"type\":[\"Profile\"]},"
	"\"achievement\":{\"type\":[\"Achievement\"],"
	"\"criteria\":{\"narrative\":\"n\"},\"image\":{\"type\":\"Image\"},"
	"\"creator\":{\"type\":[\"Profile\"],\"address\":{\"type\":[\"Address\"],"
	"\"geo\":{\"type\":\"GeoCoordinates\"}},\"image\":{\"type\":\"Image\"}},"
	"\"alignment\":[{\"type\":[\"Alignment\"]}],"
	"\"related\":[{\"type\":[\"Related\"]}],"
	"\"otherIdentifier\":[{\"type\":\"IdentifierEntry\"}],"
	"\"resultDescription\":[{\"type\":[\"ResultDescription\"],"
	"\"rubricCriterionLevel\":[{\"type\":[\"RubricCriterionLevel\"]}]}]}}}",
	"\"type\":[\"VerifiableCredential\",\"AchievementCredential\"],"
	"\"credentialSubject\":{\"type\":[\"AchievementSubject\"]}}",
	"\"type\":[\"VerifiableCredential\",\"EndorsementCredential\"],"
	"\"credentialSubject\":{\"type\":[\"EndorsementSubject\"]}}",
	"\"type\":[\"VerifiableCredential\",\"ClrCredential\"],"
	"\"credentialSubject\":{\"type\":[\"ClrSubject\"],"
	"\"association\":[{\"type\":\"Association\"}],"
	"\"verifiableCredential\":[{\"type\":[\"VerifiableCredential\","
	"\"OpenBadgeCredential\"],\"credentialSubject\":{\"type\":["
	"\"AchievementSubject\"],\"achievement\":{\"type\":[\"Achievement\"]}}}]"
	"}}",
	"\"type\":[\"VerifiableCredential\",\"BitstringStatusListCredential\"],"
	"\"credentialSubject\":{\"type\":\"BitstringStatusList\"}}",
	"\"type\":[\"VerifiableCredential\",\"StatusList2021Credential\"],"
	"\"credentialSubject\":{\"type\":\"StatusList2021\"}}",
	"\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"x\"}",
	"\"type\":\"Ed25519Signature2020\"}",
};

static enum tsm_status convert(
    struct tsm_jsonld_store *store, struct tsm_str text)
{
	struct tsm_rdf_dataset dataset;
	struct tsm_arena arena;
	const struct tsm_json *root = NULL;
	tsm_arena_init(&arena, 0);
	tsm_rdf_dataset_init(&dataset, &arena, 0);
	enum tsm_status status =
	    tsm_json_parse(&arena, text.ptr, text.len, NULL, &root, NULL);
	if (status == TSM_OK)
		status = tsm_jsonld_to_rdf(
		    store, root, NULL, NULL, &dataset, NULL, NULL);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status tsm_jsonld_store_warm(struct tsm_jsonld_store *store)
{
	const size_t each = sizeof(documents) / sizeof(documents[0]);
	const size_t count = each * (sizeof(chains) / sizeof(chains[0]));
	enum tsm_status status = TSM_OK;
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	for (size_t i = 0; status == TSM_OK && i < count; i++) {
		const char *const *chain = chains[i / each];
		tsm_buf_clear(&text);
		tsm_buf_adds(&text, "{\"@context\":[");
		for (size_t n = 0; chain[n] != NULL; n++)
			tsm_buf_printf(
			    &text, "%s\"%s\"", n > 0 ? "," : "", chain[n]);
		tsm_buf_adds(&text, "],");
		tsm_buf_adds(&text, documents[i % each]);
		status = tsm_buf_status(&text);
		if (status == TSM_OK)
			status = convert(store, tsm_buf_str(&text));
	}
	tsm_buf_release(&text);
	return status;
}
