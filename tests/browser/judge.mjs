/* What is asked of every page; each function gives a list of complaints. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/* axe finds no violation of WCAG 2.0 to 2.2, levels A and AA. */
export async function accessible(page, packages) {
  const file = createRequire(path.join(packages, "x.js")).resolve("axe-core/axe.min.js");
  await page.evaluate(readFileSync(file, "utf8"));
  const { violations, passes } = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } }),
    WCAG,
  );
  if (passes.length < 5) return ["axe looked at next to nothing"];
  return violations.flatMap((v) =>
    v.nodes.map((n) => `${v.id}: ${v.help}: ${n.html} ${n.failureSummary}`));
}

/* Nothing sticks out to the right. */
export async function fits(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    const inScroller = (e) => e.closest(".scroll, pre") !== null;
    const out = [...document.body.querySelectorAll("*")]
      .filter((e) => !inScroller(e) && e.getBoundingClientRect().right > wide + 0.5)
      .map((e) => `${e.outerHTML.slice(0, 120)} ends at ${e.getBoundingClientRect().right}`);
    if (document.documentElement.scrollWidth > wide)
      out.push(`scrolls: ${document.documentElement.scrollWidth} > ${wide}`);
    return out;
  });
}

/* Tab reaches everything that can be used, in order, and one sees where. */
export async function keyboard(page) {
  const wanted = await page.evaluate(() =>
    [...document.querySelectorAll("a[href], input, textarea, select, button, summary, [tabindex='0']")]
      .filter((e) => e.checkVisibility())
      .map((e, i) => (e.dataset.stop = String(i))).length);
  await page.evaluate(() => {
    document.activeElement?.blur();
    globalThis.getSelection().removeAllRanges();
    globalThis.scrollTo(0, 0);
  });
  await page.locator("html").evaluate((e) => {
    e.tabIndex = -1;
    e.focus();
    e.removeAttribute("tabindex");
  });
  const problems = [];
  for (let at = 0; at < wanted; at += 1) {
    await page.keyboard.press("Tab");
    const got = await page.evaluate(() => {
      const e = document.activeElement;
      const style = globalThis.getComputedStyle(e);
      const box = e.getBoundingClientRect();
      return {
        stop: e.dataset.stop, html: e.outerHTML.slice(0, 100),
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        seen: box.width > 0 && box.bottom > 0 && box.top < globalThis.innerHeight,
      };
    });
    if (got.stop !== String(at)) problems.push(`stop ${at} is ${got.html}`);
    if (!got.ring) problems.push(`no visible focus on ${got.html}`);
    if (!got.seen) problems.push(`focus outside the window on ${got.html}`);
  }
  return problems;
}

/* Watch a context: requests that leave our names, console errors, policy. */
export function watch(context, origins) {
  const complaints = [];
  context.on("request", (request) => {
    if (!origins.includes(new URL(request.url()).origin))
      complaints.push(`asked ${request.url()}`);
  });
  // the browser itself aborts what a page that it leaves had not loaded yet
  context.on("requestfailed", (request) => {
    if (request.failure()?.errorText !== "net::ERR_ABORTED")
      complaints.push(`failed ${request.url()} ${request.failure()?.errorText}`);
  });
  context.on("console", (message) => {
    const missing = /Failed to load resource.*status of (4\d\d)/.exec(message.text());
    const own = missing && message.location().url === message.page()?.url();
    if (["error", "warning"].includes(message.type()) && !own)
      complaints.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => complaints.push(`error: ${error.error()}`));
  return complaints;
}
