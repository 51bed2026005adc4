import { useNavigate } from "@tanstack/react-router";
import { clsx } from "clsx";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { PausingButton } from "@/components/pausing-button";
import { signInWords } from "@/strings/sign-in-settings";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { Note } from "./parts";
import { useAct } from "./use-act";

const words = signInWords.create;
type Preset = keyof typeof words.presets;
const PRESETS = Object.keys(words.presets) as Preset[];
const ISSUERS: Record<Preset, string> = { entra: "https://login.microsoftonline.com/<tenant ID>/v2.0", okta: "https://<your name>.okta.com", google: "https://accounts.google.com", keycloak: "https://<host>/realms/<realm>", other: "https://", saml: "" };

export function ConnectDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return <Dialog open={open} onOpenChange={onOpenChange} title={words.title} wide><ConnectForm /></Dialog>;
}

function ConnectForm() {
  const [preset, setPreset] = useState<Preset>("entra");
  const [form, setForm] = useState({ name: words.presets.entra as string, issuer: "", clientId: "", secret: "", metadata: "" });
  const navigate = useNavigate();
  const saml = preset === "saml";
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const create = useAct(
    () =>
      call("POST /v1/sso/connections", {
        body: saml
          ? { name: form.name, kind: "saml", saml: { metadata: form.metadata } }
          : { name: form.name, kind: "oidc", oidc: { issuer: form.issuer.trim(), client_id: form.clientId.trim(), client_secret: form.secret || null } },
      }),
    { stale: ["connections", "audit"], quiet: true, after: (made) => void navigate({ to: `/app/organization/sign-in/${made.id}` }) },
  );
  const problem = create.error instanceof Problem ? create.error : null;
  const choose = (one: Preset) => {
    setPreset(one);
    set({ name: words.presets[one].replace(/^.*, /, ""), issuer: one === "google" ? ISSUERS.google : "" });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div role="group" aria-label={words.which} className="flex flex-wrap gap-2">
        {PRESETS.map((one) => <button key={one} type="button" aria-pressed={one === preset} onClick={() => choose(one)} className={clsx("chip !h-9 !rounded-[12px] !px-3.5 !text-[13.5px] transition-colors", one === preset ? "!border-orchid-400 !bg-wash !text-brand-text" : "hover:!border-line-2")}>{words.presets[one]}</button>)}
      </div>
      <p className="text-[14px] text-ink-2">{words.notes[preset]}</p>
      <TextField label={words.name} required maxLength={100} value={form.name} onChange={(event) => set({ name: event.target.value })} fault={problem?.faults.name} />
      {saml ? (
        <TextArea label={words.metadata} required rows={7} className="mono !text-[12.5px]" value={form.metadata} onChange={(event) => set({ metadata: event.target.value })} placeholder="<EntityDescriptor …>" fault={problem?.faults["saml/metadata"]} spellCheck={false} />
      ) : (
        <>
          <TextField label={words.issuer} required type="url" className="mono !text-[14px]" placeholder={ISSUERS[preset]} value={form.issuer} onChange={(event) => set({ issuer: event.target.value })} fault={problem?.faults["oidc/issuer"]} spellCheck={false} />
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField label={words.clientId} required className="mono !text-[14px]" autoComplete="off" value={form.clientId} onChange={(event) => set({ clientId: event.target.value })} fault={problem?.faults["oidc/client_id"]} />
            <TextField label={words.secret} type="password" autoComplete="off" hint={words.secretHint} value={form.secret} onChange={(event) => set({ secret: event.target.value })} />
          </div>
        </>
      )}
      {problem && Object.keys(problem.faults).length === 0 && <Note tone="ember">{problem.detail}</Note>}
      <p className="text-[13px] text-ink-3">{words.later}</p>
      <DialogFoot><PausingButton type="submit" look="primary" busy={create.isPending}>{words.next}</PausingButton></DialogFoot>
    </form>
  );
}
