// What our server is measured beside: POST /credentials/verify of the VC-API
// by npm packages over node:http, key, status list and contexts in memory.
//   node vcapi.mjs PACKAGES LIST, prints its port
import { readFileSync } from "node:fs";
import http from "node:http";
import { documentLoader as loader, from } from "../../interop/lib.mjs";

const { DataIntegrityProof } = await from("@digitalbazaar/data-integrity");
const { cryptosuite } = await from("@digitalbazaar/eddsa-rdfc-2022-cryptosuite");
const { verifyCredential } = await from("@digitalbazaar/vc");
const { decodeList } = await from("@digitalbazaar/vc-bitstring-status-list");

// jsonld.js keeps what it made of a context only when it is called static
const load = loader({});
const known = new Map();
const documentLoader = async (url) => {
  if (!known.has(url)) known.set(url, { ...await load(url), tag: "static" });
  return known.get(url);
};

// as ours: verified once, then kept
const signed = JSON.parse(readFileSync(process.argv[3], "utf8"));
const list = await decodeList(signed.credentialSubject);
const checkStatus = async ({ credential }) => {
  const entries = [credential.credentialStatus].flat();
  const revoked = entries.some(({ statusListCredential, statusListIndex }) =>
    statusListCredential !== signed.id || list.getStatus(Number(statusListIndex)));
  return { verified: !revoked };
};

async function answer(body) {
  try {
    const { verifiableCredential: credential } = JSON.parse(body);
    const result = await verifyCredential({ credential, documentLoader, checkStatus,
      suite: new DataIntegrityProof({ cryptosuite }) });
    return { verified: result.verified, results: result.results?.map(({ proof, verified }) =>
      ({ proof, verified })), error: result.error && String(result.error.errors ?? result.error) };
  } catch (error) {
    return { verified: false, error: String(error) };
  }
}

const server = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", async () => {
    const result = await answer(Buffer.concat(parts));
    const text = JSON.stringify(result);
    response.writeHead(result.verified ? 200 : 400, { "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text) });
    response.end(text);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
