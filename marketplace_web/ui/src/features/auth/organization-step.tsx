import { useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Ways } from "@/api/entering";
import { auth } from "@/strings/auth";
import { Button } from "@/ui/button";
import { StepHead } from "./step-head";
import { safeNext } from "./use-entry";

const words = auth.signIn;

interface Props {
  email: string;
  organization: NonNullable<Ways["organization"]>;
  connection: NonNullable<Ways["connection"]>;
  required: boolean;
  back: () => void;
  onPassword: () => void;
}

/** Off to the organization's provider, which sends the browser back to where it was going. */
export function OrganizationStep({ email, organization, connection, required, back, onPassword }: Props) {
  const { next } = useSearch({ strict: false }) as { next?: string };
  const onward = useRef<HTMLAnchorElement>(null);
  useEffect(() => onward.current?.focus(), []);
  const address = `${connection.url}&${new URLSearchParams({ return_to: safeNext(next) }).toString()}`;
  return (
    <>
      <StepHead title={organization.name} lead={required ? words.enforced(connection.name) : words.provider(connection.name)} email={email} back={back} />
      <div className="mt-5 grid gap-2.5">
        <a ref={onward} href={address} className="btn btn-primary btn-lg"><span className="truncate">{words.onward(organization.name)}</span></a>
        {!required && <Button size="lg" onClick={onPassword}>{words.ownPassword}</Button>}
      </div>
      {required && <p className="mt-5 text-[14.5px]"><button type="button" className="link" onClick={onPassword}>{words.emergency}</button></p>}
    </>
  );
}
