import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { agentQuery, listingQuery } from "@/api/catalog";
import { ownListingsQuery } from "@/api/studio";
import { Failed, Skeletons } from "@/ui/states";
import { StudioFrame } from "../frame";
import { emptyDraft, merged, resumed } from "./draft";
import { useDrafts } from "./store";
import { Wizard } from "./wizard";

/** A draft of this browser, one of the hub, or a new one: `?draft=` says which. */
export default function WizardPage() {
  const { draft: wanted } = useSearch({ strict: false }) as { draft?: string };
  const navigate = useNavigate();
  const [fresh] = useState(() => emptyDraft(Date.now()));
  // A draft that became an agent while it was worked on goes on as it is, under the agent's ID.
  const [made, setMade] = useState<{ from: string; to: string } | null>(null);
  const [read, setRead] = useState<string | null>(null);
  const here = useDrafts((state) => (wanted ? state.drafts[wanted] : undefined));
  const key = wanted && wanted === made?.to ? made.from : (wanted ?? fresh.id);
  const atHub = wanted?.startsWith("agt_") === true && wanted !== made?.to;
  const begun = atHub && read !== wanted ? null : (here ?? (key === fresh.id ? fresh : null));
  const onMade = useCallback((id: string) => {
    setMade({ from: key, to: id });
    void navigate({ to: ".", search: { draft: id } as never, replace: true, resetScroll: false });
  }, [key, navigate]);
  return <StudioFrame>{begun ? <Wizard key={key} begun={begun} onMade={onMade} /> : wanted && <FromHub id={wanted} onRead={() => setRead(wanted)} />}</StudioFrame>;
}

/** Begun elsewhere: the hub has the manifest, and the listing where there is one. */
function FromHub({ id, onRead }: { id: string; onRead: () => void }) {
  const agent = useQuery(agentQuery(id));
  const mine = useQuery(ownListingsQuery);
  const card = mine.data?.find((one) => one.agent_id === id);
  const listing = useQuery({ ...listingQuery(card?.id ?? ""), enabled: Boolean(card) });
  const error = agent.error ?? mine.error ?? listing.error;
  const ready = Boolean(agent.data && mine.data && (!card || listing.data));
  useEffect(() => {
    if (!ready || !agent.data) return;
    const { drafts, put } = useDrafts.getState();
    const hub = resumed(agent.data as Parameters<typeof resumed>[0], listing.data ?? null, Date.now());
    put(merged(drafts[id], hub, Date.parse(agent.data.updated_at)));
    onRead();
  }, [ready, agent.data, listing.data, id, onRead]);
  if (error) return <Failed error={error} retry={() => void agent.refetch()} />;
  return <Skeletons count={2} className="grid gap-4" each="h-64" />;
}
