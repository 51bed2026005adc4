const DAY_MS = 86_400_000;
export const SPANS = ["7", "30", "90", "365"] as const;
export type Span = (typeof SPANS)[number];

/** The span that an address asks for; a month where it asks for none that there is. */
export const spanOf = (wanted: string | undefined): Span => SPANS.find((one) => one === wanted) ?? "30";

const dayOf = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

/** As the hub takes it: from inside to outside, in UTC, today among them. */
export function asked(span: Span, now = Date.now()): { from: string; to: string } {
  return { from: dayOf(now - (Number(span) - 1) * DAY_MS), to: dayOf(now + DAY_MS) };
}

/** Every day from one to before another; those of which nothing is known are `none`. */
export function everyDay<T extends { day: string }>(known: readonly T[], { from, to }: { from: string; to: string }, none: (day: string) => T): T[] {
  const found = new Map(known.map((one) => [one.day, one]));
  const count = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
  return Array.from({ length: count }, (_, i) => dayOf(Date.parse(from) + i * DAY_MS)).map((day) => found.get(day) ?? none(day));
}
