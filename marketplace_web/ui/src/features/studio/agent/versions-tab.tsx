import { useQuery } from "@tanstack/react-query";
import { GitCompare, Rocket, RotateCcw } from "lucide-react";
import { useState, type FormEvent } from "react";
import { versionsQuery, type Agent } from "@/api/catalog";
import { diffQuery, serversQuery, usePublishing, type Listing, type Version } from "@/api/making";
import { rolloutsQuery, useRollout } from "@/api/rollouts";
import { Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { at } from "@/lib/format";
import { rollout } from "@/strings/rollout";
import { own } from "@/strings/studio-agent";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextArea } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { ServersPanel } from "../servers/servers-panel";
import { DiffView } from "./diff-view";
import { RolloutPanel } from "./rollout-panel";
import { EVERYBODY, ShareField } from "./share-field";

const words = own.versions;

export function VersionsTab({ agent, listing }: { agent: Agent; listing: Listing | null }) {
  const { data, error, isPending, refetch } = useQuery(versionsQuery(agent.id));
  const [pair, setPair] = useState<[before: string, after: string] | null>(null);
  const rollouts = useQuery(rolloutsQuery(agent.id));
  const servers = useQuery(serversQuery);
  const last = rollouts.data?.[0];
  const underWay = last?.ended_at === null ? last : undefined;
  const versions = data?.data ?? [];
  const changed = agent.version !== null && agent.unpublished_changes === true;
  const [newest, before] = versions;
  const shown = pair ?? (changed ? ["current", "draft"] : newest && before ? [before.version, newest.version] : null);
  // Together: what stands below a roll-out or a server must not move when that arrives.
  if (isPending || rollouts.isPending || servers.isPending) return <Skeletons count={3} className="grid gap-4" each="h-28" />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <div className="grid gap-4">
        <RolloutPanel agentId={agent.id} />
        <ServersPanel agent={agent} />
        <DraftPanel agent={agent} onCompare={() => setPair(["current", "draft"])} />
        <Panel title={words.list}>
          {error && <Failed error={error} retry={() => void refetch()} />}
          {data && versions.length === 0 && <p className="text-[14.5px] text-ink-3">{words.none}</p>}
          <ol className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
            {versions.map((one, i) => <VersionRow key={one.id} agentId={agent.id} version={one} percent={underWay?.version === one.version ? underWay.percent : undefined} asks={listing?.changelog.find((entry) => entry.version === one.version)?.asks_for_more ?? []} onCompare={versions[i + 1] ? () => setPair([versions[i + 1]?.version ?? "", one.version]) : undefined} />)}
          </ol>
          <p className="mt-4 text-[13px] text-ink-3">{words.who}</p>
        </Panel>
      </div>
      {shown && <Compared agentId={agent.id} before={shown[0] ?? ""} after={shown[1] ?? ""} />}
    </div>
  );
}

function DraftPanel({ agent, onCompare }: { agent: Agent; onCompare: () => void }) {
  const [open, setOpen] = useState(false);
  const changed = agent.version === null || agent.unpublished_changes === true;
  const diff = useQuery({ ...diffQuery(agent.id, "current", "draft"), enabled: agent.version !== null && changed });
  return (
    <Panel title={words.draft} action={changed && <div className="flex gap-2">{agent.version && <Button size="sm" onClick={onCompare}><GitCompare size={14} />{words.compare}</Button>}<Button size="sm" look="primary" onClick={() => setOpen(true)}><Rocket size={14} />{words.publish}</Button></div>}>
      <p className="min-h-[1.5em] text-[14.5px] text-ink-2">{!changed ? words.draftSame : diff.data ? words.draftDiffers(words.levels[diff.data.level] ?? diff.data.level) : agent.version === null ? words.none : null}</p>
      <PublishDialog agentId={agent.id} first={agent.version === null} open={open} onOpenChange={setOpen} />
    </Panel>
  );
}

function PublishDialog({ agentId, first, open, onOpenChange }: { agentId: string; first: boolean; open: boolean; onOpenChange: (open: boolean) => void }) {
  const { publish } = usePublishing(agentId);
  const [note, setNote] = useState("");
  const [share, setShare] = useState(EVERYBODY);
  const percent = share === EVERYBODY || first ? null : share;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    publish.mutate({ note: note.trim(), percent }, { onSuccess: (made) => { say(percent === null ? words.published(made.version) : rollout.started(made.version, percent)); setNote(""); setShare(EVERYBODY); onOpenChange(false); }, onError: sayProblem });
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words.publishTitle} description={words.publishLead}>
      <form onSubmit={submit} className="grid gap-4">
        <TextArea label={words.note} hint={words.noteHint} rows={4} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
        {!first && <ShareField value={share} onChange={setShare} />}
        <DialogFoot><PausingButton type="submit" look="primary" busy={publish.isPending}>{words.publish}</PausingButton></DialogFoot>
      </form>
    </Dialog>
  );
}

interface Row {
  agentId: string;
  version: Version;
  /** How many of a hundred take it, while it is rolled out. */
  percent: number | undefined;
  asks: readonly string[];
  onCompare: (() => void) | undefined;
}

function VersionRow({ agentId, version, percent, asks, onCompare }: Row) {
  const [asking, setAsking] = useState(false);
  const [share, setShare] = useState(EVERYBODY);
  const { rollBack } = usePublishing(agentId);
  const { share: begin } = useRollout(agentId);
  const done = (told: string) => () => { say(told); setAsking(false); };
  const roll = () =>
    share === EVERYBODY
      ? rollBack.mutate(version.version, { onSuccess: done(words.rolled(version.version)), onError: sayProblem })
      : begin.mutate({ version: version.version, percent: share }, { onSuccess: done(rollout.started(version.version, share)), onError: sayProblem });
  return (
    <li className={`rounded-[16px_16px_16px_6px] px-4 py-3 ${version.current ? "bg-wash" : "bg-surface-2"}`}>
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5">
        <b className="mono text-[15px] font-[600]">{version.version}</b>
        {version.current && <span className="chip !h-6 !border-transparent !bg-surface !text-brand-text">{words.current}</span>}
        {percent !== undefined && <span className="chip num !h-6 !border-transparent !bg-iris-wash !text-iris-text">{rollout.some(percent)}</span>}
        <span className="text-[13px] text-ink-3">{at(version.created_at)}</span>
        <span className="flex flex-wrap gap-1.5 max-sm:-ms-3 sm:ms-auto">
          {onCompare && <Button size="sm" look="quiet" onClick={onCompare}><GitCompare size={14} />{words.compare}</Button>}
          {!version.current && percent === undefined && <Button size="sm" onClick={() => setAsking(true)}><RotateCcw size={14} />{words.answers}</Button>}
        </span>
      </p>
      {version.note && <p className="mt-1.5 whitespace-pre-line break-words text-[14px] text-ink-2">{version.note}</p>}
      {asks.length > 0 && <p className="mt-1 text-[13.5px] text-pollen-text">{words.asks} {asks.join(" ")}</p>}
      <Dialog open={asking} onOpenChange={setAsking} title={words.rollTitle(version.version)} description={words.rollLead}>
        <div className="grid gap-4"><ShareField value={share} onChange={setShare} /><DialogFoot><Button look="primary" busy={rollBack.isPending || begin.isPending} onClick={roll}>{words.answers}</Button></DialogFoot></div>
      </Dialog>
    </li>
  );
}

function Compared({ agentId, before, after }: { agentId: string; before: string; after: string }) {
  const { data, error, refetch } = useQuery(diffQuery(agentId, before, after));
  return (
    <Panel title={`${words.compare}: ${before} → ${after}`} className="xl:sticky xl:top-[82px]">
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={3} className="grid gap-2" each="h-12" />}
      {data && <DiffView diff={data} />}
    </Panel>
  );
}
