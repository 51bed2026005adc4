import { useMutation } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Plug, RotateCcw, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { connect, type Connected, type ServerTool } from "@/api/making";
import { listed } from "@/lib/format";
import { wizard } from "@/strings/studio-wizard";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { listOf, textOf } from "./draft";
import { faultIn, isAddress } from "./faults";
import { schemasOfTools } from "./fields";
import { Check, FaultLine, StepHead } from "./step-head";
import { Unreached } from "./unreached";
import type { StepProps } from "./wizard";
import type { Making } from "./use-draft";

const words = wizard.mcp;

export function ConnectMcp({ making, faults }: StepProps) {
  const { draft, changeManifest } = making;
  const [secret, setSecret] = useState("");
  const [header, setHeader] = useState("Authorization");
  const [closed, setClosed] = useState(Boolean(draft.manifest.credential));
  const url = textOf(draft.manifest, "url");
  const credential = textOf(draft.manifest, "credential") || null;
  const look = useMutation({
    mutationFn: () => connect({ url, header, secret: closed ? secret : "", credential: closed ? credential : null }),
    onSuccess: (found) => {
      setSecret("");
      take(making, found);
    },
  });
  const chosen = listOf(draft.manifest, "tools");
  return (
    <>
      <StepHead title={words.title} lead={words.lead} />
      <div className="grid gap-5">
        <TextField label={words.url} hint={words.urlHint} type="url" inputMode="url" autoComplete="off" spellCheck={false} value={url} fault={faultIn(faults, "connect", "url")} onChange={(event) => { look.reset(); changeManifest({ url: event.target.value.trim(), tools: [] }); }} />
        <Check label={words.auth} checked={closed} onChange={setClosed} hint={closed && credential ? words.kept(credential) : undefined} />
        {closed && (
          <div className="grid gap-4 sm:grid-cols-[200px_1fr]">
            <TextField label={words.header} value={header} autoComplete="off" onChange={(event) => setHeader(event.target.value)} />
            <TextField label={words.secret} hint={words.secretHint} type="password" autoComplete="new-password" value={secret} onChange={(event) => setSecret(event.target.value)} />
          </div>
        )}
        <Button className="justify-self-start" busy={look.isPending} disabled={!isAddress(url)} onClick={() => look.mutate()}>
          {look.data ? <RotateCcw size={15} /> : <Plug size={16} />}
          {look.data || chosen.length > 0 ? words.again : words.look}
        </Button>
        {look.error && <Unreached error={look.error} />}
        {look.data && <Tools tools={look.data.tools} making={making} />}
        {!look.data && chosen.length > 0 && <p className="text-[14.5px] text-ink-2">{words.chosen(listed(chosen))}</p>}
        <FaultLine>{faultIn(faults, "connect", "tools")}</FaultLine>
      </div>
    </>
  );
}

/** What a server says of its tools is taken for what nobody has written yet. */
function take({ draft, changeManifest }: Making, { tools, credential }: Connected) {
  const still = listOf(draft.manifest, "tools").filter((name) => tools.some((tool) => tool.name === name));
  const [only] = tools;
  const chosen = still.length > 0 ? still : tools.length === 1 && only ? [only.name] : [];
  changeManifest({ credential, ...choice(tools, chosen, draft.manifest) });
}

function choice(tools: readonly ServerTool[], chosen: readonly string[], manifest: Record<string, unknown>) {
  const picked = tools.filter((tool) => chosen.includes(tool.name));
  const said = picked.length === 1 ? String(picked[0]?.definition?.description ?? "") : "";
  return {
    tools: chosen,
    ...(picked.length > 0 ? schemasOfTools(picked) : {}),
    ...(said && !textOf(manifest, "description") ? { description: said.slice(0, 2000) } : {}),
  };
}

function Tools({ tools, making }: { tools: readonly ServerTool[]; making: Making }) {
  const { manifest } = making.draft;
  const chosen = listOf(manifest, "tools");
  if (tools.length === 0) return <p className="text-[14.5px] text-ink-2">{words.none}</p>;
  const toggle = (name: string) => {
    const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
    making.changeManifest({ ...choice(tools, next, manifest), examples: [] });
  };
  return (
    <fieldset className="line-in">
      <legend className="text-[15px] font-[650]">{words.choose}</legend>
      <p className="mt-0.5 text-[13.5px] text-ink-3">{words.found(tools.length)}{". "}{words.one}</p>
      <ul className="mt-3 grid gap-2">
        {tools.map((tool) => <li key={tool.name}><ToolRow tool={tool} on={chosen.includes(tool.name)} onToggle={() => toggle(tool.name)} /></li>)}
      </ul>
    </fieldset>
  );
}

function ToolRow({ tool, on, onToggle }: { tool: ServerTool; on: boolean; onToggle: () => void }) {
  const schema = tool.definition?.inputSchema as { properties?: object } | undefined;
  return (
    <label className={clsx("flex cursor-pointer items-start gap-3 rounded-[16px_16px_16px_6px] border px-4 py-3 transition-colors", on ? "border-brand bg-wash" : "bg-surface hover:border-orchid-400")}>
      <input type="checkbox" checked={on} onChange={onToggle} className="mt-1 size-[18px] shrink-0 accent-[var(--brand)]" />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-baseline gap-x-2.5"><b className="mono break-all text-[14px] font-[600]">{tool.name}</b><span className="text-[12.5px] text-ink-3">{words.arguments(Object.keys(schema?.properties ?? {}).length)}</span></span>
        <span className="mt-0.5 block break-words text-[13.5px] text-ink-2">{String(tool.definition?.description ?? "")}</span>
        {tool.hidden.length > 0 && <span className="mt-1 flex items-start gap-1.5 text-[13px] text-ember-text"><TriangleAlert size={14} className="mt-0.5 shrink-0" />{words.hidden}</span>}
      </span>
    </label>
  );
}
