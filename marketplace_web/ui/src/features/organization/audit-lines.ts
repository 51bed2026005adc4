import type { AuditEvent } from "@/api/organization";
import { at, listed, sentence } from "@/lib/format";
import { auditWords } from "@/strings/audit";
import { common } from "@/strings/common";

export interface Change {
  field: string;
  before: string | null;
  after: string | null;
}

/** What somebody did, in words; an action without any is shown by its own name. */
export function actOf(event: Pick<AuditEvent, "action">): string {
  const known = auditWords.acts[event.action];
  if (known) return known;
  return sentence(event.action.replaceAll(".", " ")).toLowerCase();
}

/** The fields that are not the same on both sides; what was there alone before, or only is now, too. */
export function changesOf(event: Pick<AuditEvent, "before" | "after">): Change[] {
  const before = event.before ?? {};
  const after = event.after ?? {};
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((field) => ({ field, before: shown(before[field]), after: shown(after[field]) }))
    .filter((one) => one.before !== one.after);
}

export const fieldName = (field: string): string => auditWords.fields[field] ?? sentence(field).toLowerCase();

function shown(value: unknown): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (Array.isArray(value)) return listed(value.map((one) => shown(one) ?? "")) || null;
  if (typeof value === "boolean") return value ? common.yes.toLowerCase() : common.no.toLowerCase();
  if (typeof value === "object") return Object.keys(value).length > 0 ? JSON.stringify(value) : null;
  if (typeof value !== "string") return String(value);
  return MOMENT.test(value) ? at(value) : WORD.test(value) ? value.replaceAll("_", " ") : value;
}

/** A state of the API's: `in_review`. */
const WORD = /^[a-z]+(?:_[a-z]+)+$/;

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const ID = /\b[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}\b/g;
/** Of little use beside the act itself; the details have them. */
const ASIDE = new Set(["expires_at", "attributes", "channels", "mode", "organization_id", "version_id", "price_id", "listing_id", "source_id", "payment_mode", "keys", "digest", "input_digest"]);

/**
 * One line's gist beside the act: `role: member → staff`. At most two fields; the rest is in the
 * details. `nameOf` says what an ID is called, or nothing: then the field is left to the details.
 */
export function gistOf(event: Pick<AuditEvent, "before" | "after">, nameOf: (id: string) => string | null = () => null): string {
  const named = (text: string | null) => text?.replaceAll(ID, (id) => nameOf(id) ?? id) ?? null;
  return changesOf(event)
    .filter((one) => !ASIDE.has(one.field))
    .map((one) => ({ ...one, before: named(one.before), after: named(one.after) }))
    .filter(({ before, after }) => `${before ?? ""}${after ?? ""}`.length <= 90 && !`${before} ${after}`.match(ID) && !(before === null && after === common.no.toLowerCase()))
    .slice(0, 2)
    .map(({ field, before, after }) => `${field === "method" ? fieldName(field) : `${fieldName(field)}:`} ${before === null ? after : `${before} → ${after ?? auditWords.nothing}`}`)
    .join(", ");
}

/**
 * Where the chain breaks among events that follow each other, the newest first; null where it holds.
 * Each event names the hash of the one before it.
 */
export function breakIn(events: readonly Pick<AuditEvent, "seq" | "hash" | "previous">[]): number | null {
  for (let i = 0; i + 1 < events.length; i += 1) {
    const [newer, older] = [events[i], events[i + 1]];
    if (newer && older && (newer.seq !== older.seq + 1 || newer.previous !== older.hash)) return newer.seq;
  }
  return null;
}
