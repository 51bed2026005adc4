import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { elsewhereQuery, type LinkedAccount, type Provider } from "@/api/proof";
import { useOwnSession } from "@/api/session";
import { Panel } from "@/components/page-head";
import { ago, listed } from "@/lib/format";
import { accountWords } from "@/strings/account";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { say, sayProblem } from "@/ui/toast";
import { givenOf, Proof } from "./proof";

const words = accountWords.elsewhere;

/** Accounts elsewhere that sign one in; nothing where the installation has none to offer. */
export function Elsewhere() {
  const { data } = useQuery(elsewhereQuery);
  const [wanted, setWanted] = useState<Provider | null>(null);
  const [gone, setGone] = useState<LinkedAccount | null>(null);
  if (!data?.offered.length) return null;
  const labelOf = (name: string) => data.offered.find((one) => one.name === name)?.label ?? name;
  const others = data.offered.filter((one) => data.linked.every(({ provider }) => provider !== one.name));
  return (
    <Panel title={words.title}>
      <p className="text-[14.5px] text-ink-2">{words.lead}</p>
      <ul className="mt-3 grid gap-2 empty:hidden">
        {data.linked.map((one) => (
          <li key={one.id} className="flex items-center gap-3 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5">
            <span className="min-w-0 flex-1"><b className="block truncate text-[14.5px] font-[600]">{labelOf(one.provider)}</b><span className="block truncate text-[13px] text-ink-3">{listed([one.email, words.since(ago(one.created_at))])}</span></span>
            <Button size="sm" look="danger" onClick={() => setGone(one)}>{words.unlink}</Button>
          </li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2 empty:hidden">{others.map((one) => <Button key={one.name} size="sm" onClick={() => setWanted(one)}>{words.link(one.label)}</Button>)}</div>
      <Dialog open={wanted !== null} onOpenChange={() => setWanted(null)} title={words.link(wanted?.label ?? "")} description={words.linkText(wanted?.label ?? "")}>{wanted && <LinkForm provider={wanted} />}</Dialog>
      <Dialog open={gone !== null} onOpenChange={() => setGone(null)} title={words.unlinkTitle(labelOf(gone?.provider ?? ""))} description={words.unlinkText}>{gone && <Unlink account={gone} onDone={() => setGone(null)} />}</Dialog>
    </Panel>
  );
}

/** It goes on at the provider, which sends the browser back here. */
function LinkForm({ provider }: { provider: Provider }) {
  const [password, setPassword] = useState("");
  const me = useOwnSession();
  const link = useMutation({
    mutationFn: () => call("POST /v1/auth/identities", { body: { provider: provider.name, password: givenOf(me, password), next: location.pathname } }),
    onSuccess: ({ address }) => location.assign(address),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    link.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Proof value={password} onChange={setPassword} error={link.error} onShown={() => link.mutate()} />
      <DialogFoot><Button type="submit" look="primary" busy={link.isPending}>{words.go}</Button></DialogFoot>
    </form>
  );
}

function Unlink({ account, onDone }: { account: LinkedAccount; onDone: () => void }) {
  const client = useQueryClient();
  const unlink = useMutation({
    mutationFn: () => call("DELETE /v1/auth/identities/{identity_id}", { path: { identity_id: account.id } }),
    onSuccess: () => {
      say(words.unlinked);
      onDone();
      return client.invalidateQueries({ queryKey: elsewhereQuery.queryKey });
    },
    onError: sayProblem,
  });
  return <DialogFoot><Button look="danger" busy={unlink.isPending} onClick={() => unlink.mutate()}>{words.unlink}</Button></DialogFoot>;
}
