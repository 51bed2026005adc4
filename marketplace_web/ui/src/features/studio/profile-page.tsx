import { useQuery } from "@tanstack/react-query";
import { BadgeCheck, ExternalLink } from "lucide-react";
import { useState, type FormEvent } from "react";
import { isProblem } from "@/api/problem";
import { percent } from "@/api/shown";
import { ownPublisherQuery, usePublisherChange, type OwnPublisher, type What } from "@/api/studio";
import { PageHead, Panel } from "@/components/page-head";
import { Prose } from "@/components/run/output";
import { Sigil } from "@/brand/sigil";
import { PausingButton } from "@/components/pausing-button";
import { onDate, tenths } from "@/lib/format";
import { agents } from "@/strings/agents";
import { studio } from "@/strings/studio";
import { proof } from "@/strings/studio-proof";
import { ButtonLink } from "@/ui/button";
import { TextArea, TextField } from "@/ui/field";
import { Stars } from "@/ui/marks";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { StudioFrame } from "./frame";
import { LogoPanel } from "./logo-panel";
import { ProofPanel } from "./proof-panel";
import { StateBadge } from "./state-badge";

const { profile: words, apply } = studio;

export default function ProfilePage() {
  const { data, error, refetch } = useQuery(ownPublisherQuery);
  return (
    <StudioFrame>
      <PageHead title={words.title} lead={words.lead} action={data && <ButtonLink to={`/publishers/${data.slug}`}><ExternalLink size={15} />{words.see}</ButtonLink>} />
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeletons count={1} each="h-[420px]" />}
      {data === null && <Empty seed="publisher" title={apply.title} className="petal-card" action={<ButtonLink to="/studio/apply" look="primary">{apply.send}</ButtonLink>}>{apply.lead}</Empty>}
      {data && <Editor publisher={data} />}
    </StudioFrame>
  );
}

const FIELDS = ["name", "tagline", "description", "website", "support_email"] as const;

/** What is named in place of what was; nothing where it is the same, or empty. */
const renamed = (name: What, typed: string, now: string | null | undefined) => (typed.trim() && typed.trim() !== now ? { [name]: typed.trim() } : {});

function Editor({ publisher }: { publisher: OwnPublisher }) {
  const change = usePublisherChange(publisher.id);
  const [values, setValues] = useState(() => Object.fromEntries(FIELDS.map((name) => [name, publisher[name] ?? ""])) as Record<(typeof FIELDS)[number], string>);
  const [domain, setDomain] = useState(publisher.proof?.domain ?? "");
  const [repository, setRepository] = useState(publisher.proof?.repository ?? "");
  const faults = isProblem(change.error) ? change.error.faults : {};
  const bind = (name: (typeof FIELDS)[number]) => ({ value: values[name], fault: faults[name], onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { name, tagline, description, website, support_email } = values;
    change.mutate(
      { name: name.trim(), tagline: tagline.trim(), description: description.trim(), website: website.trim() || null, support_email: support_email.trim() || null, ...renamed("domain", domain, publisher.proof?.domain), ...renamed("repository", repository, publisher.proof?.repository) },
      { onSuccess: () => say(words.saved), onError: sayProblem },
    );
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_360px]">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <form onSubmit={submit} className="petal-card grid gap-5 p-5">
          <TextField label={apply.name} required maxLength={60} {...bind("name")} />
          <TextField label={apply.tagline} hint={apply.taglineHint} maxLength={100} {...bind("tagline")} />
          <TextArea label={apply.description} hint={apply.descriptionHint} rows={7} maxLength={10000} {...bind("description")} />
          <div className="grid gap-5 sm:grid-cols-2">
            <TextField label={apply.website} hint={apply.websiteHint} inputMode="url" pattern="https://.{3,}" {...bind("website")} />
            <TextField label={apply.email} hint={apply.emailHint} type="email" {...bind("support_email")} />
            <TextField label={apply.domain} hint={proof.domainHint} placeholder="example.com" value={domain} fault={faults.domain} onChange={(event) => setDomain(event.target.value.toLowerCase())} />
            <TextField label={proof.repositoryLabel} hint={proof.repositoryHint} inputMode="url" value={repository} fault={faults.repository} onChange={(event) => setRepository(event.target.value)} />
          </div>
          <PausingButton type="submit" look="primary" className="justify-self-start" busy={change.isPending}>{words.save}</PausingButton>
        </form>
        <ProofPanel publisher={publisher} />
      </div>
      <aside className="grid gap-4 lg:sticky lg:top-[82px]">
        <Panel title={words.preview}>
          <div className="flex items-start gap-3.5">
            <Sigil id={publisher.id} size={58} on />
            <div className="min-w-0"><p className="display break-words text-[21px]">{values.name || publisher.name}</p><p className="mt-1 break-words text-[14px] text-ink-2">{values.tagline}</p></div>
          </div>
          {values.description && <div className="mt-4 max-h-[240px] overflow-hidden text-[14px] text-ink-2"><Prose text={values.description} /></div>}
        </Panel>
        <LogoPanel publisher={publisher} />
        <Facts publisher={publisher} />
      </aside>
    </div>
  );
}

function Facts({ publisher }: { publisher: OwnPublisher }) {
  const rows: [string, React.ReactNode][] = [
    [words.state, <StateBadge key="s" state={publisher.status} label={studio.publisherStates[publisher.status]} />],
    [words.ownerLabel, words.owner[publisher.owner_type]],
    [apply.domain, publisher.verified_domain ? <span key="d" className="inline-flex items-center gap-1 text-iris-text"><BadgeCheck size={15} />{words.verified(publisher.verified_domain)}</span> : publisher.proof?.domain ? proof.open : words.noDomain],
    [words.reviews, publisher.rating.score === null ? agents.noReviews : <span key="r" className="inline-flex items-center gap-1.5"><Stars value={publisher.rating.score} />{tenths(publisher.rating.score)}</span>],
    [words.replies, publisher.reply_share === null ? agents.publisher.noReplies : `${percent(publisher.reply_share)}%`],
    [words.since, onDate(publisher.since)],
  ];
  return (
    <dl className="petal-card grid gap-2.5 p-5 text-[14px]">
      {rows.map(([label, value]) => <div key={label} className="flex items-center justify-between gap-3"><dt className="text-ink-3">{label}</dt><dd className="num text-end font-[600]">{value}</dd></div>)}
    </dl>
  );
}
