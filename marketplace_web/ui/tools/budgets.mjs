// Whether what was built stays within its budgets, compressed as it is sent: node tools/budgets.mjs
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1024;
const LANDING_JS = 180 * KB;
const ROUTE_JS = 70 * KB;
// What stands around the pages of who is signed in, which comes with the first of them.
const SHELL_JS = 80 * KB;
// What a page loads once it is looked at or asked for: each part beyond what is there, and all of them with the page.
const PART_JS = 40 * KB;
const WHOLE_JS = 130 * KB;
const CSS = 25 * KB;
const FONTS = 90 * KB;
const folder = new URL("../../dist/assets/", import.meta.url);
const files = readdirSync(folder);
const read = (name) => readFileSync(new URL(name, folder));
const packed = (name) => gzipSync(read(name), { level: 9 }).length;
const html = readFileSync(new URL("../../dist/index.html", import.meta.url), "utf8");

/** What a chunk imports at once, itself included. */
function closure(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, other] of read(name).toString().matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) closure(other, seen);
  return seen;
}

/** What some chunks load later; pages are counted by themselves. */
const laterOf = (names) => new Set([...names].flatMap((name) => [...read(name).toString().matchAll(/import\(["'`]\.\/([\w.-]+\.js)["'`]\)/g)].map(([, other]) => other)).filter((name) => !isPage(name)));
const isPage = (name) => /page-[\w-]{7}\.js$/.test(name);

const entries = [...html.matchAll(/assets\/([\w.-]+\.js)/g)].map((found) => found[1]);
const first = new Set(entries.flatMap((name) => [...closure(name)]));
const bloom = files.filter((name) => /^bloom-.*\.js$/.test(name));
const sum = (names) => [...names].reduce((total, name) => total + packed(name), 0);
const lines = [["landing JS, with the bloom", sum(new Set([...first, ...bloom])), LANDING_JS]];
const beyond = (name, there) => [...closure(name)].filter((one) => !first.has(one) && !there.has(one));

/** A chunk with what it imports, and what it loads later where it does. */
function weigh(called, name, budget) {
  const own = new Set(beyond(name, new Set()));
  lines.push([called, sum(own), budget]);
  const parts = [...laterOf(own)].map((part) => beyond(part, own)).filter((part) => part.length > 0);
  if (parts.length === 0) return;
  lines.push([`${called}, its largest part`, Math.max(...parts.map(sum)), PART_JS]);
  lines.push([`${called}, with all parts`, sum(new Set([...own, ...parts.flat()])), WHOLE_JS]);
}

for (const name of laterOf(first)) if (!bloom.includes(name)) weigh(`around pages ${name}`, name, SHELL_JS);
for (const name of files.filter(isPage)) weigh(`${name.replace(/-[\w-]{7}\.js$/, "")} JS`, name, ROUTE_JS);
lines.push(["CSS", sum(files.filter((name) => name.endsWith(".css"))), CSS]);
lines.push(["fonts of a Latin page", files.filter((name) => /-latin-wght-normal.*\.woff2$/.test(name)).reduce((total, name) => total + read(name).length, 0), FONTS]);
let over = false;
for (const [what, size, budget] of lines) {
  const fits = size <= budget;
  over ||= !fits;
  console.log(`${fits ? "✓" : "✗"} ${what.padEnd(38)} ${(size / KB).toFixed(1).padStart(6)} of ${budget / KB} KB`);
}
process.exitCode = over ? 1 : 0;
