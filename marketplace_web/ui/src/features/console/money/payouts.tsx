import { payoutsQuery, type Payout, type PayoutDecision } from "@/api/console/money";
import { useAct } from "@/api/console/shared";
import { consoleWords } from "@/strings/console";
import { moneyWords as words } from "@/strings/console-money";
import { ActButton } from "../parts/act-button";
import { State, When } from "../parts/bits";
import { Choice, Filters, useWanted } from "@/components/filters";
import { Listing } from "../parts/listing";
import { money } from "../parts/money";
import { options, Whose } from "./lists";

const STATES = options("pending", "held", "in_transit", "succeeded", "failed", "canceled");

/** What an administrator may say of a payout, as the hub allows it. */
export function decisionsFor(row: Pick<Payout, "status" | "method">): readonly PayoutDecision[] {
  const manual = row.method === "manual";
  if (row.status === "held") return ["release", "cancel"];
  if (row.status === "pending") return manual ? ["paid", "hold", "failed", "cancel"] : ["hold", "cancel"];
  if (row.status === "in_transit") return manual ? ["paid", "failed"] : [];
  return [];
}

export function Payouts() {
  const [{ status }, want] = useWanted<{ status?: string }>();
  const decide = useAct("POST /v1/admin/payouts/{payout_id}/decide");
  const { columns } = words.payouts;
  const act = (row: Payout, decision: PayoutDecision) => (reason: string) => decide.mutateAsync({ path: { payout_id: row.id }, body: { decision, reason } });
  return (
    <>
      <Filters><Choice label={consoleWords.status} value={status} options={STATES} onChoose={(next) => want({ status: next })} /></Filters>
      <Listing<Payout>
        label={words.tabs.payouts} query={payoutsQuery({ status })} keyOf={(row) => row.id} empty={words.payouts.empty}
        columns={[
          { head: columns.payout, cell: (row) => <b className="num font-[600]">{money(row.amount)}</b> },
          { head: columns.publisher, cell: (row) => <Whose id={row.organization_id} name={row.organization_name} /> },
          { head: columns.method, from: "md", stacked: true, cell: (row) => words.processors[row.method] ?? row.method },
          { head: columns.status, cell: (row) => <span className="block"><State of={row.status} words={words.states} />{row.reason && <span className="mt-1 block max-w-[260px] truncate text-[13px] text-ink-3" title={row.reason}>{row.reason}</span>}</span> },
          { head: columns.when, end: true, cell: (row) => <When iso={row.created_at} /> },
        ]}
        actions={(row) => decisionsFor(row).map((decision) => <ActButton key={decision} small words={words.acts.payout[decision]} title={words.acts.payout[decision].title} look={decision === "release" || decision === "paid" ? "primary" : "danger"} openLook={decision === "release" || decision === "paid" ? "ghost" : "quiet"} act={act(row, decision)} />)}
      />
    </>
  );
}
