import { useQuery } from "@tanstack/react-query";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { organizationsQuery } from "@/api/organization";
import { teamOf, type Me } from "@/api/session";
import { useEnter } from "@/components/use-enter";
import { shell } from "@/strings/shell";
import { teamWords } from "@/strings/team";
import { Menu, MenuItem } from "@/ui/menu";

const RARELY = 300_000;
const frame = "mb-4 flex w-full items-center gap-2.5 rounded-[12px] border bg-surface px-2.5 py-2 text-start shadow-1";

/** In whose name one works; who works in several places goes from one to another here. */
export function Whose({ me }: { me: Me }) {
  const { data = [] } = useQuery({ ...organizationsQuery, staleTime: RARELY });
  const enter = useEnter();
  const places = data.filter((one) => one.status !== "suspended");
  if (places.length < 2) return <div className={frame}><Name me={me} /></div>;
  return (
    <Menu className={`${frame} cursor-pointer transition-colors hover:border-line-strong`} align="start" label={shell.switchFrom(nameOf(me))} trigger={<Name me={me}><ChevronsUpDown size={15} className="ms-auto shrink-0 text-ink-3" aria-hidden /></Name>}>
      {places.map((one) => (
        <MenuItem key={one.id} onSelect={() => one.id !== me.organization.id && enter.mutate(one.id)}>
          <span className="min-w-0 flex-1 truncate">{one.type === "personal" ? teamWords.places.own : one.name}</span>
          {one.id === me.organization.id && <><Check size={16} aria-hidden /><span className="sr-only">{teamWords.places.here}</span></>}
        </MenuItem>
      ))}
    </Menu>
  );
}

const nameOf = (me: Me): string => teamOf(me) ?? me.user.name;

function Name({ me, children }: { me: Me; children?: ReactNode }) {
  const name = nameOf(me);
  const initials = name.split(/\s+/).slice(0, 2).map((word) => word.charAt(0).toUpperCase()).join("");
  return (
    <>
      <span className="petal grid size-8 shrink-0 place-items-center bg-[#5f3add] text-[13px] font-[700] text-white" aria-hidden>{initials}</span>
      <span className="min-w-0 leading-tight">
        <b className="block truncate text-[13.5px] font-[650]">{name}</b>
        <span className="block truncate text-[12px] text-ink-3">{teamOf(me) ? me.user.name : shell.soloPlan}</span>
      </span>
      {children}
    </>
  );
}
