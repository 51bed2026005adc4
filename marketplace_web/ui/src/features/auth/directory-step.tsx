import { useState } from "react";
import { call } from "@/api/client";
import type { Ways } from "@/api/entering";
import { isProblem } from "@/api/problem";
import { auth } from "@/strings/auth";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormFault } from "./form-fault";
import { PasswordField } from "./password-field";
import { StepHead } from "./step-head";
import { useSignIn } from "./use-sign-in";

const words = auth.signIn;

interface Props {
  email: string;
  organization: NonNullable<Ways["organization"]>;
  back: () => void;
  onError: (error: unknown) => void;
  onPassword: () => void;
}

/** With the name and password of the organization's LDAP server. The name is mostly what stands before the @. */
export function DirectoryStep({ email, organization, back, onError, onPassword }: Props) {
  const [username, setUsername] = useState(email.slice(0, email.lastIndexOf("@")));
  const [password, setPassword] = useState("");
  const { signIn, submit } = useSignIn(password, () => call("POST /v1/auth/ldap", { body: { username, password, organization_id: organization.id } }), onError);
  return (
    <>
      <StepHead title={organization.name} lead={words.directory} email={email} back={back} />
      <form onSubmit={submit} className="mt-5 grid gap-4">
        <TextField label={words.username} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} required value={username} onChange={(event) => setUsername(event.target.value)} />
        <PasswordField value={password} onChange={setPassword} error={signIn.error} />
        <FormFault error={isProblem(signIn.error, "mfa_required") ? null : signIn.error} />
        <Button type="submit" look="primary" size="lg" busy={signIn.isPending}><span className="truncate">{words.onward(organization.name)}</span></Button>
        <Button size="lg" onClick={onPassword}>{words.ownPassword}</Button>
      </form>
    </>
  );
}
