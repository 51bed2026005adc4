import { useMutation, useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { ChevronRight, CircleCheck, ExternalLink, KeyRound, PlugZap } from "lucide-react";
import { useState } from "react";
import { call } from "@/api/client";
import { toolsFor } from "@/api/connection";
import { Panel } from "@/components/page-head";
import { wordsFor } from "@/strings/common";
import { keysWords as words } from "@/strings/keys";
import { isProblem } from "@/api/problem";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/copy";
import { sayProblem } from "@/ui/toast";
import { CLIENTS, type ClientSetup } from "@/lib/clients";
import { listed } from "@/lib/format";

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
      <Code setup={setup} secret={key ?? `<${words.placeholder}>`} />
      <div className="mt-3.5 flex flex-wrap items-center gap-2">
        {!key && !setup.keyless && <Button look="primary" busy={make.isPending} onClick={() => make.mutate(label)}><KeyRound size={16} />{words.makeFor(label)}</Button>}
        {key && setup.install && <a href={setup.install(location.origin, key)} className="btn btn-primary"><ExternalLink size={16} />{words.install}</a>}
        {key && <Test key={key} secret={key} />}
      </div>
    </Panel>
  );
}

function Code({ setup, secret }: { setup: ClientSetup; secret: string }) {
  const label = words.clients[setup.name];
  return (
    <>
      <CodeBlock className="mt-3" code={setup.code(location.origin, secret)} label={label} />
      {setup.otherwise && (
        <details className="group mt-3 text-[14px]">
          <summary className="flex w-fit list-none items-center gap-1.5 rounded text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden"><ChevronRight size={15} className="transition-transform group-open:rotate-90" aria-hidden />{words.otherwise}</summary>
          <CodeBlock className="mt-2.5" code={setup.otherwise(location.origin, secret)} label={`${label}, ${words.otherwise}`} />
        </details>
      )}
    </>
  );
}

/** Asks the address with that key alone, as the program is going to. */
function Test({ secret }: { secret: string }) {
  const test = useMutation({ mutationFn: () => toolsFor(secret) });
  const fault = test.error ? wordsFor(isProblem(test.error) ? test.error.code : "", isProblem(test.error) ? test.error.detail : undefined) : null;
  return (
    <>
      <Button busy={test.isPending} onClick={() => test.mutate()}><PlugZap size={16} />{words.test}</Button>
      <p role="status" className="min-w-0 text-[14px]">
        {test.data && <span className="line-in inline-flex items-center gap-1.5 text-fern-text"><CircleCheck size={16} className="pop shrink-0" />{test.data.length > 0 ? words.works(test.data.length, listed(test.data.slice(0, 3))) : words.worksEmpty}</span>}
        {fault && <span className="line-in text-ember-text">{`${fault.title}. ${fault.detail}`}</span>}
      </p>
    </>
  );
}
