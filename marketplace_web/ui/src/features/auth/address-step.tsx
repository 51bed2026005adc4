import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { providersQuery } from "@/api/entering";
import { Problem } from "@/api/problem";
import { auth } from "@/strings/auth";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormFault } from "./form-fault";
import { PasskeyButton } from "./passkey-button";
import { safeNext } from "./use-entry";

const words = auth.signIn;
const KNOWN = ["email"];

interface Props {
  email: string;
  onEmail: (email: string) => void;
  onAsk: () => void;
  busy: boolean;
  error: unknown;
  /** Whoever came back to it goes on where they were. */
  returned: boolean;
}

export function AddressStep({ email, onEmail, onAsk, busy, error, returned }: Props) {
  const search = useSearch({ strict: false }) as { next?: string };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk();
  };
  const fault = error instanceof Problem && error.faults.email ? words.noAddress : undefined;
  return (
    <>
      <h1 className="text-[38px]">{words.title}</h1>
      <p className="mt-2 text-[16px] text-ink-2">{words.lead}</p>
      <form onSubmit={submit} className="mt-7 grid gap-4">
        <TextField label={words.email} type="email" name="email" autoComplete="username webauthn" required autoFocus={returned} value={email} fault={fault} onChange={(event) => onEmail(event.target.value)} />
        <FormFault error={error} known={KNOWN} />
        <Button type="submit" look="primary" size="lg" busy={busy}>{words.go}</Button>
      </form>
      <div className="my-5 flex items-center gap-3 text-[13px] text-ink-3"><i className="h-px flex-1 bg-line-2" />{words.or}<i className="h-px flex-1 bg-line-2" /></div>
      <div className="grid gap-2.5">
        <PasskeyButton />
        <Elsewhere next={safeNext(search.next)} />
      </div>
      <p className="mt-6 text-[14.5px] text-ink-2">
        {words.other} <Link to="/signup" search={search as never} className="link">{words.otherLink}</Link>
      </p>
    </>
  );
}

/** Nothing where the installation has none, and until that is known: no other way waits for it. */
function Elsewhere({ next }: { next: string }) {
  const { data = [] } = useQuery(providersQuery);
  const search = new URLSearchParams({ next }).toString();
  return data.map((one) => <a key={one.name} href={`${one.address}?${search}`} className="btn btn-ghost btn-lg">{words.elsewhere(one.label)}</a>);
}
