import type { RuleBody } from "@/api/console/platform";

/** Why a list is none: which line, the first being 1. */
export class FaultyLine extends Error {
  constructor(readonly line: number) {
    super(`line ${line}`);
  }
}

function fields(line: string): string[] {
  const found = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((one) => one[1] ?? "");
  return found.slice(0, Math.max(1, found.length - (line.endsWith(",") ? 0 : 1))).map((one) => (one.startsWith('"') ? one.slice(1, -1).replaceAll('""', '"') : one).trim());
}

/** Rules from lines of `domain, effect, reason`, as the export writes them; the reason may hold commas. */
export function parseRules(text: string): RuleBody[] {
  const lines = text.split(/\r?\n/).map((line, i) => ({ line: line.trim(), at: i + 1 })).filter(({ line }) => line !== "" && !/^domain\s*,/i.test(line));
  return lines.map(({ line, at }) => {
    const [domain = "", ...rest] = fields(line);
    const known = rest[0]?.toLowerCase() === "block" || rest[0]?.toLowerCase() === "allow";
    const effect = known ? (rest[0]?.toLowerCase() as "block" | "allow") : "block";
    const reason = (known ? rest.slice(1) : rest).join(", ").trim();
    if (!/^(\*\.)?[^\s@,*]+\.[^\s@,*]+$/.test(domain) || reason === "") throw new FaultyLine(at);
    return { domain, effect, reason };
  });
}
