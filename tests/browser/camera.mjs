/* Hold something before the camera of the verifier's page; the job comes from camera.py. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { accessible, fits } from "./judge.mjs";
import { equal, none, say, sizes, withChromium } from "./launch.mjs";

const job = JSON.parse(readFileSync(0, "utf8"));
const START = "Scan with the camera";
const STOP = "Stop the camera";

async function open(browser, options, ...permissions) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  await context.grantPermissions(permissions, { origin: new URL(job.page).origin });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (m) => { if (m.type() === "error") page.complaints.push(m.text()); });
  page.on("pageerror", (e) => page.complaints.push(String(e)));
  await page.goto(job.page);
  return page;
}

const shot = (page, name) =>
  page.screenshot({ path: path.join(job.shots, `${name}.png`), fullPage: true });

async function seen(browser) {
  const page = await open(browser, {}, "camera");
  await shot(page, "form");
  await page.getByRole("button", { name: START }).focus();
  await page.keyboard.press("Enter");
  await page.locator("h1", { hasText: "VALID" }).waitFor({ timeout: 40000 });
  equal((await page.locator("h1").innerText()).trim(), "VALID", "the code is found and checked");
  say((await page.locator("main").innerText()).includes(job.holder), "it says whose it is");
  none(page.complaints, "no policy is broken");
  await shot(page, "found");
}

async function lookAlikeSeen(browser) {
  const page = await open(browser, {}, "camera");
  const shown = page.locator("h2", { hasText: "This link leads to another host" });
  const fetching = page.getByRole("button", { name: "Fetch it from that host" });
  await page.getByRole("button", { name: START }).focus();
  await page.keyboard.press("Enter");
  await shown.waitFor({ timeout: 40000 });
  say((await shown.innerText()).includes(job.host), "another host is shown");
  equal(await fetching.count(), 0, "and not to be fetched from");
  await shot(page, "look-alike");
  none(await accessible(page, job.packages), "axe, of a look-alike");
  await page.goBack();
  await page.locator("#input").fill(job.link);
  await page.locator("#input").press("Enter");
  await shown.waitFor({ timeout: 40000 });
  equal(await fetching.count(), 1, "typed, one is asked");
}

async function nothingSeen(browser) {
  const page = await open(browser, {}, "camera");
  const asked = [];
  page.on("response", (r) => { if (r.url().endsWith("/scan")) asked.push(r.status()); });
  await page.getByRole("button", { name: START }).click();
  const video = page.locator("video");
  await video.waitFor();
  for (let n = 0; n < 60 && asked.length < 2; n += 1) await page.waitForTimeout(500);
  say(asked.length >= 2 && asked.every((s) => s === 200), "it goes on looking", asked);
  equal(page.url(), job.page, "and stays on the page");
  say((await page.getByRole("status").innerText()).length > 10, "what to do is said in words");
  await shot(page, "looking");
  none(await accessible(page, job.packages), "axe, while looking");
  for (const [name, size] of Object.entries(sizes)) {
    await page.setViewportSize(size);
    none(await fits(page), `while looking, ${name}`);
    await shot(page, `looking ${name}`);
  }
  equal(await page.evaluate(() => document.activeElement.textContent), STOP, "the focus is on the way out");
  await page.keyboard.press("Enter");
  equal(await video.isVisible(), false, "stopped: no picture");
  equal(await page.evaluate(() => document.querySelector("video").srcObject), null, "stopped: the camera is free");
  equal(await page.evaluate(() => document.activeElement.textContent), START, "stopped: the focus is where it began");
  const before = asked.length;
  await page.waitForTimeout(1500);
  say(asked.length <= before + 1, "stopped: nothing is sent any more");
  none(page.complaints, "no policy is broken");
}

async function refused(browser) {
  const page = await open(browser, {});
  await page.getByRole("button", { name: START }).click();
  await page.locator("[role=status]", { hasText: "cannot be used" }).waitFor({ timeout: 10000 });
  say(true, "a camera that is refused: said so, and what to do");
  equal(await page.locator("#file").isVisible(), true, "a file can be chosen all the same");
  await shot(page, "refused");
}

async function withoutScript(browser) {
  const page = await open(browser, { javaScriptEnabled: false });
  equal(await page.locator("#camera").isVisible(), false, "without script there is no camera");
  equal(await page.locator("#input").isVisible() && await page.locator("#file").isVisible(), true,
    "and all the rest");
}

await withChromium(job, async (browser) => {
  if (job.sight === "certificate") {
    await seen(browser);
  } else if (job.sight === "look-alike") {
    await lookAlikeSeen(browser);
  } else {
    await nothingSeen(browser);
    await refused(browser);
    await withoutScript(browser);
  }
});
