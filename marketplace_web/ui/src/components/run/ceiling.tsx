import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { quoteQuery, type Quoted } from "@/api/runs";
import { credits } from "@/lib/format";
import { usePaused } from "@/lib/pause";
import { ask } from "@/strings/ask";

const PAUSE_MS = 500;

/** At most so much, and what is usual. Nothing while the input is not whole, and where the hub refuses: the run tells why. */
export default function Ceiling({ agentId, input, model, sessionId }: Quoted) {
  const asked = JSON.stringify({ agentId, input, model, sessionId });
  const paused = usePaused(asked, PAUSE_MS);
  const quoted = useMemo(() => JSON.parse(paused) as Quoted, [paused]);
  const { data, isError } = useQuery({ ...quoteQuery(quoted), enabled: quoted.input !== null, placeholderData: keepPreviousData });
  if (!data || isError || input === null || Number(data.max_credits) === 0) return null;
  const most = credits(data.max_credits);
  const usual = credits(data.expected_credits);
  return <span className={`line-in transition-opacity ${paused === asked ? "" : "opacity-60"}`}>{most === usual ? ask.price.costs(most) : ask.price.most(most, usual)}</span>;
}
