/*
 * A working day of a licensing board's clerk, in Chromium, by keyboard only.
 * The job comes as JSON on stdin (clerk.py); answers are JSON lines.
 */
import { readFileSync, statSync } from "node:fs";
import { keyboard, watch } from "./judge.mjs";
import { equal, none, say, withChromium } from "./launch.mjs";
import { look as judgeLook } from "./look.mjs";

const job = JSON.parse(readFileSync(0, "utf8"));
const origins = [job.verifier, job.away, job.slow];

const word = async (page) => (await page.locator("h1").innerText()).trim();
const main = (page) => page.locator("main").innerText();
const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);

/* --- hands ---------------------------------------------------------------- */

/* As a scanner or a person does it: keys, then Enter. Nothing is clicked. */
async function type(page, text) {
  await page.waitForFunction(() => document.activeElement?.id === "input");
  await page.keyboard.type(text);
}

async function send(page) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

async function enter(page, text) {
  await type(page, text);
  await send(page);
}

/* Tab until what has the focus is called so, then Enter. */
async function press(page, name) {
  for (let n = 0; n < 60; n += 1) {
    const here = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    if (here === name) {
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      return;
    }
    await page.keyboard.press("Tab");
  }
  say(false, `"${name}" is reached with Tab`);
}

/* Tab to a field and type into it. */
async function fill(page, id, text) {
  for (let n = 0; n < 60 && (await focused(page)) !== id; n += 1) await page.keyboard.press("Tab");
  equal(await focused(page), id, `${id} is reached with Tab`);
  await page.keyboard.type(text);
}

async function open(page, where = job.verifier) {
  await page.goto(`${where}/`);
}

/* A file dialogue is the system's: the file is put in, the rest is keys. */
async function upload(page, file, claim) {
  await open(page);
  await page.locator("#file").setInputFiles(file);
  if (claim) await fill(page, "claim", claim);
  await press(page, "Check");
}

/* --- eyes ----------------------------------------------------------------- */

const shown = new Set();

/* Each once, however often a step comes by. */
async function look(page, name) {
  if (shown.has(name)) return;
  shown.add(name);
  await judgeLook(page, job, name);
}

/* The value beside a word of the list of what it is worth. */
const fact = (page, term) =>
  page.locator("dl.worth").first().evaluate((list, wanted) => {
    const found = [...list.querySelectorAll("dt")].find((e) => e.textContent === wanted);
    return found ? found.nextElementSibling.textContent.trim() : "";
  }, term);

const reference = (page) => page.locator(".verdict .facts .id").innerText();
const checkedAt = (page) => page.locator(".verdict time").getAttribute("datetime");

/* --- the steps of the day --------------------------------------------------- */

const steps = {
  async "1 opens the page"(page) {
    await open(page);
    equal(await focused(page), "input", "the focus is in the one field");
    equal(await page.locator("input[type=password], a[href*=login]").count(), 0, "no account is asked for");
    await look(page, "01-form");
  },

  async "2 scans a certificate"(page) {
    await open(page);
    for (const [name, text] of Object.entries(job.scanned)) {
      const begin = Date.now();
      await enter(page, text);
      const took = Date.now() - begin;
      equal(await word(page), "VALID", `a scanner, ${name}`);
      say(took < 3000, `an answer at once: ${name}`, `${took} ms`);
      equal(await focused(page), "input", `${name}: the field waits for the next one`);
      equal(await page.locator("#input").inputValue(), "", `${name}: and is empty`);
      const about = await page.locator("#input").getAttribute("aria-describedby");
      say((await page.locator(`#${about.split(" ")[0]}`).innerText()).trim() === "VALID"
        && (await page.locator(".verdict").getAttribute("role")) === "status", `${name}: the answer is announced`);
    }
  },

  async "3 reads it at a glance"(page) {
    await open(page);
    await enter(page, job.hours);
    equal(await word(page), "VALID", "the word");
    equal(await page.locator(".verdict svg.icon").count(), 1, "and an icon");
    say((await fact(page, "Holder")).startsWith(job.holder), "the holder's name", await fact(page, "Holder"));
    say(/^3\s+Montana OPI renewal units/.test(await fact(page, "Units")), "units", await fact(page, "Units"));
    say((await fact(page, "Award")).startsWith("Sill Keeper, renewal units"), "activity", await fact(page, "Award"));
    say((await fact(page, "Activity")).startsWith("19 to 26 November 2021"), "dates", await fact(page, "Activity"));
    say((await fact(page, "Issuer")).startsWith("Society of Window Gardeners"), "issuer");
    const approval = await fact(page, "Provider approval");
    say(approval.startsWith("WG-77") && approval.includes("In force on the activity dates"),
      "provider approval, valid then", approval);
    say(Math.abs(Date.parse(await checkedAt(page)) - Date.now()) < 60000, "checked when");
    const fold = await page.evaluate(() => globalThis.innerHeight);
    const end = await page.locator("dl.worth").first().evaluate((e) => e.getBoundingClientRect().top);
    say(end < fold, "verdict and worth begin on one screen", `${end} of ${fold}`);
    await look(page, "03-valid");
  },

  async "4 mistypes an id"(page) {
    await open(page);
    for (const text of job.mistyped) {
      await enter(page, text);
      equal(await word(page), "NOT A VALID ID", `mistyped: ${text}`);
      const all = await main(page);
      none(["REVOKED", "revoked", "UNKNOWN", "unknown"].filter((w) => all.split("Every check")[0].includes(w)),
        `mistyped: ${text}: nothing is said of a person or a revocation`);
    }
    await look(page, "04-mistyped");
  },

  async "5 revoked, corrected"(page) {
    await open(page);
    await enter(page, job.revoked);
    equal(await word(page), "REVOKED", "a revoked one");
    const facts = await page.locator(".verdict").innerText();
    say(facts.includes("issued in error") && /Since \d+ \w+ 20\d\d/.test(facts), "with its reason, and since when", facts);
    await look(page, "05-revoked");
    await upload(page, job.old_version);
    equal(await word(page), "SUPERSEDED", "an old version");
    equal(await page.getByRole("link", { name: "See the current version" }).getAttribute("href"),
      job.shared_link, "leads to the current one");
    await look(page, "05-superseded");
    await open(page);
    await upload(page, job.old_version);
    await press(page, "Check the current version");
    equal(await word(page), "VALID", "which is valid");
    say((await fact(page, "Holder")).startsWith(job.holder), "with the corrected name");
  },

  async "6 altered papers"(page) {
    await upload(page, job.paper);
    equal(await word(page), "VALID", "the QR code of a certificate with another name is intact");
    const name = await fact(page, "Holder");
    say(name.startsWith(job.holder) && !name.includes(job.paper_name), "and the page shows the true name", name);
    await look(page, "06-paper");
    await open(page);
    await enter(page, job.unshared);
    equal(await word(page), "VALID", "one that is not shared: the award is");
    say((await page.locator("#verdict-sentence").innerText()).includes("shows no name here"), "but it is said that it shows no name");
    const all = await page.locator("html").evaluate((e) => e.outerHTML);
    none(job.hidden_words.filter((w) => all.includes(w)), "shows no name");
    say((await main(page)).includes("Sill Keeper"), "but what it is for");
    await look(page, "06-not-shared");
    for (const [claim, want] of [["Somebody Else", "No match."], [job.hidden, "Match."]]) {
      await open(page);
      await enter(page, job.unshared);
      await fill(page, "claim", claim);
      await press(page, "Compare");
      say((await page.locator(".answer").innerText()).startsWith(want), `not shared: ${want}`);
      equal(await word(page), want === "Match." ? "VALID" : "NOT VALID", `not shared: ${want}: the word follows`);
    }
    await look(page, "06-not-shared-match");
    await upload(page, job.unshared_file, "Somebody Else");
    say((await page.locator(".answer").innerText()).startsWith("No match."), "a name that is not the holder's: no match");
    equal(await word(page), "NOT VALID", "so it is not valid for that person");
    await look(page, "06-no-match");
    await fill(page, "claim", job.hidden);
    await press(page, "Compare");
    say((await page.locator(".answer").innerText()).startsWith("Match."), "the holder's: match");
    equal(await word(page), "VALID", "so it is valid");
    await upload(page, job.altered);
    equal(await word(page), "ALTERED", "an edited JSON file");
    say(/signature does not fit the contents/.test(await main(page)), "the signature does not fit");
    say((await main(page)).includes("The contents are not shown.")
      && !(await main(page)).includes("Somebody Forged"), "what could not be trusted is not shown");
    await look(page, "06-altered");
  },

  async "7 another issuer"(page) {
    await upload(page, job.other_issuer);
    equal(await word(page), "VALID", "another issuer's credential");
    equal(await page.locator(".verdict.is-unlisted").count(), 1, "is marked");
    say(/not on your list/.test(await page.locator(".verdict").innerText()), "not on your list, said by itself");
    await look(page, "07-unlisted");
  },

  async "8 a look-alike"(page) {
    await open(page);
    const asked = await (await fetch(job.counter)).text();
    await enter(page, job.lookalike);
    equal(await word(page), "COULD NOT BE CHECKED", "a look-alike link is not followed");
    say((await main(page)).includes(job.lookalike_host), "its host is shown");
    equal(await (await fetch(job.counter)).text(), asked, "nothing was fetched from there");
    await look(page, "08-lookalike");
    await open(page);
    await enter(page, job.lookalike);
    await press(page, "Look the id up at your issuers");
    equal(await word(page), "VALID", "its id is one of our issuers'");
    await open(page);
    await enter(page, job.lookalike);
    await press(page, "Fetch it from that host");
    say((await (await fetch(job.counter)).text()) !== asked, "asked for, it is fetched");
    say((await fact(page, "Award")).includes("renewal units"), "and judged by what its issuer signed");
  },

  async "9 two hundred at once"(page) {
    await open(page);
    await press(page, "Check many at once");
    await look(page, "09-batch-form");
    await page.goto(`${job.verifier}/batch`);
    await page.locator("#file").setInputFiles(job.table);
    const begin = Date.now();
    await press(page, "Check all");
    while ((await word(page)) === "Checking" && Date.now() - begin < 60000) {
      await page.waitForTimeout(200);
      await page.reload();
    }
    const took = Date.now() - begin;
    say(took < 30000, "two hundred ids are checked", `${took} ms`);
    const rows = await page.locator("table.rows tbody tr").evaluateAll((all) => all.map((row) => ({
      number: row.querySelector("th").textContent, word: row.querySelector(".word").textContent,
      given: row.querySelector(".given")?.textContent ?? "", all: row.textContent,
    })));
    equal(rows.map((r) => r.number).join(), job.table_rows.map((_, i) => String(i + 1)).join(), "a row each, in order");
    none(rows.filter((r, i) => r.word !== job.table_rows[i][1]).map((r) => `${r.number} ${r.word} ${r.given}`),
      "each with its own result");
    say(rows[0].all.includes(job.holder) && rows[0].all.includes("Sill Keeper"), "who and what", rows[0].all);
    say(rows[6].all.includes("The same credential: Row 1"), "a duplicate is marked", rows[6].all);
    say(rows[0].all.includes("Activity at the same time: Row 2"), "activities at the same time are marked", rows[0].all);
    const [download] = await Promise.all([page.waitForEvent("download"),
      page.getByRole("link", { name: "Download the table (CSV)" }).press("Enter")]);
    const table = readFileSync(await download.path(), "utf8").trim().split(/\r?\n/);
    equal(table.length, job.table_rows.length + 1, "and a table to keep");
    await look(page, "09-batch");
  },

  async "10 the same one later"(page) {
    await open(page);
    await enter(page, job.shared);
    const first = [await reference(page), await checkedAt(page)];
    await page.waitForTimeout(1100);
    await upload(page, job.current_file);
    const second = [await reference(page), await checkedAt(page)];
    say(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(first[0]) && first[0] === second[0],
      "the same reference, by id and as a file", `${first[0]} ${second[0]}`);
    say(second[1] > first[1], "and a new time", second[1]);
    const file = `${job.shots}/10-note.pdf`;
    await page.pdf({ path: file, format: "Letter" });
    await page.emulateMedia({ media: "print" });
    await page.screenshot({ path: `${job.shots}/10-note.png`, fullPage: true });
    say(statSync(file).size > 5000 && (await page.locator(".print-only").isVisible())
      && !(await page.locator("form").first().isVisible()), "prints as a note for the file");
    say((await page.locator(".verdict").innerText()).includes(first[0]), "with the reference");
    await page.emulateMedia({ media: "screen" });
    await page.locator("summary").last().focus();
    await page.keyboard.press("Enter");
    const link = page.getByRole("link", { name: "Download the report (JSON)" });
    await link.focus();
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    const report = JSON.parse(readFileSync(await download.path(), "utf8"));
    say(report.verdict === "verified" && report.checks.length > 15 && download.suggestedFilename().includes(first[0]),
      "the report is a file for whoever looks closer", download.suggestedFilename());
  },

  async "11 the issuer is down"(page) {
    await open(page, job.away);
    await page.locator("#file").setInputFiles(job.current_file);
    await press(page, "Check");
    equal(await word(page), "COULD NOT BE CHECKED", "the status could not be asked for: not VALID");
    const all = await main(page);
    say(all.includes("The signature holds") && all.includes(job.holder), "the signature holds, the contents are shown");
    await look(page, "11-away");
  },

  async "12 nothing to fish for"(page) {
    await open(page);
    await enter(page, job.holder);
    equal(await word(page), "NOT RECOGNISED", "a name is no input");
    equal((await page.goto(`${job.verifier}/search?name=x`)).status(), 404, "there is no search");
    await open(page, job.slow);
    const guess = async (id) => {
      const answer = await fetch(`http://127.0.0.1:${job.hosts[new URL(job.slow).host]}/`, {
        method: "POST", body: new URLSearchParams({ input: id }),
        headers: { Origin: job.slow, "X-Forwarded-For": "127.0.0.1" },
      });
      if (answer.status === 429) return "slowed";
      return /<h1[^>]*>([^<]*)/.exec(await answer.text())?.[1] ?? String(answer.status);
    };
    // all at once, and right before the key is pressed: two seconds later one more is allowed
    const guess_all = () => Promise.all(job.random_ids.map(guess));
    await type(page, job.random_ids[0]);
    const answers = await guess_all();
    const told = answers.filter((word) => word !== "slowed");
    equal([...new Set(told)].join(), "UNKNOWN ID", "random ids reveal nothing");
    say(told.length < answers.length, "and are slowed down", `${told.length} of ${answers.length} answered`);
    await guess_all();
    await send(page);
    equal(await word(page), "Too many requests", "which a person is told");
    await look(page, "12-slowed");
  },

  async "in Spanish"(page) {
    await page.goto(`${job.verifier}/?lang=es`);
    equal(await page.locator("html").getAttribute("lang"), "es", "a page in Spanish says so");
    equal(await word(page), "Comprobar una credencial", "the form in Spanish");
    await look(page, "14-spanish-form");
    await page.goto(`${job.verifier}/?lang=es`);
    await enter(page, job.hours);
    equal(await word(page), "VÁLIDA", "the answer in Spanish");
    say(/19 a 26 de noviembre de 2021/.test(await fact(page, "Actividad")), "dates in Spanish", await fact(page, "Actividad"));
    await look(page, "14-spanish");
    await page.goto(`${job.verifier}/?lang=es`);
    await enter(page, job.revoked);
    equal(await word(page), "REVOCADA", "and so the next one");
    await press(page, "English");
    equal(await word(page), "REVOKED", "the same answer in the other language");
  },
};

await withChromium(job, async (browser) => {
  for (const [name, step] of Object.entries(steps)) {
    const context = await browser.newContext({ bypassCSP: true, locale: "en-US" });
    const complaints = watch(context, origins);
    const page = await context.newPage();
    try {
      await step(page);
    } catch (error) {
      say(false, `step ${name}`, error.stack);
    }
    // who goes on to the next page does not wait for the icon of this one
    none(complaints.filter((c) => !/status of 4\d\d|^failed .* net::ERR_ABORTED$/.test(c)), `step ${name}: asks no other host, no error in the console`);
    await context.close();
  }
});
