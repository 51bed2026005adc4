// Goes to every page as whoever it is for, several at once: what pictures, visits and strips share.
import { chromium } from "playwright-core";
import { FLAGS, withPerson } from "./browser.mjs";
import { asAdministrator } from "./platform.mjs";

const AT_ONCE = Number(process.env.AT_ONCE ?? 3);
// "rtl" shows how pages are laid out for who writes from right to left, in English words.
const DIRECTION = process.env.DIRECTION ?? "ltr";
const QUIET_MS = 8000;
const SETTLES_MS = 6000;
const HEIGHTS = { 1440: 900, 390: 844 };
// Who works alone comes first: a team is never left again.
const ROUNDS = [["person"], ["team", "admin", "guest"]];

export const sizeOf = (width) => ({ width, height: HEIGHTS[width] ?? 900 });
const whose = (one) => (one.guest ? "guest" : one.admin ? "admin" : one.before ? "team" : "person");

/** Runs `work` with a browser and a person in it; `as` opens pages of each kind of visitor, as wide as
 * they will be: one that is made wider while others are drawn is now and then painted in tiles. */
export async function withTour(url, work) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
  try {
    const context = await browser.newContext();
    const person = await withPerson(context, url);
    const kept = { person: await context.storageState(), guest: undefined };
    kept.team = kept.person;
    if (person.platform) kept.admin = await administratorIn(await browser.newContext(), url, person.platform);
    await context.close();
    const contexts = new Map();
    const as = async (one, { theme, still, width }) => {
      const key = `${whose(one)} ${theme} ${still} ${width}`;
      if (!contexts.has(key)) contexts.set(key, contextOf(browser, url, kept[whose(one)], { theme, still, width }));
      return (await contexts.get(key)).newPage();
    };
    return await work({ person, as, browser });
  } finally {
    await browser.close();
  }
}

async function administratorIn(context, url, platform) {
  const page = await context.newPage();
  await page.goto(`${url}/robots.txt`);
  await asAdministrator(page, platform);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function contextOf(browser, url, storageState, { theme, still, width }) {
  const context = await browser.newContext({ storageState, viewport: sizeOf(width), reducedMotion: still ? "reduce" : "no-preference" });
  context.setDefaultTimeout(30_000);
  await context.addCookies([{ name: "laelia-theme", value: theme, url }]);
  await context.addInitScript((direction) => document.addEventListener("DOMContentLoaded", () => { document.documentElement.dir = direction; }), DIRECTION);
  return context;
}

/** All jobs, round after round, each round by several workers. What one throws is its own fault. */
export async function each(jobs, work, failed, atOnce = AT_ONCE) {
  for (const kinds of ROUNDS) {
    const waiting = jobs.filter(({ one }) => kinds.includes(whose(one)));
    const worker = async () => {
      for (let job = waiting.shift(); job; job = waiting.shift()) await work(job).catch((error) => failed(job, error));
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }
}

/** One picture at a time: pages that are drawn at once are now and then painted into each other. */
let last = Promise.resolve();
export function alone(work) {
  const turn = last.then(work);
  last = turn.catch(() => null);
  return turn;
}

/** Opens a page as its list says, and waits until nothing is loaded any more. */
export async function opened(page, url, one) {
  await one.before?.(url);
  await page.goto(url + one.path, { waitUntil: "load" });
  await quiet(page);
  if (one.act) await page.evaluate(() => (window.loaded = window.shifted));
  await one.act?.(page);
}

/** A page that listens to a stream never falls silent: it is waited for only so long. */
const quiet = (page) => page.waitForLoadState("networkidle", { timeout: QUIET_MS }).catch(() => null);

/** In the page: whether something is waited for, or moves and comes to an end. */
const unsettled = () => document.querySelector(".skeleton, .page-loading") !== null || document.getAnimations().some((one) => one.playState === "running" && one.timeline === document.timeline && one.effect.getComputedTiming().endTime !== Infinity);

export async function settled(page) {
  for (const until = Date.now() + SETTLES_MS; Date.now() < until && (await page.evaluate(unsettled)); ) await page.waitForTimeout(150);
}

/** What a page says that it should not. */
export function overheard(page) {
  const said = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  return said;
}

export const chosen = (pages, names) => pages.filter((one) => names.length === 0 || names.some((name) => one.name.startsWith(name)));
