import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { clsx } from "clsx";
import { CircleCheck, Info, ShieldAlert, TriangleAlert } from "lucide-react";
import { caseQuery, type CaseDetail, type Decision } from "@/api/console/moderation";
import { organizationQuery } from "@/api/console/people";
import { DiffView } from "@/components/diff/compared";
import { placeName, readable } from "@/components/diff/diff";
import { PageHead, Panel } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { sentence } from "@/lib/format";
import { moderation } from "@/strings/moderation";
import { IdChip } from "@/ui/copy";
import { Failed, Skeletons } from "@/ui/states";
import { Back, Facts, State, useMay, When } from "../parts/bits";
import { Decide } from "./decide";
import { read } from "./findings";
import { Second } from "./second";

const words = moderation.case;

export default function CasePage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { data: found, error, refetch } = useQuery(caseQuery(id));
  return (
    <>
      <Back to="/console/moderation">{words.back}</Back>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!found && !error && <Skeletons count={3} className="grid gap-4" each="h-32" />}
      {found && <Whole found={found} />}
    </>
  );
}

const textOf = (subject: CaseDetail["subject"], ...names: string[]): string => names.map((name) => subject?.[name]).find((value) => typeof value === "string" && value !== "") as string | undefined ?? "";

function Whole({ found }: { found: CaseDetail }) {
  const kind = moderation.kinds[found.queue] ?? sentence(found.queue);
  const title = textOf(found.subject, "name", "title", "body").slice(0, 120) || kind;
  const proposed = found.decisions.find((one) => one.status === "proposed");
  return (
    <>
      <PageHead
        title={<span className="flex items-center gap-3"><Sigil id={found.subject_id} size={44} />{title}</span>}
        lead={<span className="flex flex-wrap items-center gap-2"><span>{kind}</span><State of={found.status} words={moderation.states} /><IdChip id={found.subject_id} /></span>}
      />
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_380px]">
        <div className="grid min-w-0 content-start gap-4">
          <Checks found={found} />
          <Changes found={found} />
          <Subject found={found} />
        </div>
        <aside className="grid min-w-0 content-start gap-4">
          {found.appeal_of && <Panel title={words.appeal}><p className="text-[14px] text-ink-2">{words.appealLead}</p></Panel>}
          {proposed ? <Second decision={proposed} /> : found.closed_at ? null : <Decide found={found} />}
          <Panel title={words.about}>
            <Facts
              rows={[
                [words.organization, <Organization key="o" id={found.organization_id} />],
                [words.waits, <When key="w" iso={found.created_at} />],
                [moderation.columns.why, moderation.openedBy[found.opened_by] ?? sentence(found.opened_by)],
              ]}
            />
            {typeof found.subject?.agent_id === "string" && <Link to={`/agents/${found.subject.agent_id}`} className="link mt-4 inline-block text-[14px]">{words.openListing}</Link>}
          </Panel>
          <History decisions={found.decisions} />
        </aside>
      </div>
    </>
  );
}

/** By name, where one's role may read it. */
function Organization({ id }: { id: string }) {
  const { data } = useQuery({ ...organizationQuery(id), enabled: useMay()("organizations.read") });
  return <Link className="link" to={`/console/organizations/${id}`}>{data?.name ?? `${id.slice(0, 12)}…`}</Link>;
}

const MARKS = { grave: ShieldAlert, warning: TriangleAlert, info: Info } as Record<string, typeof Info>;
const TONES = { grave: "bg-ember-wash text-ember-text", warning: "bg-pollen-wash text-pollen-text", info: "bg-iris-wash text-iris-text" } as Record<string, string>;

function Checks({ found }: { found: CaseDetail }) {
  const findings = read(found.findings);
  return (
    <Panel title={words.checks}>
      {findings.length === 0 && <p className="flex items-center gap-2 text-[14.5px] text-fern-text"><CircleCheck size={17} />{words.noChecks}</p>}
      <ul className="grid gap-2">
        {findings.map((one, i) => {
          const Mark = MARKS[one.severity] ?? Info;
          return (
            <li key={i} className="flex gap-3 rounded-[14px_14px_14px_5px] border px-3.5 py-3 text-[14.5px]">
              <span className={clsx("grid size-7 shrink-0 place-items-center rounded-[9px]", TONES[one.severity] ?? TONES.info)}><Mark size={15} aria-label={moderation.severity[one.severity] ?? one.severity} /></span>
              <span className="min-w-0 break-words"><b className="block font-[600]">{moderation.checks[one.check] ?? sentence(one.check)}</b><span className="text-ink-2">{one.detail}</span></span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function Changes({ found }: { found: CaseDetail }) {
  const { against, differences } = found.changes;
  return (
    <Panel title={words.changes}>
      <p className="-mt-2 mb-3 text-[14px] text-ink-2">{words.against[against]}</p>
      {against !== "nothing" && differences.length === 0 && <p className="text-[14px] text-ink-3">{words.same}</p>}
      <div className="grid gap-3">{differences.map((one) => <DiffView nothing={words.nothing} key={one.place} {...one} />)}</div>
    </Panel>
  );
}

/** Beside what the head and the aside show already. */
const SHOWN = new Set(["id", "name", "agent_id", "version_id", "created_at", "status", "slug"]);

function Subject({ found }: { found: CaseDetail }) {
  if (!found.subject) return <Panel title={words.is}><p className="text-[14px] text-ink-3">{words.gone}</p></Panel>;
  const rows = Object.entries(found.subject).filter(([name, value]) => !SHOWN.has(name) && readable(value) !== "" && readable(value) !== "[]" && readable(value) !== "{}");
  return (
    <Panel title={words.is}>
      <dl className="grid gap-4">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt className="text-[13px] font-[600] text-ink-3">{sentence(placeName(name))}</dt>
            <dd className={clsx("mt-1 max-h-[360px] overflow-y-auto whitespace-pre-wrap break-words text-[14.5px]", readable(value).startsWith("{") && "mono text-[12.5px]")} tabIndex={0}>{readable(value)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function History({ decisions }: { decisions: readonly Decision[] }) {
  return (
    <Panel title={words.history}>
      {decisions.length === 0 && <p className="text-[14px] text-ink-3">{words.noHistory}</p>}
      <ol className="grid gap-3">
        {decisions.map((one) => (
          <li key={one.id} className="border-s-2 ps-3 text-[14px]">
            <span className="flex flex-wrap items-center justify-between gap-2"><b className="font-[600]">{moderation.actions[one.action] ?? sentence(one.action)}</b><State of={one.status} /></span>
            <span className="mt-1 block break-words text-ink-2">{one.statement}</span>
            {one.note && <span className="mt-1 block break-words text-[13px] italic text-ink-3">{one.note}</span>}
            <span className="mt-1 block text-[12.5px]"><When iso={one.effective_at ?? one.created_at} /></span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
