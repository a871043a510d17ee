// Text chunks of PNG pictures by npm's png-itxt, as a filter:
//   { read: [{ image, keyword }], write: [{ image, chunk }] }
//   { read: [chunk or null], write: [image] }
// Pictures are base64; a chunk is { type, keyword, value, compressed }.
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { from } from "./lib.mjs";

const itxt = await from("png-itxt");
const stream = (image) => Readable.from([Buffer.from(image, "base64")]);

const read = ({ image, keyword }) => new Promise((resolve, reject) =>
  stream(image).pipe(itxt.get(keyword, (error, chunk) =>
    error ? reject(error) : resolve(chunk))));

const write = ({ image, chunk }) => new Promise((resolve, reject) => {
  const parts = [];
  stream(image).pipe(itxt.set(chunk, true)).on("data", (part) => parts.push(part))
    .on("end", () => resolve(Buffer.concat(parts).toString("base64")))
    .on("error", reject);
});

const job = JSON.parse(readFileSync(0, "utf8"));
const result = {};
for (const [name, run] of Object.entries({ read, write })) {
  result[name] = [];
  for (const item of job[name] ?? []) result[name].push(await run(item));
}
process.stdout.write(JSON.stringify(result));
