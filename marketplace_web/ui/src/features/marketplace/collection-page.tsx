import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { collectionQuery } from "@/api/catalog";
import { isProblem } from "@/api/problem";
import { cardOfListing } from "@/api/shown";
import { AgentCard } from "@/components/agent-card";
import { whole } from "@/lib/format";
import { agents } from "@/strings/agents";
import { ButtonLink } from "@/ui/button";
import { CardSkeletons } from "@/components/card-skeletons";
import { Empty, Failed } from "@/ui/states";
import { CompareTray } from "./compare-tray";
import { PageBody, PageTop } from "./page-top";
import { usePicks } from "./picks";
import { GRID } from "./results";

export default function CollectionPage() {
  const { slug = "" } = useParams({ strict: false }) as { slug?: string };
  const { data, error, refetch } = useQuery(collectionQuery(slug));
  const { picked, toggle } = usePicks();
  if (isProblem(error) && error.status === 404) {
    return <PageBody><Empty seed={slug} title={agents.noCollection} action={<ButtonLink to="/marketplace" look="primary">{agents.everything}</ButtonLink>}>{agents.gone}</Empty></PageBody>;
  }
  if (error) return <PageBody><Failed error={error} retry={() => void refetch()} /></PageBody>;
  if (!data) return <PageBody><CardSkeletons count={6} className={GRID} /></PageBody>;
  return (
    <div className="fills-page bg-soft">
      <PageTop title={data.title} lead={data.description} />
      <PageBody>
        <p className="mb-4 text-[14.5px] text-ink-2">{data.listings > data.data.length ? agents.best(whole(data.data.length), whole(data.listings)) : agents.agentCount(data.listings)}</p>
        <div className={GRID}>
          {data.data.map(cardOfListing).map((agent, i) => <AgentCard key={agent.id} agent={agent} index={i} picked={picked.some((one) => one.id === agent.id)} onPick={() => toggle(agent)} />)}
        </div>
        <CompareTray />
      </PageBody>
    </div>
  );
}
