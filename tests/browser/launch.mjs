/* Chromium for a job: the names of the test lead to a TLS proxy, others nowhere. */
import { createRequire } from "node:module";
import path from "node:path";
import { startProxy } from "./proxy.mjs";

export function say(ok, name, detail = "") {
  const text = Array.isArray(detail) ? detail.join("\n") : String(detail);
  console.log(JSON.stringify({ ok: Boolean(ok), name, detail: text }));
}

export const none = (list, name) => say(list.length === 0, name, list);
export const equal = (got, want, name) => say(got === want, name, `got  ${got}\nwant ${want}`);

/* 1280 px at 400 % are 320 by 256 of these. */
export const sizes = { "at 320 px": { width: 320, height: 640 }, "at 400 %": { width: 320, height: 256 } };

export async function withChromium(job, work) {
  const { chromium } = createRequire(path.join(job.packages, "x.js"))("playwright-core");
  const proxy = await startProxy(job);
  const map = Object.keys(job.hosts).map((host) => `MAP ${host} 127.0.0.1:${proxy.address().port}`);
  const browser = await chromium.launch({
    executablePath: job.chromium,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--ignore-certificate-errors", "--no-proxy-server",
      ...(job.args ?? []),
      `--host-resolver-rules=${[...map, "MAP * ~NOTFOUND"].join(",")}`,
    ],
  });
  try {
    await work(browser);
    console.log(JSON.stringify({ end: true }));
  } finally {
    await browser.close();
    proxy.close();
    proxy.closeAllConnections();
  }
}
