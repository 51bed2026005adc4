import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { detailQuery, enabledQuery } from "@/api/catalog";
import { useSession } from "@/api/session";
import { docs } from "@/strings/docs";

export interface Choice {
  id: string;
  slug: string;
  name: string;
}

const EVERYWHERE: Choice = docs.summarize;

/** Which agent the snippets are about: one of the reader's own, or one that comes with every hub. */
export function useTarget() {
  const me = useSession();
  const mine = useQuery({ ...enabledQuery, enabled: Boolean(me) });
  const [wanted, want] = useState<string>();
  const choices: readonly Choice[] = mine.data?.length ? mine.data : [EVERYWHERE];
  const chosen = choices.find((one) => one.id === wanted) ?? choices.find((one) => one.id === EVERYWHERE.id) ?? choices[0] ?? EVERYWHERE;
  const known = chosen.id === EVERYWHERE.id;
  const detail = useQuery({ ...detailQuery(chosen.id, true), enabled: !known });
  const input: unknown = known ? docs.example : (detail.data?.examples[0]?.input ?? { text: "…" });
  const said = me === null ? docs.signIn : mine.isError ? docs.failed : mine.data?.length === 0 ? docs.noneEnabled : null;
  // While the session is asked for there is room for the choice already, so that nothing moves.
  return { chosen, choices, choosing: me !== null, input, said, want };
}
