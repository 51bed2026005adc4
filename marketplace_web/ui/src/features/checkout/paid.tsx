import { useQuery } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import { useEffect } from "react";
import { invoiceFile } from "@/api/billing";
import { productQuery, useBought, type Checkout, type Order } from "@/api/buying";
import { agentQuery } from "@/api/catalog";
import { creditsQuery } from "@/api/money";
import { BackToWork } from "@/components/top-up/back-to-work";
import { SnippetTabs } from "@/components/snippet-tabs";
import { credits } from "@/lib/format";
import { checkout as words } from "@/strings/checkout";
import { ButtonLink } from "@/ui/button";
import { StateCard } from "./state-card";
import { Lines } from "./summary";

const said = words.paid;

/** The hub says that it is paid: what it was bought for can be done at once. */
export function Paid({ checkout, order }: { checkout: Checkout; order: Order | undefined }) {
  const bought = useBought();
  useEffect(() => void bought(), [checkout.id]); // oxlint-disable-line react/exhaustive-deps -- once for each order
  const line = checkout.totals.lines[0];
  const { data: product } = useQuery({ ...productQuery(line?.product_id ?? ""), enabled: Boolean(line?.product_id) });
  const packs = product?.kind === "credits";
  const agentIds = product?.agent_ids ?? [];
  const renewed = order && order.reason !== "purchase" && !packs;
  const title = checkout.totals.due.amount > 0 ? said.title : checkout.subscription_id ? said.trialTitle : said.free;
  const lead = packs ? said.credits : renewed ? said.renewed : said.agents(agentIds.length || 1);
  return (
    <StateCard seed={agentIds[0] ?? checkout.order_id} on tone="good" title={title} lead={lead}>
      {packs && <Balance />}
      {!packs && agentIds[0] && <CallNow id={agentIds[0]} />}
      <div className="mt-6"><Lines totals={checkout.totals} dueLabel={checkout.totals.due.amount > 0 ? said.sum : undefined} /></div>
      <div className="mt-6 flex flex-wrap gap-2.5">
        <BackToWork look="primary" />
        {agentIds[0] && <ButtonLink to={`/agents/${agentIds[0]}`} look="primary" size="lg">{said.open}</ButtonLink>}
        {order?.invoice_id && <a href={invoiceFile(order.invoice_id)} target="_blank" rel="noreferrer" className="btn btn-lg btn-ghost"><FileText size={17} />{said.invoice}</a>}
        <ButtonLink to="/app/credits" size="lg" look={packs ? "primary" : "ghost"}>{said.billing}</ButtonLink>
      </div>
    </StateCard>
  );
}

function CallNow({ id }: { id: string }) {
  const { data: agent } = useQuery(agentQuery(id));
  const input = agent?.examples[0]?.input ?? { text: "…" };
  return (
    <section>
      <h2 className="text-[20px]">{said.call}</h2>
      <SnippetTabs className="mt-3" label={said.call} target={{ origin: location.origin, agentId: id, input }} />
    </section>
  );
}

function Balance() {
  const { data } = useQuery(creditsQuery);
  return data ? <p className="display num text-center text-[30px]">{said.balance(credits(data.available))}</p> : null;
}
