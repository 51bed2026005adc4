import { PAGES } from "./pages.mjs";
import { asGuest, withBrowser, withPerson } from "./browser.mjs";
const url = process.env.LAELIA_URL;
const only = process.argv.slice(2);
await withBrowser(async (context) => {
  const person = await withPerson(context, url);
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => list.getEntries().forEach((e) => { if (!e.hadRecentInput && e.value > 0.003) window.shifts.push([Math.round(e.startTime), e.value.toFixed(3), e.sources.slice(0,5).map((s) => { const n = s.node; return (n?.outerHTML ?? n?.textContent ?? "?").slice(0, 110) + ` ${s.previousRect.y|0},${s.previousRect.height|0}->${s.currentRect.y|0},${s.currentRect.height|0}`; })]); })).observe({ type: "layout-shift", buffered: true });
  });
  for (const one of PAGES(person)) {
    if (!only.includes(one.name)) continue;
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.goto(`${url}/robots.txt`);
      if (one.guest) await asGuest(page, context);
      await page.goto(url + one.path, { waitUntil: "networkidle" });
      await one.act?.(page);
      console.log("==", one.name, width);
      for (const s of await page.evaluate(() => window.shifts)) console.log(s[0], s[1], "\n   " + s[2].join("\n   "));
    }
  }
});
