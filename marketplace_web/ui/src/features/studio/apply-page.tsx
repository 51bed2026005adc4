import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Building2, UserRound } from "lucide-react";
import { useState, type FormEvent } from "react";
import { isProblem } from "@/api/problem";
import { teamOf, useSession } from "@/api/session";
import { ownPublisherQuery, useApplication, type Application } from "@/api/studio";
import { PageHead } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { studio } from "@/strings/studio";
import { ButtonLink } from "@/ui/button";
import { TextArea, TextField } from "@/ui/field";
import { Empty, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { StudioFrame } from "./frame";
import { VerifyNotice } from "./verify-notice";
import { slugOf } from "./wizard/draft";
import { Check, FaultLine } from "./wizard/step-head";

const words = studio.apply;

export default function ApplyPage() {
  const me = useSession();
  const { data: publisher } = useQuery(ownPublisherQuery);
  const team = me ? teamOf(me) : null;
  return (
    <StudioFrame>
      <PageHead title={publisher ? words.applied : words.title} lead={publisher ? undefined : team ? words.leadTeam(team) : words.lead} />
      {publisher === undefined && <Skeletons count={1} each="h-[420px]" />}
      {publisher && (
        <Empty seed={publisher.id} title={publisher.status === "active" ? words.active : words.already} className="petal-card" action={<ButtonLink to="/studio" look="primary">{words.toStudio}</ButtonLink>}>
          {publisher.status === "active" ? words.activeMore : (publisher.status_reason ?? words.alreadyMore)}
        </Empty>
      )}
      {publisher === null && me && <Form name={team ?? me.user.name} team={team} />}
    </StudioFrame>
  );
}

function Form({ name: first, team }: { name: string; team: string | null }) {
  const apply = useApplication();
  const navigate = useNavigate();
  const [name, setName] = useState(first);
  const [slug, setSlug] = useState<string | null>(null);
  const [accepted, setAccepted] = useState(false);
  const [tried, setTried] = useState(false);
  const faults = isProblem(apply.error) ? apply.error.faults : {};
  const taken = isProblem(apply.error, "storefront_name_taken") ? apply.error.detail : undefined;
  const address = slug ?? slugOf(name);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (!accepted) return;
    const given = new FormData(event.currentTarget);
    const said = (field: string) => String(given.get(field) ?? "").trim() || null;
    const body: Application = { name: name.trim(), slug: address, tagline: said("tagline"), description: said("description"), website: said("website"), support_email: said("support_email"), domain: said("domain"), accept_terms: true };
    apply.mutate(body, { onSuccess: () => { say(words.sent); void navigate({ to: "/studio" }); }, onError: (error) => !(isProblem(error) && (error.status === 422 || error.code === "email_not_verified")) && sayProblem(error) });
  };
  const Icon = team ? Building2 : UserRound;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_340px]">
      <form onSubmit={submit} className="petal-card grid gap-5 p-5 sm:p-7">
        <VerifyNotice error={apply.error} />
        <p className="flex items-start gap-3 rounded-[16px_16px_16px_6px] bg-wash px-4 py-3 text-[14px] text-ink-2"><Icon size={19} className="mt-0.5 shrink-0 text-brand-text" aria-hidden /><span><b className="block font-[650] text-brand-text">{team ? words.asTeam(team) : words.asPerson}</b>{team ? words.asTeamMore : words.asPersonMore}</span></p>
        <TextField label={words.name} hint={words.nameHint} required maxLength={60} value={name} fault={faults.name} onChange={(event) => setName(event.target.value)} />
        <TextField label={words.slug} hint={<>{words.slugHint(location.host, address)}<span className="block">{words.slugRule}</span></>} required pattern="[a-z][a-z0-9]*(-[a-z0-9]+)*" minLength={2} maxLength={48} value={address} fault={taken ?? faults.slug} onChange={(event) => setSlug(event.target.value.toLowerCase())} />
        <TextField label={words.tagline} hint={words.taglineHint} name="tagline" maxLength={100} fault={faults.tagline} />
        <TextArea label={words.description} hint={words.descriptionHint} name="description" rows={5} maxLength={4000} fault={faults.description} />
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField label={words.website} hint={words.websiteHint} name="website" inputMode="url" pattern="https://.{3,}" fault={faults.website} />
          <TextField label={words.email} hint={words.emailHint} name="support_email" type="email" fault={faults.support_email} />
          <TextField label={words.domain} hint={words.domainHint} name="domain" placeholder="example.com" fault={faults.domain} />
        </div>
        <div className="border-t pt-5">
          <Check label={words.accept} checked={accepted} onChange={setAccepted} />
          <FaultLine>{tried && !accepted ? words.acceptFault : null}</FaultLine>
        </div>
        <PausingButton type="submit" look="primary" size="lg" className="justify-self-start" busy={apply.isPending}>{words.send}</PausingButton>
      </form>
      <Terms />
    </div>
  );
}

function Terms() {
  return (
    <section className="petal-card p-5 lg:sticky lg:top-[82px]">
      <h2 className="text-[17px] !tracking-[-.02em]">{words.terms}</h2>
      <ol className="mt-3 grid gap-3">
        {words.termsList.map((line, i) => <li key={line} className="grid grid-cols-[22px_1fr] gap-2 text-[14px] text-ink-2"><b className="display text-[15px] text-brand-text">{i + 1}</b>{line}</li>)}
      </ol>
    </section>
  );
}
