/** Lets the browser keep the app, so that it opens without the network (`src/worker.js`). */
const ADDRESS = "/worker.js";

interface Policies {
  createPolicy: (name: string, rules: { createScriptURL: () => string }) => { createScriptURL: (from: string) => string };
}

let trusted: string | undefined;

/**
 * The one script that may be named by a string, and it is always this one: the page's policy allows no other. A policy is
 * made once, also where somebody signs out and in again.
 */
function address(): string {
  const { trustedTypes } = window as { trustedTypes?: Policies };
  trusted ??= trustedTypes?.createPolicy("laelia-worker", { createScriptURL: () => ADDRESS }).createScriptURL(ADDRESS) ?? ADDRESS;
  return trusted;
}

export async function registerWorker(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  // A browser may forbid it, as in private windows: then the app needs the network, as any page does.
  await navigator.serviceWorker.register(address(), { updateViaCache: "none" }).catch(() => undefined);
}
