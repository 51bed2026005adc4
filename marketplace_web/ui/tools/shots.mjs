// Pictures of every page, light and dark, wide and narrow: node tools/shots.mjs [name…]
import { mkdir } from "node:fs/promises";
import { PAGES } from "./pages.mjs";
import { chosen, each, opened, overheard, withTour } from "./tour.mjs";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const folder = process.env.SHOTS ?? new URL("../../shots/", import.meta.url).pathname;
const themes = (process.env.THEMES ?? "light,dark").split(",");
const TALLEST = 9000;
const LOADED_MS = 10_000;
const widths = (process.env.WIDTHS ?? "1440,390").split(",").map(Number);

async function take({ one, width, theme }, as) {
  const page = await as(one, { theme, still: one.still ?? false });
  try {
    const said = overheard(page);
    await opened(page, url, one, width);
    await page.locator(".skeleton").first().waitFor({ state: "detached", timeout: LOADED_MS }).catch(() => null);
    await page.waitForTimeout(one.wait ?? 1300);
    if (one.full) await whole(page, width);
    await page.screenshot({ path: `${folder}/${one.name}-${width}-${theme}.png` });
    const told = said.filter((text) => !one.expects?.test(text));
    if (told.length) console.log(`${one.name} ${theme} ${width}\n  ${told.join("\n  ")}`);
  } finally {
    await page.close();
  }
}

/** As high as the page is: what sticks to the window's end is then at the page's end, too. */
async function whole(page, width) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(height, 844), TALLEST) });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 250)))));
}

await mkdir(folder, { recursive: true });
await withTour(url, async ({ person, as }) => {
  const jobs = chosen(PAGES(person), process.argv.slice(2)).flatMap((one) => themes.flatMap((theme) => widths.map((width) => ({ one, width, theme }))));
  await each(jobs, (job) => take(job, as), ({ one, width, theme }, error) => { console.log(`✗ ${one.name} ${theme} ${width}: ${error.message.split("\n")[0]}`); process.exitCode = 1; });
  console.log(`${jobs.length} pictures in ${folder}`);
});
