/* What every page of a script is held to, whatever it says. */
import { accessible, fits, keyboard } from "./judge.mjs";
import { none, sizes } from "./launch.mjs";

/* The page as it is now: large, narrow, zoomed, at night, by Tab, by axe. */
export async function look(page, job, name) {
  await page.screenshot({ path: `${job.shots}/${name}.png`, fullPage: true });
  none(await accessible(page, job.packages), `${name}: WCAG 2.2 AA`);
  await page.emulateMedia({ colorScheme: "dark" });
  none(await accessible(page, job.packages), `${name}: WCAG 2.2 AA, at night`);
  await page.screenshot({ path: `${job.shots}/${name}-dark.png` });
  await page.emulateMedia({ colorScheme: "light" });
  none(await keyboard(page), `${name}: Tab reaches everything, visibly`);
  const before = page.viewportSize();
  for (const [title, size] of Object.entries(sizes)) {
    await page.setViewportSize(size);
    none(await fits(page), `${name}: no sideways scrolling ${title}`);
    none(await keyboard(page), `${name}: Tab reaches everything ${title}, visibly`);
  }
  await page.evaluate(() => globalThis.scrollTo(0, 0));
  await page.screenshot({ path: `${job.shots}/${name}-zoom.png` });
  await page.setViewportSize(before);
}
