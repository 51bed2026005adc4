import { teamOf, useSession } from "@/api/session";
import { PageHead, Panel } from "@/components/page-head";
import { at, sentence } from "@/lib/format";
import { accountWords as words } from "@/strings/account";
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
        <Sessions />
      </div>
    </>
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
      </dl>
    </Panel>
  );
}
