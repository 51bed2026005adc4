/** A piece of a line of text: plain, code, or a link. */
export type Piece = { kind: "plain"; text: string } | { kind: "code"; text: string } | { kind: "link"; text: string; to: string };

const MARKS = /`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Reads `code` and [links](/somewhere); everything else stays as it is. */
export function pieces(line: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const mark of line.matchAll(MARKS)) {
    if (mark.index > at) found.push({ kind: "plain", text: line.slice(at, mark.index) });
    const [whole, code, text, to] = mark;
    found.push(code === undefined ? { kind: "link", text: text ?? "", to: to ?? "" } : { kind: "code", text: code });
    at = mark.index + whole.length;
  }
  if (at < line.length) found.push({ kind: "plain", text: line.slice(at) });
  return found;
}
