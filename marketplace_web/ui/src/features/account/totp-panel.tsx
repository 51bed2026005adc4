import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState, type FormEvent, type ReactNode } from "react";
import { totpQuery } from "@/api/account";
import { call } from "@/api/client";
import { isProblem, Problem } from "@/api/problem";
import { useOwnSession } from "@/api/session";
import { Panel } from "@/components/page-head";
import { accountWords } from "@/strings/account";
import { Button } from "@/ui/button";
import { CodeBlock, IdChip } from "@/ui/copy";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { givenOf, Proof } from "./proof";

const Qr = lazy(() => import("./qr"));
const words = accountWords.totp;
const faultOf = (error: unknown) => (error instanceof Problem ? error.detail : undefined);

export function TotpPanel() {
  const { data, error, refetch } = useQuery(totpQuery);
  const [open, setOpen] = useState(false);
  const on = data?.enabled ?? false;
  return (
    <Panel title={words.title} action={data && <Button size="sm" look={on ? "danger" : "primary"} onClick={() => setOpen(true)}>{on ? words.stop : words.begin}</Button>}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={1} each="h-6" />}
      {data && <p className="text-[14.5px] text-ink-2">{on ? words.on(data.recovery_codes_left) : words.off}</p>}
      <Dialog open={open} onOpenChange={setOpen} title={on ? words.offDialog : words.dialog}>
        {on ? <TurnOff onDone={() => setOpen(false)} /> : <SetUp onDone={() => setOpen(false)} />}
      </Dialog>
    </Panel>
  );
}

function SetUp({ onDone }: { onDone: () => void }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const me = useOwnSession();
  const client = useQueryClient();
  const begin = useMutation({ mutationFn: () => call("POST /v1/auth/totp", { body: { password: givenOf(me, password) } }) });
  const confirm = useMutation({ mutationFn: () => call("POST /v1/auth/totp/confirm", { body: { code } }) });
  const finish = () => {
    void client.invalidateQueries({ queryKey: ["totp"] });
    onDone();
  };
  if (confirm.data) {
    return (
      <div className="grid gap-4">
        <p className="text-[14.5px] text-ink-2">{words.codes}</p>
        <CodeBlock code={confirm.data.recovery_codes.join("\n")} label={words.codesTitle} />
        <DialogFoot cancel={null}><Button look="primary" onClick={finish}>{words.kept}</Button></DialogFoot>
      </div>
    );
  }
  if (!begin.data) {
    return (
      <Form onSubmit={() => begin.mutate()} busy={begin.isPending} action={words.go}>
        <Proof value={password} onChange={setPassword} error={begin.error} onShown={() => begin.mutate()} />
      </Form>
    );
  }
  return (
    <Form onSubmit={() => confirm.mutate()} busy={confirm.isPending} action={words.confirm}>
      <p className="text-[14.5px] text-ink-2">{words.scan}</p>
      <Suspense fallback={<span className="skeleton mx-auto block size-[200px]" />}><Qr text={begin.data.uri} label={words.qr} /></Suspense>
      <p className="flex flex-wrap items-center gap-2 text-[13.5px] text-ink-3">{words.secret}<IdChip id={begin.data.secret} /></p>
      <TextField label={words.code} inputMode="numeric" autoComplete="one-time-code" required minLength={6} value={code} fault={faultOf(confirm.error)} onChange={(event) => setCode(event.target.value)} className="mono !text-[18px] tracking-[.2em]" />
    </Form>
  );
}

function TurnOff({ onDone }: { onDone: () => void }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const me = useOwnSession();
  const client = useQueryClient();
  const off = useMutation({
    mutationFn: () => call("POST /v1/auth/totp/disable", { body: { password: givenOf(me, password), code } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["totp"] });
      onDone();
    },
  });
  return (
    <Form onSubmit={() => off.mutate()} busy={off.isPending} action={words.stop}>
      <Proof value={password} onChange={setPassword} error={isProblem(off.error, "code_incorrect") ? null : off.error} onShown={() => off.mutate()} />
      <TextField label={words.code} autoComplete="one-time-code" required minLength={6} value={code} fault={isProblem(off.error, "code_incorrect") ? off.error.detail : undefined} onChange={(event) => setCode(event.target.value)} />
    </Form>
  );
}

function Form({ onSubmit, busy, action, children }: { onSubmit: () => void; busy: boolean; action: string; children: ReactNode }) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {children}
      <DialogFoot><Button type="submit" look="primary" busy={busy}>{action}</Button></DialogFoot>
    </form>
  );
}
