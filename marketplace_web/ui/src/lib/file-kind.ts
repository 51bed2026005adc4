import { tenths } from "./format";

/** What agents read of a file: its bytes say, as they do at the hub. Of documents they are given the text. */
export type FileKind = "text" | "image" | "other";

export const MOST_BYTES = 25 * 1024 * 1024;
/** So much of its beginning is enough to tell, and of an archive so much of its end, where the names stand. */
export const HEAD_BYTES = 4096;
export const TAIL_BYTES = 256 * 1024;

const IMAGES: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
];
const RIFF = [0x52, 0x49, 0x46, 0x46];
const WEBP = [0x57, 0x45, 0x42, 0x50];
const PDF = [0x25, 0x50, 0x44, 0x46];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OFFICE = ["word/document.xml", "xl/workbook.xml"];
const CONTROLS = new Set(Array.from({ length: 32 }, (_, i) => i).filter((code) => ![9, 10, 12, 13].includes(code)));

const begins = (bytes: Uint8Array, with_: readonly number[], at = 0): boolean => with_.every((byte, i) => bytes[at + i] === byte);

function holds(bytes: Uint8Array, names: readonly string[]): boolean {
  const text = new TextDecoder("latin1").decode(bytes);
  return names.some((name) => text.includes(name));
}

/** `head` is the beginning of it, `tail` the end; `whole`, that the head is all there is. */
export function kindOf(head: Uint8Array, whole: boolean, tail = head): FileKind {
  if (IMAGES.some((magic) => begins(head, magic)) || (begins(head, RIFF) && begins(head, WEBP, 8))) return "image";
  if (begins(head, PDF) || (begins(head, ZIP) && holds(tail, OFFICE))) return "text";
  if (head.some((byte) => CONTROLS.has(byte))) return "other";
  try {
    // The last letter may be cut in two, where this is not the end.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: !whole });
    return "text";
  } catch {
    return "other";
  }
}

/** `1.4 MB`, as people say it. */
export function sizeOf(bytes: number): string {
  const units = ["B", "KB", "MB"];
  let value = bytes;
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1024;
    at += 1;
  }
  return `${at > 0 && value < 10 ? tenths(value) : Math.round(value)} ${units[at]}`;
}
