import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { scimTokensQuery, type ScimToken } from "@/api/sign-in-settings";
import { PausingButton } from "@/components/pausing-button";
import { ago, at, capital, listed } from "@/lib/format";
import { signInWords } from "@/strings/sign-in-settings";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/copy";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { Failed } from "@/ui/states";
import { Facts } from "./facts";
import { Confirm, Group, Row, Tag } from "./parts";
import { TestDialog, TestNew } from "./scim-test";
import { useAct } from "./use-act";
import { useNames } from "./use-names";

const words = signInWords.directory.scim;
const MONTHS = [3, 6, 12];

export function ScimTokens() {
  const { data = [], error, refetch } = useQuery(scimTokensQuery);
  const [making, setMaking] = useState(false);
  const [testing, setTesting] = useState(false);
  const acts = (
    <>
      {data.some((one) => !isOver(one)) && <Button onClick={() => setTesting(true)}>{words.test.open}</Button>}
      <Button onClick={() => setMaking(true)}><Plus size={16} />{words.make}</Button>
    </>
  );
  return (
    <Group title={words.title} lead={words.lead} action={<span className="flex flex-wrap gap-2">{acts}</span>}>
      <div className="p-3"><Facts rows={[[words.base, `${location.origin}/scim/v2`]]} /></div>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!error && data.length === 0 && <p className="px-5 py-5 text-[14.5px] text-ink-3">{words.none}</p>}
      {data.map((one) => <Line key={one.id} token={one} />)}
      <TestDialog open={testing} onOpenChange={setTesting} />
      <MakeDialog open={making} onOpenChange={setMaking} />
    </Group>
  );
}

function isOver({ revoked_at: revoked, expires_at: ends }: ScimToken): boolean {
  return revoked !== null || (ends !== null && new Date(ends).getTime() <= Date.now());
}

function Line({ token }: { token: ScimToken }) {
  const nameOf = useNames();
  const [asking, setAsking] = useState(false);
  const revoke = useAct(() => call("DELETE /v1/directory/scim-tokens/{scim_token_id}", { path: { scim_token_id: token.id } }), { stale: ["scim-tokens", "audit"], done: words.revoked, after: () => setAsking(false) });
  const over = isOver(token);
  return (
    <Row title={token.name} hint={listed([words.made(nameOf(token.created_by), ago(token.created_at)), token.expires_at ? words.until(at(token.expires_at)) : words.forever])}>
      {over ? <Tag tone="plain">{words.over}</Tag> : <Button size="sm" look="danger" onClick={() => setAsking(true)}>{words.revoke}</Button>}
      <Confirm open={asking} onOpenChange={setAsking} title={words.revokeTitle(token.name)} action={words.revoke} busy={revoke.isPending} onConfirm={() => revoke.mutate(undefined)}><p>{words.revokeText}</p></Confirm>
    </Row>
  );
}

function MakeDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [secret, setSecret] = useState<{ token: string; base_url: string } | null>(null);
  const close = (next: boolean) => {
    onOpenChange(next);
    if (!next) setSecret(null);
  };
  return (
    <Dialog open={open} onOpenChange={close} title={secret ? words.shownTitle : words.make} description={secret ? words.shown : undefined}>
      {secret ? (
        <div className="grid gap-4">
          <Facts rows={[[words.base, secret.base_url]]} />
          <CodeBlock code={secret.token} label={words.label} />
          <TestNew token={secret.token} />
          <DialogFoot cancel={null}><Button look="primary" onClick={() => close(false)}>{words.done}</Button></DialogFoot>
        </div>
      ) : (
        <MakeForm onMade={setSecret} />
      )}
    </Dialog>
  );
}

function MakeForm({ onMade }: { onMade: (made: { token: string; base_url: string }) => void }) {
  const [name, setName] = useState("");
  const [months, setMonths] = useState("12");
  const make = useAct(() => call("POST /v1/directory/scim-tokens", { body: { name, expires_at: months ? new Date(Date.now() + Number(months) * 30.44 * 86_400_000).toISOString() : null } }), { stale: ["scim-tokens", "audit"], after: onMade });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={words.name} required autoFocus maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      <SelectField label={words.days} value={months} onChange={(event) => setMonths(event.target.value)} options={[...MONTHS.map((n) => ({ value: String(n), label: words.months(n) })), { value: "", label: capital(words.forever) }]} />
      <DialogFoot><PausingButton type="submit" look="primary" busy={make.isPending}>{words.make}</PausingButton></DialogFoot>
    </form>
  );
}
