import { queryOptions, useQuery } from "@tanstack/react-query";
import { call } from "@/api/client";
import { isProblem } from "@/api/problem";

/** Null for an agent that is not the administrator's to see: somebody's own, that is listed nowhere. */
const agentNameQuery = (id: string) =>
  queryOptions({
    queryKey: ["agent-name", id],
    staleTime: 300_000,
    queryFn: async ({ signal }) => {
      try {
        return (await call("GET /v1/agents/{agent_id}", { path: { agent_id: id }, signal })).name;
      } catch (error) {
        if (isProblem(error) && error.status === 404) return null;
        throw error;
      }
    },
  });

/** The name of an agent, or a part of its ID. */
export function AgentName({ id }: { id: string }) {
  const { data } = useQuery(agentNameQuery(id));
  return <span title={id}>{data ?? `${id.slice(0, 9)}…${id.slice(-4)}`}</span>;
}
