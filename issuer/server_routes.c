/* Every address the issuer answers. A new page is one row here. */
#include "ui.h"

static const char *const form_types[] = { "application/x-www-form-urlencoded",
	NULL };

static const char *const json_types[] = { "application/json",
	"application/ld+json", NULL };

#define FORM_MAX  4096
#define VCAPI_MAX ((size_t)1 << 20)
#define ORG       "/issuers/{org:slug}"
#define ACH       ORG "/achievements/{ach:slug}"
#define LIST      ORG "/status/{n:num}"
#define NOCASE    TSM_ROUTE_NOCASE
#define QUIET     TSM_ROUTE_QUIET

/*
 * Ids are read by the handlers (:any), so that a mistyped one is counted
 * and explained like a wrong one.
 */
const struct tsm_route server_routes[] = {
	{ TSM_GET, "/", NULL, 0, ui_home, 0, 0 },

	{ TSM_GET, "/.well-known/did.json", NULL, 0, api_host_did, 0, 0 },
	{ TSM_GET, "/.well-known/jwks.json", NULL, 0, api_all_jwks, 0, 0 },
	{ TSM_GET, ORG, NULL, 0, ui_issuer, 0, 0 },
	{ TSM_GET, ORG "/did.json", NULL, 0, api_did, 0, 0 },
	{ TSM_GET, ORG "/.well-known/did.json", NULL, 0, api_did, 0, 0 },
	{ TSM_GET, ORG "/jwks.json", NULL, 0, api_jwks, 0, 0 },
	{ TSM_GET, ORG "/keys/{kid:slug}", NULL, 0, api_key, 0, 0 },
	{ TSM_GET, ACH, NULL, 0, ui_achievement, 0, 0 },
	{ TSM_GET, ACH "/image.png", NULL, 0, api_badge_picture, 0, 0 },
	{ TSM_GET, ACH "/image.svg", NULL, 0, api_badge_svg, 0, 0 },
	{ TSM_GET, ACH "/preview.png", NULL, 0, api_preview_picture, 0, 0 },
	{ TSM_GET, LIST "/revocation", NULL, 0, api_revocation, 0, 0 },
	{ TSM_GET, LIST "/suspension", NULL, 0, api_suspension, 0, 0 },
	{ TSM_GET, LIST "/revocation/{version:any}", NULL, 0, api_revocation, 0,
	    0 },
	{ TSM_GET, LIST "/suspension/{version:any}", NULL, 0, api_suspension, 0,
	    0 },

	{ TSM_GET, "/v/{id:any}", NULL, 0, ui_credential, SERVER_RATE_IDS,
	    NOCASE },
	{ TSM_POST, "/v/{id:any}", form_types, FORM_MAX, ui_match,
	    SERVER_RATE_IDS, NOCASE },
	{ TSM_GET, "/v/{id:any}/qr.png", NULL, 0, api_qr, SERVER_RATE_FILES,
	    NOCASE },
	{ TSM_GET, "/v/{id:any}/{file:any}", NULL, 0, api_file,
	    SERVER_RATE_FILES, NOCASE },
	{ TSM_GET, "/s/{secret:any}", NULL, 0, ui_credential, SERVER_RATE_IDS,
	    0 },
	{ TSM_POST, "/s/{secret:any}", form_types, FORM_MAX, ui_sharing,
	    SERVER_RATE_IDS, 0 },
	{ TSM_GET, "/s/{secret:any}/{file:any}", NULL, 0, api_file,
	    SERVER_RATE_FILES, 0 },

	{ TSM_GET, "/u/{secret:any}", NULL, 0, ui_statement, SERVER_RATE_IDS,
	    0 },
	{ TSM_GET, "/u/{secret:any}/statement.csv", NULL, 0, ui_statement_csv,
	    SERVER_RATE_FILES, 0 },

	{ TSM_GET, "/r/{secret:any}", NULL, 0, api_refresh, SERVER_RATE_FILES,
	    0 },

	{ TSM_POST, "/credentials/issue", json_types, VCAPI_MAX,
	    vcapi_issue_credential, SERVER_RATE_API, 0 },
	{ TSM_POST, "/credentials/status", json_types, VCAPI_MAX,
	    vcapi_set_status, SERVER_RATE_API, 0 },
	{ TSM_POST, "/credentials/derive", json_types, VCAPI_MAX,
	    vcapi_derive_credential, SERVER_RATE_API, 0 },

	{ TSM_GET, "/openapi.json", NULL, 0, api_openapi, 0, TSM_ROUTE_CORS },
	{ TSM_GET, "/static/{hash:any}/{name:any}", NULL, 0, api_static, 0, 0 },
	{ TSM_GET, "/healthz", NULL, 0, tsm_handle_healthz, 0, QUIET },
	{ TSM_GET, "/readyz", NULL, 0, tsm_handle_readyz, 0, QUIET },
	{ TSM_GET, "/metrics", NULL, 0, tsm_handle_metrics, 0,
	    QUIET | TSM_ROUTE_LOCAL },
	{ 0, NULL, NULL, 0, NULL, 0, 0 },
};
