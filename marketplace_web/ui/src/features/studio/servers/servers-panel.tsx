import { useQuery } from "@tanstack/react-query";
import type { Agent } from "@/api/catalog";
import { serversQuery } from "@/api/making";
import { Panel } from "@/components/page-head";
import { servers as words } from "@/strings/studio-servers";
import { reaches, waits } from "./changes";
import { ServerRow } from "./server-row";

/** Of an agent, all servers that it reaches; of all agents, those alone at which something changed. */
export function ServersPanel({ agent }: { agent?: Agent }) {
  const { data = [] } = useQuery(serversQuery);
  const shown = data.filter((one) => (agent ? reaches(agent, one) : waits(one) > 0));
  if (shown.length === 0) return null;
  return (
    <Panel title={words.title}>
      <ul className="grid gap-2">{shown.map((one) => <ServerRow key={one.id} server={one} />)}</ul>
    </Panel>
  );
}
