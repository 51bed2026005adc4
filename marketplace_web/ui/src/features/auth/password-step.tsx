import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "@/api/client";
import { isProblem } from "@/api/problem";
import { mailLink } from "@/api/proof";
import { auth } from "@/strings/auth";
import { Button } from "@/ui/button";
import { FormFault } from "./form-fault";
import { PasswordField } from "./password-field";
import { StepHead } from "./step-head";
import { useSignIn } from "./use-sign-in";

const words = auth.signIn;

interface Props {
  email: string;
  back: () => void;
  onError: (error: unknown) => void;
  /** The organization takes it of named administrators alone, and no link of anybody. */
  emergency: boolean;
}

export function PasswordStep({ email, back, onError, emergency }: Props) {
  const [password, setPassword] = useState("");
  const { signIn, submit } = useSignIn(password, () => call("POST /v1/auth/login", { body: { email, password } }), onError);
  return (
    <>
      <StepHead title={words.passwordTitle} lead={emergency ? words.emergencyLead : undefined} email={email} back={back} />
      <form onSubmit={submit} className="mt-5 grid gap-4">
        {/* For password managers, which keep and find a password by the name beside it. */}
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordField value={password} onChange={setPassword} error={signIn.error} />
        <FormFault error={isProblem(signIn.error, "mfa_required") ? null : signIn.error} />
        <Button type="submit" look="primary" size="lg" busy={signIn.isPending}>{words.submit}</Button>
      </form>
      <p className="mt-5 text-[14.5px]"><a className="link" href="/account/recover">{words.forgot}</a></p>
      {!emergency && <MailedLink email={email} />}
    </>
  );
}

/** Says the same whether or not there is an account, as the hub does. */
function MailedLink({ email }: { email: string }) {
  const link = useMutation({ mutationFn: () => mailLink(email) });
  return (
    <div className="mt-4 grid gap-2.5">
      <Button size="lg" busy={link.isPending} disabled={link.isSuccess} onClick={() => link.mutate()}>{words.link}</Button>
      {link.isSuccess && <p role="status" className="line-in text-[14px] text-fern-text">{words.sent(email)}</p>}
      <FormFault error={link.error} />
    </div>
  );
}
