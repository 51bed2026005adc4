import { useQuery } from "@tanstack/react-query";
import { versionsQuery, type Listing } from "@/api/catalog";
import { useSession } from "@/api/session";
import type { Detail } from "@/api/shown";
import { priceLine } from "@/components/agent-price";
import { at } from "@/lib/format";
import { agents } from "@/strings/agents";
import { Failed, Skeletons } from "@/ui/states";
import { BuyPanel, VisitorPlans } from "./buying-later";
import { useProducts } from "./use-products";

const words = agents.detail;

export function PricingTab({ agent }: { agent: Detail }) {
  const me = useSession();
  const products = useProducts(agent, me);
  if (products.length === 0) return <ByUse agent={agent} />;
  if (!me) return <VisitorPlans agent={agent} products={products} />;
  return (
    <div className="grid gap-6">
      <BuyPanel key={products[0]?.id} agent={agent} me={me} products={products} />
      {agent.price && agent.price.model !== "free" && <ByUse agent={agent} title={words.usageLine} />}
    </div>
  );
}

function ByUse({ agent, title }: { agent: Detail; title?: string }) {
  return (
    <div className="petal-card max-w-[520px] p-6">
      {title && <h2 className="mb-2 text-[15px] font-[620] text-ink-3 [font-family:var(--font-sans)]">{title}</h2>}
      <p className="display text-[30px]">{priceLine(agent.price)}</p>
      {agent.price && agent.price.model !== "free" && <p className="mt-2 text-[15px] text-ink-2">{agent.price.model_cost === "included" ? words.modelIncluded : words.modelPassed}</p>}
      <p className="mt-2 text-[15px] text-ink-2">{words.held}</p>
    </div>
  );
}

export function ChangesTab({ agent }: { agent: Detail }) {
  return agent.listing ? <Changes list={agent.listing.changelog} /> : <OwnChanges id={agent.id} />;
}

/** Of an agent that is listed nowhere: whoever may see it knows its versions. */
function OwnChanges({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(versionsQuery(id));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={2} className="grid gap-3" each="h-16" />;
  return <Changes list={data.data.map(({ version, note, created_at }) => ({ version, note, created_at, level: "none", asks_for_more: [] }))} />;
}

function Changes({ list }: { list: Listing["changelog"] }) {
  if (list.length === 0) return <p className="text-ink-2">{words.noChanges}</p>;
  return (
    <ol className="grid gap-4 border-s-2 border-line-2 ps-5">
      {list.map((one, i) => (
        <li key={one.version} className="relative">
          <i className="absolute -start-[27px] top-1.5 size-3 rounded-full border-2 border-[var(--bg)] bg-brand" />
          <p className="flex flex-wrap items-baseline gap-x-2.5">
            <b className="mono text-[14.5px] font-[600]">{one.version}</b>
            {i === 0 && <span className="chip !h-6">{words.current}</span>}
            {words.levels[one.level] && <span className="chip !h-6">{words.levels[one.level]}</span>}
            <span className="text-[13px] text-ink-3">{at(one.created_at)}</span>
          </p>
          {one.note && <p className="mt-1 whitespace-pre-line text-[14.5px] text-ink-2">{one.note}</p>}
          {one.asks_for_more.length > 0 && <p className="mt-1 text-[14px] text-pollen-text">{words.asksForMore} {one.asks_for_more.join(" ")}</p>}
        </li>
      ))}
    </ol>
  );
}
