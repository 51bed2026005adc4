import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { call } from "@/api/client";
import type { Me } from "@/api/session";
import { at } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { Button } from "@/ui/button";
import { say, sayProblem } from "@/ui/toast";

const words = organizationWords.closed;

/** Where nobody can act any more: why, until when, and the way back. */
export function ClosedBanner({ me }: { me: Me }) {
  const { id, name, status, status_reason: why, delete_at: end, type } = me.organization;
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: () => call("DELETE /v1/organizations/{organization_id}/deletion", { path: { organization_id: id } }),
    onSuccess: () => {
      say(words.restored);
      void client.invalidateQueries();
    },
    onError: sayProblem,
  });
  if (type !== "team" || (status ?? "active") === "active") return null;
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 border-b bg-ember-wash px-4 py-2.5 text-[14px] text-ember-text md:px-6">
      <span className="flex-1">{status === "deleting" ? words.deleting(name, end ? at(end) : "") : words.suspended(name, why ?? "")}</span>
      <Link to="/app/account/team" className="btn btn-ghost btn-sm">{words.other}</Link>
      {status === "deleting" && me.role === "admin" && <Button size="sm" look="primary" busy={restore.isPending} onClick={() => restore.mutate()}>{words.restore}</Button>}
    </div>
  );
}
