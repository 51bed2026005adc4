import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { enabledQuery } from "@/api/catalog";
import { useSession } from "@/api/session";
import { AgentPicker } from "@/components/agent-picker";
import { PageHead } from "@/components/page-head";
import { agents as agentWords } from "@/strings/agents";
import { compare as words } from "@/strings/compare";
import { ButtonLink } from "@/ui/button";
import { Empty, Skeletons } from "@/ui/states";
import { Bench } from "./bench";
import { Earlier } from "./earlier";

const MOST = 4;

export default function ComparePage() {
  const { agents = "" } = useSearch({ strict: false }) as { agents?: string };
  const ids = String(agents).split(",").filter(Boolean).slice(0, MOST);
  const me = useSession();
  const navigate = useNavigate();
  const choose = (next: string[]) => void navigate({ to: ".", search: { agents: next.join(",") } as never, replace: true });
  return (
    <>
      <PageHead title={words.title} lead={me === null ? words.guestLead : words.lead} action={me && <Add taken={ids} onAdd={(id) => choose([...ids, id])} />} />
      {ids.length === 0 && <Empty seed="compare" title={words.noneTitle} className="petal-card" action={<ButtonLink to="/marketplace" look="primary">{agentWords.everything}</ButtonLink>}>{me === null ? words.noneGuest : words.noneText}</Empty>}
      {ids.length > 0 && me === undefined && <Skeletons count={2} className="grid gap-3 md:grid-cols-2" each="h-32" />}
      {ids.length > 0 && me !== undefined && <Bench ids={ids} most={MOST} guest={me === null} onChange={choose} />}
      {me && <Earlier />}
    </>
  );
}

function Add({ taken, onAdd }: { taken: readonly string[]; onAdd: (id: string) => void }) {
  const { data = [], isPending } = useQuery(enabledQuery);
  if (isPending) return <span className="skeleton block h-9 w-40" />;
  const free = data.filter((agent) => agent.id !== "laelia" && !taken.includes(agent.id));
  if (taken.length >= MOST || free.length === 0) return null;
  return <AgentPicker label={words.add} picks={free.map((agent) => ({ id: agent.id, name: agent.name, agent }))} chosen={null} nobody={words.add} onChoose={onAdd} />;
}
