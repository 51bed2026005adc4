import { sentence } from "@/lib/format";

export interface Piece {
  kind: "same" | "gone" | "new";
  text: string;
}

// Beyond this a table of all pairs costs more than it tells.
const MOST = 1200;
const words = (text: string): string[] => text.match(/\s+|[^\s]+/g) ?? [];

/** Texts word by word, by their longest common run of words; whole, where they are too long. */
export function compare(before: string, after: string): Piece[] {
  const a = words(before);
  const b = words(after);
  if (a.length > MOST || b.length > MOST) return [piece("gone", before), piece("new", after)].filter((one) => one.text);
  return joined(walk(a, b, table(a, b)));
}

const piece = (kind: Piece["kind"], text: string): Piece => ({ kind, text });

/** How long the longest common run is from each pair of places on. */
function table(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const [row, below] = [rows[i], rows[i + 1]];
      if (row && below) row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

function walk(a: readonly string[], b: readonly string[], rows: readonly Uint16Array[]): Piece[] {
  const found: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push(piece("same", a[i] ?? ""));
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && (rows[i + 1]?.[j] ?? 0) >= (rows[i]?.[j + 1] ?? 0))) {
      found.push(piece("gone", a[i] ?? ""));
      i += 1;
    } else {
      found.push(piece("new", b[j] ?? ""));
      j += 1;
    }
  }
  return found;
}

/** Neighbors of a kind as one, so that a sentence reads as a sentence. */
function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  for (const one of pieces) {
    const last = found.at(-1);
    if (last?.kind === one.kind) last.text += one.text;
    else found.push({ ...one });
  }
  return found;
}

/** An object of plain values, lists of none among them. */
const isFlat = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every((one) => typeof one !== "object" || one === null || (Array.isArray(one) && one.length === 0));

/** A value of any shape as a person reads it: texts as they are, lists by line, the rest as JSON. */
export function readable(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join("\n");
  // What an agent asks for comes with its own words.
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one?.text === "string")) return value.map((one: { text: string }) => one.text).join("\n");
  if (isFlat(value)) return Object.entries(value).filter(([, one]) => one !== null && one !== "" && !Array.isArray(one)).map(([name, one]) => `${sentence(name)}: ${one === true ? "yes" : one === false ? "no" : String(one)}`).join("\n");
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}

/** Whether it reads as code: a value that `readable` wrote as JSON, or a text like it. */
export const isCode = (text: string): boolean => /^[[{]\n/.test(text);

/** What of a change is marked, at even places, and the spaces around its lines, at odd ones: a line below those looks like words. */
export const marked = (text: string): string[] => (text.trim() ? text.split(/(\s*\n\s*|^\s+|\s+$)/) : [text]);

/** `manifest/input_schema/properties/text` as words. */
export const placeName = (place: string): string => place.replaceAll("_", " ").split("/").join(" › ");
