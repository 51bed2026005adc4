/**
 * What a browser keeps of the app, so that it opens without the network: the document of every page
 * and the files that it begins with. Nothing that the API answers is ever kept, nor a page of the
 * hub's own. `vite.config.ts` fills in which build this is and which files there are.
 */
const CACHE = "laelia-__BUILD__";
const FILES = __FILES__;
/** The same for whoever asks; the one of /app says nothing of an agent, nor the landing page's words. */
const DOCUMENT = "/app";
/** How long the network may take before a page is opened from what is kept. */
const PATIENCE_MS = 4000;
/** The app's own pages. All others, sign-in and consent among them, are the network's alone. */
const PAGES = /^\/($|(app|studio|console)(\/|$)|(marketplace|compare|login|signup|invitation|docs|legal\/terms|legal\/privacy)$|(agents|categories|collections|publishers)\/[^/]+$)/;
const NAMED = new Set(FILES.filter((path) => path.startsWith("/web/")));

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (PAGES.test(pathname)) event.respondWith(opened(request));
  } else if (pathname.startsWith("/assets/")) event.respondWith(named(request));
  else if (NAMED.has(pathname)) event.respondWith(freshOr(request, pathname));
});

/** All or nothing: while a newer build is being put in place a file is missing, and it is tried again later. */
async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll([DOCUMENT, ...FILES].map((path) => new Request(path, { credentials: "omit" })));
  await skipWaiting();
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await clients.claim();
}

const kept = (path) => caches.match(path, { cacheName: CACHE, ignoreVary: true });

/** A page: the network's, or what is kept where that fails or takes too long. */
async function opened(request) {
  const fresh = fetch(request);
  const late = new Promise((_, refuse) => { setTimeout(refuse, PATIENCE_MS); });
  try {
    return await Promise.race([fresh, late]);
  } catch {
    return (await kept(DOCUMENT)) ?? fresh;
  }
}

/** A file that is named by its content never changes. */
async function named(request) {
  const found = await kept(request.url);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) {
    const cache = await caches.open(CACHE);
    await cache.put(request.url, answer.clone());
  }
  return answer;
}

async function freshOr(request, path) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await kept(path);
    if (found) return found;
    throw error;
  }
}
