// Data Integrity by npm packages, as a filter: a job in, its results out.
//   { verify: [document], canonize: [document],
//     issue: [{ suite, curve, credentials: [document], list: { id, set } }],
//     present: [{ suite, curve, credential: document, context, challenge, domain }] }
//   { verify: [{ verified, why }], canonize: [text],
//     issue: [{ issuer, credentials: [document], list: document }],
//     present: [{ issuer, holder, presentation: document }] }
// All credentials of an issue have one key, a did:key. list is a status list
// with those places set.
import { readFileSync } from "node:fs";
import { documentLoader as loader, from } from "./lib.mjs";

const documentLoader = loader({});
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

const { issue: issueCredential } = await from("@digitalbazaar/vc");
const { createList, createCredential } =
  await from("@digitalbazaar/vc-bitstring-status-list");
const { Ed25519Signature2020 } = await from("@digitalbazaar/ed25519-signature-2020");
const { Ed25519VerificationKey2020 } =
  await from("@digitalbazaar/ed25519-verification-key-2020");

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

const { AssertionProofPurpose, AuthenticationProofPurpose } = jsigs.purposes;

async function verify(document) {
  try {
    const suite = document.proof.type === "Ed25519Signature2020"
      ? new Ed25519Signature2020()
      : new DataIntegrityProof({
        cryptosuite: suites[document.proof.cryptosuite].verify() });
    const result = await jsigs.verify(document, { suite,
      purpose: new AssertionProofPurpose(), documentLoader });
    return { verified: result.verified, why: String(result.error?.errors ?? "") };
  } catch (error) {
    return { verified: false, why: String(error) };
  }
}

// The key, named by its did:key, and what signs with it.
async function keyFor(suite, curve) {
  const old = suite === "Ed25519Signature2020";
  const library = old ? Ed25519VerificationKey2020
    : curve === "Ed25519" ? ed25519 : ecdsa;
  const pair = await library.generate(curve === "Ed25519" ? {} : { curve });
  const { publicKeyMultibase } = await pair.export({ publicKey: true });
  pair.controller = `did:key:${publicKeyMultibase}`;
  pair.id = `${pair.controller}#${publicKeyMultibase}`;
  const date = "2026-01-02T03:04:05Z";
  const signing = () => old ? new Ed25519Signature2020({ key: pair, date })
    : new DataIntegrityProof({ signer: pair.signer(), date,
      cryptosuite: suites[suite].sign() });
  return { issuer: pair.controller, signing };
}

// What a holder of a derivable proof shows: all of the subject.
const reveal = (document) => jsigs.derive(document, { documentLoader,
  purpose: new AssertionProofPurpose(),
  suite: new DataIntegrityProof({ cryptosuite: ecdsaSd.createDiscloseCryptosuite({
    selectivePointers: Object.keys(document).filter((name) =>
      !["@context", "proof", "type", "issuer"].includes(name))
      .map((name) => `/${name}`) }) }) });

async function listOf({ id, set }, version, issuer, dates) {
  const list = await createList({ length: 131072 });
  for (const index of set) list.setStatus(index, true);
  const context = version === 1 ? ["https://www.w3.org/2018/credentials/v1",
    "https://www.w3.org/ns/credentials/status/v1"] : undefined;
  return { ...await createCredential({ id, list, context,
    statusPurpose: "revocation" }), issuer, ...dates };
}

async function issue({ suite: name, curve, credentials, list }) {
  const { issuer, signing } = await keyFor(name, curve);
  const sign = async (unsigned) => {
    const credential = structuredClone(unsigned);
    credential.issuer = typeof credential.issuer === "object"
      ? { ...credential.issuer, id: issuer } : issuer;
    const signed = await issueCredential({ credential, documentLoader, suite: signing() });
    return name === "ecdsa-sd-2023" ? reveal(signed) : signed;
  };
  const result = { issuer, credentials: [] };
  for (const credential of credentials) result.credentials.push(await sign(credential));
  if (list) {
    const { "@context": [first], validFrom, issuanceDate } = credentials[0];
    result.list = await sign(await listOf(list, first.endsWith("v1") ? 1 : 2, issuer,
      validFrom ? { validFrom } : { issuanceDate }));
  }
  return result;
}

// A credential about a holder, presented by that holder.
async function present({ suite, curve, credential, context, challenge, domain }) {
  const { issuer: holder, signing } = await keyFor(suite, curve);
  const about = structuredClone(credential);
  about.credentialSubject.id = holder;
  const { issuer, credentials } = await issue({ suite, curve, credentials: [about] });
  const unsigned = { "@context": context, type: ["VerifiablePresentation"], holder,
    verifiableCredential: credentials };
  const presentation = await jsigs.sign(unsigned, { suite: signing(), documentLoader,
    purpose: new AuthenticationProofPurpose({ challenge, domain }) });
  return { issuer, holder, presentation };
}

const canonize = (document) => jsonld.canonize(document, {
  algorithm: "RDFC-1.0", format: "application/n-quads", documentLoader,
  rdfDirection: "i18n-datatype", safe: true });

const job = JSON.parse(readFileSync(0, "utf8"));
const result = {};
for (const [name, run] of Object.entries({ verify, issue, present, canonize })) {
  result[name] = [];
  for (const item of job[name] ?? []) result[name].push(await run(item));
}
process.stdout.write(JSON.stringify(result));
