import { useQueries, useQuery } from "@tanstack/react-query";
import { earningsQuery, payoutAccountQuery, statementQuery, taxQuery, type Balance, type Earnings } from "@/api/earning";
import { agentEarningsQuery } from "@/api/figures";
import { isProblem } from "@/api/problem";
import { PageHead } from "@/components/page-head";
import { earning as words } from "@/strings/studio-money";
import { ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { Ticker } from "@/ui/ticker";
import { StudioFrame } from "../frame";
import { AccountPanel } from "./account-panel";
import { ByAgentPanel } from "./by-agent-panel";
import { amountOf, monthsBack } from "./csv";
import { PayoutsPanel } from "./payouts-panel";
import { StatementPanel } from "./statement-panel";
import { TaxPanel } from "./tax-panel";

export default function EarningsPage() {
  const { data, error, refetch } = useQuery(earningsQuery);
  const waiting = useWaiting();
  const refused = isProblem(error) && error.status === 403;
  return (
    <StudioFrame>
      <PageHead title={words.title} lead={data ? words.lead(data.settlement_days) : words.leadless} />
      {refused && <Empty seed="earnings" title={words.title} className="petal-card">{words.refused}</Empty>}
      {error && !refused && <Failed error={error} retry={() => void refetch()} />}
      {(!data || waiting) && !error && <Skeletons count={2} className="grid gap-4" each="h-36" />}
      {data && !waiting && <Whole earnings={data} />}
    </StudioFrame>
  );
}

/** The panels come at once: one that came later would push away what is read by then. */
function useWaiting(): boolean {
  const [month = ""] = monthsBack(1);
  return useQueries({ queries: [statementQuery(month), agentEarningsQuery, payoutAccountQuery, taxQuery], combine: (all) => all.some((one) => one.isPending) });
}

const isEmpty = (of: Balance): boolean => [of.available, of.pending, of.reserve, of.owed].every((sum) => Number(sum) === 0);

function Whole({ earnings: { data } }: { earnings: Earnings }) {
  const [first] = data;
  const full = data.filter((one) => !isEmpty(one));
  // What is empty says nothing beside what is not.
  const shown = full.length > 0 ? full : first ? [first] : [];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {data.length === 0 && <Empty seed="earnings" title={words.none} className="petal-card" action={<ButtonLink to="/studio" look="primary">{words.toAgents}</ButtonLink>}>{words.noneMore}</Empty>}
      {shown.map((one) => <BalanceRow key={one.currency} of={one} />)}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_360px]">
        <div className="grid min-w-0 gap-4"><StatementPanel /><ByAgentPanel /><PayoutsPanel balances={data} /></div>
        <div className="grid min-w-0 gap-4"><AccountPanel /><TaxPanel /></div>
      </div>
    </div>
  );
}

function BalanceRow({ of: balance }: { of: Balance }) {
  const parts = (["available", "pending", "reserve", "owed"] as const).filter((name) => name === "available" || name === "pending" || Number(balance[name]) !== 0);
  return (
    <dl className="petal-card grid gap-px overflow-hidden bg-[var(--line)] sm:grid-flow-col sm:auto-cols-fr">
      {parts.map((name) => (
        <div key={name} className="min-w-0 bg-surface px-5 py-4">
          <dt className="text-[13.5px] text-ink-2">{words.balance[name]}</dt>
          <dd className={`display mt-1 truncate ${name === "available" ? "text-[34px] text-brand-text" : "text-[26px]"}`}><Ticker value={amountOf(balance[name], balance.currency)} /></dd>
          <dd className="mt-1 text-[13px] text-ink-3">{words.balanceMore[name]}</dd>
        </div>
      ))}
    </dl>
  );
}
