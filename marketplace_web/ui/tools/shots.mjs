// Pictures of every page, light and dark, wide and narrow: node tools/shots.mjs [name…]
import { mkdir } from "node:fs/promises";
import { PAGES } from "./pages.mjs";
import { asGuest, withBrowser, withPerson } from "./browser.mjs";
import { asAdministrator } from "./platform.mjs";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const folder = process.env.SHOTS ?? new URL("../../shots/", import.meta.url).pathname;
const only = process.argv.slice(2);
const SIZES = [[1440, 900], [390, 844]];
const themes = (process.env.THEMES ?? "light,dark").split(",");
const widths = (process.env.WIDTHS ?? "1440,390").split(",").map(Number);

await mkdir(folder, { recursive: true });
await withBrowser(async (context) => {
  const person = await withPerson(context, url);
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  for (const one of PAGES(person)) {
    if (only.length && !only.some((name) => one.name.startsWith(name))) continue;
    await one.before?.(url);
    for (const theme of themes) {
      for (const [width, height] of SIZES.filter(([w]) => widths.includes(w))) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ reducedMotion: one.still ? "reduce" : "no-preference" });
        await page.goto(url + "/robots.txt");
        await page.evaluate((chosen) => localStorage.setItem("laelia-theme", chosen), theme);
        if (one.admin) await asAdministrator(page, person.platform);
        if (one.guest) await asGuest(page, context);
        await page.goto(url + one.path, { waitUntil: "networkidle" });
        await one.act?.(page);
        await page.waitForTimeout(one.wait ?? 700);
        await page.screenshot({ path: `${folder}/${one.name}-${width}-${theme}.png`, fullPage: one.full ?? false });
      }
    }
    console.log(one.name, said.splice(0).join("\n  "));
  }
});
