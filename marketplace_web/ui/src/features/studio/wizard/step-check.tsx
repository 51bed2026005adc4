import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Rocket, Send } from "lucide-react";
import { agentQuery, listingQuery } from "@/api/catalog";
import { changeListing, checksQuery, enableAgent, makeListing, moveListing, publishAgent, setPrice, useRefresh, type PriceBody } from "@/api/making";
import { runsQuery } from "@/api/runs";
import { useSession } from "@/api/session";
import { ownListingsQuery, ownPublisherQuery } from "@/api/studio";
import { wizard } from "@/strings/studio-wizard";
import { Button, ButtonLink } from "@/ui/button";
import { say, sayProblem } from "@/ui/toast";
import { VerifyNotice } from "../verify-notice";
import { CheckRows, type CheckRow } from "./check-rows";
import { Findings, refusalsOf } from "./findings";
import { examplesOf, listingOf, type Draft } from "./draft";
import { faultsOf } from "./faults";
import { StepHead } from "./step-head";
import { useDrafts } from "./store";
import { TrySample } from "./try-sample";
import type { StepProps } from "./wizard";

const words = wizard.check;
/** Of a listed agent: its definition, its version, and whether that was tried. */
const LISTED_ROWS = 3;

export function StepCheck({ making, goTo, faults }: StepProps) {
  const { draft } = making;
  const stand = useStand(draft);
  const make = useVersion(making, stand);
  const submit = useSubmit(draft, stand.listingId);
  const open = faultsOf(draft);
  const refused = refusalsOf(submit.error);
  const grave = (stand.findings ?? []).some((one) => one.severity === "grave");
  const rows: CheckRow[] = [
    { name: words.rows.definition, good: open.length === 0 && making.kept !== "refused", faults: [...new Map([...open, ...faults].map((one) => [`${one.step} ${one.field}`, one])).values()], goTo },
    ...(draft.listed ? [] : [{ name: words.rows.priced, good: draft.priced, act: draft.priced ? undefined : { label: words.fix, run: () => goTo("price") } }]),
    { name: stand.version && stand.changed ? words.behind(stand.version) : stand.version ? words.made(stand.version) : words.rows.version, good: Boolean(stand.version) && !stand.changed, hint: stand.version && stand.changed ? words.remakeMore : stand.version ? undefined : words.makeMore },
    { name: stand.tried === "succeeded" ? words.tried : stand.tried ? words.triedBadly : words.notTried, good: stand.tried === "succeeded", optional: true },
    { name: stand.findings ? words.rows.checks : words.automated, good: Boolean(stand.findings) && !grave, hint: stand.findings ? undefined : words.waits },
    { name: words.publisher[stand.publisher] ?? words.rows.publisher, good: stand.publisher === "active", act: stand.publisher === "none" ? { label: words.apply, to: "/studio/apply" } : undefined },
  ];
  const shown = draft.listed ? rows.slice(0, LISTED_ROWS) : rows;
  const ready = rows.every((row) => row.good || row.optional);
  return (
    <>
      <StepHead title={draft.listed ? wizard.lastListed : words.title} lead={draft.listed ? words.listedLead : words.lead} />
      <div className="grid gap-6">
        <CheckRows rows={shown} />
        {(!stand.version || stand.changed || stand.unlisted) && (
          <Button look="primary" size="lg" className="justify-self-start" busy={make.isPending} disabled={open.length > 0} onClick={() => make.mutate()}><Rocket size={17} />{!stand.version ? words.make : stand.unlisted ? words.list : words.remake}</Button>
        )}
        {stand.version && draft.agentId && <TrySample agentId={draft.agentId} enabled={stand.enabled} schema={draft.manifest.input_schema} sample={examplesOf(draft.manifest)[0]?.input} />}
        {(stand.findings || refused.length > 0) && <Findings findings={stand.findings ?? []} refused={refused} />}
        <VerifyNotice error={submit.error} />
        <div className="flex flex-wrap items-center gap-3 border-t pt-5">
          {!draft.listed && <Button look={ready ? "primary" : "ghost"} size="lg" busy={submit.isPending} disabled={!ready} onClick={() => submit.mutate()}><Send size={16} />{submit.isPending ? words.submitting : words.submit}</Button>}
          {!draft.listed && <span className="text-[14px] text-ink-2">{ready ? words.ready : words.notReady}</span>}
          {draft.agentId && stand.listingId && <ButtonLink to={`/studio/agents/${draft.agentId}`} look={draft.listed ? "ghost" : "quiet"} className={draft.listed ? "" : "ms-auto"}>{words.open}</ButtonLink>}
        </div>
      </div>
    </>
  );
}

const samePrice = (asked: PriceBody, has: { model: string; credits: string; model_cost: string } | null): boolean =>
  has !== null && has.model === asked.model && Number(has.credits) === Number(asked.credits) && (asked.model === "free" || has.model_cost === asked.model_cost);

/** How far it has come, as the hub knows it. */
function useStand(draft: Draft) {
  const id = draft.agentId ?? "";
  const me = useSession();
  const agent = useQuery({ ...agentQuery(id), enabled: Boolean(id) });
  const mine = useQuery(ownListingsQuery);
  const listingId = mine.data?.find((one) => one.agent_id === id)?.id ?? draft.listingId;
  const listing = useQuery({ ...listingQuery(listingId ?? ""), enabled: Boolean(listingId) });
  const findings = useQuery({ ...checksQuery(listingId ?? ""), enabled: Boolean(listingId) });
  const runs = useInfiniteQuery({ ...runsQuery(id), enabled: Boolean(id) });
  const publisher = useQuery(ownPublisherQuery);
  const version = agent.data?.version ?? null;
  const price = agent.data?.price ?? null;
  return {
    me, listingId, version, price,
    enabled: agent.data?.enabled ?? false,
    unpublished: agent.data?.unpublished_changes ?? false,
    changed: (agent.data?.unpublished_changes ?? false) || (!draft.listed && !samePrice(draft.price, price)),
    unlisted: !listingId && publisher.data !== null,
    findings: listing.data ? findings.data : undefined,
    tried: runs.data?.pages[0]?.data.find((run) => run.agent_version === version)?.status,
    publisher: publisher.data?.status ?? "none",
  };
}

/** An immutable version of the draft, at its price, with its listing, and callable for its maker. */
function useVersion({ draft, flush, change }: StepProps["making"], stand: ReturnType<typeof useStand>) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async () => {
      if (!(await flush())) return;
      const kept = useDrafts.getState().drafts[draft.agentId ?? ""] ?? draft;
      const id = kept.agentId;
      if (!id) return;
      if (!stand.version || stand.unpublished) await publishAgent(id);
      if (!kept.listed && !samePrice(kept.price, stand.price)) await setPrice(id, kept.price);
      if (!stand.enabled) await enableAgent(id);
      if (kept.listed) return;
      if (stand.listingId) await changeListing(stand.listingId, listingOf(kept));
      else if (stand.publisher !== "none") change({ listingId: (await makeListing(id, listingOf(kept))).id });
    },
    onSuccess: refresh,
    onError: (error) => {
      sayProblem(error);
      void refresh();
    },
  });
}

function useSubmit(draft: Draft, listingId: string | null) {
  const refresh = useRefresh();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => moveListing(listingId ?? "", { to: "submitted" }),
    onSuccess: async () => {
      say(words.submitted, words.submittedMore);
      await refresh();
      await navigate({ to: "/studio/agents/$id", params: { id: draft.agentId ?? "" } as never });
      useDrafts.getState().drop(draft.id);
    },
    onError: (error) => void (refusalsOf(error).length === 0 && sayProblem(error)),
  });
}
