import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { collectionsQuery } from "@/api/catalog";
import { Sigil } from "@/brand/sigil";
import { agents } from "@/strings/agents";

const SHOWN = 4;

/** What belongs together for one purpose. */
export function Collections() {
  const { data = [] } = useQuery(collectionsQuery);
  if (data.length === 0) return null;
  return (
    <section aria-label={agents.collections} className="scroll-x -mx-5 mb-8 px-5 md:-mx-8 md:px-8 md:[mask-image:linear-gradient(90deg,transparent,#000_32px_calc(100%-72px),transparent)]">
      <ul className="flex w-max gap-3 py-1">
        {data.map((one) => (
          <li key={one.slug} className="petal-card sig-hover relative w-[268px] p-4 transition-shadow hover:shadow-2">
            <span className="flex -space-x-1.5">{one.data.slice(0, SHOWN).map((agent) => <Sigil key={agent.id} id={agent.agent_id} size={34} />)}</span>
            <h2 className="mt-3 text-[17px] !tracking-[-.02em]">
              <Link to="/collections/$slug" params={{ slug: one.slug } as never} viewTransition className="after:absolute after:inset-0 after:rounded-[inherit]">{one.title}</Link>
            </h2>
            <p className="mt-1 line-clamp-2 text-[13.5px] text-ink-2">{one.description || agents.agentCount(one.listings)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

export const CollectionsComing = () => <div aria-hidden className="-me-5 mb-8 flex gap-3 overflow-hidden py-1 md:-me-8">{[0, 1, 2, 3, 4].map((n) => <span key={n} className="skeleton h-38 w-[268px] shrink-0" />)}</div>;
