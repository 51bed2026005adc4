import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Fingerprint, Pencil, Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { passkeysQuery, type Passkey } from "@/api/account";
import { call } from "@/api/client";
import { makePasskey, passkeysWork } from "@/api/passkeys";
import { isProblem } from "@/api/problem";
import { useOwnSession } from "@/api/session";
import { Panel } from "@/components/page-head";
import { ago } from "@/lib/format";
import { accountWords } from "@/strings/account";
import { Button, IconButton } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { Failed, Skeletons } from "@/ui/states";
import { givenOf, Proof } from "./proof";

const words = accountWords.passkeys;

export function Passkeys() {
  const { data, error, refetch } = useQuery(passkeysQuery);
  const [open, setOpen] = useState(false);
  const [gone, setGone] = useState<Passkey | null>(null);
  const [renamed, setRenamed] = useState<Passkey | null>(null);
  const client = useQueryClient();
  const works = passkeysWork();
  const remove = useMutation({
    mutationFn: (id: string) => call("DELETE /v1/auth/passkeys/{passkey_id}", { path: { passkey_id: id } }),
    onSuccess: () => {
      say(words.removed);
      setGone(null);
      return client.invalidateQueries({ queryKey: ["passkeys"] });
    },
    onError: sayProblem,
  });
  return (
    <Panel title={words.title} action={<Button size="sm" disabled={!works} onClick={() => setOpen(true)}><Plus size={15} />{words.add}</Button>}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={1} each="h-6" />}
      {data?.length === 0 && <p className="text-[14.5px] text-ink-2">{words.none}</p>}
      {!works && <p className="mt-2 text-[13px] text-ink-3">{words.unable}</p>}
      <ul className="grid gap-2">
        {data?.map((key) => <Row key={key.id} passkey={key} onRename={() => setRenamed(key)} onRemove={() => setGone(key)} />)}
      </ul>
      <Dialog open={gone !== null} onOpenChange={() => setGone(null)} title={words.removeTitle(gone?.name ?? "")} description={words.removeText}>
        <DialogFoot><Button look="danger" busy={remove.isPending} onClick={() => gone && remove.mutate(gone.id)}>{words.remove}</Button></DialogFoot>
      </Dialog>
      <Dialog open={renamed !== null} onOpenChange={() => setRenamed(null)} title={words.renameTitle}>{renamed && <RenameForm passkey={renamed} onDone={() => setRenamed(null)} />}</Dialog>
      <Dialog open={open} onOpenChange={setOpen} title={words.dialog}><AddForm onDone={() => setOpen(false)} /></Dialog>
    </Panel>
  );
}

function Row({ passkey, onRename, onRemove }: { passkey: Passkey; onRename: () => void; onRemove: () => void }) {
  return (
    <li className="flex items-center gap-3 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5">
      <Fingerprint size={18} className="shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1"><b className="block truncate text-[14.5px] font-[600]">{passkey.name}</b><span className="text-[13px] text-ink-3">{passkey.last_used_at ? words.used(ago(passkey.last_used_at)) : words.unused}</span></span>
      <IconButton size="sm" label={words.rename(passkey.name)} onClick={onRename}><Pencil size={15} /></IconButton>
      <Button size="sm" look="danger" onClick={onRemove}>{words.remove}</Button>
    </li>
  );
}

function RenameForm({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const [name, setName] = useState(passkey.name);
  const client = useQueryClient();
  const rename = useMutation({
    mutationFn: () => call("PATCH /v1/auth/passkeys/{passkey_id}", { path: { passkey_id: passkey.id }, body: { name } }),
    onSuccess: () => {
      onDone();
      return client.invalidateQueries({ queryKey: ["passkeys"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  const fault = isProblem(rename.error) ? (rename.error.faults.name ?? rename.error.detail) : undefined;
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={words.name} required maxLength={100} value={name} fault={fault} onChange={(event) => setName(event.target.value)} />
      <DialogFoot><Button type="submit" look="primary" busy={rename.isPending}>{words.renameNow}</Button></DialogFoot>
    </form>
  );
}

function AddForm({ onDone }: { onDone: () => void }) {
  const [password, setPassword] = useState("");
  const [name, setName] = useState("");
  const me = useOwnSession();
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: () => makePasskey(givenOf(me, password), name),
    onSuccess: (made) => {
      if (!made) return;
      say(words.added);
      void client.invalidateQueries({ queryKey: ["passkeys"] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={words.name} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      <Proof value={password} onChange={setPassword} error={add.error} onShown={() => add.mutate()} />
      <DialogFoot><Button type="submit" look="primary" busy={add.isPending}>{words.add}</Button></DialogFoot>
    </form>
  );
}
