/*
 * testamur-verifier: checks credentials, whoever issued them.
 */
#include <signal.h>
#include <stdio.h>

#include "api_keys.h"
#include "batch.h"
#include "bundle.h"
#include "cli_tool.h"
#include "receipt.h"
#include "testamur/json/write.h"
#include "trust_list.h"

static int cli_codes(void *ctx, const struct tsm_args *args)
{
	struct tsm_buf out;

	(void)ctx;
	(void)args;
	tsm_buf_init(&out, 0);
	enum tsm_status status = tsm_codes_markdown(&out);
	if (status == TSM_OK)
		(void)fwrite(out.data, 1, out.len, stdout);
	tsm_buf_release(&out);
	return status == TSM_OK ? 0 : TSM_EXIT_FAULT;
}

static const struct tsm_command commands[] = {
	{ "check", "FILE|ID|LINK…", "check credentials and print the report",
	    "FILE is a JSON or JWS file or a PNG or SVG badge, of a credential "
	    "or of a\npresentation of some (Open Badges 2.0, hosted and "
	    "signed, too); or a picture\n(PNG, JPEG) or PDF "
	    "with a QR code, for example a certificate or a photograph of\n"
	    "one; - is standard input. An ID or LINK, also one in the code, "
	    "is looked up only\nat --issuer-url; a link to another site is "
	    "named, and fetched with --follow.\n"
	    "Exit status: 0 verified, 2 verified but the issuer is not on "
	    "your list, 1 not valid,\n3 could not be checked; the worst one "
	    "of several files. 64 wrong usage.\n"
	    "Example: testamur-verifier check badge.png --trust "
	    "did:web:example.org:issuers:mfpe",
	    cli_check_options, cli_check, 1, -1 },
	{ "batch", "INPUT…", "check many credentials, a row for each",
	    "INPUT is a file in any form that check takes, a folder or a ZIP "
	    "file of such files, or\na CSV file with a column of file names, "
	    "credentials, ids or links. At most 5,000 items;\nthe rows are in "
	    "their order, and what repeats or overlaps in time is marked. "
	    "Ids are\nlooked up only at --issuer-url. Exit status: of the "
	    "worst row, as for check.\n"
	    "Example: testamur-verifier batch renewals.csv --out rows.csv "
	    "--issuer-url https://badges.example.org",
	    cli_batch_options, cli_batch, 1, -1 },
	{ "bundle", "FILE", "check a sealed bundle",
	    "Of one credential (check --seal): what is known of it as of its "
	    "day, from the file\nalone, and whose word that is. Of an audit: "
	    "are the files those that were sealed, does the seal hold, do the "
	    "credentials in it\nprove themselves, as of its day. Whose the key "
	    "is says the issuer's site or, without\nthe net, its document as "
	    "you kept it (--identity). Exit status as for check.",
	    cli_bundle_options, cli_bundle, 1, 1 },
	{ "receipt verify", "FILE [CREDENTIAL]",
	    "check a receipt of an earlier check",
	    "Is it one, signed by a key of its operator, and does that "
	    "operator's word count\nhere (--operator)? With CREDENTIAL: is it "
	    "of these bytes? Exit status: 0 yes, 2 yes but\nthe operator is not "
	    "on your list, 1 no, 3 the operator's key could not be had.",
	    cli_receipt_options, cli_receipt_verify, 1, 2 },
	{ "serve", NULL, "serve the page and the API",
	    "GET / is the page, POST /api/v1/verify the API and "
	    "/api/v1/batches that of many, POST\n/credentials/verify and "
	    "/presentations/verify the W3C's; /healthz, /readyz and, for "
	    "this\ncomputer only, /metrics. Log lines are JSON on standard "
	    "error. Lists of issuers and API\nkeys are read again when their "
	    "files change. SIGTERM stops it after\nthe batches that are "
	    "unfinished (--drain) and the requests that are running. "
	    "Nothing of a\nbatch is written down.",
	    cli_serve_options, cli_serve, 0, 0 },
	{ "trust list", NULL, "print the issuers that you recognise", NULL,
	    cli_trust_list_options, cli_trust_list, 0, 0 },
	{ "trust add", "ID", "recognise an issuer",
	    "ID is a DID, the issuer's URL, or an https origin for all "
	    "issuers there. The list as\nit was is kept as FILE.bak.\n"
	    "Example: testamur-verifier trust add "
	    "did:web:badges.example --name College --to 2026-06-30",
	    cli_trust_add_options, cli_trust_add, 1, 1 },
	{ "trust remove", "ID", "recognise an issuer no more",
	    "Every entry with this id goes. The list as it was is kept as "
	    "FILE.bak.",
	    cli_trust_remove_options, cli_trust_remove, 1, 1 },
	{ "trust import", "SOURCE", "take another list into yours",
	    "SOURCE is a list of this format, signed or not, a registry of "
	    "the Digital Credentials\nConsortium, or an array of Open Badges "
	    "profiles. What came from a list of that name\nbefore is "
	    "replaced; your own entries come first. The list as it was is "
	    "kept as\nFILE.bak.",
	    cli_trust_import_options, cli_trust_import, 1, 1 },
	{ "trust sign", "FILE", "sign a list of issuers for others to import",
	    "FILE is a list of this format. It gets your DID as its issuer, "
	    "the time, and a Data\nIntegrity proof made by testamur-signer. "
	    "Others take it with 'trust import', or with\n--issuers.\n"
	    "Example: testamur-verifier trust sign issuers.json --receipt-key "
	    "keys/board/ed-1 --public-url https://verify.example.org",
	    cli_trust_sign_options, cli_trust_sign, 1, 1 },
	{ "trust check", "ID", "say which entry recognises an issuer",
	    "Exit status: 0 recognised, 2 not. 64 wrong usage or a list that "
	    "cannot be read.",
	    cli_trust_check_options, cli_trust_check, 1, 1 },
	{ "apikey add", "NAME", "make an API key and print it, once",
	    "Whoever sends it (Authorization: Bearer KEY) may ask more often "
	    "than others. Only its\nhash is kept. A server that was given "
	    "the file (serve --api-keys) knows of it at once.",
	    cli_apikey_options, cli_apikey_add, 1, 1 },
	{ "apikey list", NULL, "print the names of the API keys", NULL,
	    cli_apikey_list_options, cli_apikey_list, 0, 0 },
	{ "apikey revoke", "NAME", "let an API key count no more", NULL,
	    cli_apikey_options, cli_apikey_revoke, 1, 1 },
	{ "codes", NULL, "print every verification code as Markdown", NULL,
	    NULL, cli_codes, 0, 0 },
	/* the plumbing: cli_tool.h */
	{ "tool jcs", "FILE", "print JSON in canonical form (RFC 8785)", NULL,
	    NULL, cli_tool_jcs, 1, 1 },
	{ "tool json check", "FILE", "say whether a file is JSON (RFC 8259)",
	    NULL, NULL, cli_tool_json_check, 1, 1 },
	{ "tool base58 encode", "HEX", "bytes to base58", NULL, NULL,
	    cli_tool_base58_encode, 1, 1 },
	{ "tool base58 decode", "TEXT", "base58 to bytes, as hexadecimal", NULL,
	    NULL, cli_tool_base58_decode, 1, 1 },
	{ "tool multibase encode", "BASE HEX", "bytes to multibase",
	    "BASE is base58btc or base64url.", NULL, cli_tool_multibase_encode,
	    2, 2 },
	{ "tool multibase decode", "TEXT", "multibase to bytes, as hexadecimal",
	    NULL, NULL, cli_tool_multibase_decode, 1, 1 },
	{ "tool jsonld expand", "FILE", "expand a JSON-LD document", NULL,
	    cli_tool_jsonld_options, cli_tool_jsonld_expand, 1, 1 },
	{ "tool jsonld nquads", "FILE", "print its quads as N-Quads", NULL,
	    cli_tool_jsonld_options, cli_tool_jsonld_nquads, 1, 1 },
	{ "tool jsonld canon", "FILE", "print its canonical N-Quads (RDFC-1.0)",
	    NULL, cli_tool_canon_options, cli_tool_jsonld_canon, 1, 1 },
	{ "tool canonize", "FILE", "canonical form of N-Quads (RDFC-1.0)", NULL,
	    cli_tool_canonize_options, cli_tool_canonize, 1, 1 },
	{ "tool proof verify", "FILE",
	    "verify every Data Integrity proof of a document",
	    "Signature, purpose, previous proofs and controller document; no "
	    "dates, no status.\nKeys are of did:key or did:jwk, or of a controller whose "
	    "document is mapped.",
	    cli_tool_proof_options, cli_tool_proof_verify, 1, 1 },
	{ "tool sig verify", "FILE", "verify a signature over a file",
	    "ES256 and ES384 take r and s of fixed length, the others DER.",
	    cli_tool_sig_options, cli_tool_sig_verify, 1, 1 },
	{ "tool jws verify", "FILE",
	    "verify a compact JWS and print its payload", NULL,
	    cli_tool_jws_options, cli_tool_jws_verify, 1, 1 },
	{ "tool didkey", "DID", "print the public JWK of a did:key", NULL, NULL,
	    cli_tool_didkey, 1, 1 },
	{ "tool status get", "LIST", "print an entry of an encoded status list",
	    NULL, cli_tool_status_options, cli_tool_status_get, 1, 1 },
	{ "tool bake", "IMAGE CREDENTIAL OUT",
	    "put a credential into a PNG or SVG",
	    "All three are files. An earlier credential is replaced.", NULL,
	    cli_tool_bake, 3, 3 },
	{ "tool unbake", "IMAGE", "print the credential in a PNG or SVG",
	    "One of Open Badges 2.0 is printed as it stands there.", NULL,
	    cli_tool_unbake, 1, 1 },
	{ "tool csv", "FILE", "print a table as JSON",
	    "An array of objects, named by the first row.", NULL, cli_tool_csv,
	    1, 1 },
	TSM_COMMANDS_END,
};

static const struct tsm_program program = {
	"testamur-verifier",
	"Checks Open Badges 3.0 and other verifiable credentials, whoever "
	"issued them.",
	NULL,
	NULL,
	commands,
};

int main(int argc, char **argv)
{
	(void)signal(SIGPIPE, SIG_IGN);
	tsm_json_setup();
	return tsm_program_run(&program, NULL, argc, argv, stdout, stderr);
}
