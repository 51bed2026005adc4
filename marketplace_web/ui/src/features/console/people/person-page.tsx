import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { personQuery, type PersonDetail } from "@/api/console/people";
import { useAct } from "@/api/console/shared";
import { useOwnSession } from "@/api/session";
import { PageHead, Panel } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { at, sentence } from "@/lib/format";
import { peopleWords } from "@/strings/console-people";
import { IdChip } from "@/ui/copy";
import { Failed, Skeletons } from "@/ui/states";
import { Back, Facts, State, useMay } from "../parts/bits";
import { Events } from "../parts/events";
import { ActButton } from "../parts/act-button";

const { person: words, acts, roles } = peopleWords;

export default function PersonPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { data: person, error, refetch } = useQuery(personQuery(id));
  return (
    <>
      <Back to="/console/people">{words.back}</Back>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!person && !error && <Skeletons count={3} className="grid gap-4" each="h-28" />}
      {person && <Whole person={person} />}
    </>
  );
}

function Whole({ person }: { person: PersonDetail }) {
  const may = useMay();
  return (
    <>
      <PageHead title={person.name || peopleWords.erased} lead={<span className="flex flex-wrap items-center gap-2"><State of={person.status} words={peopleWords.states} /><IdChip id={person.id} /></span>} action={<Acts person={person} />} />
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel>
          <Facts
            rows={[
              [words.address, person.email],
              [words.role, person.platform_role ? roles.names[person.platform_role] : words.noRole],
              [words.since, at(person.created_at)],
              ...(person.status_reason ? ([[peopleWords.organization.why, person.status_reason]] as const) : []),
            ]}
          />
        </Panel>
        <Panel title={words.seats}>
          <ul className="-mx-2 grid gap-1 [&>li]:min-w-0">
            {person.organizations.map((seat) => (
              <li key={seat.organization_id} className="relative flex items-center gap-2.5 rounded-[12px] px-2 py-1.5 hover:bg-surface-2">
                <Sigil id={seat.organization_id} size={28} />
                <Link to={`/console/organizations/${seat.organization_id}`} className="min-w-0 flex-1 truncate font-[600] after:absolute after:inset-0">{seat.organization_name || peopleWords.erased}</Link>
                <span className="text-[13px] text-ink-3">{sentence(seat.role)}</span>
                <State of={seat.status} words={peopleWords.states} />
              </li>
            ))}
          </ul>
        </Panel>
      </div>
      {may("audit.read") && <Panel title={words.events} className="mt-4"><Events wanted={{ target: person.id }} /></Panel>}
    </>
  );
}

function Acts({ person }: { person: PersonDetail }) {
  const may = useMay();
  const me = useOwnSession();
  const suspend = useAct("POST /v1/admin/users/{user_id}/suspend");
  const reactivate = useAct("POST /v1/admin/users/{user_id}/reactivate");
  const end = useAct("POST /v1/admin/users/{user_id}/end-sessions");
  const erase = useAct("POST /v1/admin/users/{user_id}/erase");
  const path = { user_id: person.id };
  return (
    <>
      {may("users.end_sessions") && <ActButton words={acts.endSessions} title={acts.endSessions.title(person.name)} openLook="ghost" act={(reason) => end.mutateAsync({ path, body: { reason } })} />}
      {may("users.suspend") && person.status === "active" && person.id !== me?.user.id && <ActButton words={acts.suspendPerson} title={acts.suspendPerson.title(person.name)} act={(reason) => suspend.mutateAsync({ path, body: { reason } })} />}
      {may("users.suspend") && person.status === "suspended" && <ActButton words={acts.reactivatePerson} title={acts.reactivatePerson.title(person.name)} look="primary" act={(reason) => reactivate.mutateAsync({ path, body: { reason } })} />}
      {may("users.erase") && person.name && person.platform_role === null && person.id !== me?.user.id && <ActButton words={acts.erasePerson} title={acts.erasePerson.title(person.name)} typed={person.email} act={(reason) => erase.mutateAsync({ path, body: { reason } })} />}
    </>
  );
}
