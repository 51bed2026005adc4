import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Banknote } from "lucide-react";
import { useRef } from "react";
import { payoutAccountQuery, payoutsQuery, usePayouts, type Balance, type Payout } from "@/api/earning";
import { Panel } from "@/components/page-head";
import { money } from "@/lib/amounts";
import { at } from "@/lib/format";
import { common } from "@/strings/common";
import { earning } from "@/strings/studio-money";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

const words = earning.payouts;
const LOOKS: Record<string, string> = { succeeded: "bg-fern-wash text-fern-text", failed: "bg-ember-wash text-ember-text", held: "bg-pollen-wash text-pollen-text", in_transit: "bg-iris-wash text-iris-text" };

export function PayoutsPanel({ balances }: { balances: readonly Balance[] }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(payoutsQuery);
  const all = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Panel title={words.title} action={<AskButton balances={balances} />}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={1} className="grid" each="h-6" />}
      {data && all.length === 0 && <p className="text-[14.5px] text-ink-3">{words.none}</p>}
      {all.length > 0 && (
        <div className="scroll-x flush" tabIndex={0} role="region" aria-label={words.title}>
          <table className="data">
            <thead><tr><th scope="col">{words.columns.when}</th><th scope="col" className="!text-end">{words.columns.amount}</th><th scope="col" className="max-sm:hidden">{words.columns.method}</th><th scope="col">{words.columns.status}</th><th scope="col" className="max-md:hidden">{words.columns.reason}</th></tr></thead>
            <tbody>{all.map((one) => <Row key={one.id} payout={one} />)}</tbody>
          </table>
        </div>
      )}
      {hasNextPage && <div className="mt-4 text-center"><Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button></div>}
    </Panel>
  );
}

function Row({ payout }: { payout: Payout }) {
  return (
    <tr>
      <td className="whitespace-nowrap text-ink-2">{at(payout.created_at)}</td>
      <td className="num text-end font-[600]">{money(payout.amount.amount, payout.amount.currency)}</td>
      <td className="max-sm:hidden">{earning.account.methods[payout.method]}</td>
      <td><span className={`inline-flex h-6 items-center rounded-[8px] px-2 text-[12.5px] font-[600] ${LOOKS[payout.status] ?? "bg-sunk text-ink-2 dark:bg-raise"}`}>{words.states[payout.status]}</span></td>
      <td className="text-[13.5px] text-ink-2 max-md:hidden">{payout.reason ?? "–"}</td>
    </tr>
  );
}

/** The whole of what can be paid out, in the currency of the account. */
function AskButton({ balances }: { balances: readonly Balance[] }) {
  const { data: account } = useQuery(payoutAccountQuery);
  const { ask } = usePayouts();
  const key = useRef(crypto.randomUUID());
  const balance = balances.find((one) => one.currency === account?.currency);
  if (!account || !balance || Number(balance.available) <= 0) return null;
  const send = () => ask.mutate({ key: key.current, body: {} }, { onSuccess: () => { key.current = crypto.randomUUID(); say(words.asked); }, onError: sayProblem });
  return <Button look="primary" size="sm" busy={ask.isPending} onClick={send}><Banknote size={15} />{words.askAmount(money(balance.available, balance.currency))}</Button>;
}
