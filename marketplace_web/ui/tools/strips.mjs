// A strip of frames of every choreography, as it moves and where motion is unwanted:
// node tools/strips.mjs [name…]. What lasts less than a picture takes is played in slow motion.
import { mkdir } from "node:fs/promises";
import { CHOREOGRAPHIES } from "./choreographies.mjs";
import { chosen, each, opened, settled, withTour } from "./tour.mjs";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const folder = `${process.env.SHOTS ?? new URL("../../shots/", import.meta.url).pathname}/strips`;
const STILL_FRAMES = 4;
const SHOWN_WIDTH = { 1440: 440, 390: 220 };
const theme = process.env.THEMES?.split(",")[0];

/** Time passes slower for whatever the page's scripts do; the browser's own animations follow over the protocol. */
function slowDown(factor) {
  const [now, later, often, frame] = [performance.now.bind(performance), setTimeout, setInterval, requestAnimationFrame];
  const began = now();
  const at = (ms) => began + (ms - began) / factor;
  performance.now = () => at(now());
  window.setTimeout = (work, ms = 0, ...rest) => later(work, ms > 16 ? ms * factor : ms, ...rest);
  window.setInterval = (work, ms = 0, ...rest) => often(work, ms * factor, ...rest);
  window.requestAnimationFrame = (work) => frame((ms) => work(at(ms)));
}

async function record({ one, width, still }, as) {
  const slow = still ? 1 : (one.slow ?? 1);
  const page = await as(one, { theme: theme ?? one.theme ?? "light", still, width });
  try {
    const session = await page.context().newCDPSession(page);
    if (slow > 1) await page.addInitScript(slowDown, slow);
    if (slow > 1 && one.arriving) await pace(session, slow);
    await (one.arriving ? arrive(page, one) : opened(page, url, one).then(() => settled(page)));
    await one.ready?.(page);
    if (slow > 1 && !one.arriving) await pace(session, slow);
    const shots = await frames(page, one, still ? STILL_FRAMES : (one.frames ?? 8), slow);
    await sheet(page.context(), shots, `${folder}/${one.name}-${width}-${still ? "still" : "moving"}.png`, width);
  } finally {
    await page.close();
  }
}

/** Only until there is something to see. */
async function arrive(page, one) {
  await page.goto(url + one.path, { waitUntil: "commit" });
  await page.locator("main").first().waitFor();
}

async function pace(session, slow) {
  await session.send("Animation.enable");
  await session.send("Animation.setPlaybackRate", { playbackRate: 1 / slow });
}

async function frames(page, one, count, slow) {
  const shots = [];
  const going = one.at ? null : Promise.resolve(one.go?.(page)).catch((error) => { throw new Error(`${one.name}: ${error.message}`); });
  const began = performance.now();
  for (let i = 0; i < count; i += 1) {
    const share = i / (count - 1);
    if (one.at) await one.at(page, share);
    else await page.waitForTimeout(Math.max(0, share * one.span * slow - (performance.now() - began)));
    const taken = (performance.now() - began) / slow;
    const image = await page.screenshot({ type: "jpeg", quality: 82, animations: "allow" });
    shots.push({ label: one.at ? `${Math.round(share * 100)}%` : `${(taken / 1000).toFixed(2)} s`, image: image.toString("base64") });
  }
  await going;
  return shots;
}

/** The frames beside each other, each with its moment. */
async function sheet(context, shots, path, width) {
  const page = await context.newPage();
  const shown = SHOWN_WIDTH[width] ?? 440;
  const columns = Math.min(shots.length, width > 700 ? 4 : 8);
  await page.setViewportSize({ width: columns * (shown + 10) + 20, height: 600 });
  await page.goto("about:blank");
  const figures = shots.map(({ label, image }) => `<figure><img src="data:image/jpeg;base64,${image}"><figcaption>${label}</figcaption></figure>`).join("");
  await page.setContent(`<style>body{margin:10px;display:grid;grid-template-columns:repeat(${columns},${shown}px);gap:10px;font:13px sans-serif}figure{margin:0}img{width:100%;display:block;border:1px solid #bbb}</style>${figures}`);
  await page.screenshot({ path, fullPage: true });
  await page.close();
}

await mkdir(folder, { recursive: true });
await withTour(url, async ({ person, as }) => {
  const jobs = chosen(CHOREOGRAPHIES(person), process.argv.slice(2)).flatMap((one) => (one.widths ?? [1440]).flatMap((width) => [false, true].map((still) => ({ one, width, still }))));
  // One after another: what others draw meanwhile would be missing between two frames.
  await each(jobs, (job) => record(job, as), ({ one, width, still }, error) => { console.log(`✗ ${one.name} ${width} ${still ? "still" : "moving"}: ${error.message.split("\n")[0]}`); process.exitCode = 1; }, 1);
  console.log(`${jobs.length} strips in ${folder}`);
});
