import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { keepSecret } from "@/api/making";
import { wizard } from "@/strings/studio-wizard";
import { Button } from "@/ui/button";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { sayProblem } from "@/ui/toast";
import { textOf } from "./draft";
import { faultIn, isAddress } from "./faults";
import { FieldRows } from "./field-rows";
import { HttpProbe } from "./http-probe";
import { Check, Part, StepHead } from "./step-head";
import type { StepProps } from "./wizard";
import type { Making } from "./use-draft";

const words = wizard.http;
const METHODS = ["POST", "GET", "PUT", "PATCH", "DELETE"].map((value) => ({ value, label: value }));

export function ConnectHttp({ making, faults }: StepProps) {
  const { manifest } = making.draft;
  const set = making.changeManifest;
  return (
    <>
      <StepHead title={words.title} lead={words.lead} />
      <div className="grid gap-5">
        <div className="grid gap-x-4 gap-y-3 sm:grid-cols-[130px_1fr]">
          <SelectField label={words.method} options={METHODS} value={textOf(manifest, "method") || "POST"} onChange={(event) => set({ method: event.target.value })} />
          <TextField label={words.url} hint={words.urlHint} inputMode="url" autoComplete="off" spellCheck={false} value={textOf(manifest, "url")} fault={faultIn(faults, "connect", "url")} onChange={(event) => set({ url: event.target.value.trim() })} />
          <HttpProbe method={textOf(manifest, "method") || "POST"} url={textOf(manifest, "url")} credential={textOf(manifest, "credential") || null} />
        </div>
        <Secret making={making} />
        <FieldRows making={making} fault={faultIn(faults, "connect", "input_schema")} />
        <Part title={words.output} hint={words.outputHint}><Output making={making} fault={faultIn(faults, "connect", "response")} /></Part>
      </div>
    </>
  );
}

/** The secret goes to the hub alone; the draft knows its name. */
function Secret({ making }: { making: Making }) {
  const { manifest } = making.draft;
  const url = textOf(manifest, "url");
  const credential = textOf(manifest, "credential");
  const [closed, setClosed] = useState(Boolean(credential));
  const [header, setHeader] = useState("Authorization");
  const [secret, setSecret] = useState("");
  const keep = useMutation({
    mutationFn: () => keepSecret({ url, header, secret, credential: null }),
    onSuccess: (name) => {
      setSecret("");
      making.changeManifest({ credential: name });
    },
    onError: sayProblem,
  });
  const shut = (on: boolean) => {
    setClosed(on);
    if (!on) making.changeManifest({ credential: null });
  };
  return (
    <div className="grid gap-4">
      <Check label={wizard.mcp.auth} checked={closed} onChange={shut} hint={credential ? wizard.mcp.kept(credential) : undefined} />
      {closed && !credential && (
        <div className="grid items-start gap-4 sm:grid-cols-[180px_1fr_auto]">
          <TextField label={wizard.mcp.header} value={header} autoComplete="off" onChange={(event) => setHeader(event.target.value)} />
          <TextField label={wizard.mcp.secret} hint={wizard.mcp.secretHint} type="password" autoComplete="new-password" value={secret} onChange={(event) => setSecret(event.target.value)} />
          <Button className="sm:mt-[27px]" busy={keep.isPending} disabled={!secret || !isAddress(url)} onClick={() => keep.mutate()}>{words.keep}</Button>
        </div>
      )}
    </div>
  );
}

function Output({ making, fault }: { making: Making; fault: string | undefined }) {
  const known = (making.draft.manifest.response as { output?: Record<string, string> } | undefined)?.output ?? {};
  const [text, setText] = useState(() => Object.entries(known).map(([name, path]) => `${name} = ${path}`).join("\n"));
  const read = (typed: string) => {
    setText(typed);
    const pairs = typed.split("\n").map((line) => /^\s*([A-Za-z_]\w*)\s*=\s*(.+?)\s*$/.exec(line)).filter((found) => found !== null).map((found) => [found[1], found[2]]);
    making.changeManifest({ response: pairs.length > 0 ? { output: Object.fromEntries(pairs) } : {} });
  };
  return <TextArea label={words.output} rows={3} spellCheck={false} className="mono !text-[13px]" value={text} fault={fault} onChange={(event) => read(event.target.value)} />;
}
