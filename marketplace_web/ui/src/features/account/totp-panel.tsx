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

type Step = "begin" | "renew" | "stop";

export function TotpPanel() {
  const { data, error, refetch } = useQuery(totpQuery);
  const [step, setStep] = useState<Step | null>(null);
  const client = useQueryClient();
  const show = (own: Step) => ({ open: step === own, onOpenChange: (open: boolean) => setStep(open ? own : null) });
  const changed = () => void client.invalidateQueries({ queryKey: ["totp"] });
  const close = () => setStep(null);
  return (
    <Panel title={words.title} action={data && <Steps on={data.enabled} onStep={setStep} />}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={1} each="h-6" />}
      {data && <p className="text-[14.5px] text-ink-2">{data.enabled ? words.on(data.recovery_codes_left) : words.off}</p>}
      <Dialog {...show("begin")} title={words.dialog}><SetUp onChanged={changed} onDone={close} /></Dialog>
      <Dialog {...show("renew")} title={words.renewDialog} description={words.renewText}><Renew onChanged={changed} onDone={close} /></Dialog>
      <Dialog {...show("stop")} title={words.offDialog}><TurnOff onChanged={changed} onDone={close} /></Dialog>
    </Panel>
  );
}

function Steps({ on, onStep }: { on: boolean; onStep: (step: Step) => void }) {
  if (!on) return <Button size="sm" look="primary" onClick={() => onStep("begin")}>{words.begin}</Button>;
  return (
    <span className="flex flex-wrap justify-end gap-2">
      <Button size="sm" onClick={() => onStep("renew")}>{words.renew}</Button>
      <Button size="sm" look="danger" onClick={() => onStep("stop")}>{words.stop}</Button>
    </span>
  );
}

interface StepProps {
  onChanged: () => void;
  onDone: () => void;
}

function SetUp({ onChanged, onDone }: StepProps) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const me = useOwnSession();
  const begin = useMutation({ mutationFn: () => call("POST /v1/auth/totp", { body: { password: givenOf(me, password) } }) });
  const confirm = useMutation({ mutationFn: () => call("POST /v1/auth/totp/confirm", { body: { code } }) });
  const finish = () => {
    onChanged();
    onDone();
  };
  if (confirm.data) return <Codes codes={confirm.data.recovery_codes} onKept={finish} />;
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

/** Ten other recovery codes in the place of those of before. */
function Renew({ onChanged, onDone }: StepProps) {
  const renew = useMutation({ mutationFn: (shown: Shown) => call("POST /v1/auth/totp/recovery-codes", { body: shown }), onSuccess: onChanged });
  if (renew.data) return <Codes codes={renew.data.recovery_codes} onKept={onDone} />;
  return <WithCode action={words.renewNow} busy={renew.isPending} error={renew.error} onShown={(shown) => renew.mutate(shown)} />;
}

function TurnOff({ onChanged, onDone }: StepProps) {
  const off = useMutation({
    mutationFn: (shown: Shown) => call("POST /v1/auth/totp/disable", { body: shown }),
    onSuccess: () => {
      onChanged();
      onDone();
    },
  });
  return <WithCode action={words.stop} busy={off.isPending} error={off.error} onShown={(shown) => off.mutate(shown)} />;
}

function Codes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  return (
    <div className="grid gap-4">
      <p className="text-[14.5px] text-ink-2">{words.codes}</p>
      <CodeBlock code={codes.join("\n")} label={words.codesTitle} />
      <DialogFoot cancel={null}><Button look="primary" onClick={onKept}>{words.kept}</Button></DialogFoot>
    </div>
  );
}

interface Shown {
  password: string | null;
  code: string;
}

/** What takes both: showing who asks, and a code of the app or a recovery code. */
function WithCode({ action, busy, error, onShown }: { action: string; busy: boolean; error: unknown; onShown: (shown: Shown) => void }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const me = useOwnSession();
  const go = () => onShown({ password: givenOf(me, password), code });
  const wrongCode = isProblem(error, "code_incorrect");
  return (
    <Form onSubmit={go} busy={busy} action={action}>
      <Proof value={password} onChange={setPassword} error={wrongCode ? null : error} onShown={go} />
      <TextField label={words.code} autoComplete="one-time-code" required minLength={6} value={code} fault={wrongCode ? error.detail : undefined} onChange={(event) => setCode(event.target.value)} />
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
