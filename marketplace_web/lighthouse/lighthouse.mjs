// What Lighthouse says of the public pages of a hub: node lighthouse.mjs [--speed]
// Accessibility, best practices and SEO must reach 95; with --speed the median of three looks at
// performance is printed too, which depends on the machine and is nobody's fault.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const speed = process.argv.includes("--speed");
const WANTED = { accessibility: 95, "best-practices": 95, seo: 95 };
const CATEGORIES = [...Object.keys(WANTED), ...(speed ? ["performance"] : [])];
const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1];

async function pages() {
  const answer = await fetch(`${url}/v1/listings?limit=1`);
  const agent = (await answer.json()).data[0].agent_id;
  return { landing: "/", marketplace: "/marketplace", agent: `/agents/${agent}` };
}

async function look(port, path) {
  const { lhr } = await lighthouse(url + path, { port, onlyCategories: CATEGORIES, formFactor: "desktop", screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false }, logLevel: "error" });
  return lhr;
}

/** What took points away, so that it can be mended. */
function faults(lhr) {
  const refs = Object.keys(WANTED).flatMap((name) => lhr.categories[name].auditRefs);
  const failed = refs.filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 1);
  return failed.map((ref) => `${ref.id}: ${lhr.audits[ref.id].title}`);
}

const profile = await mkdtemp(join(tmpdir(), "laelia-lighthouse-"));
const browser = await launch({
  chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-background-networking", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  userDataDir: profile,
});
let good = true;
try {
  for (const [name, path] of Object.entries(await pages())) {
    const looks = [];
    for (let n = 0; n < (speed ? 3 : 1); n += 1) looks.push(await look(browser.port, path));
    const points = CATEGORIES.map((category) => [category, Math.round(100 * median(looks.map((lhr) => lhr.categories[category].score)))]);
    const reached = points.every(([category, points_]) => points_ >= (WANTED[category] ?? 0));
    good &&= reached;
    console.log(`${reached ? "✓" : "✗"} ${name.padEnd(12)} ${points.map(([category, points_]) => `${category} ${points_}`).join("  ")}`);
    for (const fault of new Set(faults(looks[0]))) console.log(`    ${fault}`);
  }
} finally {
  browser.kill();
  await rm(profile, { recursive: true, force: true });
}
process.exitCode = good ? 0 : 1;
