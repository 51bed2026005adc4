// The picture that a shared link shows, as wide as readers crop it to: node tools/share.mjs (then commit it)
import { withBrowser } from "./browser.mjs";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";

await withBrowser(async (context) => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1440, height: 756 });
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(url, { waitUntil: "networkidle" });
  await page.waitForTimeout(3000);
  await page.screenshot({ path: new URL("../public/web/share.jpg", import.meta.url).pathname, type: "jpeg", quality: 82 });
});
