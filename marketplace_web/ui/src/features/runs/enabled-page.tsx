import { useQuery } from "@tanstack/react-query";
import { enabledQuery, listingQuery, type AgentCard as Enabled } from "@/api/catalog";
import { cardOfAgent } from "@/api/shown";
import { AgentCard } from "@/components/agent-card";
import { PageHead } from "@/components/page-head";
import { runs } from "@/strings/runs";
import { ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";

const words = runs.agents;
const GRID = "grid grid-cols-[minmax(0,1fr)] gap-4 sm:grid-cols-2 xl:grid-cols-3";

export default function EnabledPage() {
  const { data, error, refetch } = useQuery(enabledQuery);
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<ButtonLink to="/marketplace" look="primary">{words.find}</ButtonLink>} />
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={3} className={GRID} each="h-[300px]" />}
      {data?.length === 0 && <Empty seed="agents" title={words.emptyTitle} className="petal-card" action={<ButtonLink to="/marketplace" look="primary">{words.find}</ButtonLink>}>{words.empty}</Empty>}
      <div className={GRID}>{data?.map((agent, i) => <Card key={agent.id} agent={agent} index={i} />)}</div>
    </>
  );
}

/** What others made of it, and whose it is, stand in its listing, if it has one. */
function Card({ agent, index }: { agent: Enabled; index: number }) {
  const { data, isLoading } = useQuery({ ...listingQuery(agent.id), enabled: agent.listed });
  if (isLoading) return <span className="skeleton block h-[300px]" />;
  return <AgentCard agent={cardOfAgent(agent, data)} index={index} />;
}
