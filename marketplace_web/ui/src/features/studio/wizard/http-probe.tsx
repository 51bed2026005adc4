import { useQuery } from "@tanstack/react-query";
import { CircleCheck, LoaderCircle, RotateCcw, TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import { probeQuery, type Probed } from "@/api/making";
import { duration, listed } from "@/lib/format";
import { usePaused } from "@/lib/pause";
import { wizard } from "@/strings/studio-wizard";
import { isAddress } from "./faults";
import { Unreached } from "./unreached";

const PAUSE_MS = 700;
const words = wizard.http.probe;

interface Props {
  method: string;
  url: string;
  credential: string | null;
}

/** Whether somebody answers at an address, asked once it has been entered. */
export function HttpProbe({ method, url, credential }: Props) {
  const asked = usePaused(JSON.stringify({ method, url, credential }), PAUSE_MS);
  const body = useMemo(() => JSON.parse(asked) as Props & { method: "POST" }, [asked]);
  const current = body.url === url && isAddress(url);
  const { data, error, isFetching, refetch } = useQuery({ ...probeQuery(body), enabled: isAddress(body.url) });
  return (
    <div className="sm:col-span-2" role="status">
      {current && isFetching && <p className="flex items-center gap-2 text-[13.5px] text-ink-3"><LoaderCircle size={15} className="spin" />{words.asking}</p>}
      {current && !isFetching && error && <Unreached error={error} />}
      {current && !isFetching && data && <Found found={data} />}
      {current && !isFetching && (error || (data && data.state !== "answers")) && (
        <button type="button" className="link mt-1.5 inline-flex items-center gap-1.5 text-[13.5px]" onClick={() => void refetch()}><RotateCcw size={13} />{words.again}</button>
      )}
    </div>
  );
}

function Found({ found }: { found: Probed }) {
  const well = found.state === "answers";
  const Sign = well ? CircleCheck : TriangleAlert;
  return <p className={`line-in flex items-start gap-2 text-[13.5px] ${well ? "text-fern-text" : "text-pollen-text"}`}><Sign size={15} className="mt-[3px] shrink-0" aria-hidden />{said(found)}</p>;
}

function said({ state, status, methods, milliseconds }: Probed): string {
  switch (state) {
    case "answers":
      return words.answers(duration(milliseconds));
    case "other_methods":
      return words.other_methods(listed(methods ?? []));
    case "failing":
      return words.failing(status);
    default:
      return words[state];
  }
}
