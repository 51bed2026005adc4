import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { methodsQuery } from "@/api/buying";
import { lineQuery, useSaveLine, type Line } from "@/api/later";
import { Panel } from "@/components/page-head";
import { credits, onDate } from "@/lib/format";
import { money } from "@/lib/money";
import { lineWords as words } from "@/strings/alerts";
import { ButtonLink } from "@/ui/button";
import { SelectField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const NEAR = 0.8;
const HUNDRED = 100;

/** What is used before it is paid, where the platform allows that; else nothing. */
export function CreditLine() {
  const { data } = useQuery(lineQuery);
  if (!data) return null;
  return <Panel title={words.title}><Shown line={data} /></Panel>;
}

function Shown({ line }: { line: Line }) {
  const whole = Math.max(Number(line.limit), 0.000001);
  const share = Math.min(1, (Number(line.limit) - Number(line.available)) / whole);
  const state = line.status === "active" ? null : words.states[line.status](line.invoiced ? money(line.invoiced) : "");
  const full = line.stopped || share >= 1;
  return (
    <>
      <div className="flex items-baseline justify-between gap-3 text-[14.5px]">
        <b className="num font-[600]">{words.used(credits(line.used), credits(line.limit))}</b>
        <span className="text-[13px] text-ink-3">{words.comes(money(line.amount))}</span>
      </div>
      <div role="img" aria-label={words.label(Math.round(share * HUNDRED))} className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-sunk"><i className={clsx("block h-full origin-left rounded-full transition-transform duration-700", full ? "bg-ember" : share >= NEAR ? "bg-pollen" : "bg-fern")} style={{ transform: `scaleX(${share})` }} /></div>
      <p className="mt-1.5 text-[13px] text-ink-3">{words.invoiced(onDate(line.period_end))}</p>
      {state && (
        <div className="mt-3 rounded-[14px_14px_14px_5px] bg-pollen-wash px-3.5 py-2.5 text-[14px] text-pollen-text">
          <p>{state}</p>
          {line.order_id && line.status !== "disputed" && <ButtonLink to="/app/credits" search={{ tab: "purchases" }} size="sm" className="mt-2">{words.pay}</ButtonLink>}
        </div>
      )}
      <Agents line={line} />
      <Method line={line} />
    </>
  );
}

function Agents({ line }: { line: Line }) {
  if (line.agents.length === 0) return null;
  return (
    <ul aria-label={words.agents} className="mt-4 grid gap-1.5 border-t border-[var(--line)] pt-3">
      {line.agents.map((one) => (
        <li key={one.agent_id ?? ""} className="flex items-baseline gap-3 text-[14px]">
          <span className="min-w-0 flex-1 truncate font-[550]">{one.name ?? words.gone}</span>
          <span className="text-[13px] text-ink-3">{words.runs(one.runs)}</span>
          <span className="num">{credits(one.credits)}</span>
        </li>
      ))}
    </ul>
  );
}

const TRANSFER = "manual";

function Method({ line }: { line: Line }) {
  const { data: methods = [] } = useQuery(methodsQuery);
  const save = useSaveLine();
  const usable = methods.filter((one) => one.status === "active" && one.kind !== "upi");
  const options = [{ value: "", label: words.usual }, ...usable.map((one) => ({ value: one.id, label: one.label })), { value: TRANSFER, label: words.transfer }];
  const choose = (value: string) =>
    save.mutate(value === TRANSFER ? { on_invoice: true, payment_method_id: null } : { on_invoice: false, payment_method_id: value || null }, { onSuccess: () => say(words.saved), onError: sayProblem });
  return (
    <div className="mt-4">
      <SelectField label={words.by} options={options} disabled={save.isPending} value={line.on_invoice ? TRANSFER : (line.payment_method_id ?? "")} onChange={(event) => choose(event.target.value)} />
    </div>
  );
}
