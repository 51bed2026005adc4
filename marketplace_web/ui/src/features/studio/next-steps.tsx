import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BadgeCheck, ChevronRight, MessageSquareReply, Wallet, type LucideIcon } from "lucide-react";
import { earningsQuery, payoutAccountQuery, taxQuery } from "@/api/earning";
import { ownPublisherQuery, type OwnAgent, type OwnListing } from "@/api/studio";
import { Sigil } from "@/brand/sigil";
import { Panel } from "@/components/page-head";
import { nextWords as words } from "@/strings/studio-next";
import { nextOf, type Next } from "./next";

const ICONS: Record<string, LucideIcon> = { money: Wallet, reviews: MessageSquareReply, proof: BadgeCheck };
const MOST = 5;

/** What waits for them, each a way there; nothing where nothing does. */
export function NextSteps({ agents, listings }: { agents: readonly OwnAgent[]; listings: readonly OwnListing[] }) {
  const { data: publisher = null } = useQuery(ownPublisherQuery);
  const next = nextOf({ agents, listings, publisher, unpayable: useUnpayable() });
  if (next.length === 0) return null;
  return (
    <Panel title={words.title}>
      <ul className="grid gap-1">{next.slice(0, MOST).map((one) => <Row key={one.key} of={one} />)}</ul>
    </Panel>
  );
}

/** Asked only of whoever may see billing, and earned something. */
function useUnpayable(): boolean {
  const { data: earned } = useQuery({ ...earningsQuery, retry: false });
  const some = earned?.data.some((one) => one.currency !== "credit" && Number(one.pending) + Number(one.available) > 0) ?? false;
  const { data: account } = useQuery({ ...payoutAccountQuery, enabled: some });
  const { data: tax } = useQuery({ ...taxQuery, enabled: some });
  return some && (account === null || tax === null);
}

function Row({ of: { key, title, more, to, search, agentId } }: { of: Next }) {
  const Icon = ICONS[key] ?? BadgeCheck;
  return (
    <li className="relative -mx-2 flex items-center gap-3.5 rounded-[14px_14px_14px_5px] px-2 py-2 transition-colors hover:bg-surface-2">
      {agentId && key !== "reviews" ? <Sigil id={agentId} size={36} /> : <span className="petal grid size-9 shrink-0 place-items-center bg-wash text-brand-text"><Icon size={18} strokeWidth={1.75} aria-hidden /></span>}
      <span className="min-w-0 flex-1 leading-snug">
        <Link to={to} search={search as never} className="block text-[14.5px] font-[600] after:absolute after:inset-0 after:rounded-[inherit]">{title}</Link>
        <span className="block text-[13.5px] text-ink-3">{more}</span>
      </span>
      <ChevronRight size={17} className="shrink-0 text-ink-3" aria-hidden />
    </li>
  );
}
