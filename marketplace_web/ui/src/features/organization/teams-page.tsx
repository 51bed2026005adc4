import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Plus } from "lucide-react";
import { clsx } from "clsx";
import { useState } from "react";
import { call } from "@/api/client";
import { teamsQuery, type Team } from "@/api/organization";
import { Sigil } from "@/brand/sigil";
import { organizationWords } from "@/strings/organization";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { OrganizationPage } from "./section";
import { TeamMembers } from "./team-members";
import { NameForm } from "./name-form";
import { useAct } from "./use-act";

const words = organizationWords.teams;

export default function TeamsPage() {
  const { data, error, refetch } = useQuery(teamsQuery);
  const [making, setMaking] = useState(false);
  const make = useAct((name: string) => call("POST /v1/teams", { body: { name } }), { stale: ["teams", "audit"], after: () => setMaking(false) });
  const button = <Button look="primary" onClick={() => setMaking(true)}><Plus size={16} />{words.create}</Button>;
  return (
    <OrganizationPage title={words.title} lead={words.lead} action={data && data.length > 0 && button}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={3} className="grid gap-3" each="h-16 !rounded-[20px]" />}
      {data?.length === 0 && <div className="petal-card"><Empty seed="teams" title={words.emptyTitle} action={button}>{words.empty}</Empty></div>}
      {data && data.length > 0 && <div className="divide-y overflow-hidden rounded-[20px_20px_20px_7px] border bg-surface shadow-1">{data.map((team) => <Line key={team.id} team={team} />)}</div>}
      <Dialog open={making} onOpenChange={setMaking} title={words.create}><NameForm label={words.name} action={words.make} busy={make.isPending} onName={(name) => make.mutate(name)} /></Dialog>
    </OrganizationPage>
  );
}

function Line({ team }: { team: Team }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="flex w-full items-center gap-3.5 px-4 py-3.5 text-start transition-colors hover:bg-surface-2 sm:px-5">
        <Sigil id={team.id} size={34} />
        <span className="min-w-0 flex-1"><b className="block truncate text-[14.5px] font-[600]">{team.name}</b><span className="text-[13px] text-ink-3">{words.count(team.members)}</span></span>
        <ChevronRight size={17} aria-hidden className={clsx("shrink-0 text-ink-3 transition-transform", open && "rotate-90")} />
      </button>
      {open && <TeamMembers team={team} />}
    </div>
  );
}
