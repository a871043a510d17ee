/*
 * fetched.h - six small credentials (invented), and all that a verifier asks
 * their issuers for. The private key is gone.
 */
#ifndef TESTS_FUZZ_VERIFY_FETCHED_H
#define TESTS_FUZZ_VERIFY_FETCHED_H

/* clang-format off */
#define KEY_X "0X6XGItuvkZjYTBJDLFfHr-_7vbWkV-wOvFQtzh1CUU" /* of its JWK */

/* Its refresh service answers with the same one. */
#define REFRESHED_TOKEN \
	"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImRpZDp3ZWI6aXNzdWVyLm" \
	"V4YW1wbGUjayJ9.eyJAY29udGV4dCI6WyJodHRwczovL3d3dy53My5vcmcvbnMvY3J" \
	"lZGVudGlhbHMvdjIiLCJodHRwczovL3B1cmwuaW1zZ2xvYmFsLm9yZy9zcGVjL29iL" \
	"3YzcDAvY29udGV4dC0zLjAuMy5qc29uIiwiaHR0cHM6Ly9wdXJsLmltc2dsb2JhbC5" \
	"vcmcvc3BlYy9vYi92M3AwL2V4dGVuc2lvbnMuanNvbiJdLCJpZCI6InVybjp1dWlkO" \
	"jJmMGQyYzRlLTMxYTUtNGM2Zi05YTNlLTBmNWQ2ZjFiN2MxMCIsInR5cGUiOlsiVmV" \
	"yaWZpYWJsZUNyZWRlbnRpYWwiLCJPcGVuQmFkZ2VDcmVkZW50aWFsIl0sIm5hbWUiO" \
	"iJDb3Vyc2UiLCJpc3N1ZXIiOnsiaWQiOiJkaWQ6d2ViOmlzc3Vlci5leGFtcGxlIiw" \
	"idHlwZSI6WyJQcm9maWxlIl0sIm5hbWUiOiJTY2hvb2wifSwidmFsaWRGcm9tIjoiM" \
	"jAyNS0xMi0yMFQwMDowMDowMFoiLCJjcmVkZW50aWFsU3ViamVjdCI6eyJpZCI6InV" \
	"ybjp4OjIiLCJ0eXBlIjpbIkFjaGlldmVtZW50U3ViamVjdCJdLCJhY2hpZXZlbWVud" \
	"CI6eyJpZCI6InVybjp4OjMiLCJ0eXBlIjpbIkFjaGlldmVtZW50Il0sIm5hbWUiOiJ" \
	"Db3Vyc2UiLCJkZXNjcmlwdGlvbiI6IlNpeCBkYXlzIiwiY3JpdGVyaWEiOnsibmFyc" \
	"mF0aXZlIjoiQXR0ZW5kIn19fSwicmVmcmVzaFNlcnZpY2UiOnsiaWQiOiJodHRwczo" \
	"vL2lzc3Vlci5leGFtcGxlL25vdyIsInR5cGUiOiIxRWRUZWNoQ3JlZGVudGlhbFJlZ" \
	"nJlc2gifSwiaXNzIjoiZGlkOndlYjppc3N1ZXIuZXhhbXBsZSIsImp0aSI6InVybjp" \
	"1dWlkOjJmMGQyYzRlLTMxYTUtNGM2Zi05YTNlLTBmNWQ2ZjFiN2MxMCIsIm5iZiI6M" \
	"Tc2NjE4ODgwMCwic3ViIjoidXJuOng6MiJ9.kexBBIwktIGXiEu4yikEXDUN_bhLvD" \
	"65OgzrlYpgIcIqC0jcdlF1A-8d1STcEjolk-Smi1LhawkLiJ5Fl36Ryw"

enum given {
	LISTED,
	REFRESHED,
	WITH_IDS,
	OF_A_HOST,
	HOSTED,
	SIGNED
};

static const char *const given[] = {
	[LISTED] =
	    "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImRpZDp3ZWI6aXNzdWVyLm"
	    "V4YW1wbGUjayJ9.eyJAY29udGV4dCI6WyJodHRwczovL3d3dy53My5vcmcvbnMvY3J"
	    "lZGVudGlhbHMvdjIiLCJodHRwczovL3B1cmwuaW1zZ2xvYmFsLm9yZy9zcGVjL29iL"
	    "3YzcDAvY29udGV4dC0zLjAuMy5qc29uIl0sImlkIjoidXJuOnV1aWQ6MmYwZDJjNGU"
	    "tMzFhNS00YzZmLTlhM2UtMGY1ZDZmMWI3YzEwIiwidHlwZSI6WyJWZXJpZmlhYmxlQ"
	    "3JlZGVudGlhbCIsIk9wZW5CYWRnZUNyZWRlbnRpYWwiXSwibmFtZSI6IkNvdXJzZSI"
	    "sImlzc3VlciI6eyJpZCI6ImRpZDp3ZWI6aXNzdWVyLmV4YW1wbGUiLCJ0eXBlIjpbI"
	    "lByb2ZpbGUiXSwibmFtZSI6IlNjaG9vbCJ9LCJ2YWxpZEZyb20iOiIyMDI1LTEyLTI"
	    "wVDAwOjAwOjAwWiIsImNyZWRlbnRpYWxTdWJqZWN0Ijp7ImlkIjoidXJuOng6MiIsI"
	    "nR5cGUiOlsiQWNoaWV2ZW1lbnRTdWJqZWN0Il0sImFjaGlldmVtZW50Ijp7ImlkIjo"
	    "idXJuOng6MyIsInR5cGUiOlsiQWNoaWV2ZW1lbnQiXSwibmFtZSI6IkNvdXJzZSIsI"
	    "mRlc2NyaXB0aW9uIjoiU2l4IGRheXMiLCJjcml0ZXJpYSI6eyJuYXJyYXRpdmUiOiJ"
	    "BdHRlbmQifX19LCJjcmVkZW50aWFsU3RhdHVzIjpbeyJpZCI6Imh0dHBzOi8vaXNzd"
	    "WVyLmV4YW1wbGUvMS9yIzciLCJ0eXBlIjoiQml0c3RyaW5nU3RhdHVzTGlzdEVudHJ"
	    "5Iiwic3RhdHVzUHVycG9zZSI6InJldm9jYXRpb24iLCJzdGF0dXNMaXN0SW5kZXgiO"
	    "iI3Iiwic3RhdHVzTGlzdENyZWRlbnRpYWwiOiJodHRwczovL2lzc3Vlci5leGFtcGx"
	    "lLzEvciJ9LHsiaWQiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLzEvcyM3IiwidHlwZ"
	    "SI6IkJpdHN0cmluZ1N0YXR1c0xpc3RFbnRyeSIsInN0YXR1c1B1cnBvc2UiOiJzdXN"
	    "wZW5zaW9uIiwic3RhdHVzTGlzdEluZGV4IjoiNyIsInN0YXR1c0xpc3RDcmVkZW50a"
	    "WFsIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZS8xL3MifV0sImlzcyI6ImRpZDp3ZWI"
	    "6aXNzdWVyLmV4YW1wbGUiLCJqdGkiOiJ1cm46dXVpZDoyZjBkMmM0ZS0zMWE1LTRjN"
	    "mYtOWEzZS0wZjVkNmYxYjdjMTAiLCJuYmYiOjE3NjYxODg4MDAsInN1YiI6InVybjp"
	    "4OjIifQ.VILzwIdOfWwen1sN97A69uNNKRCcicn03NohohhYOrHORrSOavthVMTOWq"
	    "0CBXO64zKGUNRP-RJY2zKwLFCSTQ",
	[REFRESHED] = REFRESHED_TOKEN,
	[WITH_IDS] =
	    "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImRpZDp3ZWI6aXNzdWVyLm"
	    "V4YW1wbGUjayJ9.eyJAY29udGV4dCI6WyJodHRwczovL3d3dy53My5vcmcvbnMvY3J"
	    "lZGVudGlhbHMvdjIiLCJodHRwczovL3B1cmwuaW1zZ2xvYmFsLm9yZy9zcGVjL29iL"
	    "3YzcDAvY29udGV4dC0zLjAuMy5qc29uIiwiaHR0cHM6Ly9wdXJsLmltc2dsb2JhbC5"
	    "vcmcvc3BlYy9vYi92M3AwL2V4dGVuc2lvbnMuanNvbiJdLCJpZCI6InVybjp1dWlkO"
	    "jJmMGQyYzRlLTMxYTUtNGM2Zi05YTNlLTBmNWQ2ZjFiN2MxMCIsInR5cGUiOlsiVmV"
	    "yaWZpYWJsZUNyZWRlbnRpYWwiLCJPcGVuQmFkZ2VDcmVkZW50aWFsIl0sIm5hbWUiO"
	    "iJDb3Vyc2UiLCJpc3N1ZXIiOnsiaWQiOiJkaWQ6d2ViOmlzc3Vlci5leGFtcGxlIiw"
	    "idHlwZSI6WyJQcm9maWxlIl0sIm5hbWUiOiJTY2hvb2wifSwidmFsaWRGcm9tIjoiM"
	    "jAyNS0xMi0yMFQwMDowMDowMFoiLCJjcmVkZW50aWFsU3ViamVjdCI6eyJpZCI6InV"
	    "ybjp4OjIiLCJ0eXBlIjpbIkFjaGlldmVtZW50U3ViamVjdCJdLCJhY2hpZXZlbWVud"
	    "CI6eyJpZCI6InVybjp4OjMiLCJ0eXBlIjpbIkFjaGlldmVtZW50Il0sIm5hbWUiOiJ"
	    "Db3Vyc2UiLCJkZXNjcmlwdGlvbiI6IlNpeCBkYXlzIiwiY3JpdGVyaWEiOnsibmFyc"
	    "mF0aXZlIjoiQXR0ZW5kIn19fSwiY3JlZGVudGlhbFN0YXR1cyI6eyJpZCI6Imh0dHB"
	    "zOi8vaXNzdWVyLmV4YW1wbGUvaWRzIiwidHlwZSI6IjFFZFRlY2hSZXZvY2F0aW9uT"
	    "GlzdCJ9LCJpc3MiOiJkaWQ6d2ViOmlzc3Vlci5leGFtcGxlIiwianRpIjoidXJuOnV"
	    "1aWQ6MmYwZDJjNGUtMzFhNS00YzZmLTlhM2UtMGY1ZDZmMWI3YzEwIiwibmJmIjoxN"
	    "zY2MTg4ODAwLCJzdWIiOiJ1cm46eDoyIn0.zvrVsMPRSzH8dIRjrbWDLyJCsKtGUpN"
	    "H3SsdPKP7Jkov1SwHv4seYMRRweYXeUOuqSIL5TjEsXeKUCwyKL35PA",
	[OF_A_HOST] =
	    "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImp3ayI6eyJrdHkiOiJFQyIsImNydi"
	    "I6IlAtMjU2IiwieCI6IjBYNlhHSXR1dmtaallUQkpETEZmSHItXzd2YldrVi13T3ZG"
	    "UXR6aDFDVVUiLCJ5IjoiTDg3R05OZHVqOGxta0h3MHJZLU5YSHhmeDI4RUFNbW5MSj"
	    "FWb2QtQ3dMQSJ9fQ.eyJAY29udGV4dCI6WyJodHRwczovL3d3dy53My5vcmcvbnMvY"
	    "3JlZGVudGlhbHMvdjIiLCJodHRwczovL3B1cmwuaW1zZ2xvYmFsLm9yZy9zcGVjL29"
	    "iL3YzcDAvY29udGV4dC0zLjAuMy5qc29uIl0sImlkIjoidXJuOnV1aWQ6MmYwZDJjN"
	    "GUtMzFhNS00YzZmLTlhM2UtMGY1ZDZmMWI3YzEwIiwidHlwZSI6WyJWZXJpZmlhYmx"
	    "lQ3JlZGVudGlhbCIsIk9wZW5CYWRnZUNyZWRlbnRpYWwiXSwibmFtZSI6IkNvdXJzZ"
	    "SIsImlzc3VlciI6eyJpZCI6Imh0dHBzOi8vaXNzdWVyLmV4YW1wbGUvc2Nob29sIiw"
	    "idHlwZSI6WyJQcm9maWxlIl0sIm5hbWUiOiJTY2hvb2wifSwidmFsaWRGcm9tIjoiM"
	    "jAyNS0xMi0yMFQwMDowMDowMFoiLCJjcmVkZW50aWFsU3ViamVjdCI6eyJpZCI6InV"
	    "ybjp4OjIiLCJ0eXBlIjpbIkFjaGlldmVtZW50U3ViamVjdCJdLCJhY2hpZXZlbWVud"
	    "CI6eyJpZCI6InVybjp4OjMiLCJ0eXBlIjpbIkFjaGlldmVtZW50Il0sIm5hbWUiOiJ"
	    "Db3Vyc2UiLCJkZXNjcmlwdGlvbiI6IlNpeCBkYXlzIiwiY3JpdGVyaWEiOnsibmFyc"
	    "mF0aXZlIjoiQXR0ZW5kIn19fX0.1omtPbfeBdSwB4zmfuLmzbksoSjfdwa6DlyJ3Xq"
	    "BMGWYnQUSfTmdZvlrYn6LEnfmwRXWoy1PLo54Se5xF_5l0g",
	[HOSTED] =
	    "{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Assert"
	    "ion\",\"id\":\"https://issuer.example/a\",\"recipient\":{\"type\":"
	    "\"email\",\"hashed\":false,\"identity\":\"ada@example.org\"},\"bad"
	    "ge\":\"https://issuer.example/b\",\"verification\":{\"type\":\"Hos"
	    "tedBadge\"},\"issuedOn\":\"2021-12-20T00:00:00Z\"}",
	[SIGNED] =
	    "eyJhbGciOiJFUzI1NiJ9.eyJAY29udGV4dCI6Imh0dHBzOi8vdzNpZC5vcmcvb3Blb"
	    "mJhZGdlcy92MiIsInR5cGUiOiJBc3NlcnRpb24iLCJpZCI6InVybjp1dWlkOjNiNWU"
	    "0ZjBhLTZkMGMtNGE0NC05YTljLTFhMmIzYzRkNWU2ZiIsInJlY2lwaWVudCI6eyJ0e"
	    "XBlIjoiZW1haWwiLCJoYXNoZWQiOmZhbHNlLCJpZGVudGl0eSI6ImFkYUBleGFtcGx"
	    "lLm9yZyJ9LCJiYWRnZSI6Imh0dHBzOi8vaXNzdWVyLmV4YW1wbGUvYiIsInZlcmlma"
	    "WNhdGlvbiI6eyJ0eXBlIjoiU2lnbmVkQmFkZ2UiLCJjcmVhdG9yIjoiaHR0cHM6Ly9"
	    "pc3N1ZXIuZXhhbXBsZS9rIn0sImlzc3VlZE9uIjoiMjAyMS0xMi0yMFQwMDowMDowM"
	    "FoifQ.jz4x-xa-zIGwRWOWLbYW_lPcJmhEo4t4iCMu4C3KJgVVpSys7p0gK8WoIKsd"
	    "MX4iinFaSvpZ4EaBGkNNfTasNA",
};

enum page {
	DID_DOCUMENT,
	REVOCATION,
	SUSPENSION,
	NEWER,
	REVOKED_IDS,
	KEY_SET,
	ASSERTION,
	BADGE_CLASS,
	PROFILE,
	LEGACY_KEY,
	LEGACY_LIST,
	PAGES
};

static const struct {
	const char *url;
	const char *text;
} pages[PAGES] = {
	[DID_DOCUMENT] = { "https://issuer.example/.well-known/did.json",
	    "{\"@context\":[\"https://www.w3.org/ns/did/v1\"],\"id\":\"did:web:"
	    "issuer.example\",\"verificationMethod\":[{\"id\":\"did:web:issuer."
	    "example#k\",\"type\":\"JsonWebKey\",\"controller\":\"did:web:issue"
	    "r.example\",\"publicKeyJwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x"
	    "\":\"0X6XGItuvkZjYTBJDLFfHr-_7vbWkV-wOvFQtzh1CUU\",\"y\":\"L87GNNd"
	    "uj8lmkHw0rY-NXHxfx28EAMmnLJ1Vod-CwLA\"}}],\"assertionMethod\":[\"d"
	    "id:web:issuer.example#k\"]}" },
	[REVOCATION] = { "https://issuer.example/1/r",
	    "eyJhbGciOiJFUzI1NiIsInR5cCI6InZjK2p3dCIsImtpZCI6ImRpZDp3ZWI6aXNzdW"
	    "VyLmV4YW1wbGUjayJ9.eyJAY29udGV4dCI6WyJodHRwczovL3d3dy53My5vcmcvbnM"
	    "vY3JlZGVudGlhbHMvdjIiXSwiaWQiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLzEvc"
	    "iIsInR5cGUiOlsiVmVyaWZpYWJsZUNyZWRlbnRpYWwiLCJCaXRzdHJpbmdTdGF0dXN"
	    "MaXN0Q3JlZGVudGlhbCJdLCJpc3N1ZXIiOiJkaWQ6d2ViOmlzc3Vlci5leGFtcGxlI"
	    "iwidmFsaWRGcm9tIjoiMjAyNS0xMi0wMVQwMDowMDowMFoiLCJjcmVkZW50aWFsU3V"
	    "iamVjdCI6eyJpZCI6Imh0dHBzOi8vaXNzdWVyLmV4YW1wbGUvMS9yI2xpc3QiLCJ0e"
	    "XBlIjoiQml0c3RyaW5nU3RhdHVzTGlzdCIsInN0YXR1c1B1cnBvc2UiOiJyZXZvY2F"
	    "0aW9uIiwidHRsIjozMDAwMDAsImVuY29kZWRMaXN0IjoidUg0c0lBQUFBQUFBQ0EtM"
	    "0JNUUVBQUFEQ29QVlBiUXdmb0FBQUFBQUFBQUFBQUFBQUFBQUFBSUMzQVliU1ZLc0F"
	    "RQUFBIn19.OyoSWEg5mKv7mJNbmEl5mT1v_J8ReF7Raqn-pPccIIc59wOW9MqPvnhd"
	    "Tf5BQma3bIZza1JZSknvqap1_bDtOw" },
	[SUSPENSION] = { "https://issuer.example/1/s",
	    "eyJhbGciOiJFUzI1NiIsInR5cCI6InZjK2p3dCIsImtpZCI6ImRpZDp3ZWI6aXNzdW"
	    "VyLmV4YW1wbGUjayJ9.eyJAY29udGV4dCI6WyJodHRwczovL3d3dy53My5vcmcvbnM"
	    "vY3JlZGVudGlhbHMvdjIiXSwiaWQiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLzEvc"
	    "yIsInR5cGUiOlsiVmVyaWZpYWJsZUNyZWRlbnRpYWwiLCJCaXRzdHJpbmdTdGF0dXN"
	    "MaXN0Q3JlZGVudGlhbCJdLCJpc3N1ZXIiOiJkaWQ6d2ViOmlzc3Vlci5leGFtcGxlI"
	    "iwidmFsaWRGcm9tIjoiMjAyNS0xMi0wMVQwMDowMDowMFoiLCJjcmVkZW50aWFsU3V"
	    "iamVjdCI6eyJpZCI6Imh0dHBzOi8vaXNzdWVyLmV4YW1wbGUvMS9zI2xpc3QiLCJ0e"
	    "XBlIjoiQml0c3RyaW5nU3RhdHVzTGlzdCIsInN0YXR1c1B1cnBvc2UiOiJzdXNwZW5"
	    "zaW9uIiwidHRsIjozMDAwMDAsImVuY29kZWRMaXN0IjoidUg0c0lBQUFBQUFBQ0EtM"
	    "0JNUUVBQUFEQ29QVlBiUXdmb0FBQUFBQUFBQUFBQUFBQUFBQUFBSUMzQVliU1ZLc0F"
	    "RQUFBIn19.uql5bUng9r09cSNouwMrGG07n9J8kRFaTFP30NZJeBrqaOYIASROZJ_s"
	    "TVxZkLY6kMXFbY_0KTHjssvtkezFDg" },
	[NEWER] = { "https://issuer.example/now", REFRESHED_TOKEN },
	[REVOKED_IDS] = { "https://issuer.example/ids",
	    "{\"id\":\"https://issuer.example/ids\",\"issuer\":\"did:web:issuer"
	    ".example\",\"revokedCredential\":[]}" },
	[KEY_SET] = { "https://issuer.example/.well-known/jwks.json",
	    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"0X6XGItuvkZjY"
	    "TBJDLFfHr-_7vbWkV-wOvFQtzh1CUU\",\"y\":\"L87GNNduj8lmkHw0rY-NXHxfx"
	    "28EAMmnLJ1Vod-CwLA\"}]}" },
	[ASSERTION] = { "https://issuer.example/a",
	    "{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Assert"
	    "ion\",\"id\":\"https://issuer.example/a\",\"recipient\":{\"type\":"
	    "\"email\",\"hashed\":false,\"identity\":\"ada@example.org\"},\"bad"
	    "ge\":\"https://issuer.example/b\",\"verification\":{\"type\":\"Hos"
	    "tedBadge\"},\"issuedOn\":\"2021-12-20T00:00:00Z\"}" },
	[BADGE_CLASS] = { "https://issuer.example/b",
	    "{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"BadgeC"
	    "lass\",\"id\":\"https://issuer.example/b\",\"name\":\"Course\",\"d"
	    "escription\":\"Six days\",\"criteria\":{\"narrative\":\"Attend\"},"
	    "\"issuer\":\"https://issuer.example/p\"}" },
	[PROFILE] = { "https://issuer.example/p",
	    "{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Profil"
	    "e\",\"id\":\"https://issuer.example/p\",\"name\":\"School\",\"url"
	    "\":\"https://issuer.example\",\"publicKey\":\"https://issuer.examp"
	    "le/k\",\"revocationList\":\"https://issuer.example/l\"}" },
	[LEGACY_KEY] = { "https://issuer.example/k",
	    "{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Crypto"
	    "graphicKey\",\"id\":\"https://issuer.example/k\",\"owner\":\"https"
	    "://issuer.example/p\",\"publicKeyPem\":\"-----BEGIN PUBLIC KEY----"
	    "-\\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0X6XGItuvkZjYTBJDLFfHr+/7v"
	    "bW\\nkV+wOvFQtzh1CUUvzsY0126PyWaQfDStj41cfF/HbwQAyacsnVWh34LAsA=="
	    "\\n-----END PUBLIC KEY-----\\n\"}" },
	[LEGACY_LIST] = { "https://issuer.example/l",
	    "{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Revoca"
	    "tionList\",\"id\":\"https://issuer.example/l\",\"issuer\":\"https:"
	    "//issuer.example/p\",\"revokedAssertions\":[]}" },
};
/* clang-format on */

#endif
