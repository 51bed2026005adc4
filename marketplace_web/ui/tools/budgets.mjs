// Whether what was built stays within its budgets, compressed as it is sent: node tools/budgets.mjs
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1024;
const LANDING_JS = 180 * KB;
const ROUTE_JS = 70 * KB;
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

const entries = [...html.matchAll(/assets\/([\w.-]+\.js)/g)].map((found) => found[1]);
const first = new Set(entries.flatMap((name) => [...closure(name)]));
const bloom = files.filter((name) => /^bloom-.*\.js$/.test(name));
const sum = (names) => [...names].reduce((total, name) => total + packed(name), 0);
const lines = [["landing JS, with the bloom", sum(new Set([...first, ...bloom])), LANDING_JS]];
for (const name of files.filter((one) => /page-.*\.js$/.test(one))) {
  const more = [...closure(name)].filter((one) => !first.has(one));
  lines.push([`${name.replace(/-[\w-]{7}\.js$/, "")} JS`, sum(more), ROUTE_JS]);
}
lines.push(["CSS", sum(files.filter((name) => name.endsWith(".css"))), CSS]);
lines.push(["fonts of a Latin page", files.filter((name) => /-latin-wght-normal.*\.woff2$/.test(name)).reduce((total, name) => total + read(name).length, 0), FONTS]);
let over = false;
for (const [what, size, budget] of lines) {
  const fits = size <= budget;
  over ||= !fits;
  console.log(`${fits ? "✓" : "✗"} ${what.padEnd(30)} ${(size / KB).toFixed(1).padStart(6)} of ${budget / KB} KB`);
}
process.exitCode = over ? 1 : 0;
