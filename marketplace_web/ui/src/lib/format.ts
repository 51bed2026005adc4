const number = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
const date = new Intl.DateTimeFormat("en", { day: "numeric", month: "long", year: "numeric" });
const moment = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

export const whole = (value: number): string => number.format(value);
export const brief = (value: number): string => (value < 10_000 ? number.format(value) : compact.format(value));
/** A share of one, to a tenth of a percent. */
export const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`;
export const onDay = (iso: string): string => day.format(new Date(iso));
export const onDate = (iso: string): string => date.format(new Date(iso));
export const at = (iso: string): string => moment.format(new Date(iso));

/** Credits come as decimal strings; two decimals are enough for a reader, more for cents of one. */
export function credits(amount: string): string {
  const value = Number(amount);
  const digits = value !== 0 && Math.abs(value) < 0.1 ? 4 : 2;
  return new Intl.NumberFormat("en", { maximumFractionDigits: digits }).format(value);
}

const ledger = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 4 });
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

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)}m ${String(Math.round((ms % 60_000) / 1000)).padStart(2, "0")}s`;
}

/** A text that begins with a capital; the rest stays as it is. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Laelia summarize` from `summarize`: a word of the API for readers. */
export function sentence(word: string): string {
  const text = word.replaceAll("_", " ").replaceAll("-", " ");
  return capital(text);
}
