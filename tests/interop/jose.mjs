// The npm package jose, as a filter: a job in, its results out, as JSON.
//   { verify: [{ jwk, token }], sign: [{ alg, header, payload }] }
//   { verify: [{ payload } | { error }], sign: [{ jwk, token }] }
import { readFileSync } from "node:fs";
import { from } from "./lib.mjs";

const jose = await from("jose");
const text = new TextDecoder();
const job = JSON.parse(readFileSync(0, "utf8"));

async function verify({ jwk, token }) {
  try {
    const key = await jose.importJWK(jwk, jwk.alg);
    const { payload } = await jose.compactVerify(token, key,
      { algorithms: [jwk.alg] });
    return { payload: text.decode(payload) };
  } catch (error) {
    return { error: error.code ?? String(error) };
  }
}

async function sign({ alg, header, payload }) {
  const { publicKey, privateKey } =
    await jose.generateKeyPair(alg, { extractable: true });
  const token = await new jose.CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg, ...header }).sign(privateKey);
  return { jwk: { ...await jose.exportJWK(publicKey), alg }, token };
}

const result = { verify: [], sign: [] };
for (const item of job.verify ?? []) result.verify.push(await verify(item));
for (const item of job.sign ?? []) result.sign.push(await sign(item));
process.stdout.write(JSON.stringify(result));
