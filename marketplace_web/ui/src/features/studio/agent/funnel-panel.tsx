import { useQuery } from "@tanstack/react-query";
import { Eye, FlaskConical, HandCoins, MousePointerClick, Plus, Power, type LucideIcon } from "lucide-react";
import { useState, type CSSProperties } from "react";
import { funnelQuery, type Funnel } from "@/api/offering";
import { Panel } from "@/components/page-head";
import { onDay, whole } from "@/lib/format";
import { trying } from "@/strings/studio-tries";
import { Failed, Skeletons } from "@/ui/states";
import { Ticker } from "@/ui/ticker";
import { asideOf, STEPS, stepsOf, type Step } from "./funnel";

const words = trying.funnel;
const PERIODS = [7, 30, 90] as const;
const ICONS: Record<(typeof STEPS)[number], LucideIcon> = { impression: Eye, view: MousePointerClick, try: FlaskConical, enable: Power, purchase: HandCoins };
const FILLS = ["var(--orchid-300)", "var(--orchid-400)", "var(--orchid-500)", "var(--orchid-600)", "var(--brand)"] as const;

export function FunnelPanel({ agentId }: { agentId: string }) {
  const [days, setDays] = useState<number>(30);
  const { data, error, refetch } = useQuery({ ...funnelQuery(agentId, days), placeholderData: (before) => before });
  const choose = (
    <select aria-label={words.period} value={days} onChange={(event) => setDays(Number(event.target.value))} className="field !h-9 !w-auto !text-[13.5px]">
      {PERIODS.map((period) => <option key={period} value={period}>{words.days(period)}</option>)}
    </select>
  );
  return (
    <Panel title={words.title} action={choose}>
      <p className="-mt-2 mb-4 text-[14px] text-ink-3">{words.lead}</p>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={5} className="grid gap-2.5" each="h-12" />}
      {data && <Told funnel={data} />}
    </Panel>
  );
}

function Told({ funnel }: { funnel: Funnel }) {
  const steps = stepsOf(funnel.totals);
  const aside = asideOf(funnel.totals);
  const nothing = aside.length === 0 && steps.every((step) => step.count === 0);
  return (
    <>
      <ol className="grid gap-2">{steps.map((step, i) => <StepRow key={step.kind} step={step} place={i} />)}</ol>
      {nothing && (
        <p className="mt-4 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-3 text-[14px] text-ink-2"><b className="font-[650]">{words.noneTitle}</b>{". "}{words.none(funnel.minimum)}</p>
      )}
      {aside.length > 0 && (
        <dl aria-label={words.asideTitle} className="mt-5 flex flex-wrap gap-x-8 gap-y-3 border-t pt-4">
          {aside.map(([kind, count]) => <div key={kind}><dt className="text-[13px] text-ink-3">{words.aside[kind]}</dt><dd className="num mt-0.5 text-[16px] font-[650]">{whole(count)}</dd></div>)}
        </dl>
      )}
      {!nothing && <DayTable funnel={funnel} />}
      {!nothing && <p className="mt-4 text-[13px] text-ink-3">{words.small(funnel.minimum)}</p>}
    </>
  );
}

/** A petal as long as the step is large; what is lost between two steps is the room beside it. */
function StepRow({ step, place }: { step: Step; place: number }) {
  const Icon = ICONS[step.kind];
  return (
    <li className="grid grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-x-3 sm:grid-cols-[20px_132px_minmax(0,1fr)_64px]">
      <Icon size={17} strokeWidth={1.75} className="text-ink-3" aria-hidden />
      <span className="truncate text-[14px] font-[550]">{words.steps[step.kind]}</span>
      <span className="relative block h-9 overflow-hidden rounded-[6px_14px_14px_6px] bg-sunk max-sm:col-span-3 max-sm:row-start-2 max-sm:mt-1.5 max-sm:h-3 max-sm:rounded-[4px_8px_8px_4px]" aria-hidden>
        <i className="grow-x absolute inset-y-0 start-0 rounded-[inherit]" style={{ width: `${step.share * 100}%`, background: FILLS[place], animationDelay: `${place * 70}ms` } as CSSProperties} />
      </span>
      <span className="text-end leading-tight">
        <span className="display block text-[17px]"><Ticker value={whole(step.count)} /></span>
        {step.kept !== null && <span className="num block text-[12.5px] text-ink-3" title={words.of(`${Math.round(step.kept * 100)}%`)}>{Math.round(step.kept * 100)}{"%"}<span className="sr-only">{words.of("")}</span></span>}
      </span>
    </li>
  );
}

function DayTable({ funnel }: { funnel: Funnel }) {
  const shown = (count: number | null | undefined) => (count === null ? words.few : count === undefined ? "–" : whole(count));
  return (
    <details className="group mt-4 border-t pt-3">
      <summary className="flex list-none items-center gap-2 rounded-lg py-1 text-[14px] font-[600] text-brand-text [&::-webkit-details-marker]:hidden"><Plus size={15} className="transition-transform duration-300 group-open:rotate-45" aria-hidden />{words.byDay}</summary>
      <div className="scroll-x flush mt-2" tabIndex={0} role="region" aria-label={words.byDay}>
        <table className="data">
          <thead><tr><th scope="col">{words.day}</th>{STEPS.map((kind) => <th key={kind} scope="col" className="!text-end">{words.steps[kind]}</th>)}</tr></thead>
          <tbody>
            {funnel.days.map((one) => (
              <tr key={one.day} className="num"><td className="whitespace-nowrap text-ink-2">{onDay(one.day)}</td>{STEPS.map((kind) => <td key={kind} className="text-end">{shown(one.counts[kind])}</td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
