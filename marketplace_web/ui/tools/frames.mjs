// What the main thread does for a frame while things move: node tools/frames.mjs
// Median of three looks of four seconds each. Frames are counted as the page gets them; where no
// graphics card helps they are few, and what the thread does for one of them is what counts.
import { withBrowser, withPerson } from "./browser.mjs";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const LOOK_MS = 4000;
const WANTED_MS = 4;
const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1];

async function metrics(session) {
  const { metrics: all } = await session.send("Performance.getMetrics");
  return Object.fromEntries(all.map(({ name, value }) => [name, value]));
}

async function look(page, session) {
  const before = await metrics(session);
  const frames = await page.evaluate(
    (span) =>
      new Promise((resolve) => {
        let seen = 0;
        const began = performance.now();
        const count = (now) => {
          seen += 1;
          if (now - began < span) requestAnimationFrame(count);
          else resolve(seen);
        };
        requestAnimationFrame(count);
      }),
    LOOK_MS,
  );
  const after = await metrics(session);
  return { frames, perFrame: (1000 * (after.TaskDuration - before.TaskDuration)) / frames, script: (1000 * (after.ScriptDuration - before.ScriptDuration)) / frames };
}

const SCENES = [
  ["landing, hero", "/", async () => {}],
  ["landing, story", "/", async (page) => page.locator("#story-title").evaluate((element) => element.scrollIntoView({ block: "start" }))],
  ["marketplace", "/marketplace", async () => {}],
  ["Ask Laelia, a run", "/app/ask", async () => {}, ask],
];

/** Each look is at a run that has just begun: its flower, its graph, its ticking figures, its words as they come. */
async function ask(page) {
  await page.getByRole("textbox", { name: "Your goal" }).fill("Summarize this: sales rose by a tenth in May, most of it in the north.");
  await page.getByRole("button", { name: "Run it" }).click({ timeout: 90_000 });
  await page.locator("[data-petals*='2'], [data-petals*='1']").waitFor({ timeout: 30_000 });
}

await withBrowser(async (context) => {
  await withPerson(context, url);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  for (const [name, path, act, begin] of SCENES) {
    await page.goto(url + path, { waitUntil: "networkidle" });
    await act(page);
    await page.waitForTimeout(1500);
    const looks = [];
    for (let n = 0; n < 3; n += 1) {
      await begin?.(page);
      looks.push(await look(page, session));
    }
    const perFrame = median(looks.map((one) => one.perFrame));
    const frames = median(looks.map((one) => one.frames)) / (LOOK_MS / 1000);
    console.log(`${name.padEnd(18)} ${perFrame.toFixed(2)} ms a frame (aim ${WANTED_MS}), of it script ${median(looks.map((one) => one.script)).toFixed(2)}; ${frames.toFixed(0)} frames a second`);
  }
});
