import type { ReactNode } from "react";
import type { Totals } from "@/api/buying";
import { listed } from "@/lib/format";
import { money } from "@/lib/money";
import { checkout as words } from "@/strings/checkout";

/** Every line of what is to be paid, in the order in which it is reckoned. */
export function Lines({ totals, stale = false, dueLabel = words.dueNow }: { totals: Totals; stale?: boolean; dueLabel?: string }) {
  const { currency } = totals;
  const shown = (amount: number) => money({ amount, currency });
  const rates = listed([...new Set(totals.lines.filter((line) => line.tax !== 0).map((line) => `${line.tax_rate}%`))]);
  const rows: [string, number][] = [
    [words.subtotal, totals.subtotal],
    [words.discount, -totals.discount],
    [words.tax(rates), totals.tax],
    [words.balance, -totals.balance_applied],
  ];
  return (
    <div aria-busy={stale} className={`transition-opacity ${stale ? "opacity-55" : ""}`}>
      <ul className="grid gap-2.5">
        {totals.lines.map((line) => (
          <li key={line.price_id + line.description} className="flex items-baseline gap-3 text-[14.5px]">
            <span className="min-w-0 flex-1 break-words">{line.description}</span>
            <span className="num font-[550]">{shown(line.amount)}</span>
          </li>
        ))}
      </ul>
      <dl className="mt-4 grid gap-2 border-t pt-4 text-[14px]">
        {rows.filter(([, amount], i) => amount !== 0 || i === 0).map(([label, amount]) => (
          <div key={label} className="flex justify-between gap-4"><dt className="text-ink-2">{label}</dt><dd className={`num ${amount < 0 ? "text-fern-text" : ""}`}>{shown(amount)}</dd></div>
        ))}
        <div className="mt-1 flex items-baseline justify-between gap-4 border-t pt-3"><dt className="text-[15px] font-[650]">{dueLabel}</dt><dd className="display num text-[28px]">{money(totals.due)}</dd></div>
      </dl>
    </div>
  );
}

/** The right-hand side: what it comes to, and the one button. */
export function SummaryCard({ children }: { children: ReactNode }) {
  return (
    <section aria-label={words.summary} className="rounded-[24px_24px_24px_8px] border border-line-2 bg-surface p-5 shadow-2 lg:sticky lg:top-[82px]">
      <h2 className="mb-4 text-[18px] !tracking-[-.02em]">{words.summary}</h2>
      {children}
    </section>
  );
}
