const name = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

/** `2026-11` in words. */
export const monthName = (month: string): string => name.format(new Date(`${month}-01T00:00:00Z`));
