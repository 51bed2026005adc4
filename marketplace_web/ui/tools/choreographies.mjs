// Everything that moves by design: where it is, what sets it off, how long it lasts (milliseconds).
// `arriving` is recorded from the first paint on; `at` puts a scene at a share of its length instead.
const GIVEN = "Sales rose by a tenth in May, most of it in the north.";

export const CHOREOGRAPHIES = (person) => [
  { name: "hero-opening", path: "/", guest: true, arriving: true, slow: 3, span: 2400, frames: 8 },
  { name: "hero-loop", path: "/", guest: true, arriving: true, span: 15_000, frames: 12, theme: "dark", widths: [1440, 390] },
  { name: "story", path: "/", guest: true, frames: 12, ready: stage, at: seek, widths: [1440, 390] },
  { name: "landing-feed", path: "/", guest: true, span: 4000, frames: 4 },
  { name: "market-cards", path: "/marketplace", guest: true, arriving: true, slow: 6, span: 900 },
  { name: "market-pill", path: "/marketplace", guest: true, slow: 8, span: 420, frames: 6, go: (page) => page.getByRole("group", { name: "Category" }).getByRole("button").nth(3).click() },
  { name: "market-hover", path: "/marketplace", guest: true, slow: 4, span: 800, frames: 4, ready: (page) => card(page).scrollIntoViewIfNeeded(), go: (page) => card(page).hover({ position: { x: 200, y: 40 } }) },
  { name: "market-opens", path: "/marketplace", guest: true, slow: 8, span: 600, ready: (page) => card(page).scrollIntoViewIfNeeded(), go: (page) => card(page).getByRole("link").first().click() },
  { name: "playground", path: `/agents/${person.agent}`, span: 8000, frames: 8, ready: (page) => page.locator("#try textarea").fill(GIVEN), go: (page) => page.getByRole("button", { name: "Run it" }).click() },
  { name: "ask", path: "/app/ask", span: 9000, frames: 12, theme: "dark", go: ask },
  { name: "home", path: "/app", arriving: true, slow: 4, span: 1600 },
  { name: "analytics", path: "/app/analytics", arriving: true, slow: 4, span: 1800 },
  { name: "studio-funnel", path: `/studio/agents/${person.own}?tab=tries`, arriving: true, slow: 4, span: 1600, frames: 6 },
  { name: "studio-wizard", path: "/studio/new", slow: 2, span: 1800, frames: 6, go: (page) => page.getByText("Tools that you run already").click() },
  { name: "theme", path: "/app", slow: 8, span: 340, frames: 6, go: (page) => page.getByRole("button", { name: "Use the dark theme" }).click() },
  { name: "route", path: "/app", slow: 8, span: 340, frames: 6, go: (page) => page.getByRole("link", { name: "Analytics", exact: true }).first().click() },
  { name: "palette", path: "/app", slow: 6, span: 800, frames: 6, go: (page) => page.keyboard.press("Control+k") },
  { name: "sign-up", path: "/signup", guest: true, span: 5000, frames: 8, go: fill },
];

const card = (page) => page.getByRole("article").first();

/** On a phone the stage is higher than the window, and its line is below it: all of it is to be seen. */
async function stage(page) {
  const { width } = page.viewportSize();
  if (width < 700) await page.setViewportSize({ width, height: 1640 });
  await page.getByRole("slider").scrollIntoViewIfNeeded();
  await page.locator("#story-title").evaluate((element) => element.scrollIntoView({ block: "start" }));
}

async function seek(page, share) {
  await page.getByRole("slider").fill(String(Math.round(share * 1000)));
  await page.waitForTimeout(450);
}

async function ask(page) {
  await page.getByRole("textbox", { name: "Your goal" }).fill(`Summarize this: ${GIVEN}`);
  await page.getByRole("button", { name: "Run it" }).click();
}

async function fill(page) {
  await page.getByLabel("Your name").pressSequentially("Mara Osei", { delay: 40 });
  await page.getByLabel("Email").pressSequentially("mara@studio.example", { delay: 40 });
  await page.getByLabel("Password", { exact: false }).pressSequentially("violet-harbour-lantern-9", { delay: 40 });
}
