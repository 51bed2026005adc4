import type { Me } from "@/api/session";
import { VerifyFirst } from "@/components/buying/verify-first";
import { Alerts } from "./alerts";
import { AutoTopUp } from "./auto-top-up";
import { Balance } from "./balance";
import { CreditLine } from "./credit-line";
import { Limits } from "./limits";
import { Packs } from "./packs";
import { Requests } from "./requests";
import { Upcoming } from "./upcoming";

export function Overview({ me, buys, unverified }: { me: Me; buys: boolean; unverified: boolean }) {
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
