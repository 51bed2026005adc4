import { useQuery } from "@tanstack/react-query";
import { budgetsQuery, subscriptionsQuery, topUpQuery } from "@/api/billing";
import { methodsQuery, packsQuery, requestsQuery } from "@/api/buying";
import { alertsQuery, lineQuery } from "@/api/later";
import { creditsQuery } from "@/api/money";
import type { Me } from "@/api/session";
import { VerifyFirst } from "@/components/buying/verify-first";
import { Skeletons } from "@/ui/states";
import { Alerts } from "./alerts";
import { AutoTopUp } from "./auto-top-up";
import { Balance } from "./balance";
import { CreditLine } from "./credit-line";
import { Limits } from "./limits";
import { Packs } from "./packs";
import { Requests } from "./requests";
import { Upcoming } from "./upcoming";

/** Everything comes at once, so that nothing moves that is read already; what failed says so in its place. */
function useKnown(buys: boolean): boolean {
  const always = [useQuery(creditsQuery), useQuery(requestsQuery())];
  const money = { enabled: buys };
  const more = [
    useQuery({ ...packsQuery, ...money }), useQuery({ ...budgetsQuery, ...money }), useQuery({ ...alertsQuery, ...money }), useQuery({ ...lineQuery, ...money }),
    useQuery({ ...subscriptionsQuery, ...money }), useQuery({ ...topUpQuery, ...money }), useQuery({ ...methodsQuery, ...money }),
  ];
  return [...always, ...(buys ? more : [])].every((one) => !one.isPending);
}

export function Overview({ me, buys, unverified }: { me: Me; buys: boolean; unverified: boolean }) {
  if (!useKnown(buys)) return <Skeletons count={3} className="grid gap-4" each="h-64" />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Requests me={me} />
      <Balance />
      {unverified && <VerifyFirst />}
      {buys && (
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_400px]">
          <div className="grid min-w-0 gap-4"><Packs /><Limits me={me} /><Alerts /></div>
          <div className="grid min-w-0 gap-4"><CreditLine /><Upcoming /><AutoTopUp /></div>
        </div>
      )}
    </div>
  );
}
