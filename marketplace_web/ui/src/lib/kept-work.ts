/**
 * Work that was refused for lack of credits, kept in this tab: it outlives the way to whoever takes
 * the money and back, and goes to nobody else. What was kept last is what there is.
 */
const NAME = "laelia-kept-work";

export interface KeptWork {
  /** Where it was begun: the address to go back to. */
  place: string;
  /** Whose it is. */
  who: string;
  /** What it says in one line, and the files that it names. */
  words: string;
  files: readonly string[];
  /** All that its page needs to send it again. */
  given: unknown;
}

export function keepWork(work: KeptWork): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(work));
  } catch {
    // storage may be closed, or full: then the page alone holds it
  }
}

export function keptWork(): KeptWork | null {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? "null") as KeptWork | null;
  } catch {
    return null;
  }
}

export function forgetWork(): void {
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // nothing was kept then
  }
}

export const isKeptHere = (): boolean => keptWork()?.place.split("?")[0] === location.pathname;
