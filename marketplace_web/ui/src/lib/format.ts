import { days, lists, numbers, spans } from "./locale";

const number = numbers();
const compact = numbers({ notation: "compact", maximumFractionDigits: 1 });
const tenth = numbers({ maximumFractionDigits: 1 });
const oneTenth = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
const fine = numbers({ maximumFractionDigits: 2 });
const finest = numbers({ maximumFractionDigits: 4 });
const ledger = numbers({ minimumFractionDigits: 2, maximumFractionDigits: 4 });
const day = days({ day: "numeric", month: "short" });
const date = days({ day: "numeric", month: "long", year: "numeric" });
const moment = days({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const minute = days({ hour: "2-digit", minute: "2-digit" });
const month = days({ month: "long", year: "numeric", timeZone: "UTC" });
const relative = spans();
const beside = lists({ type: "conjunction", style: "narrow" });
const either = lists({ type: "disjunction" });

export const whole = (value: number): string => number.format(value);
export const brief = (value: number): string => (value < 10_000 ? number.format(value) : compact.format(value));
/** A share of one, to a tenth of a percent. */
export const percent = (share: number): string => `${tenth.format(share * 100)}%`;
/** With one digit behind the point, though it is none: `4.0`. */
export const tenths = (value: number): string => oneTenth.format(value);
export const onDay = (iso: string): string => day.format(new Date(iso));
export const onDate = (iso: string): string => date.format(new Date(iso));
export const at = (iso: string): string => moment.format(new Date(iso));
export const clock = (when: Date): string => minute.format(when);
export const monthOf = (when: Date): string => month.format(when);

/** Credits come as decimal strings; two decimals are enough for a reader, more for cents of one. */
export function credits(amount: string): string {
  const value = Number(amount);
  return (value !== 0 && Math.abs(value) < 0.1 ? finest : fine).format(value);
}

/** As credits, in a column: every line has its cents, so that they stand below each other. */
export const booked = (amount: string | number): string => ledger.format(Number(amount));

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];

export function ago(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(0, "second");
}

type Listed = readonly (string | false | null | undefined)[];

const said = (words: Listed): string[] => words.filter((word) => typeof word === "string" && word !== "") as string[];

/** Words one after another: `Leeds, Hull, York`. What there is none of is left out. */
export const listed = (words: Listed): string => beside.format(said(words));
/** One of them: `Ana, Ben, or Cleo`. */
export const oneOf = (words: Listed): string => either.format(said(words));

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${tenths(ms / 1000)} s`;
  return `${Math.floor(ms / 60_000)}m ${String(Math.round((ms % 60_000) / 1000)).padStart(2, "0")}s`;
}

/** A text that begins with a capital; the rest stays as it is. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Laelia summarize` from `summarize`: a word of the API for readers. */
export function sentence(word: string): string {
  const text = word.replaceAll("_", " ").replaceAll("-", " ");
  return capital(text);
}
