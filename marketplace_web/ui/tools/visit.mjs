// Every page in a real browser: no violation of the policy, no error, nothing that axe finds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PAGES } from "./pages.mjs";
import { asGuest, withBrowser, withPerson } from "./browser.mjs";
import { asAdministrator } from "./platform.mjs";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const MOST_SHIFTED = 0.05;
const only = process.argv.slice(2);
let faults = 0;

await withBrowser(async (context) => {
  const person = await withPerson(context, url);
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  // How far what is there already moves while a page loads: what a person sets off does not count.
  await page.addInitScript(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shifted += entry.hadRecentInput ? 0 : entry.value))).observe({ type: "layout-shift", buffered: true });
  });
  // In a world of its own, where the page's policy does not bind the checker.
  const session = await context.newCDPSession(page);
  for (const one of PAGES(person)) {
    if (only.length && !only.some((name) => one.name.startsWith(name))) continue;
    await one.before?.(url);
    for (const theme of ["light", "dark"]) {
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ reducedMotion: "reduce" });
        await page.goto(`${url}/robots.txt`);
        await page.evaluate((chosen) => localStorage.setItem("laelia-theme", chosen), theme);
        if (one.admin) await asAdministrator(page, person.platform);
        if (one.guest) await asGuest(page, context);
        await page.goto(url + one.path, { waitUntil: "networkidle" });
        await one.act?.(page);
        const { frameTree } = await session.send("Page.getFrameTree");
        const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
        await session.send("Runtime.evaluate", { contextId: executionContextId, expression: axe });
        const { result } = await session.send("Runtime.evaluate", {
          contextId: executionContextId, awaitPromise: true, returnByValue: true,
          expression: `axe.run({ runOnly: ${JSON.stringify(TAGS)} }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ")).slice(0, 4).join(", ")))`,
        });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        const shifted = await page.evaluate(() => window.shifted);
        const found = [...(result.value ?? ["axe did not run"]), ...said.splice(0).filter((text) => !one.expects?.test(text)), ...(wide ? ["scrolls sideways"] : []), ...(shifted > MOST_SHIFTED ? [`layout shifts by ${shifted.toFixed(3)}`] : [])];
        faults += found.length;
        if (found.length) console.log(`✗ ${one.name} ${theme} ${width}\n   ${found.join("\n   ")}`);
      }
    }
  }
});
console.log(faults ? `${faults} faults` : "✓ every page, both themes, two widths");
process.exitCode = faults ? 1 : 0;
