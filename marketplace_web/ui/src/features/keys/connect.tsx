import { useMutation, useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { ExternalLink, KeyRound } from "lucide-react";
import { useState } from "react";
import { call } from "@/api/client";
import { Panel } from "@/components/page-head";
import { keysWords as words } from "@/strings/keys";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/copy";
import { sayProblem } from "@/ui/toast";
import { CLIENTS } from "@/lib/clients";

const SCOPES = ["agents:read", "agents:invoke", "runs:read"] as const;

/** One program, its configuration, and a key made for it. */
export function Connect() {
  const [chosen, setChosen] = useState(0);
  const [made, setMade] = useState<Record<string, string>>({});
  const client = useQueryClient();
  const setup = CLIENTS[chosen] ?? CLIENTS[0];
  const make = useMutation({
    mutationFn: (name: string) => call("POST /v1/api-keys", { body: { name, scopes: [...SCOPES] } }),
    onSuccess: (key) => {
      if (setup) setMade({ ...made, [setup.name]: key.key });
      return client.invalidateQueries({ queryKey: ["keys"] });
    },
    onError: sayProblem,
  });
  if (!setup) return null;
  const label = words.clients[setup.name];
  const key = made[setup.name];
  return (
    <Panel title={words.connect}>
      <p className="-mt-2 mb-4 text-[14.5px] text-ink-2">{words.connectLead}</p>
      <div role="group" aria-label={words.connect} className="flex flex-wrap gap-2">
        {CLIENTS.map((one, i) => (
          <button key={one.name} type="button" aria-pressed={i === chosen} onClick={() => setChosen(i)} className={clsx("chip !h-9 !rounded-[12px] !px-3.5 !text-[13.5px] transition-colors", i === chosen ? "!border-orchid-400 !bg-wash !text-brand-text" : "hover:!border-line-2")}>
            {words.clients[one.name]}
          </button>
        ))}
      </div>
      <p className="mt-4 text-[14px] text-ink-2">{words.where[setup.name]}</p>
      <CodeBlock className="mt-3" code={setup.code(location.origin, key ?? `<${words.placeholder}>`)} label={label} />
      <div className="mt-3.5 flex flex-wrap gap-2">
        {!key && <Button look="primary" busy={make.isPending} onClick={() => make.mutate(label)}><KeyRound size={16} />{words.makeFor(label)}</Button>}
        {key && setup.install && <a href={setup.install(location.origin, key)} className="btn btn-primary"><ExternalLink size={16} />{words.install}</a>}
      </div>
    </Panel>
  );
}
