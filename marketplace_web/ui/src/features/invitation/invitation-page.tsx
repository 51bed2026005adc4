import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type ReactNode } from "react";
import { call, type Answer } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useSession, useSignedIn, useSignOut, type Me } from "@/api/session";
import { Sigil } from "@/brand/sigil";
import { at } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { Button, ButtonLink } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { forgetToken, takeToken } from "./kept-token";

const words = organizationWords.accept;
type Offer = Answer<"POST /v1/invitations/preview">;

export default function InvitationPage() {
  const [token] = useState(takeToken);
  useEffect(() => history.replaceState(history.state, "", location.pathname), []);
  const me = useSession();
  const { data: offer, error, refetch } = useQuery({
    queryKey: ["invitation", token],
    enabled: token !== null,
    retry: false,
    queryFn: ({ signal }) => call("POST /v1/invitations/preview", { body: { token: token ?? "" }, signal }),
  });
  if (token === null) return <Closed title={words.missingTitle}>{words.missing}</Closed>;
  if (isProblem(error) && (error.status === 404 || error.status === 422)) return <Closed title={words.closedTitle}>{words.closed}</Closed>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!offer || me === undefined) return <Skeletons count={3} className="grid gap-3" each="h-14" />;
  return <Offered offer={offer} token={token} me={me} />;
}

function Offered({ offer, token, me }: { offer: Offer; token: string; me: Me | null }) {
  const rows: [string, string][] = [[words.as, organizationWords.roles[offer.role] ?? offer.role], [words.address, offer.email], [words.until, at(offer.expires_at)]];
  return (
    <>
      <Sigil id={offer.organization} size={72} grow />
      <h1 className="mt-5 text-[38px] [overflow-wrap:anywhere]">{words.title(offer.organization)}</h1>
      <p className="mt-2 text-[16px] text-ink-2">{words.lead(offer.inviter, offer.organization)}</p>
      <dl className="my-6 grid gap-2.5 rounded-[20px_20px_20px_7px] border bg-surface p-4 text-[14.5px] shadow-1">
        {rows.map(([label, value]) => <div key={label} className="flex justify-between gap-4"><dt className="shrink-0 text-ink-3">{label}</dt><dd className="min-w-0 truncate font-[600]">{value}</dd></div>)}
      </dl>
      <Next offer={offer} token={token} me={me} />
    </>
  );
}

function Next({ offer, token, me }: { offer: Offer; token: string; me: Me | null }) {
  const signOut = useSignOut();
  if (me === null) {
    const search = { next: "/invitation", email: offer.email };
    return (
      <div className="grid gap-3">
        <p className="text-[14.5px] text-ink-2">{words.signInFirst}</p>
        <div className="grid gap-2.5 sm:grid-cols-2">
          <ButtonLink to="/signup" search={search} look="primary" size="lg">{words.signUp}</ButtonLink>
          <ButtonLink to="/login" search={search} size="lg">{words.signIn}</ButtonLink>
        </div>
      </div>
    );
  }
  if (me.user.email.toLowerCase() !== offer.email.toLowerCase()) {
    return (
      <div className="grid gap-3">
        <h2 className="text-[19px]">{words.otherTitle}</h2>
        <p className="text-[14.5px] text-ink-2">{words.other(me.user.email, offer.email)}</p>
        <Button size="lg" busy={signOut.isPending} onClick={() => signOut.mutate()}>{words.signOut}</Button>
      </div>
    );
  }
  return <Accept token={token} team={offer.organization} />;
}

/** Takes the seat, and enters: the session of before acted elsewhere. */
function Accept({ token, team }: { token: string; team: string }) {
  const navigate = useNavigate();
  const signedIn = useSignedIn();
  const accept = useMutation({
    mutationFn: async () => {
      const { organization } = await call("POST /v1/invitations/accept", { body: { token } });
      forgetToken();
      await call("POST /v1/auth/switch", { body: { organization_id: organization.id } });
    },
    onSuccess: async () => {
      await signedIn();
      say(words.welcome(team));
      await navigate({ to: "/app", replace: true });
    },
    onError: sayProblem,
  });
  return <Button look="primary" size="lg" className="w-full" busy={accept.isPending} onClick={() => accept.mutate()}>{words.accept}</Button>;
}

function Closed({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <Sigil id="invitation" size={72} grow />
      <h1 className="mt-5 text-[34px]">{title}</h1>
      <p className="mb-6 mt-2 text-[16px] text-ink-2">{children}</p>
      <ButtonLink to="/" size="lg">{words.toStart}</ButtonLink>
    </>
  );
}
