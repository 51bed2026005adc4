import { useMutation } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { call } from "@/api/client";
import { teamOf, useSession } from "@/api/session";
import { PageHead, Panel } from "@/components/page-head";
import { at, sentence } from "@/lib/format";
import { accountWords as words } from "@/strings/account";
import { teamWords } from "@/strings/team";
import { Button, ButtonLink } from "@/ui/button";
import { IdChip } from "@/ui/copy";
import { say, sayProblem } from "@/ui/toast";
import { ChangeAddress } from "./address";
import { Elsewhere } from "./elsewhere";
import { LookingPanel } from "./looking-panel";
import { OwnData } from "./own-data";
import { Passkeys } from "./passkeys";
import { PasswordPanel } from "./password-panel";
import { Sessions } from "./sessions";
import { TotpPanel } from "./totp-panel";

export default function AccountPage() {
  return (
    <>
      <PageHead title={words.title} />
      <div className="grid gap-4 lg:grid-cols-2">
        <You />
        <PasswordPanel />
        <TotpPanel />
        <Passkeys />
        <Elsewhere />
        <Sessions />
        <LookingPanel />
        <OwnData />
      </div>
    </>
  );
}

function Unverified() {
  const send = useMutation({ mutationFn: () => call("POST /v1/auth/email/verification"), onSuccess: () => say(words.sentAgain), onError: sayProblem });
  return (
    <p className="mt-4 flex flex-wrap items-center gap-3 rounded-[14px_14px_14px_5px] bg-pollen-wash px-3.5 py-2.5 text-[14px] text-pollen-text">
      <span className="flex-1">{words.unverified}</span>
      <Button size="sm" busy={send.isPending} onClick={() => send.mutate()}>{words.sendAgain}</Button>
    </p>
  );
}

function You() {
  const me = useSession();
  if (!me) return null;
  const team = teamOf(me);
  const rows: [string, string][] = [[words.name, me.user.name], [words.email, me.user.email], [words.since, at(me.user.created_at)]];
  if (team) rows.push([words.company, team], [words.role, sentence(me.role)]);
  return (
    <Panel title={words.you}>
      <dl className="grid gap-2.5 text-[14.5px]">
        {rows.map(([label, value]) => <div key={label} className="flex justify-between gap-4"><dt className="text-ink-3">{label}</dt><dd className="min-w-0 truncate font-[600]">{value}</dd></div>)}
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1"><dt className="text-ink-3">{words.id}</dt><dd><IdChip id={me.organization.id} /></dd><dd className="w-full text-[13px] text-ink-3">{words.idHint}</dd></div>
      </dl>
      {!me.user.email_verified_at && <Unverified />}
      <div className="mt-4 flex flex-wrap gap-2">
        <ButtonLink to="/app/account/team" size="sm"><UsersRound size={15} />{team ? teamWords.link.team : teamWords.link.solo}</ButtonLink>
        <ChangeAddress />
      </div>
    </Panel>
  );
}
