import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Check, CircleCheck, GitCompareArrows } from "lucide-react";
import type { MouseEvent } from "react";
import { detailQuery } from "@/api/catalog";
import { useSession } from "@/api/session";
import type { Shown } from "@/api/shown";
import { Sigil } from "@/brand/sigil";
import { agents } from "@/strings/agents";
import { ButtonLink } from "@/ui/button";
import { IdChip } from "@/ui/copy";
import { spot } from "@/ui/marks";
import { isFree, priceLine } from "./agent-price";
import { Standing } from "./standing";

const SHOWN_FEATURES = 3;

/** While its page opens, the card's flower and name become the page's own. */
function morph(event: MouseEvent<HTMLElement>): void {
  for (const one of document.querySelectorAll<HTMLElement>(".morphs")) one.classList.remove("morphs");
  event.currentTarget.closest("article")?.classList.add("morphs");
}

interface Props {
  agent: Shown;
  picked?: boolean;
  onPick?: () => void;
  index?: number;
}

/** An agent in a list: what it does, what others made of it, what it costs. */
export function AgentCard({ agent, picked = false, onPick, index = 0 }: Props) {
  const client = useQueryClient();
  const me = useSession();
  // What is pointed at is fetched, so that its page has something to become.
  const fetch = () => void (me !== undefined && client.prefetchQuery(detailQuery(agent.id, Boolean(me))));
  return (
    <article onPointerMove={spot} style={{ animationDelay: `${Math.min(index, 8) * 35}ms` }} className="petal-card spot sig-hover rise group flex flex-col p-5 transition-shadow hover:shadow-3">
      <div className="flex items-start gap-3.5">
        <Sigil id={agent.id} size={58} className="morph-sigil" />
        <div className="min-w-0 flex-1 pt-1">
          <h3 className="morph-title w-fit text-[18.5px] !tracking-[-.02em]">
            <Link to="/agents/$id" params={{ id: agent.id } as never} viewTransition onPointerEnter={fetch} onFocus={fetch} onClick={morph} className="after:absolute after:inset-0 after:rounded-[inherit]">{agent.name}</Link>
          </h3>
          <p className="mt-0.5 truncate text-[13px] text-ink-3">{agents.by(agent.publisher.name)}{agent.category && `, ${agent.category.name}`}</p>
        </div>
        {onPick && <PickButton name={agent.name} picked={picked} onPick={onPick} />}
      </div>
      <p className="mt-3.5 text-[14.5px] leading-[1.5] text-ink-2">{agent.tagline}</p>
      <Features features={agent.features} />
      <div className="mt-auto pt-4"><Standing of={agent.standing} /></div>
      <div className="mt-3 flex flex-wrap items-center gap-1.5"><IdChip id={agent.id} className="relative z-10" /></div>
      <div className="mt-4 flex items-center gap-2 border-t pt-4">
        <b className={clsx("min-w-0 truncate text-[14px] font-[650]", isFree(agent.price) && "text-fern-text")}>{priceLine(agent.price)}</b>
        <span className="ms-auto" />
        {agent.enabled && <span className="flex items-center gap-1 text-[13px] font-[600] text-fern-text"><CircleCheck size={15} />{agents.enabled}</span>}
        <ButtonLink to={`/agents/${agent.id}`} look={agent.enabled ? "ghost" : "primary"} size="sm" className="relative z-10">{agent.enabled ? agents.open : agents.try}</ButtonLink>
      </div>
    </article>
  );
}

export function Features({ features, className }: { features: readonly string[]; className?: string }) {
  if (features.length === 0) return null;
  return (
    <ul className={clsx("mt-3 grid gap-1.5", className)}>
      {features.slice(0, SHOWN_FEATURES).map((feature) => (
        <li key={feature} className="flex items-start gap-2 text-[13.5px] leading-snug text-ink-2"><Check size={14} strokeWidth={2.6} className="mt-0.5 shrink-0 text-brand-text" />{feature}</li>
      ))}
    </ul>
  );
}

function PickButton({ name, picked, onPick }: { name: string; picked: boolean; onPick: () => void }) {
  return (
    <button type="button" aria-pressed={picked} aria-label={agents.compare(name)} title={agents.compare(name)} onClick={onPick} className={clsx("relative z-10 -me-1 -mt-1 grid size-9 shrink-0 place-items-center rounded-[11px] transition-[opacity,background-color]", picked ? "bg-wash-2 text-brand-text" : "text-ink-3 hover:bg-sunk md:opacity-0 md:group-focus-within:opacity-100 md:group-hover:opacity-100")}>
      {picked ? <Check size={17} strokeWidth={2.6} className="pop" /> : <GitCompareArrows size={17} />}
    </button>
  );
}
