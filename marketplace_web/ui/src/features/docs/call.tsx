import { SnippetTabs } from "@/components/snippet-tabs";
import { docs } from "@/strings/docs";
import type { useTarget } from "./use-target";

/** An agent to choose, and the ways to call it. */
export function Call({ target }: { target: ReturnType<typeof useTarget> }) {
  const { chosen, choices, choosing, input, said, want } = target;
  return (
    <>
      {choosing && (
        <label className="mb-3 grid max-w-[340px] gap-1.5 text-[14px] font-[600]">
          {docs.agent}
          <select className="field" value={chosen.id} onChange={(event) => want(event.target.value)}>
            {choices.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        </label>
      )}
      <SnippetTabs label={docs.ways} target={{ origin: location.origin, agentId: chosen.id, input }} />
      {said && <p className="mt-2.5 text-[14px] text-ink-3">{said}</p>}
    </>
  );
}
