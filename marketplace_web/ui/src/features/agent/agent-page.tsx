import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ChevronRight, Play } from "lucide-react";
import { agentQuery, type Agent } from "@/api/catalog";
import { isProblem } from "@/api/problem";
import { useSession } from "@/api/session";
import { Features } from "@/components/agent-card";
import { sentence } from "@/lib/format";
import { agents } from "@/strings/agents";
import { ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { AgentHead } from "./agent-head";
import { ApiTab, ChangesTab, OverviewTab, PricingTab } from "./agent-tabs";
import { Playground } from "./playground";

const words = agents.detail;

export default function AgentPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const me = useSession();
  const { data: agent, error, refetch } = useQuery({ ...agentQuery(id), enabled: Boolean(me) });
  return (
    <div className="mx-auto max-w-[1320px] px-5 pb-24 md:px-8">
      <Breadcrumb agent={agent} />
      {me === null && <Guest id={id} />}
      {error && <Failed error={error} retry={isProblem(error) && error.status === 404 ? undefined : () => void refetch()} />}
      {me !== null && !agent && !error && <Skeletons count={2} className="grid gap-6 lg:grid-cols-[1fr_436px]" each="h-[420px]" />}
      {agent && <Detail agent={agent} />}
    </div>
  );
}

function Detail({ agent }: { agent: Agent }) {
  const { tab = "overview" } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const choose = (next: string) => void navigate({ to: ".", search: { tab: next } as never, replace: true, resetScroll: false });
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-10 lg:grid-cols-[minmax(0,1fr)_436px]">
      <div className="min-w-0">
        <AgentHead agent={agent} onApi={() => choose("api")} />
        <Features features={agent.features} className="!mt-6 gap-2 text-[15px]" />
        <div className="mt-8">
          <Tabs
            label={words.tabs}
            value={tab}
            onChange={choose}
            tabs={[
              { value: "overview", label: words.overview, content: <OverviewTab agent={agent} /> },
              { value: "api", label: words.api, content: <ApiTab agent={agent} /> },
              { value: "pricing", label: words.pricing, content: <PricingTab agent={agent} /> },
              { value: "changes", label: words.changes, content: <ChangesTab agent={agent} /> },
            ]}
          />
        </div>
      </div>
      <div className="lg:sticky lg:top-[88px] lg:self-start"><Playground agent={agent} /></div>
      <a href="#try" className="btn btn-primary btn-lg fixed inset-x-4 bottom-4 z-30 lg:hidden"><Play size={17} />{agents.try}</a>
    </div>
  );
}

function Breadcrumb({ agent }: { agent: Agent | undefined }) {
  return (
    <nav aria-label={words.breadcrumb} className="flex items-center gap-1.5 py-5 text-[13.5px] text-ink-3">
      <Link to="/marketplace" viewTransition className="rounded hover:text-ink">{words.market}</Link>
      {agent && (
        <>
          <ChevronRight size={14} aria-hidden />
          <Link to="/marketplace" search={{ category: agent.category } as never} className="rounded hover:text-ink">{sentence(agent.category)}</Link>
          <ChevronRight size={14} aria-hidden />
          <span className="truncate text-ink" aria-current="page">{agent.name}</span>
        </>
      )}
    </nav>
  );
}

function Guest({ id }: { id: string }) {
  const next = { next: `/agents/${id}` };
  return (
    <Empty seed={id} title={words.tryTitle} className="petal-card" action={<><ButtonLink to="/signup" search={next} look="primary">{agents.startAction}</ButtonLink><ButtonLink to="/login" search={next}>{agents.signInAction}</ButtonLink></>}>
      {words.tryGuest}
    </Empty>
  );
}
