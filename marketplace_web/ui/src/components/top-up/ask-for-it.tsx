import { useQuery } from "@tanstack/react-query";
import { membersQuery } from "@/api/billing";
import { requestsQuery, useRequests } from "@/api/buying";
import type { Pack } from "@/components/buying/packs";
import { ago, oneOf } from "@/lib/format";
import { buying } from "@/strings/buying";
import { topUp as words } from "@/strings/top-up";
import { Button } from "@/ui/button";
import { say, sayProblem } from "@/ui/toast";
import { PacksFor } from "./packs-for";

const FEW = 3;

/** For members who may not buy: who may, and a request to them. */
export function AskForIt({ missing }: { missing: number }) {
  const { data: members = [] } = useQuery(membersQuery);
  const admins = members.filter((one) => one.role === "admin").slice(0, FEW).map((one) => one.name);
  return (
    <>
      <p className="text-[14px] text-ink-2"><b className="font-[620] text-ink">{words.askThem(oneOf(admins))}</b> {words.askLead}</p>
      <PacksFor missing={missing}>{(pack) => <Request pack={pack} />}</PacksFor>
    </>
  );
}

function Request({ pack }: { pack: Pack }) {
  const { data: requests = [] } = useQuery(requestsQuery("open"));
  const { ask } = useRequests();
  const mine = requests.find((one) => one.price_id === pack.plan.id);
  if (mine) return <p role="status" className="rounded-[14px_14px_14px_5px] bg-[var(--iris-wash)] px-3.5 py-2.5 text-[14px] text-iris-text">{buying.waiting(ago(mine.created_at))}</p>;
  const send = () => ask.mutate({ price_id: pack.plan.id, quantity: 1, note: "" }, { onSuccess: () => say(buying.asked, buying.askedMore), onError: sayProblem });
  return <Button look="primary" className="justify-self-start" busy={ask.isPending} onClick={send}>{buying.ask}</Button>;
}
