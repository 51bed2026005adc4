import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { categoriesQuery } from "@/api/catalog";
import { ownPublisherQuery } from "@/api/studio";
import type { Shown } from "@/api/shown";
import { AgentCard, Features } from "@/components/agent-card";
import { priceLine } from "@/components/agent-price";
import { Prose } from "@/components/run/output";
import { Standing } from "@/components/standing";
import { Sigil } from "@/brand/sigil";
import { wizard as words } from "@/strings/studio-wizard";
import { listOf, textOf, type Draft } from "./draft";
import { permissionsOf } from "./permissions";

const NOBODY = { stars: null, reviews: 0, happy: null };

/** The draft as an agent in a list, made of nothing but the draft. */
export function shownOf(draft: Draft, publisher: Shown["publisher"], category: Shown["category"]): Shown {
  const { manifest, price } = draft;
  return {
    id: draft.id,
    name: textOf(manifest, "name").trim() || words.unnamed,
    tagline: textOf(manifest, "tagline").trim() || words.noTagline,
    features: listOf(manifest, "features").map((line) => line.trim()).filter(Boolean),
    price: draft.priced || draft.step === "price" || price.model !== "free" ? { id: "", agent_id: draft.id, model: price.model, credits: price.credits || "0", model_cost: price.model_cost ?? "passed_through", metered: false, created_at: "", archived_at: null } : null,
    enabled: false, publisher, category, standing: NOBODY,
  };
}

export function Preview({ draft }: { draft: Draft }) {
  const [whole, setWhole] = useState(false);
  const { data: publisher } = useQuery(ownPublisherQuery);
  const { data: categories = [] } = useQuery(categoriesQuery);
  const category = categories.find((one) => one.slug === draft.categories[0]) ?? null;
  const agent = shownOf(draft, { name: publisher?.name ?? words.you, slug: null, verified: publisher?.verified ?? false }, category);
  return (
    <aside aria-label={words.preview} className="xl:sticky xl:top-[82px]">
      <div className="mb-2.5 flex items-center justify-between gap-3">
        <h2 className="text-[16px] !tracking-[-.02em]">{words.preview}</h2>
        <div role="group" className="flex gap-0.5 rounded-[11px] bg-sunk p-0.5">
          {[false, true].map((page) => (
            <button key={String(page)} type="button" aria-pressed={whole === page} onClick={() => setWhole(page)} className={clsx("h-8 rounded-[9px] px-2.5 text-[13px] font-[600] transition-colors", whole === page ? "bg-surface text-ink shadow-1" : "text-ink-2 hover:text-ink")}>{page ? words.previewPage : words.previewCard}</button>
          ))}
        </div>
      </div>
      <div inert>{whole ? <PagePreview draft={draft} agent={agent} /> : <AgentCard agent={agent} />}</div>
      <p className="mt-2.5 text-[13px] text-ink-3">{words.previewNote}{!draft.agentId && ` ${words.previewId}`}</p>
    </aside>
  );
}

function PagePreview({ draft, agent }: { draft: Draft; agent: Shown }) {
  const description = textOf(draft.manifest, "description").trim();
  return (
    <div className="petal-card max-h-[70vh] overflow-hidden p-5">
      <div className="flex items-start gap-3.5">
        <Sigil id={agent.id} size={64} on />
        <div className="min-w-0"><h3 className="break-words text-[24px]">{agent.name}</h3><p className="mt-1 text-[14px] text-ink-2">{agent.tagline}</p></div>
      </div>
      <div className="mt-3"><Standing of={agent.standing} /></div>
      <p className="mt-3 text-[14.5px] font-[650]">{priceLine(agent.price)}</p>
      <Features features={agent.features} />
      {description && <div className="mt-4 text-[14px] text-ink-2"><Prose text={description} /></div>}
      <ul className="mt-4 grid gap-1.5 border-t pt-4">
        {permissionsOf(draft).map((text) => <li key={text} className="flex gap-2 text-[13.5px] text-ink-2"><ShieldCheck size={15} className="mt-0.5 shrink-0 text-brand-text" />{text}</li>)}
      </ul>
    </div>
  );
}
