import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import { authSessionsQuery } from "@/api/account";
import { call } from "@/api/client";
import { Panel } from "@/components/page-head";
import { ago, listed } from "@/lib/format";
import { accountWords } from "@/strings/account";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

const words = accountWords.sessions;

/** `Mozilla/5.0 (X11; Linux) … Chrome/156` in two words. */
export function programOf(agent: string | null): string {
  if (!agent) return words.unknown;
  const browser = /(Firefox|Edg|Chrome|Safari|curl|python)/i.exec(agent)?.[1] ?? agent.split("/")[0] ?? words.unknown;
  const system = /(Windows|Mac OS|Android|iPhone|Linux)/.exec(agent)?.[1];
  return listed([browser === "Edg" ? "Edge" : browser, system]);
}

export function Sessions() {
  const { data, error, refetch } = useQuery(authSessionsQuery);
  const client = useQueryClient();
  const done = () => client.invalidateQueries({ queryKey: ["auth-sessions"] });
  const end = useMutation({ mutationFn: (id: string) => call("DELETE /v1/auth/sessions/{auth_session_id}", { path: { auth_session_id: id } }), onSuccess: () => { say(words.ended); return done(); }, onError: sayProblem });
  const endOthers = useMutation({ mutationFn: () => call("DELETE /v1/auth/sessions"), onSuccess: () => { say(words.endedAll); return done(); }, onError: sayProblem });
  return (
    <Panel className="lg:col-span-2" title={words.title} action={(data?.length ?? 0) > 1 && <Button size="sm" look="danger" busy={endOthers.isPending} onClick={() => endOthers.mutate()}>{words.endOthers}</Button>}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={2} className="grid gap-2" each="h-16" />}
      <ul className="grid gap-2">
        {data?.map((session) => (
          <li key={session.id} className="flex items-center gap-3 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5">
            <MonitorSmartphone size={19} className="shrink-0 text-ink-3" />
            <span className="min-w-0 flex-1">
              <b className="block truncate text-[14.5px] font-[600]">{programOf(session.user_agent)}{session.current && <span className="chip ms-2 !h-6">{words.current}</span>}</b>
              <span className="text-[13px] text-ink-3">{listed([session.network, words.last(ago(session.last_used_at))])}</span>
            </span>
            {!session.current && <Button size="sm" onClick={() => end.mutate(session.id)}>{words.end}</Button>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
