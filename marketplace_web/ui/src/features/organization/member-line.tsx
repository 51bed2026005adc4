import { useNavigate } from "@tanstack/react-router";
import { Crown, Ellipsis, ScrollText, UserMinus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { call } from "@/api/client";
import type { Member, Role } from "@/api/organization";
import { useSession, type Me } from "@/api/session";
import { ago, onDay } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { Menu, MenuItem } from "@/ui/menu";
import type { Asked } from "./member-acts";
import { Face, SmallSelect, Tag } from "./parts";
import { useAct } from "./use-act";

const MemberActs = lazy(() => import("./member-acts"));
const words = organizationWords.members;
const ROLES = (["admin", "staff", "member"] as const).map((role) => ({ value: role, label: organizationWords.roles[role] ?? role }));
const RECORD_MS = 180 * 86_400_000;

/** Sign-ins stay on record for 180 days: whoever joined since then has not come yet. */
const unseen = (member: Member): string => (Date.now() - new Date(member.created_at).getTime() < RECORD_MS ? words.notYet : words.neverSeen);

export function MemberLine({ member }: { member: Member }) {
  const me = useSession();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [wanted, setWanted] = useState<Role>(member.role);
  const name = member.name || member.email;
  const path = { user_id: member.user_id };
  const stale = ["members", "audit", ...(member.user_id === me?.user.id ? ["session"] : [])];
  const change = useAct((role: Role) => call("PATCH /v1/members/{user_id}", { path, body: { role } }), { stale, after: () => setAsked(null) });
  if (!me) return null;
  const mine = member.user_id === me.user.id;
  const owner = me.organization.owner_id === member.user_id;
  const choose = (role: Role) => {
    setWanted(role);
    if (mine && role !== "admin") setAsked("step");
    else change.mutate(role);
  };
  return (
    <tr>
      <td className="sm:!ps-5">
        <span className="flex items-center gap-3">
          <Face name={name} />
          <span className="min-w-0 sm:max-w-[280px]">
            <b className="flex flex-wrap items-center gap-x-2 gap-y-1 text-[14.5px] font-[600]"><span className="max-w-full truncate">{name}</span>{mine && <Tag tone="plain">{words.you}</Tag>}{owner && <Tag tone="iris"><Crown size={12} />{words.owner}</Tag>}</b>
            {member.name && <span className="block truncate text-[13px] text-ink-3">{member.email}</span>}
          </span>
        </span>
      </td>
      <td><SmallSelect label={words.roleOf(name)} value={change.isPending ? (change.variables ?? member.role) : member.role} disabled={owner || change.isPending} onChange={(event) => choose(event.target.value as Role)} options={ROLES} /></td>
      <td className="whitespace-nowrap text-ink-2 sm:max-md:hidden"><span className="text-ink-3 sm:hidden">{words.columns.signedIn}{": "}</span>{member.last_signed_in_at ? ago(member.last_signed_in_at) : <span className="text-ink-3">{unseen(member)}</span>}</td>
      <td className="whitespace-nowrap text-ink-3 max-xl:hidden">{onDay(member.created_at)}</td>
      <td className="beside text-end sm:w-12">
        <LineMenu name={name} me={me} member={member} onAsk={setAsked} />
        {asked && <Suspense><MemberActs asked={asked} member={member} name={name} close={() => setAsked(null)} step={() => change.mutate(wanted)} busy={change.isPending} /></Suspense>}
      </td>
    </tr>
  );
}

function LineMenu({ name, me, member, onAsk }: { name: string; me: Me; member: Member; onAsk: (asked: Asked) => void }) {
  const navigate = useNavigate();
  const mine = member.user_id === me.user.id;
  const owner = me.organization.owner_id === member.user_id;
  return (
    <Menu label={words.menu(name)} trigger={<Ellipsis size={18} />}>
      <MenuItem onSelect={() => void navigate({ to: "/app/organization/audit", search: { actor: member.user_id } as never })}><ScrollText size={16} />{words.record}</MenuItem>
      {!mine && me.organization.owner_id === me.user.id && <MenuItem onSelect={() => onAsk("offer")}><Crown size={16} />{words.offer}</MenuItem>}
      {!owner && <MenuItem onSelect={() => onAsk("remove")}><UserMinus size={16} />{mine ? words.leave : words.remove}</MenuItem>}
    </Menu>
  );
}
