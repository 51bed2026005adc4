import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { CreditCard, Landmark, QrCode, WalletCards, type LucideIcon } from "lucide-react";
import { useId, useLayoutEffect, useMemo } from "react";
import { methodsQuery, processorsQuery, type Method, type Processor, type ProcessorName } from "@/api/buying";
import { checkout as words } from "@/strings/checkout";
import { Failed, Skeletons } from "@/ui/states";

const ICONS: Record<ProcessorName, LucideIcon> = { stripe: CreditCard, paypal: WalletCards, razorpay: QrCode, manual: Landmark };
const ORDER: readonly ProcessorName[] = ["stripe", "razorpay", "paypal", "manual"];

export interface Way {
  processor: Processor;
  method: Method | null;
}

export const isSame = (a: Way | null, b: Way): boolean => a?.processor.name === b.processor.name && a.method?.id === b.method?.id;

/** Saved methods first, then every processor that takes this currency. */
function waysIn(currency: string, processors: readonly Processor[], methods: readonly Method[]): Way[] {
  const taking = processors.filter((one) => one.currencies.some((name) => name === currency)).toSorted((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
  const saved = methods.filter((method) => method.status === "active").toSorted((a, b) => Number(b.default) - Number(a.default));
  const kept = saved.flatMap((method) => taking.filter((one) => one.name === method.processor).map((processor) => ({ processor, method })));
  return [...kept, ...taking.map((processor) => ({ processor, method: null }))];
}

/** A UPI mandate is given with a first payment, never without one. */
const keeps = (one: Processor): boolean => one.saves_methods && one.name !== "razorpay";

interface Props {
  currency: string;
  chosen: Way | null;
  onChoose: (way: Way) => void;
  /** Only what can be charged later too, and takes a method without a payment. */
  keepsOnly?: boolean;
}

export function Ways({ currency, chosen, onChoose, keepsOnly = false }: Props) {
  const name = useId();
  const { data: processors, error, refetch } = useQuery(processorsQuery);
  const { data: methods } = useQuery(methodsQuery);
  const ways = useMemo(() => (processors && methods ? waysIn(currency, keepsOnly ? processors.filter(keeps) : processors, methods) : null), [currency, processors, methods, keepsOnly]);
  const first = ways?.[0];
  const gone = ways && !ways.some((way) => isSame(chosen, way));
  // Before it is painted: what belongs to the way stands below it.
  useLayoutEffect(() => {
    if (gone && first) onChoose(first);
  }, [gone, first, onChoose]);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!ways) return <Skeletons count={2} className="grid gap-3" each="h-16" />;
  if (ways.length === 0) return <p className="text-[14.5px] text-pollen-text">{words.noProcessor}</p>;
  return (
    <fieldset className="grid gap-2.5">
      <legend className="sr-only">{words.how}</legend>
      {ways.map((way) => <WayRow key={`${way.processor.name}${way.method?.id ?? ""}`} way={way} name={name} chosen={isSame(chosen, way)} onChoose={() => onChoose(way)} />)}
    </fieldset>
  );
}

function WayRow({ way: { processor, method }, name, chosen, onChoose }: { way: Way; name: string; chosen: boolean; onChoose: () => void }) {
  const Icon = ICONS[processor.name];
  const said = words.processors[processor.name];
  return (
    <label className={clsx("relative flex min-h-[60px] cursor-pointer items-center gap-3.5 rounded-[16px_16px_16px_6px] border px-4 py-2.5 transition-[border-color,background-color] has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-[var(--focus)]", chosen ? "border-brand bg-wash" : "border-line-2 bg-surface hover:border-orchid-400")}>
      <input type="radio" name={name} checked={chosen} onChange={onChoose} className="sr-only" />
      <Icon size={20} className={clsx("shrink-0", chosen ? "text-brand-text" : "text-ink-3")} aria-hidden />
      <span className="min-w-0 flex-1 leading-snug">
        <b className="block text-[14.5px] font-[620]">{method ? method.label : said.name}</b>
        <span className="block text-[13px] text-ink-3">{method ? said.name : said.hint}</span>
      </span>
      {method && <span className="chip !h-6 shrink-0">{words.saved}</span>}
      <span className={clsx("size-5 shrink-0 rounded-full border", chosen ? "border-[6px] border-brand bg-white" : "border-line-strong")} aria-hidden />
    </label>
  );
}
