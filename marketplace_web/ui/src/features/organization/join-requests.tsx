import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call, type Answer } from "@/api/client";
import { joinRequestsQuery, type Role } from "@/api/organization";
import { ago, listed } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { Button } from "@/ui/button";
import { Face, Group, SmallSelect } from "./parts";
import { useAct } from "./use-act";

const words = organizationWords.requests;
const ROLES = (["member", "staff", "admin"] as const).map((role) => ({ value: role, label: organizationWords.roles[role] ?? role }));
type Asking = Answer<"GET /v1/join-requests">["data"][number];

/** Who asks for a seat by the domain of their address; nothing where nobody does. */
export default function JoinRequests() {
  const { data = [] } = useQuery(joinRequestsQuery);
  if (data.length === 0) return null;
  return <Group title={words.title} lead={words.lead}>{data.map((one) => <Line key={one.user_id} one={one} />)}</Group>;
}

function Line({ one }: { one: Asking }) {
  const [role, setRole] = useState<Role>("member");
  const name = one.name || one.email;
  const path = { user_id: one.user_id };
  const stale = ["join-requests", "members", "audit"];
  const accept = useAct(() => call("POST /v1/join-requests/{user_id}/decision", { path, body: { decision: "accept", role } }), { stale, done: words.accepted(name) });
  const refuse = useAct(() => call("POST /v1/join-requests/{user_id}/decision", { path, body: { decision: "refuse" } }), { stale, done: words.refused });
  return (
    <div className="flex flex-wrap items-center gap-x-3.5 gap-y-2.5 px-4 py-3 sm:px-5">
      <Face name={name} />
      <span className="min-w-0 flex-[1_1_180px]"><b className="block truncate text-[14.5px] font-[600]">{name}</b><span className="block truncate text-[13px] text-ink-3">{listed([one.email, words.asked(ago(one.created_at))])}</span></span>
      <span className="flex flex-wrap items-center gap-2">
        <SmallSelect label={words.role(name)} value={role} onChange={(event) => setRole(event.target.value as Role)} options={ROLES} />
        <Button size="sm" look="primary" busy={accept.isPending} onClick={() => accept.mutate(undefined)}>{words.accept}</Button>
        <Button size="sm" busy={refuse.isPending} onClick={() => refuse.mutate(undefined)}>{words.refuse}</Button>
      </span>
    </div>
  );
}
