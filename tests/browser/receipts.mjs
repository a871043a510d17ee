/*
 * A receipt for the file, and years later the sealed file, in Chromium. The
 * job comes as JSON on stdin (receipts.py); answers are JSON lines.
 */
import { readFileSync } from "node:fs";
import { keyboard, watch } from "./judge.mjs";
import { equal, none, say, withChromium } from "./launch.mjs";
import { look } from "./look.mjs";

const job = JSON.parse(readFileSync(0, "utf8"));

async function save(page, path) {
  const [download] = await Promise.all([
    page.waitForEvent("download"), page.getByRole("link", { name: "Download the receipt" }).click()]);
  await download.saveAs(path);
  return download.suggestedFilename();
}

const steps = {
  async "asked for with the credential"(page) {
    await page.goto(`${job.verifier}/`);
    await look(page, job, "form");
    await page.locator("#input").fill(job.token);
    await page.locator("#receipt").focus();
    await page.keyboard.press("Space");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Check", exact: true }).press("Enter")]);
    await look(page, job, "with-receipt");
    say(/^receipt-[A-Z0-9-]+\.jwt$/.test(await save(page, job.first)), "the receipt is a file");
  },

  async "asked for afterwards"(page) {
    await page.goto(`${job.verifier}/`);
    await page.locator("#input").fill(job.token);
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Check", exact: true }).click()]);
    await look(page, job, "offered");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "sign a receipt" }).click()]);
    await save(page, job.second);
  },

  async "a sealed bundle"(page) {
    await page.goto(`${job.verifier}/`);
    await page.locator("#file").setInputFiles(job.bundle);
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Check", exact: true }).click()]);
    const text = await page.locator("main").innerText();
    say(text.includes("From a sealed bundle") && text.includes(job.operator), "it says whose word it is", text);
    await look(page, job, "sealed");
    await page.goto(`${job.verifier}/`);
    await page.locator("#file").setInputFiles(job.altered);
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Check", exact: true }).click()]);
    equal(await page.locator("#problem").count(), 1, "one that was altered is a problem");
    say(!(await page.locator("main").innerText()).includes("Just Society"), "and nothing of it is shown");
  },
};

await withChromium(job, async (browser) => {
  for (const [name, step] of Object.entries(steps)) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    const complaints = watch(context, [job.verifier, "null"]);
    const page = await context.newPage();
    await step(page);
    none(complaints.filter((c) => !c.includes("data:")), `${name}: asks no other host, no error in the console`);
    await context.close();
  }
});
