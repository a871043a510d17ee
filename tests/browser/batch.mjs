/*
 * Many credentials at once, in Chromium, without script. The job comes as
 * JSON on stdin (batch.py); answers are JSON lines.
 */
import { readFileSync } from "node:fs";
import { watch } from "./judge.mjs";
import { equal, none, say, withChromium } from "./launch.mjs";
import { look } from "./look.mjs";

const job = JSON.parse(readFileSync(0, "utf8"));

async function press(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).click()]);
}

const heading = async (page) => (await page.locator("h1").innerText()).trim();
const main = (page) => page.locator("main").innerText();
const rows = (page) => page.locator("table.rows tbody tr");

/* Until the page that asks for itself again has become the result. */
async function result(page) {
  await page.waitForSelector("ul.counts", { timeout: 60000 });
}

const steps = {
  async "the form"(page) {
    await page.goto(`${job.verifier}/`);
    await Promise.all([page.waitForNavigation(), page.getByRole("link", { name: "Check many at once" }).click()]);
    equal(await heading(page), "Check many at once", "the first page leads to it");
    await look(page, job, "form");
  },

  async "200 rows of a table"(page) {
    await page.goto(`${job.verifier}/batch`);
    await page.locator("#file").setInputFiles(job.table);
    const begin = Date.now();
    await press(page, "Check all");
    await result(page);
    const took = Date.now() - begin;
    say(took < 10000, "200 ids in less than ten seconds", `${took} ms`);
    equal(await heading(page), `${job.count} of ${job.count} checked`, "all of them");
    equal(await rows(page).count(), 200, "a row for each");
    equal(await rows(page).nth(7).locator(".word").innerText(), "REVOKED", "a revoked one");
    say((await rows(page).nth(30).innerText()).includes("The same credential: Row 11"), "a duplicate",
      await rows(page).nth(30).innerText());
    say((await rows(page).nth(0).innerText()).includes("Activity at the same time: Row 2"), "an overlap");
    await look(page, job, "result");
    const [download] = await Promise.all([
      page.waitForEvent("download"), page.getByRole("link", { name: "Download the table" }).click()]);
    await download.saveAs(job.saved);
    equal(download.suggestedFilename(), "batch.csv", "the table back");
    await page.emulateMedia({ media: "print" });
    await page.screenshot({ path: `${job.shots}/print.png`, fullPage: true });
    await page.emulateMedia({ media: "screen" });
    await Promise.all([page.waitForNavigation(),
      page.getByRole("link", { name: "Show only rows that need a look" }).click()]);
    say((await main(page)).includes("Show all rows"), "those that need a look");
    await Promise.all([page.waitForNavigation(), page.locator("a[hreflang=es]").click()]);
    say((await main(page)).includes("Descargar la tabla"), "in Spanish");
    await look(page, job, "result-es");
    await press(page, "Borrar ahora");
    say((await main(page)).includes("No se guarda nada"), "deleted, and said so");
  },

  async "progress, without script"(page) {
    await page.goto(`${job.verifier}/batch`);
    await page.locator("#list").fill(job.slow);
    await press(page, "Check all");
    equal(await heading(page), "Checking", "a batch that takes time");
    const place = page.url();
    await Promise.all([page.waitForNavigation(), page.getByRole("link", { name: "Stop updating" }).click()]);
    await look(page, job, "progress");
    const text = await page.locator("label[for=bar]").innerText();
    say(/^\d+ of 61 checked$/.test(text), "how far it is", text);
    await Promise.all([page.waitForNavigation(), page.getByRole("link", { name: "Update by itself" }).click()]);
    await page.waitForNavigation({ timeout: 10000 });
    say(true, "the page asks for itself again");
    await press(page, "Cancel");
    say((await main(page)).includes("The batch was ended"), "cancelled");
    const answer = await page.goto(place);
    equal(answer.status(), 404, "and forgotten");
    equal(await heading(page), "Not found", "as a page");
  },

  async "what was pasted from a spreadsheet"(page) {
    await page.goto(`${job.verifier}/batch`);
    await page.locator("#list").fill(job.pasted);
    await press(page, "Check all");
    await result(page);
    equal(await rows(page).first().locator(".word").innerText(), "VALID", "a column with its heading");
  },

  async "what cannot be read"(page) {
    await page.goto(`${job.verifier}/batch`);
    await page.locator("#file").setInputFiles(job.odd);
    await press(page, "Check all");
    say((await page.getByRole("alert").innerText()).includes("Which column"), "is asked about, on the form");
    await look(page, job, "problem");
  },
};

await withChromium(job, async (browser) => {
  const context = await browser.newContext({ javaScriptEnabled: true, locale: "en-GB", acceptDownloads: true,
    viewport: { width: 1100, height: 800 } });
  const complaints = watch(context, [job.verifier]);
  for (const [name, step] of Object.entries(steps)) {
    const page = await context.newPage();
    try {
      await step(page);
    } catch (error) {
      say(false, name, error.stack);
    }
    await page.close();
  }
  none(complaints.filter((c) => !c.includes("404") && !c.includes("422")),
    "nothing was asked of others, nothing was complained of");
});
