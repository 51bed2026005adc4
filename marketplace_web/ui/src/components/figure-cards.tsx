import { Sparkline } from "@/ui/sparkline";
import { Ticker } from "@/ui/ticker";

export interface FigureCard {
  label: string;
  value: string;
  note?: string;
  /** Day by day, the newest last. */
  trend?: readonly number[];
  color?: string;
  /** Words in place of a number, where there is none yet. */
  unknown?: boolean;
}

/** What a page comes to, in up to four numbers; each with where it comes from, if that is known. */
export function FigureCards({ cards }: { cards: readonly FigureCard[] }) {
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {cards.map(({ label, value, note, trend, color = "var(--brand)", unknown }) => (
        <div key={label} className="petal-card flex min-w-0 flex-col px-4 py-3.5">
          <dt className="text-[13.5px] text-ink-2">{label}</dt>
          <dd className="mt-1 flex flex-wrap justify-between gap-x-3 gap-y-1">
            <span className={unknown ? "pt-1 text-[15px] text-ink-3" : "display min-w-0 truncate text-[clamp(22px,2.2vw,28px)]"}>{unknown ? value : <Ticker value={value} />}</span>
            {trend && <Sparkline values={trend} color={color} className="ms-auto" />}
          </dd>
          {note && <dd className="mt-0.5 text-[12.5px] text-ink-3">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
