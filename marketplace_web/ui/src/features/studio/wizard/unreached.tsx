import { Problem } from "@/api/problem";
import { capital } from "@/lib/format";
import { wordsFor } from "@/strings/common";
import { wizard } from "@/strings/studio-wizard";

/** Why the hub does not get to an address. */
export function Unreached({ error }: { error: Error }) {
  const problem = error instanceof Problem ? error : null;
  const said = wordsFor(problem?.code ?? "", problem?.detail);
  return (
    <div role="alert" className="line-in rounded-[14px_14px_14px_5px] bg-ember-wash px-4 py-3 text-[14px]">
      <b className="font-[650] text-ember-text">{wizard.mcp.failed}</b>
      <p className="mt-0.5 break-words text-ink-2">{capital(said.detail)}</p>
      {problem?.code === "outbound_blocked" && <p className="mt-1 text-ink-2">{wizard.mcp.blocked}</p>}
    </div>
  );
}
