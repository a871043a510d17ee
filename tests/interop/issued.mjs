// What npm packages say of credentials that an issuer serves, as a filter:
//   { map, documents: { url: document }, vc: [document], core: [document],
//     jose: [token] }
//   { vc: [answer], core: [answer], jose: [answer] }
// vc is @digitalbazaar/vc with its status list package, core is
// @digitalcredentials/verifier-core, jose is jose. An answer is
// { verified, status: { purpose: is it set? }, why } and more from core.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { documentLoader, from, get, mapped } from "./lib.mjs";

const job = JSON.parse(readFileSync(0, "utf8"));
console.log = console.error = () => {}; // verifier-core tells there, too

const { DataIntegrityProof } = await from("@digitalbazaar/data-integrity");
const eddsaRdfc = await from("@digitalbazaar/eddsa-rdfc-2022-cryptosuite");
const eddsaJcs = await from("@digitalbazaar/eddsa-jcs-2022-cryptosuite");
const { verifyCredential } = await from("@digitalbazaar/vc");
const { checkStatus } = await from("@digitalbazaar/vc-bitstring-status-list");
const jose = await from("jose");

const suite = [eddsaRdfc.cryptosuite, eddsaJcs.createVerifyCryptosuite()].map(
  (cryptosuite) => new DataIntegrityProof({ cryptosuite }));

// An error and those below it, in a line.
const why = (error) => [error, ...error?.errors ?? [], error?.cause]
  .filter(Boolean).map(String).join("; ");

const purposes = (results) => Object.fromEntries(results.map(
  ({ credentialStatus, status }) => [credentialStatus.statusPurpose, status]));

// What the job brings, such as a context that is in no package, comes first.
const loader = async (url) => job.documents?.[url]
  ? { contextUrl: null, documentUrl: url, document: job.documents[url] }
  : documentLoader(job.map)(url);

async function vc(credential) {
  const result = await verifyCredential({ credential, suite, checkStatus,
    documentLoader: loader });
  return { verified: result.verified, why: why(result.error),
    status: purposes(result.statusResult?.results ?? []) };
}

// It fetches by itself: what belongs to the issuer, a list of issuers, schemas.
// Nothing that is neither mapped nor in the job.
const registry = "https://registry.example/issuers.json";
const fetchReally = globalThis.fetch;
async function fetchMapped(request, options) {
  const url = request.url ?? String(request);
  const known = job.documents?.[url];
  if (known) return new Response(JSON.stringify(known));
  return fetchReally(mapped(url, job.map),
    request.headers ? { headers: request.headers } : options);
}

async function core(credential) {
  globalThis.fetch = fetchMapped;
  const { verifyCredential: verify } = await from("@digitalcredentials/verifier-core");
  const result = await verify({ credential, knownDIDRegistries: [
    { type: "dcc-legacy", name: "Registry", url: registry }] });
  globalThis.fetch = fetchReally;
  const steps = Object.fromEntries((result.log ?? []).map(({ id, valid }) => [id, valid]));
  const schema = result.additionalInformation?.[0].results;
  return { verified: steps.valid_signature === true, steps, schema,
    status: { revocation: steps.revocation_status === false,
      suspension: steps.suspension_status === false },
    why: (result.errors ?? []).map(({ name }) => name).join() };
}

async function payload(token) {
  const { kid } = jose.decodeProtectedHeader(token);
  const { document } = await documentLoader(job.map)(kid);
  const { payload: bytes } = await jose.compactVerify(
    token, await jose.importJWK(document.publicKeyJwk));
  return JSON.parse(new TextDecoder().decode(bytes));
}

// Bitstring Status List 1.0 section 3.2
async function bit({ statusListCredential: url, statusListIndex: index }) {
  const token = await (await get(url, job.map, "application/vc+jwt")).text();
  const { encodedList } = (await payload(token)).credentialSubject;
  const bits = gunzipSync(Buffer.from(encodedList.slice(1), "base64url"));
  return (bits[index >> 3] & (0x80 >> (index & 7))) !== 0;
}

async function token(text) {
  try {
    const credential = await payload(text);
    const results = [];
    for (const credentialStatus of credential.credentialStatus)
      results.push({ credentialStatus, status: await bit(credentialStatus) });
    return { verified: true, status: purposes(results), why: "" };
  } catch (error) {
    return { verified: false, status: {}, why: error.code ?? String(error) };
  }
}

const result = {};
for (const [name, run] of Object.entries({ vc, core, jose: token })) {
  result[name] = [];
  for (const item of job[name] ?? []) result[name].push(await run(item));
}
process.stdout.write(JSON.stringify(result));
