// What the W3C's interoperability suites send to verifiers, made by npm
// packages: a job in, its results out.
//   { vectors: [{ suite, curve, document }], disclosed: [{ document, mandatory,
//     selective }], derived: [{ base, selective }],
//     presentations: [{ presentation, credentials, options }] }
//   { vectors: [{ issuer, credentials: { name: document } }],
//     disclosed: [{ issuer, base, derived }], derived: [credential],
//     presentations: [{ holder, presentation }] }
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { documentLoader as loader, from } from "./lib.mjs";

const documentLoader = loader({});
const { DataIntegrityProof } = await from("@digitalbazaar/data-integrity");
const ed25519 = await from("@digitalbazaar/ed25519-multikey");
const ecdsa = await from("@digitalbazaar/ecdsa-multikey");
const jsigs = await from("jsonld-signatures");
const vc = await from("@digitalbazaar/vc");
const eddsaRdfc = await from("@digitalbazaar/eddsa-rdfc-2022-cryptosuite");
const eddsaJcs = await from("@digitalbazaar/eddsa-jcs-2022-cryptosuite");
const ecdsaRdfc = await from("@digitalbazaar/ecdsa-rdfc-2019-cryptosuite");
const ecdsaJcs = await from("@digitalbazaar/ecdsa-jcs-2019-cryptosuite");
const ecdsaSd = await from("@digitalbazaar/ecdsa-sd-2023-cryptosuite");
const { AssertionProofPurpose, AuthenticationProofPurpose } = jsigs.purposes;

const suites = {
  "eddsa-rdfc-2022": () => eddsaRdfc.cryptosuite,
  "eddsa-jcs-2022": eddsaJcs.createSignCryptosuite,
  "ecdsa-rdfc-2019": () => ecdsaRdfc.cryptosuite,
  "ecdsa-jcs-2019": ecdsaJcs.createSignCryptosuite,
};

async function keyFor(curve) {
  const library = curve === "Ed25519" ? ed25519 : ecdsa;
  const pair = await library.generate(curve === "Ed25519" ? {} : { curve });
  const { publicKeyMultibase } = await pair.export({ publicKey: true });
  pair.controller = `did:key:${publicKeyMultibase}`;
  pair.id = `${pair.controller}#${publicKeyMultibase}`;
  return pair;
}

// A proof whose configuration is bent before it is signed; whatever JSON-LD
// would drop is dropped without a word.
class Bent extends DataIntegrityProof {
  constructor({ bend, canonize, previous, hash, ...options }) {
    super(options);
    this.bend = bend;
    this.hash = hash ?? ((data) => data);
    this.previous = previous;
    const sure = this.canonize;
    this.canonize = canonize ??
      ((input, more) => sure.call(this, input, { ...more, safe: false }));
  }

  async createProof({ document, purpose, proofSet, documentLoader }) {
    let proof = { type: this.type, created: "2026-01-02T03:04:05Z",
      verificationMethod: this.verificationMethod, cryptosuite: this.cryptosuite };
    proof = await purpose.update(proof, { document, suite: this, documentLoader });
    this.bend?.(proof);
    for (const name of Object.keys(proof))
      if (proof[name] === undefined) delete proof[name];
    const whole = this.previous ? { ...document, proof: [this.previous] } : document;
    const own = this._cryptosuite;
    const verifyData = own.createVerifyData
      ? await own.createVerifyData({ cryptosuite: { ...own, canonize: this.canonize },
        document: whole, proof, proofSet, documentLoader, dataIntegrityProof: this })
      : await this.createVerifyData({ document: whole, proof, proofSet, documentLoader });
    return this.sign({ verifyData: this.hash(verifyData), document, proof, proofSet, documentLoader });
  }
}

// What is bent, by name; each has to be refused, or accepted, by the caller.
const bends = {
  issuedVc: () => {},
  noCreated: (p) => { p.created = undefined; },
  createdOneYearAgo: (p) => { p.created = "2025-01-01T00:00:00Z"; },
  createdWithOffset: (p) => { p.created = "2026-01-02T03:04:05+02:00"; },
  createdWithMilliseconds: (p) => { p.created = "2026-01-02T03:04:05.678Z"; },
  noOffsetCreated: (p) => { p.created = "2026-01-02T03:04:05"; },
  expiresLater: (p) => { p.expires = "2199-01-01T00:00:00Z"; },
  noOffsetExpiresLater: (p) => { p.expires = "2199-01-01T00:00:00"; },
  noOffsetExpires: (p) => { p.expires = "2026-01-03T00:00:00"; },
  invalidCreated: (p) => { p.created = "invalidDate"; },
  invalidExpires: (p) => { p.expires = "invalidDate"; },
  invalidProofType: (p) => { p.type = "UnknownProofType"; },
  noProofType: (p) => { p.type = undefined; },
  invalidCryptosuite: (p) => { p.cryptosuite = "UnknownCryptosuite"; },
  noCryptosuite: (p) => { p.cryptosuite = undefined; },
  noVerificationMethod: (p) => { p.verificationMethod = undefined; },
  invalidVm: (p) => { p.verificationMethod = "did:key:@invalidVm@"; },
  noProofPurpose: (p) => { p.proofPurpose = undefined; },
  invalidProofPurpose: (p) => { p.proofPurpose = "invalidPurpose"; },
  domainAndChallenge: (p) => {
    Object.assign(p, { domain: "domain.example", challenge: "1235abcd6789" });
  },
};

async function vectors({ suite, curve, document }) {
  const pair = await keyFor(curve);
  const unsigned = { ...document, issuer: pair.controller };
  const purpose = () => new AssertionProofPurpose();
  const sign = (more, changed = unsigned, why = purpose()) =>
    jsigs.sign(structuredClone(changed), { documentLoader, purpose: why,
      suite: new Bent({ signer: pair.signer(), cryptosuite: suites[suite](), ...more }) });
  const credentials = {};
  for (const [name, bend] of Object.entries(bends))
    credentials[name] = await sign({ bend });
  const subject = document.credentialSubject;
  credentials.undefinedTerm = await sign({}, { ...unsigned,
    credentialSubject: { ...subject, undefinedTerm: "undefinedTerm" } });
  credentials.undefinedType = await sign({}, { ...unsigned,
    type: [...document.type, "UndefinedType"] });
  // signed under a base that nobody who verifies has
  const based = await sign({}, { ...unsigned, type: [...document.type, "UndefinedType"],
    "@context": [...document["@context"], { "@base": "https://invalid.example.com/" }] });
  credentials.invalidBaseUrl = { ...based, "@context": document["@context"] };
  for (const [name, domain, challenge] of [
    ["invalidDomain", "invalid-vc-domain.example.com", "1235abcd6789"],
    ["invalidChallenge", "domain.example", "invalid-challenge"]])
    credentials[name] = await sign({}, unsigned,
      new AuthenticationProofPurpose({ challenge, domain }));
  credentials.anotherCanonicalization = await sign({
    canonize: async (input) => JSON.stringify(
      Object.fromEntries(Object.entries(input).map(([k, v]) => [`unknown-${k}`, v]))) });
  credentials.anotherHash = await sign({
    hash: (data) => new Uint8Array(createHash("sha512").update(data).digest()) });
  Object.assign(credentials, await chains(sign));
  return { issuer: pair.controller, credentials };
}

// Sets and chains (VC-DI sections 2.1.1 and 2.1.2).
async function chains(sign) {
  const id = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544";
  const one = await sign({ bend: (p) => { p.id = id; } });
  const second = async (previousProof, previous = one.proof) => (await sign({ previous,
    bend: (p) => { p.previousProof = previousProof; } })).proof;
  const both = (...proofs) => ({ ...one, proof: proofs });
  const broken = { ...one.proof, proofValue: "invalidProofValue" };
  return {
    proofSet: both(one.proof, (await sign({})).proof),
    previousProofString: both(one.proof, await second(id)),
    previousProofArray: both(one.proof, await second([id])),
    previousProofFail: both(broken, await second(id)),
    previousProofGone: { ...one, proof: await second(id) },
    missingPreviousProofString: both(one.proof, await second("urn:uuid:none")),
    missingPreviousProofArray: both(one.proof, await second(["urn:uuid:none"])),
  };
}

async function disclosed({ document, mandatory, selective }) {
  const pair = await keyFor("P-256");
  const credential = { ...document, issuer: pair.controller };
  const base = await vc.issue({ credential, documentLoader,
    suite: new DataIntegrityProof({ signer: pair.signer(), date: "2026-01-02T03:04:05Z",
      cryptosuite: ecdsaSd.createSignCryptosuite({ mandatoryPointers: mandatory }) }) });
  const derived = await vc.derive({ verifiableCredential: base, documentLoader,
    suite: new DataIntegrityProof({ cryptosuite:
      ecdsaSd.createDiscloseCryptosuite({ selectivePointers: selective }) }) });
  return { issuer: pair.controller, base, derived };
}

// Of another issuer's base proof.
async function derived({ base, selective }) {
  return vc.derive({ verifiableCredential: base, documentLoader,
    suite: new DataIntegrityProof({ cryptosuite:
      ecdsaSd.createDiscloseCryptosuite({ selectivePointers: selective }) }) });
}

// As the data model's suite makes them: the holder issues, and presents.
async function presentations({ presentation, credentials, options, holder }) {
  const pair = await keyFor("Ed25519");
  const suite = () => new DataIntegrityProof({ signer: pair.signer(),
    cryptosuite: eddsaRdfc.cryptosuite });
  const given = { ...presentation };
  if (holder === "text") given.holder = pair.controller;
  if (holder === "object") given.holder = { id: pair.controller };
  if (credentials) {
    given.verifiableCredential = [];
    for (const credential of credentials)
      given.verifiableCredential.push(await vc.issue({ documentLoader, suite: suite(),
        credential: { ...credential, issuer: pair.controller } }));
  }
  return { holder: pair.controller, presentation: await jsigs.sign(given, {
    suite: suite(), documentLoader, purpose: new AuthenticationProofPurpose(options) }) };
}

const job = JSON.parse(readFileSync(0, "utf8"));
const result = {};
for (const [name, run] of Object.entries({ vectors, disclosed, derived, presentations })) {
  result[name] = [];
  for (const item of job[name] ?? []) result[name].push(await run(item));
}
process.stdout.write(JSON.stringify(result));
