import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { Agent } from "@/api/catalog";
import { pricesQuery, productsQuery, usePricing, type PriceBody } from "@/api/making";
import { priceLine } from "@/components/agent-price";
import { Panel } from "@/components/page-head";
import { onDay } from "@/lib/format";
import { own } from "@/strings/studio-agent";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { faultsOf } from "../wizard/faults";
import { emptyDraft } from "../wizard/draft";
import { PriceFields } from "../wizard/step-price";
import { CodesPanel } from "./codes-panel";
import { ProductCard } from "./product-card";
import { ProductDialog } from "./product-dialog";

const words = own.pricing;

export function PricingTab({ agent }: { agent: Agent }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
      <UsePrice agent={agent} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4"><Products agent={agent} /><Codes agent={agent} /></div>
    </div>
  );
}

function UsePrice({ agent }: { agent: Agent }) {
  const { price } = usePricing(agent.id);
  const now = agent.price;
  const first: PriceBody = now ? { model: now.model as PriceBody["model"], credits: now.credits, model_cost: now.model_cost as PriceBody["model_cost"] } : { model: "free", credits: "0", model_cost: "included" };
  const [value, setValue] = useState(first);
  const [tried, setTried] = useState(false);
  const faults = faultsOf({ ...emptyDraft(0, ""), price: value }).filter((fault) => fault.step === "price");
  const changed = JSON.stringify(value) !== JSON.stringify(first) || now === null;
  const set = () => {
    setTried(true);
    if (faults.length === 0) void price.mutateAsync(value).then(() => say(words.setDone, words.keep), sayProblem);
  };
  return (
    <Panel title={words.usage} action={<span className="chip">{words.now(priceLine(now))}</span>}>
      <PriceFields value={value} faults={tried ? faults : []} onChange={setValue} />
      <p className="mt-4 text-[13.5px] text-ink-3">{words.keep}</p>
      <Button look="primary" className="mt-4" disabled={!changed} busy={price.isPending} onClick={set}>{words.set}</Button>
      <History agentId={agent.id} />
    </Panel>
  );
}

function History({ agentId }: { agentId: string }) {
  const { data = [] } = useQuery(pricesQuery(agentId));
  const past = data.filter((one) => one.archived_at);
  if (past.length === 0) return null;
  return (
    <section className="mt-5 border-t pt-4">
      <h3 className="text-[15px] !tracking-[-.01em]">{words.history}</h3>
      <ul className="mt-2 grid gap-1.5 text-[13.5px] text-ink-2">
        {past.map((one) => <li key={one.id} className="flex justify-between gap-3"><span>{priceLine(one)}</span><span className="text-ink-3">{one.archived_at && words.until(onDay(one.created_at), onDay(one.archived_at))}</span></li>)}
      </ul>
    </section>
  );
}

function Products({ agent }: { agent: Agent }) {
  const { data, error, refetch } = useQuery(productsQuery(agent.id));
  const [adding, setAdding] = useState(false);
  return (
    <Panel title={words.plans} action={<Button size="sm" onClick={() => setAdding(true)}><Plus size={15} />{words.add}</Button>}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={1} each="h-24" />}
      {data?.length === 0 && <p className="text-[14.5px] text-ink-3">{words.plansNone}</p>}
      <ul className="grid gap-3">
        {data?.map((product) => <ProductCard key={product.id} agentId={agent.id} product={product} />)}
      </ul>
      {adding && <ProductDialog agent={agent} open onOpenChange={setAdding} />}
    </Panel>
  );
}

function Codes({ agent }: { agent: Agent }) {
  const { data } = useQuery(productsQuery(agent.id));
  return data ? <CodesPanel products={data} /> : null;
}
