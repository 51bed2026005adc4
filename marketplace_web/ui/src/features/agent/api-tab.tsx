import { useMutation, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { call } from "@/api/client";
import { useSession } from "@/api/session";
import type { Detail } from "@/api/shown";
import { SnippetTabs } from "@/components/snippet-tabs";
import { agents } from "@/strings/agents";
import { Button, ButtonLink } from "@/ui/button";
import { sayProblem } from "@/ui/toast";

const words = agents.detail;

/** The ways to call it, with a key in them that opens this agent and nothing else. */
export function ApiTab({ agent }: { agent: Detail }) {
  const me = useSession();
  const client = useQueryClient();
  const [key, setKey] = useState<string>();
  const make = useMutation({
    mutationFn: () => call("POST /v1/api-keys", { body: { name: agent.name, scopes: ["agents:read", "agents:invoke", "runs:read"], agent_ids: [agent.id] } }),
    onSuccess: (made) => {
      setKey(made.key);
      return client.invalidateQueries({ queryKey: ["keys"] });
    },
    onError: sayProblem,
  });
  const example = agent.examples[0]?.input ?? { text: "…" };
  return (
    <div>
      <p role="status" className="text-[15px] text-ink-2">{key ? words.apiKeyed : words.apiLead}</p>
      <SnippetTabs className="mt-4" label={words.ways} target={{ origin: location.origin, agentId: agent.id, input: example, key }} />
      {me && agent.enabled && !key && <Button className="mt-4" busy={make.isPending} onClick={() => make.mutate()}><KeyRound size={16} />{words.keyHere}</Button>}
      {(!me || !agent.enabled || key) && <ButtonLink to="/app/keys" className="mt-4">{key ? words.yourKeys : words.makeKey}</ButtonLink>}
    </div>
  );
}
