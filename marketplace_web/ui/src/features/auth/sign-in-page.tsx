import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { discover, type Ways } from "@/api/entering";
import { isProblem } from "@/api/problem";
import { AddressStep } from "./address-step";
import { CodeStep } from "./code-step";
import { DirectoryStep } from "./directory-step";
import { OrganizationStep } from "./organization-step";
import { PasswordStep } from "./password-step";
import { useProgress } from "./progress";
import { useStep } from "./use-step";

interface Asked {
  email: string;
  ways: Ways;
}

/** The address first, then the way in that its domain has, on the same page. */
export default function SignInPage() {
  const search = useSearch({ strict: false }) as { email?: string };
  const [email, setEmail] = useState(search.email ?? "");
  const [asked, setAsked] = useState<Asked | null>(null);
  const [challenge, setChallenge] = useState<string | null>(null);
  const { second, go, back } = useStep();
  const show = useProgress((state) => state.show);
  const found = second ? asked : null;
  useEffect(() => show((email.includes("@") ? 0.3 : 0) + (found ? 0.2 : 0)), [email, found, show]);

  const ask = useMutation({
    mutationFn: async (address: string): Promise<Asked> => ({ email: address, ways: await discover(address) }),
    onSuccess: (answer) => {
      setAsked(answer);
      setChallenge(null);
      return go();
    },
  });
  const onError = (error: unknown) => {
    if (isProblem(error, "mfa_required")) setChallenge(String(error.fields.challenge));
  };
  if (found && challenge) return <CodeStep challenge={challenge} back={back} />;
  if (!found) return <AddressStep email={email} onEmail={setEmail} onAsk={() => ask.mutate(email.trim())} busy={ask.isPending} error={ask.error} returned={asked !== null} />;
  return <WayIn {...found} back={back} onError={onError} />;
}

/** What the domain's people use first. Where nothing else is taken, named administrators still have their password. */
function WayIn({ email, ways, back, onError }: Asked & { back: () => void; onError: (error: unknown) => void }) {
  const [own, setOwn] = useState(false);
  const { organization, connection, method, required } = ways;
  if (!own && organization && method === "ldap") return <DirectoryStep email={email} organization={organization} back={back} onError={onError} onPassword={() => setOwn(true)} />;
  if (!own && organization && connection) return <OrganizationStep email={email} organization={organization} connection={connection} required={required} back={back} onPassword={() => setOwn(true)} />;
  return <PasswordStep email={email} back={back} onError={onError} emergency={required} />;
}
