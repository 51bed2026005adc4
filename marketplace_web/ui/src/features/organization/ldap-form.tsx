import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Operations } from "@/api/schema";
import type { Ldap } from "@/api/sign-in-settings";
import { PausingButton } from "@/components/pausing-button";
import { signInWords } from "@/strings/sign-in-settings";
import { DialogFoot } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { Note } from "./parts";
import { useAct } from "./use-act";

type Body = Operations["PUT /v1/directory/ldap"]["body"];
const words = signInWords.directory.ldap;
const KINDS = Object.entries(words.kinds).map(([value, label]) => ({ value, label }));

/** What is not on the form stays as it was: some directories need more than these fields. */
function startOf(known: Ldap | null): Body {
  if (!known) return { kind: "active_directory", url: "", user_base: "" };
  const { has_bind_password: _has, updated_at: _at, updated_by: _by, ...rest } = known;
  return rest;
}

export function LdapForm({ known, onDone }: { known: Ldap | null; onDone: () => void }) {
  const [form, setForm] = useState<Body>(() => startOf(known));
  const save = useAct(() => call("PUT /v1/directory/ldap", { body: form }), { stale: ["ldap", "audit"], done: words.saved, after: onDone, quiet: true });
  const problem = save.error instanceof Problem ? save.error : null;
  const field = (name: "url" | "bind_dn" | "user_base" | "group_base" | "user_filter" | "group_filter" | "bind_password") => ({
    value: form[name] ?? "",
    fault: problem?.faults[name],
    spellCheck: false,
    className: "mono !text-[14px]",
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value || (name === "url" || name === "user_base" ? "" : null) }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-[190px_minmax(0,1fr)]">
        <SelectField label={words.kind} value={form.kind ?? "ldap"} onChange={(event) => setForm({ ...form, kind: event.target.value as Body["kind"] })} options={KINDS} />
        <TextField label={words.url} required placeholder="ldaps://dc1.studio.example" hint={words.urlHint} {...field("url")} />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={words.bindDn} autoComplete="off" placeholder="laelia@studio.example" {...field("bind_dn")} />
        <TextField label={words.bindPassword} type="password" autoComplete="off" hint={known?.has_bind_password ? words.kept : undefined} {...field("bind_password")} />
        <TextField label={words.userBase} required placeholder="OU=People,DC=studio,DC=example" {...field("user_base")} />
        <TextField label={words.groupBase} placeholder="OU=Groups,DC=studio,DC=example" {...field("group_base")} />
      </div>
      <details>
        <summary className="link w-fit text-[14px]">{words.more}</summary>
        <div className="mt-4 grid gap-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField label={words.userFilter} placeholder="(uid={username})" {...field("user_filter")} />
            <TextField label={words.groupFilter} placeholder="(member={dn})" {...field("group_filter")} />
          </div>
          <TextArea label={words.certificate} rows={4} className="mono !text-[12.5px]" spellCheck={false} value={form.ca_certificate ?? ""} fault={problem?.faults.ca_certificate} onChange={(event) => setForm({ ...form, ca_certificate: event.target.value || null })} />
        </div>
      </details>
      {problem && Object.keys(problem.faults).length === 0 && <Note tone="ember">{problem.detail}</Note>}
      <DialogFoot><PausingButton type="submit" look="primary" busy={save.isPending}>{words.save}</PausingButton></DialogFoot>
    </form>
  );
}
