import { ExternalLink } from "lucide-react";
import type { Checkout } from "@/api/buying";
import { BackToWork } from "@/components/top-up/back-to-work";
import { at } from "@/lib/format";
import { checkout as words } from "@/strings/checkout";
import { Dot } from "@/ui/marks";
import { StateCard } from "./state-card";
import { Lines } from "./summary";

const said = words.waiting;

/** Until the hub knows better: never more than that somebody came back. */
export function Waiting({ checkout, came }: { checkout: Checkout; came: "left" | "returned" | null }) {
  const name = words.processors[checkout.processor].name;
  const title = came === "returned" ? said.returnedTitle(words.pages[checkout.processor]) : came === "left" ? said.leftTitle : said.title;
  const lead = came === "returned" ? said.returned : came === "left" ? said.left : said.open;
  return (
    <StateCard seed={checkout.totals.lines[0]?.product_id ?? checkout.order_id} title={title} lead={lead}>
      <p className="mb-5 flex items-center gap-2.5 text-[13.5px] text-ink-3"><Dot live tone="iris" />{said.checking}</p>
      <Lines totals={checkout.totals} />
      <div className="mt-6 flex flex-wrap items-center gap-3">
        {checkout.url && <a href={checkout.url} className={`btn btn-lg ${came === "returned" ? "btn-ghost" : "btn-primary"}`}><ExternalLink size={16} />{said.goOn(words.pages[checkout.processor] || name)}</a>}
        {came === "left" && <BackToWork />}
        <span className="text-[13.5px] text-ink-3">{said.until(at(checkout.expires_at))}</span>
      </div>
    </StateCard>
  );
}
