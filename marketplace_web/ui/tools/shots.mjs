// Pictures of every page, light and dark, wide and narrow: node tools/shots.mjs [name…]
import { mkdir } from "node:fs/promises";
import { PAGES } from "./pages.mjs";
import { alone, chosen, each, opened, overheard, settled, sizeOf, withTour } from "./tour.mjs";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const folder = process.env.SHOTS ?? new URL("../../shots/", import.meta.url).pathname;
const themes = (process.env.THEMES ?? "light,dark").split(",");
const TALLEST = 9000;
const LOOKS = 4;
const widths = (process.env.WIDTHS ?? "1440,390").split(",").map(Number);

async function take({ one, width, theme }, as) {
  const page = await as(one, { theme, still: one.still ?? false, width });
  try {
    const said = overheard(page);
    await opened(page, url, one);
    await page.waitForTimeout(one.wait ?? 1300);
    await settled(page);
    await alone(async () => {
      if (one.full) await whole(page, width);
      await page.screenshot({ path: `${folder}/${one.name}-${width}-${theme}.png` });
    });
    const told = said.filter((text) => !one.expects?.test(text));
    if (told.length) console.log(`${one.name} ${theme} ${width}\n  ${told.join("\n  ")}`);
  } finally {
    await page.close();
  }
}

/** As high as the page is, also once what came into view has made it higher: what sticks to the window's
 * end is then at the page's end. */
async function whole(page, width) {
  for (let had = 0, look = 0; look < LOOKS; look += 1) {
    const height = Math.min(Math.max(await page.evaluate(() => document.documentElement.scrollHeight), sizeOf(width).height), TALLEST);
    if (height === had) return;
    had = height;
    await page.setViewportSize({ width, height });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 250)))));
    await settled(page);
  }
}

await mkdir(folder, { recursive: true });
await withTour(url, async ({ person, as }) => {
  const jobs = chosen(PAGES(person), process.argv.slice(2)).flatMap((one) => themes.flatMap((theme) => widths.map((width) => ({ one, width, theme }))));
  await each(jobs, (job) => take(job, as), ({ one, width, theme }, error) => { console.log(`✗ ${one.name} ${theme} ${width}: ${error.message.split("\n")[0]}`); process.exitCode = 1; });
  console.log(`${jobs.length} pictures in ${folder}`);
});
