import { useMutation } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Fingerprint } from "lucide-react";
import { useEffect, useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { isProblem } from "@/api/problem";
import { auth } from "@/strings/auth";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { CodeStep } from "./code-step";
import { FormFault } from "./form-fault";
import { passkeysWork, signInWithPasskey } from "@/api/passkeys";
import { useProgress } from "./progress";
import { safeNext, useEntry } from "./use-entry";

const words = auth.signIn;

export default function SignInPage() {
  const [challenge, setChallenge] = useState<string | null>(null);
  if (challenge) return <CodeStep challenge={challenge} back={() => setChallenge(null)} />;
  return <PasswordStep onChallenge={setChallenge} />;
}

function PasswordStep({ onChallenge }: { onChallenge: (challenge: string) => void }) {
  const search = useSearch({ strict: false }) as { next?: string; email?: string };
  const [email, setEmail] = useState(search.email ?? "");
  const [password, setPassword] = useState("");
  const enter = useEntry();
  const show = useProgress((state) => state.show);
  useEffect(() => show((email.includes("@") ? 0.4 : 0) + (password ? 0.4 : 0)), [email, password, show]);

  const signIn = useMutation({
    mutationFn: () => call("POST /v1/auth/login", { body: { email, password } }),
    onSuccess: () => {
      show(1);
      return enter();
    },
    onError: (error) => {
      if (isProblem(error, "mfa_required")) onChallenge(String(error.fields.challenge));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <>
      <h1 className="text-[38px]">{words.title}</h1>
      <p className="mt-2 text-[16px] text-ink-2">{words.lead}</p>
      <form onSubmit={submit} className="mt-7 grid gap-4">
        <TextField label={words.email} type="email" name="email" autoComplete="username webauthn" required value={email} onChange={(event) => setEmail(event.target.value)} />
        <TextField label={words.password} type="password" name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        <FormFault error={isProblem(signIn.error, "mfa_required") ? null : signIn.error} />
        <Button type="submit" look="primary" size="lg" busy={signIn.isPending}>{words.submit}</Button>
      </form>
      <PasskeyButton onDone={enter} />
      <p className="mt-6 flex flex-wrap gap-x-5 gap-y-1.5 text-[14.5px]">
        <a className="link" href="/account/recover">{words.forgot}</a>
        <a className="link" href={`/sign-in?${new URLSearchParams({ next: safeNext(search.next) })}`}>{words.otherWays}</a>
      </p>
      <p className="mt-4 text-[14.5px] text-ink-2">
        {words.other} <Link to="/signup" search={search as never} className="link">{words.otherLink}</Link>
      </p>
    </>
  );
}

function PasskeyButton({ onDone }: { onDone: () => Promise<void> }) {
  const works = passkeysWork();
  const [note, setNote] = useState("");
  const passkey = useMutation({
    mutationFn: () => signInWithPasskey(),
    onSuccess: (answer) => (answer ? onDone() : setNote(words.cancelled)),
  });
  return (
    <>
      <div className="my-5 flex items-center gap-3 text-[13px] text-ink-3"><i className="h-px flex-1 bg-line-2" />{words.or}<i className="h-px flex-1 bg-line-2" /></div>
      <Button size="lg" className="w-full" busy={passkey.isPending} disabled={!works} onClick={() => passkey.mutate()}>
        <Fingerprint size={18} />
        {words.passkey}
      </Button>
      {!works && <p className="mt-2 text-[13px] text-ink-3">{words.noPasskey}</p>}
      {note && <p role="status" className="mt-2 text-[13px] text-ink-3">{note}</p>}
      <div className="mt-3"><FormFault error={passkey.error} /></div>
    </>
  );
}
