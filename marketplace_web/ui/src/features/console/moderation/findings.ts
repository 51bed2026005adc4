/** What a check, screening or a person says of something. */
export interface Finding {
  check: string;
  severity: string;
  detail: string;
}

const ORDER = ["grave", "warning", "info"];
const rank = (severity: string) => (ORDER.includes(severity) ? ORDER.indexOf(severity) : ORDER.length);
const text = (value: unknown) => (typeof value === "string" ? value : "");

/** The hub's findings are open objects: only what is a text is shown. */
export const read = (found: readonly Record<string, unknown>[]): Finding[] =>
  found
    .map((one) => ({ check: text(one.check), severity: text(one.severity) || "info", detail: text(one.detail) }))
    .toSorted((a, b) => rank(a.severity) - rank(b.severity));

export const gravest = (found: readonly Record<string, unknown>[]): Finding | undefined => read(found)[0];
export const worstOf = (found: readonly Record<string, unknown>[]): string | undefined => gravest(found)?.severity;
