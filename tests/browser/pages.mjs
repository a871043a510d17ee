/*
 * Visit the pages of an issuer and a verifier in Chromium and judge them.
 * The job comes as JSON on stdin (pages.py); answers are JSON lines.
 */
import { readFileSync, statSync } from "node:fs";
import { watch } from "./judge.mjs";
import { equal, none, say, withChromium } from "./launch.mjs";
import { look } from "./look.mjs";

const job = JSON.parse(readFileSync(0, "utf8"));
const origins = [job.issuer, job.verifier];
const hidden = [job.hidden, ...job.hidden_words];

/* --- the ways to each page ------------------------------------------------ */

/* Press a button that leads to another page. */
async function press(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).click()]);
}

async function check(page, text) {
  await page.goto(`${job.verifier}/`);
  await page.locator("#input").fill(text);
  await press(page, "Check");
}

async function upload(page, file) {
  await page.goto(`${job.verifier}/`);
  await page.locator("#file").setInputFiles(file);
  await press(page, "Check");
}

async function compare(page, claim) {
  await page.goto(`${job.issuer}/V/${job.unshared}`);
  await page.locator("#claim").fill(claim);
  await press(page, "Compare");
}

const org = `${job.issuer}/issuers/${job.organisation}`;
const pages = {
  "verifier form": (page) => page.goto(`${job.verifier}/`),
  "verifier nothing given": (page) => check(page, ""),
  "verifier valid": (page) => check(page, job.token),
  "verifier document": (page) => check(page, job.document),
  "verifier picture": (page) => upload(page, job.picture),
  "verifier drawing": (page) => upload(page, job.drawing),
  "verifier altered": (page) => check(page, job.altered),
  "verifier altered document": (page) => check(page, job.altered_document),
  "verifier revoked": (page) => check(page, job.revoked),
  "verifier several": (page) => check(page, job.several),
  "verifier not checked": (page) => check(page, job.away),
  "verifier not found": (page) => page.goto(`${job.verifier}/nothing-here`),
  "issuer home": (page) => page.goto(`${job.issuer}/`),
  "issuer organisation": (page) => page.goto(org),
  "issuer achievement": (page) => page.goto(`${org}/achievements/sill-keeper`),
  "credential unshared": (page) => page.goto(`${job.issuer}/V/${job.unshared}`),
  "credential match": (page) => compare(page, job.hidden),
  "credential no match": (page) => compare(page, "Somebody Else"),
  "credential shared": (page) => page.goto(`${job.issuer}/V/${job.shared}`),
  "credential private": (page) => page.goto(job.issuer + job.private),
  "credential revoked": (page) => page.goto(`${job.issuer}/V/${job.revoked_id}`),
  "statement": (page) => page.goto(job.issuer + job.statement),
  "record private": (page) => page.goto(job.issuer + job.record),
  "verifier record": (page) => check(page, job.gathered),
  "issuer not found": (page) => page.goto(`${job.issuer}/V/0000`),
};

/* --- contents ------------------------------------------------------------- */

const words = {
  "verifier valid": "VALID", "verifier document": "VALID",
  "verifier picture": "VALID", "verifier drawing": "VALID",
  "verifier altered": "ALTERED", "verifier altered document": "ALTERED",
  "verifier revoked": "REVOKED",
  "verifier not checked": "COULD NOT BE CHECKED",
  "credential unshared": "VALID", "credential shared": "VALID",
  "credential private": "VALID", "credential revoked": "REVOKED",
  "statement": `Units of ${job.hidden}`, "record private": "VALID", "verifier record": "VALID",
};

async function contents(name, page) {
  if (words[name])
    equal((await page.locator("h1").innerText()).trim(), words[name],
      `${name}: the word, without script`);
  const text = await page.locator("html").evaluate((e) => e.outerHTML);
  if (/^credential (unshared|no match|match)$/.test(name)) {
    none(hidden.filter((word) => text.includes(word)), `${name}: no name of the holder`);
    if (name !== "credential unshared")
      say((await page.locator(".answer").innerText()).startsWith(
        name === "credential match" ? "Match." : "No match."), `${name}: the answer`);
  }
  if (/^(credential (shared|private)|verifier (valid|document|picture|drawing))$/.test(name))
    say((await page.locator("main").innerText()).includes(job.holder), `${name}: the holder's name`);
  if (/^verifier (valid|document|drawing)$/.test(name))
    say(text.includes(name === "verifier valid" ? "JSON Web Token, Open Badges profile"
      : "Data Integrity: a proof inside the credential"), `${name}: the kind of proof in words`);
  if (name.startsWith("verifier altered"))
    none([job.holder, "Someone-Else"].filter((word) => text.includes(word)),
      `${name}: nothing of its contents`);
  if (name === "credential shared" || name === "credential unshared")
    equal(await page.locator("img.qr").getAttribute("alt"),
      page.url(), `${name}: the QR code in words`);
  if (/^(record private|verifier record)$/.test(name))
    none(["Sill Keeper", "Sill Keeper, renewal units"].filter((word) => !text.includes(word)),
      `${name}: what is in it`);
  if (name === "credential shared")
    say(await page.locator("img").evaluateAll((all) =>
      all.every((img) => img.complete && img.naturalWidth > 0)), `${name}: all pictures are there`);
}

/* The dates that a page shows beside these words. */
const dates = (page) =>
  page.locator("dl.worth").evaluate((list) =>
    ["Activity", "Awarded"].map((word) => {
      const term = [...list.querySelectorAll("dt")].find((e) => e.textContent === word);
      const [last, first] = term.nextElementSibling.firstChild.textContent.split(" to ").reverse();
      return `${parseInt(first ?? last, 10)} to ${last}`;
    }).join("; "));

/* Issuer and verifier say the same days, whatever UTC says. */
async function sameDates(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await pages["credential shared"](page);
  const issuer = await dates(page);
  await pages["verifier valid"](page);
  equal(await dates(page), issuer, "issuer and verifier show the same days");
  await context.close();
}

/* Everything is to be read without script: contents, policy, no foreign host. */
async function withoutScript(browser) {
  for (const [name, visit] of Object.entries(pages)) {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const complaints = watch(context, origins);
    const page = await context.newPage();
    await visit(page);
    await contents(name, page);
    await page.screenshot({ path: `${job.shots}/${name}-without-script.png`, fullPage: true });
    none(complaints, `${name}: asks no other host, no error in the console`);
    await context.close();
  }
}

/* --- looks ---------------------------------------------------------------- */

const unfold = (page) =>
  page.locator("details").evaluateAll((all) => all.forEach((e) => (e.open = true)));

/* Every page as most see it, at night, small, and without a mouse. */
async function seen(browser) {
  const context = await browser.newContext({ bypassCSP: true });
  for (const [name, visit] of Object.entries(pages)) {
    const page = await context.newPage();
    await visit(page);
    await unfold(page);
    await look(page, job, name);
    await page.close();
  }
  await context.close();
}

async function printed(browser) {
  const context = await browser.newContext({ colorScheme: "dark" });
  for (const name of ["verifier valid", "verifier altered", "credential unshared", "credential shared"]) {
    const page = await context.newPage();
    await pages[name](page);
    const file = `${job.shots}/${name}.pdf`;
    await page.pdf({ path: file, format: name.startsWith("verifier") ? "A4" : "Letter",
      preferCSSPageSize: false });
    await page.emulateMedia({ media: "print" });
    const seen = await page.locator("h1").isVisible();
    const forms = await page.locator("form, .button, details").evaluateAll((all) =>
      all.filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80)));
    say(seen && readFileSync(file).subarray(0, 5).toString() === "%PDF-" && statSync(file).size > 5000,
      `${name}: prints`);
    none(forms, `${name}: paper has no buttons`);
    await page.close();
  }
  await context.close();
}

/* --- hands ---------------------------------------------------------------- */

const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);

/* A person without a mouse: focus is in the field, paste, Enter. */
async function byKeyboard(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${job.verifier}/`);
  equal(await focused(page), "input", "the verifier opens with the focus in its field");
  await page.keyboard.press("Tab");
  equal(await focused(page), "file", "then the file");
  await page.keyboard.press("Tab");
  equal(await focused(page), "BUTTON", "then the camera");
  await page.keyboard.press("Tab");
  equal(await focused(page), "claim", "then whose it should be");
  await page.keyboard.press("Tab");
  equal(await focused(page), "as_of", "then the day asked about");
  await page.keyboard.press("Tab");
  equal(await focused(page), "BUTTON", "then the button");
  for (let n = 0; n < 5; n += 1) await page.keyboard.press("Shift+Tab");
  await page.keyboard.insertText(job.token);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  equal((await page.locator("h1").innerText()).trim(), "VALID", "paste and Enter give the answer");
  await context.close();
}

/* A picture dropped on the file field, as from a folder. */
async function byDrop(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${job.verifier}/`);
  const box = await page.locator("#file").boundingBox();
  const session = await context.newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"])
    await session.send("Input.dispatchDragEvent", {
      type, x: box.x + box.width / 2, y: box.y + box.height / 2,
      data: { items: [], files: [job.picture], dragOperationsMask: 1 },
    });
  await press(page, "Check");
  equal((await page.locator("h1").innerText()).trim(), "VALID", "a dropped picture gives the answer");
  await context.close();
}

/* --- all of it ------------------------------------------------------------ */

await withChromium(job, async (browser) => {
  await byKeyboard(browser);
  await byDrop(browser);
  await sameDates(browser);
  await Promise.all([withoutScript(browser), seen(browser)]);
  await printed(browser);
});
