import { Smartphone, TimerReset } from "lucide-react";
import { useEffect, useState } from "react";
import type { Checkout } from "@/api/buying";
import { checkout as words } from "@/strings/checkout";
import { Dot } from "@/ui/marks";
import { leftUntil } from "./periods";
import { StateCard } from "./state-card";
import { Lines } from "./summary";

const SECOND = 1000;

/** The code is drawn by the hub; the app that scans it pays at the processor. */
export function Upi({ checkout }: { checkout: Checkout }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  const left = leftUntil(checkout.expires_at, now);
  return (
    <StateCard seed={checkout.totals.lines[0]?.product_id ?? checkout.order_id} title={words.upi.title} lead={words.upi.lead}>
      <div className="grid items-start gap-7 sm:grid-cols-[auto_1fr]">
        <div className="grid justify-items-center gap-3">
          <span className="rounded-[24px_24px_24px_8px] border border-line-2 bg-white p-3 shadow-2">
            <img src={checkout.qr ?? ""} alt={words.upi.alt} width={228} height={228} className={`size-[228px] transition-opacity ${left ? "" : "opacity-15"}`} />
          </span>
          <p className="num flex items-center gap-2 text-[14px] font-[600] text-ink-2" role="timer">{left ? <><Dot live tone="fern" />{words.upi.left(left)}</> : <><TimerReset size={15} />{words.upi.over}</>}</p>
        </div>
        <div className="min-w-0">
          <Lines totals={checkout.totals} />
          {checkout.url && <a href={checkout.url} className="btn btn-lg btn-ghost mt-5 w-full"><Smartphone size={17} />{words.upi.app}</a>}
        </div>
      </div>
    </StateCard>
  );
}
