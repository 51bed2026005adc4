import { useMutation, useQuery } from "@tanstack/react-query";
import { Fingerprint, Mail, ShieldCheck } from "lucide-react";
import { passkeysQuery } from "@/api/account";
import { passkeysWork, signInWithPasskey } from "@/api/passkeys";
import { isProblem, Problem } from "@/api/problem";
import { elsewhereQuery, mailLink } from "@/api/proof";
import { useOwnSession, type Me } from "@/api/session";
import { proofWords as words } from "@/strings/proof";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { sayProblem } from "@/ui/toast";

/** Null for whoever has no password: then a sign-in of just now stands for it. */
export const givenOf = (me: Me | null | undefined, password: string): string | null => (me?.has_password === false ? null : password);

interface Props {
  label?: string;
  value: string;
  onChange: (password: string) => void;
  error: unknown;
  /** Goes on with what was asked, once it is shown who asks. */
  onShown: () => void;
}

/** Shows that it is still the same person: by their password, or for whoever has none in another way. */
export function Proof({ label = words.password, value, onChange, error, onShown }: Props) {
  const me = useOwnSession();
  if (me?.has_password !== false) return <TextField label={label} type="password" autoComplete="current-password" required value={value} fault={error instanceof Problem && !("errors" in error.fields) ? error.detail : undefined} onChange={(event) => onChange(event.target.value)} />;
  if (isProblem(error, "recent_sign_in_required")) return <Anew me={me} onShown={onShown} />;
  const fault = isProblem(error) && error.code !== "invalid_input" && error.code !== "code_incorrect" ? error.detail : "";
  return (
    <>
      <p className="flex items-start gap-2.5 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5 text-[14px] text-ink-2"><ShieldCheck size={17} className="mt-0.5 shrink-0 text-brand-text" aria-hidden />{words.none}</p>
      {fault && <p role="alert" className="line-in text-[13.5px] text-ember-text">{fault}</p>}
    </>
  );
}

/** Signing in once more, in each way that this person has. */
function Anew({ me, onShown }: { me: Me; onShown: () => void }) {
  const { data: keys = [] } = useQuery(passkeysQuery);
  const { data: elsewhere } = useQuery(elsewhereQuery);
  const mine = elsewhere?.offered.filter((one) => elsewhere.linked.some(({ provider }) => provider === one.name)) ?? [];
  const passkey = useMutation({ mutationFn: () => signInWithPasskey(me.organization.id), onSuccess: (answer) => answer && onShown(), onError: sayProblem });
  const link = useMutation({ mutationFn: () => mailLink(me.user.email), onError: sayProblem });
  const next = new URLSearchParams({ next: location.pathname }).toString();
  return (
    <div role="group" aria-label={words.title} className="line-in grid gap-3 rounded-[18px_18px_18px_6px] bg-wash p-4">
      <div>
        <h3 className="text-[16px]">{words.title}</h3>
        <p className="mt-0.5 text-[14px] text-ink-2">{words.lead}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        {keys.length > 0 && passkeysWork() && <Button busy={passkey.isPending} onClick={() => passkey.mutate()}><Fingerprint size={16} />{words.passkey}</Button>}
        <Button busy={link.isPending} disabled={link.isSuccess} onClick={() => link.mutate()}><Mail size={16} />{words.link}</Button>
        {mine.map((one) => <a key={one.name} href={`${one.address}?${next}`} className="btn btn-ghost">{words.elsewhere(one.label)}</a>)}
      </div>
      {link.isSuccess && <p role="status" className="line-in text-[14px] text-fern-text">{words.sent(me.user.email)}</p>}
    </div>
  );
}
