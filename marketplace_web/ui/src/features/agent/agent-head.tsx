import { Link } from "@tanstack/react-router";
import { BadgeCheck, CircleCheck, Plug } from "lucide-react";
import { useEnabling } from "@/api/catalog";
import type { Detail } from "@/api/shown";
import { teamOf, useSession } from "@/api/session";
import { EnableButton } from "@/components/enable-button";
import { priceLine } from "@/components/agent-price";
import { Standing } from "@/components/standing";
import { Sigil } from "@/brand/sigil";
import { agents } from "@/strings/agents";
import { Button, ButtonLink } from "@/ui/button";
import { IdChip } from "@/ui/copy";
import { say, sayProblem } from "@/ui/toast";
import { Asks } from "./asks";
import { SoldButton, SoldPrice } from "./buying-later";
import { useProducts } from "./use-products";

const words = agents.detail;

export function AgentHead({ agent, onApi }: { agent: Detail; onApi: () => void }) {
  return (
    <>
      <div key={agent.id} className="morphs flex items-start gap-5">
        <Sigil id={agent.id} size={104} on grow className="morph-sigil max-sm:!size-[76px]" />
        <div className="min-w-0 flex-1">
          <h1 className="morph-title w-fit text-[clamp(32px,4vw,46px)]">{agent.name}</h1>
          <p className="mt-1.5 text-[16.5px] text-ink-2">{agent.tagline}</p>
          <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-[14px] text-ink-2">
            <Publisher of={agent.publisher} />
            <IdChip id={agent.id} />
          </div>
          <div className="mt-3 max-w-[400px]"><Standing of={agent.standing} inline /></div>
        </div>
      </div>
      <div className="mt-6 flex flex-wrap items-center gap-2.5">
        <Enabling agent={agent} />
        <Button size="lg" onClick={onApi}><Plug size={17} />{words.callById}</Button>
        {agent.enabled && agent.id !== "laelia" && <Disable agent={agent} />}
        <PriceNote agent={agent} />
      </div>
      {agent.listing && !agent.enabled && <Asks permissions={agent.listing.permissions} />}
    </>
  );
}

/** What it costs in a word: by the plan where it is sold, else by the run. On a phone it has a
 * line to itself: a price that is known later moves nothing. */
function PriceNote({ agent }: { agent: Detail }) {
  const products = useProducts(agent, useSession());
  return <b className="min-h-6 text-[14.5px] font-[650] max-sm:basis-full sm:ms-1">{products.length > 0 ? <SoldPrice products={products} /> : priceLine(agent.price)}</b>;
}

function Publisher({ of: { name, slug, verified } }: { of: Detail["publisher"] }) {
  return (
    <span className="inline-flex items-center gap-1">
      {slug ? <Link to="/publishers/$slug" params={{ slug } as never} viewTransition className="rounded hover:text-brand-text">{agents.by(name)}</Link> : agents.by(name)}
      {verified && <BadgeCheck size={15} className="text-iris-text" role="img" aria-label={agents.verified} />}
    </span>
  );
}

function Disable({ agent }: { agent: Detail }) {
  const { disable } = useEnabling(agent.id);
  return <Button look="quiet" size="sm" className="sm:order-1" busy={disable.isPending} onClick={() => void disable.mutateAsync().then(() => say(words.disabledToast(agent.name)), sayProblem)}>{words.disable}</Button>;
}

function Enabling({ agent }: { agent: Detail }) {
  const me = useSession();
  const products = useProducts(agent, me);
  if (me === null) return <ButtonLink to="/signup" search={{ next: `/agents/${agent.id}` }} look="primary" size="lg">{agents.startAction}</ButtonLink>;
  if (agent.enabled) return <span className="flex h-12 items-center gap-2 rounded-[14px] bg-fern-wash px-4 text-[15px] font-[600] text-fern-text"><CircleCheck size={18} className="pop" />{agents.enabled}</span>;
  if (me && products.length > 0) return <SoldButton agent={agent} me={me} products={products} />;
  return <EnableButton id={agent.id} name={agent.name} size="lg">{words.enableFor(me ? teamOf(me) : null)}</EnableButton>;
}
