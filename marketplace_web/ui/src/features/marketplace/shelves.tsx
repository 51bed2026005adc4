import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { alikeQuery, recentQuery, useForgetting } from "@/api/discovery";
import type { ListingCard } from "@/api/catalog";
import { useSession } from "@/api/session";
import { cardOfListing } from "@/api/shown";
import { AgentCard } from "@/components/agent-card";
import { discovery as words } from "@/strings/discovery";
import { Button } from "@/ui/button";
import { sayProblem } from "@/ui/toast";

const SHOWN = 3;

/** What one looked at, and what others like one enabled; nothing of anybody who is not signed in. */
export function Shelves() {
  const me = useSession();
  if (!me) return null;
  return <Both />;
}

function Both() {
  const { data: recent = [] } = useQuery(recentQuery);
  const { data: alike = [] } = useQuery(alikeQuery);
  const forget = useForgetting();
  const clear = <Button size="sm" look="quiet" busy={forget.isPending} onClick={() => forget.mutate(undefined, { onError: sayProblem })}>{words.forget}</Button>;
  return (
    <>
      <Shelf title={words.recent} cards={recent} action={clear} />
      <Shelf title={words.alike} cards={alike} />
    </>
  );
}

function Shelf({ title, cards, action }: { title: string; cards: readonly ListingCard[]; action?: ReactNode }) {
  if (cards.length === 0) return null;
  return (
    <section className="mb-10">
      <div className="mb-4 flex items-center gap-3"><h2 className="flex-1 text-[21px]">{title}</h2>{action}</div>
      <ul className="scroll-x bleed flex snap-x gap-4 pb-1 md:grid md:grid-cols-2 md:overflow-visible xl:grid-cols-3">{cards.slice(0, SHOWN).map((one, i) => <li key={one.id} className="grid max-md:w-[310px] max-md:shrink-0 max-md:snap-start"><AgentCard agent={cardOfListing(one)} index={i} /></li>)}</ul>
    </section>
  );
}
