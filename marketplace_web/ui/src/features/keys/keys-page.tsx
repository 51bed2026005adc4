import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { grantsQuery, keysQuery, type Key } from "@/api/account";
import { call } from "@/api/client";
import { PageHead, Panel } from "@/components/page-head";
import { ago, listed, onDay } from "@/lib/format";
import { keysWords as words } from "@/strings/keys";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/confirm-button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { Connect } from "./connect";
import { KeyDialog } from "./key-dialog";

export default function KeysPage() {
  const [making, setMaking] = useState(false);
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<Button onClick={() => setMaking(true)}><Plus size={16} />{words.create}</Button>} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Connect />
        <Keys />
        <Grants />
      </div>
      <KeyDialog open={making} onOpenChange={setMaking} />
    </>
  );
}

function Keys() {
  const { data, error, refetch } = useQuery(keysQuery);
  const { columns } = words;
  return (
    <Panel title={words.keys}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={2} className="grid gap-2" each="h-12" />}
      {data?.length === 0 && <Empty seed="keys" title={words.emptyTitle}>{words.empty}</Empty>}
      {data && data.length > 0 && (
        <div className="scroll-x flush" tabIndex={0} role="region" aria-label={words.keys}>
          <table className="data">
            <thead><tr><th scope="col">{columns.name}</th><th scope="col" className="max-sm:hidden">{columns.key}</th><th scope="col" className="max-md:hidden">{columns.may}</th><th scope="col" className="max-sm:hidden">{columns.created}</th><th scope="col" className="max-md:hidden">{columns.expires}</th><th><span className="sr-only">{words.revoke}</span></th></tr></thead>
            <tbody>{data.map((key) => <Row key={key.id} apiKey={key} />)}</tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Row({ apiKey }: { apiKey: Key }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => call("DELETE /v1/api-keys/{key_id}", { path: { key_id: apiKey.id } }),
    onSuccess: () => {
      say(words.revokedToast);
      return client.invalidateQueries({ queryKey: ["keys"] });
    },
    onError: sayProblem,
  });
  const gone = apiKey.revoked_at !== null;
  return (
    <tr className={gone ? "text-ink-3" : ""}>
      <td className="max-w-[180px] font-[600]"><span className="block truncate">{apiKey.name}</span><span className="mono block text-[12px] font-[450] text-ink-3 sm:hidden">{apiKey.display}</span></td>
      <td className="mono text-[12.5px] max-sm:hidden">{apiKey.display}</td>
      <td className="text-[13px] text-ink-2 max-md:hidden">{listed(apiKey.scopes.map((scope) => words.form.scopeNames[scope] ?? scope))}</td>
      <td className="whitespace-nowrap text-ink-3 max-sm:hidden">{ago(apiKey.created_at)}</td>
      <td className="whitespace-nowrap text-ink-3 max-md:hidden">{apiKey.expires_at ? onDay(apiKey.expires_at) : words.forever}</td>
      <td className="text-end">{gone ? <span className="text-[13px]">{words.revoked}</span> : <ConfirmButton size="sm" look="danger" busy={revoke.isPending} ask={words.revokeAsk} onConfirm={() => revoke.mutate()}>{words.revoke}</ConfirmButton>}</td>
    </tr>
  );
}

function Grants() {
  const { data = [] } = useQuery(grantsQuery);
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: (id: string) => call("DELETE /v1/oauth/grants/{grant_id}", { path: { grant_id: id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["grants"] }),
    onError: sayProblem,
  });
  return (
    <Panel title={words.grants}>
      {data.length === 0 && <p className="text-[14.5px] text-ink-3">{words.noGrants}</p>}
      <ul className="grid gap-2">
        {data.map((grant) => (
          <li key={grant.id} className="flex items-center gap-3 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5">
            <span className="min-w-0 flex-1"><b className="block truncate text-[14.5px] font-[600]">{grant.client_name}</b><span className="text-[13px] text-ink-3">{listed(grant.scopes)}</span></span>
            <ConfirmButton size="sm" look="danger" ask={words.disconnectAsk} onConfirm={() => end.mutate(grant.id)}>{words.disconnect}</ConfirmButton>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
