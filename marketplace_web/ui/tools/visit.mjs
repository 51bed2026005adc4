// Every page in a real browser: no violation of the policy, no error, nothing that axe finds.
// Each is loaded wide and narrow, once in each theme, and looked at in both: what differs between
// themes are colors, which change in place. Visitors' pages are loaded once more with all that moves
// there: what comes in must not push away what is read.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PAGES } from "./pages.mjs";
import { chosen, each, opened, overheard, withTour } from "./tour.mjs";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const MOST_SHIFTED = 0.05;
const MOVES_MS = 4000;
const WIDTHS = [[1440, "light"], [390, "dark"]];
const other = (theme) => (theme === "light" ? "dark" : "light");
const began = performance.now();
let faults = 0;

function tell({ one, width }, theme, found) {
  faults += found.length;
  if (found.length) console.log(`✗ ${one.name} ${theme} ${width}\n   ${found.join("\n   ")}`);
}

/** How far what is there already moves while a page loads: what a person sets off does not count. */
function watchShifts() {
  window.shifted = 0;
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      window.shifted += entry.value;
      window.moved.push(...entry.sources.map(({ node }) => (node?.nodeType === 1 ? `${node.tagName.toLowerCase()}.${String(node.className).slice(0, 40)}` : node?.nodeName)));
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/** In a world of its own, where the page's policy does not bind the checker. */
async function axeIn(session) {
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
  await session.send("Runtime.evaluate", { contextId, expression: axe });
  return async () => {
    const { result } = await session.send("Runtime.evaluate", {
      contextId, awaitPromise: true, returnByValue: true,
      expression: `axe.run({ runOnly: ${JSON.stringify(TAGS)}, resultTypes: ["violations"] }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ")).slice(0, 4).join(", ")))`,
    });
    return result.value ?? ["axe did not run"];
  };
}

/** A banner that comes in the midst of work `pushes` the page down: there is no place to keep for it. */
async function visit({ one, width, theme, moving }, as) {
  if (moving) return watchMoving({ one, width, theme }, as);
  const page = await as(one, { theme, still: true, width });
  try {
    const said = overheard(page);
    await page.addInitScript(watchShifts);
    await opened(page, url, one);
    const look = await axeIn(await page.context().newCDPSession(page));
    const { shifted, moved, wide } = await page.evaluate(() => ({ shifted: window.loaded ?? window.shifted, moved: window.moved, wide: document.documentElement.scrollWidth > innerWidth }));
    const found = [...(await look()), ...said.filter((text) => !one.expects?.test(text)), ...(wide ? ["scrolls sideways"] : []), ...(shifted > MOST_SHIFTED && !one.pushes ? [`layout shifts by ${shifted.toFixed(3)}: ${[...new Set(moved)].slice(0, 4).join(", ")}`] : [])];
    tell({ one, width }, theme, found);
    await page.evaluate((next) => { document.documentElement.dataset.theme = next; }, other(theme));
    tell({ one, width }, other(theme), await look());
  } finally {
    await page.close();
  }
}

/** How far things shift while all moves that does so by design, and for as long as that begins. */
async function watchMoving({ one, width, theme }, as) {
  const page = await as(one, { theme, still: false, width });
  try {
    await page.addInitScript(watchShifts);
    await opened(page, url, one);
    await page.waitForTimeout(MOVES_MS);
    const { shifted, moved } = await page.evaluate(() => ({ shifted: window.loaded ?? window.shifted, moved: window.moved }));
    tell({ one, width }, `${theme} moving`, shifted > MOST_SHIFTED ? [`layout shifts by ${shifted.toFixed(3)}: ${[...new Set(moved)].slice(0, 4).join(", ")}`] : []);
  } finally {
    await page.close();
  }
}

/** Pages that anybody may open, as they come: what is done on them is looked at without motion. */
const moves = (one) => one.guest && !one.pushes && !one.act;

await withTour(url, async ({ person, as }) => {
  const jobs = chosen(PAGES(person), process.argv.slice(2)).flatMap((one) => WIDTHS.flatMap(([width, theme]) => [{ one, width, theme }, ...(moves(one) ? [{ one, width, theme, moving: true }] : [])]));
  await each(jobs, (job) => visit(job, as), (job, error) => tell(job, job.theme, [`broke off: ${error.message.split("\n").slice(0, 3).join(" ")}`]));
  console.log(`${jobs.length} visits in ${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
});
console.log(faults ? `${faults} faults` : "✓ every page, both themes, two widths");
process.exitCode = faults ? 1 : 0;
