import { BadgeCheck, Check, CircleDashed, Copy, SearchCheck } from "lucide-react";
import { isProblem } from "@/api/problem";
import { useProof, type OwnPublisher, type What } from "@/api/studio";
import { Panel } from "@/components/page-head";
import { common } from "@/strings/common";
import { proof as words } from "@/strings/studio-proof";
import { Button, IconButton } from "@/ui/button";
import { useCopied } from "@/ui/copy";
import { say, sayProblem } from "@/ui/toast";

type Proof = NonNullable<OwnPublisher["proof"]>;

interface Looked {
  where: string;
  found: string;
}

/** Where the hub looked, and what it found there; empty unless it found nothing that shows it. */
export function lookedAt(error: unknown): Looked[] {
  if (!isProblem(error, "publisher_proof_missing") || !Array.isArray(error.fields.looked_at)) return [];
  return (error.fields.looked_at as Partial<Looked>[]).map(({ where = "", found = "" }) => ({ where, found }));
}

/** What has to be where, so that a domain and a repository are known to be the publisher's own. */
export function ProofPanel({ publisher }: { publisher: OwnPublisher }) {
  const { proof } = publisher;
  if (!proof) return null;
  return (
    <Panel title={words.title}>
      <p className="-mt-2 max-w-[62ch] text-[14px] text-ink-2">{words.lead}</p>
      <div className="mt-5 grid gap-6">
        <Way publisher={publisher} what="domain" value={proof.domain} verified={publisher.verified_domain}><DomainWays proof={proof} /></Way>
        <div className="border-t pt-6">
          <Way publisher={publisher} what="repository" value={proof.repository} verified={publisher.verified_repository}>
            <p className="text-[14px] text-ink-2">{words.repository.how}</p>
            <Rows rows={[[words.repository.fileUrl, proof.repository_file_url], [words.repository.fileText, proof.file_text]]} />
          </Way>
        </div>
      </div>
    </Panel>
  );
}

function DomainWays({ proof }: { proof: Proof }) {
  const { domain } = words;
  return (
    <>
      <p className="text-[14px] text-ink-2">{domain.how}</p>
      <h4 className="mt-3 text-[13.5px] font-[650]">{domain.record}</h4>
      <Rows rows={[[domain.recordName, proof.record_name], [domain.recordText, proof.record_text]]} />
      <h4 className="mt-4 text-[13.5px] font-[650]">{domain.file}</h4>
      <Rows rows={[[domain.fileUrl, proof.domain_file_url], [domain.fileText, proof.file_text]]} />
    </>
  );
}

interface WayProps {
  publisher: OwnPublisher;
  what: What;
  value: string | null;
  verified: string | null;
  children: React.ReactNode;
}

function Way({ publisher, what, value, verified, children }: WayProps) {
  const look = useProof(publisher.id);
  const shown = value !== null && value === verified;
  const { name, none } = words[what];
  return (
    <section aria-label={name}>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h3 className="text-[15.5px] font-[650] !tracking-normal">{name}</h3>
        {value && <span className="mono min-w-0 break-all text-[13px] text-ink-2">{value}</span>}
        {value && (
          <span className={`inline-flex h-6 sm:ms-auto items-center gap-1.5 rounded-[8px] px-2 text-[12.5px] font-[600] ${shown ? "bg-iris-wash text-iris-text" : "bg-sunk text-ink-2 dark:bg-raise"}`}>
            {shown ? <BadgeCheck size={14} className="pop" aria-hidden /> : <CircleDashed size={14} aria-hidden />}{shown ? words.verified : words.open}
          </span>
        )}
      </header>
      {!value && <p className="mt-2 text-[14px] text-ink-3">{none}</p>}
      {value && !shown && (
        <div className="mt-3">
          {children}
          <Button className="mt-4" busy={look.isPending} onClick={() => look.mutate(what, { onSuccess: () => say(words.done(value)), onError: (error) => !isProblem(error, "publisher_proof_missing") && sayProblem(error) })}>
            {!look.isPending && <SearchCheck size={16} />}{look.isPending ? words.looking : words.look}
          </Button>
          <Missing error={look.error} />
        </div>
      )}
    </section>
  );
}

function Missing({ error }: { error: unknown }) {
  if (!isProblem(error, "publisher_proof_missing")) return null;
  return (
    <div role="alert" className="line-in mt-4 rounded-[14px_14px_14px_5px] bg-pollen-wash px-3.5 py-3 text-[13.5px] text-pollen-text">
      <p className="font-[550]">{words.missing}</p>
      <ul className="mt-2 grid gap-1" aria-label={words.lookedAt}>
        {lookedAt(error).map(({ where, found }) => <li key={where} className="min-w-0"><span className="mono break-all text-[12.5px]">{where}</span>{": "}{found}</li>)}
      </ul>
    </div>
  );
}

function Rows({ rows }: { rows: readonly (readonly [label: string, value: string | null])[] }) {
  return (
    <dl className="mt-2 overflow-hidden rounded-[14px_14px_14px_5px] border">
      {rows.map(([label, value]) => value && <Row key={label} label={label} value={value} />)}
    </dl>
  );
}

function Row({ label, value }: { label: string; value: string }) {
  const [copied, copy] = useCopied();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-t bg-surface-2 py-1.5 pe-1.5 ps-3.5 first:border-t-0 sm:grid-cols-[132px_minmax(0,1fr)_auto]">
      <dt className="text-[13px] text-ink-3 max-sm:pt-1">{label}</dt>
      <dd className="mono min-w-0 break-all text-[12.5px] max-sm:col-span-2 max-sm:row-start-2 max-sm:pb-1">{value}</dd>
      <dd className="max-sm:row-start-1 max-sm:col-start-2"><IconButton label={copied ? common.copied : `${common.copy}: ${label}`} size="sm" onClick={() => copy(value)}>{copied ? <Check size={15} className="pop text-fern-text" /> : <Copy size={15} />}</IconButton></dd>
    </div>
  );
}
