/** A month's statement as rows, and as a file for a spreadsheet. */
import type { Statement } from "@/api/earning";
import { money } from "@/lib/amounts";
import { credits, listed } from "@/lib/format";
import { earning as words } from "@/strings/studio-money";

export interface StatementRow {
  name: string;
  currency: string;
  amount: string;
  /** The two ends of the month; the rest moved in between. */
  end: boolean;
}

export const amountOf = (amount: string, currency: string): string => (currency === "credit" ? words.credits(credits(amount)) : money(amount, currency));

const ends = (name: string, of: Record<string, string>) => Object.entries(of).map(([currency, amount]) => ({ name, currency, amount, end: true }));

export function rowsOf({ opening, closing, lines }: Statement): StatementRow[] {
  return [
    ...ends(words.statement.opening, opening),
    ...lines.map((line) => ({ name: words.statement.types[line.type] ?? line.type, currency: line.currency, amount: line.amount, end: false })),
    ...ends(words.statement.closing, closing),
  ];
}

/** What became payable, in words: it was there before, and is no row. */
export function releasedOf({ released }: Statement): string | null {
  const amounts = Object.entries(released).map(([currency, amount]) => amountOf(amount, currency));
  return amounts.length ? words.statement.released(listed(amounts)) : null;
}

const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const plain = (row: StatementRow) => (row.currency === "credit" ? row.amount : (Number(row.amount) / 100).toFixed(2));

/** Plain numbers with a point, whatever the reader's language; no cell begins a formula. */
export function csvOf(statement: Statement): string {
  const { columns } = words.statement;
  const table = [[columns.what, columns.currency, columns.amount], ...rowsOf(statement).map((row) => [row.name, row.currency.toUpperCase(), plain(row)])];
  return `${table.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** `2026-11`, and the months before it, the newest first. */
export function monthsBack(count: number, now = new Date()): string[] {
  return Array.from({ length: count }, (_, i) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - i, 1)).toISOString().slice(0, 7));
}
