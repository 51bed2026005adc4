/**
 * What somebody did while nothing could be sent: small things alone, that do no harm when they come
 * late or twice. Kept in this browser for whoever did them, until they are sent, taken back, or that
 * person signs out.
 */
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { Offline } from "./problem";

export type Deed =
  | { kind: "outcome"; of: string; happy: boolean; reason: string | null }
  | { kind: "read"; of: string; subject: string };

export type Waiting = Deed & {
  /** Its Idempotency-Key: sent again after a lost answer, it is the same. */
  id: string;
  at: string;
};

interface Kept {
  who: string;
  deeds: readonly Waiting[];
}

const NAME = "laelia-waiting";
const NONE: readonly Waiting[] = [];
const listeners = new Set<() => void>();
let seen: { text: string | null; kept: Kept | null } = { text: null, kept: null };

/** The same object for as long as nothing has changed. */
function kept(): Kept | null {
  let text: string | null = null;
  try {
    text = localStorage.getItem(NAME);
    if (text !== seen.text) seen = { text, kept: text ? (JSON.parse(text) as Kept) : null };
  } catch {
    seen = { text, kept: null };
  }
  return seen.kept;
}

/** Whether it is kept: storage may be closed, or full. */
function set(next: Kept | null): boolean {
  try {
    if (next && next.deeds.length > 0) localStorage.setItem(NAME, JSON.stringify(next));
    else localStorage.removeItem(NAME);
  } catch {
    return false;
  }
  listeners.forEach((tell) => tell());
  return true;
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  addEventListener("storage", tell);
  return () => {
    listeners.delete(tell);
    removeEventListener("storage", tell);
  };
}

const deedsNow = (): readonly Waiting[] => kept()?.deeds ?? NONE;

export const useWaiting = (): readonly Waiting[] => useSyncExternalStore(subscribe, deedsNow, () => NONE);
export const waitingOf = (who: string): readonly Waiting[] => (kept()?.who === who ? deedsNow() : NONE);
export const takeBack = (id: string): boolean => set(kept() && { ...(kept() as Kept), deeds: deedsNow().filter((one) => one.id !== id) });
/** Nobody's but theirs is kept; nobody's at all without one. */
export const keepOnlyOf = (who: string | null): boolean => kept()?.who === who || set(null);

/**
 * Sends it now, or keeps it where nothing can be sent: null then. What is done to the same thing
 * later takes its place. Throws what the hub refuses; Offline where it cannot be kept either.
 */
export async function nowOrLater<T>(client: QueryClient, deed: Deed, send: (headers: Record<string, string>) => Promise<T>): Promise<T | null> {
  const one: Waiting = { ...deed, id: crypto.randomUUID(), at: new Date().toISOString() };
  const who = client.getQueryData<{ user: { id: string } } | null>(["session"])?.user.id;
  const before = deedsNow().filter((other) => other.kind !== deed.kind || other.of !== deed.of);
  try {
    if (!navigator.onLine) throw new Offline();
    const answer = await send({ "idempotency-key": one.id });
    if (who && before.length < deedsNow().length) set({ who, deeds: before });
    return answer;
  } catch (error) {
    if (!(error instanceof Offline) || !who || !set({ who, deeds: [...before, one] })) throw error;
    return null;
  }
}
