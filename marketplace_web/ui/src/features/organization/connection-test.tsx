import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleX, ExternalLink, LoaderCircle, Play } from "lucide-react";
import { useEffect, useState } from "react";
import { call } from "@/api/client";
import { testQuery, type Connection, type ConnectionTest } from "@/api/sign-in-settings";
import { ago, listed } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { common } from "@/strings/common";
import { signInWords } from "@/strings/sign-in-settings";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/copy";
import { Group, Note, Row } from "./parts";
import { useAct } from "./use-act";

const words = signInWords.connection;

/** What can be seen from the hub at once; for the rest somebody signs in at the provider. */
export function ConnectionTestPanel({ connection }: { connection: Connection }) {
  const [begun, setBegun] = useState<ConnectionTest | null>(null);
  const client = useQueryClient();
  const begin = useAct(() => call("POST /v1/sso/connections/{connection_id}/test", { path: { connection_id: connection.id } }), { stale: ["audit"], after: setBegun });
  const { data: seen } = useQuery(testQuery(connection.id, begun?.status === "begun" ? begun.id : null));
  const now = seen ?? begun;
  const passed = now?.status === "passed";
  useEffect(() => {
    if (passed) void client.invalidateQueries({ queryKey: ["connections", connection.id], exact: true });
  }, [passed, client, connection.id]);
  return (
    <Group title={words.test} lead={words.testLead}>
      <Row title={connection.proven_at ? words.proven(ago(connection.proven_at)) : words.unproven} below={now && <Outcome test={now} url={begun?.url ?? null} />}>
        <Button look={connection.proven_at ? "ghost" : "primary"} busy={begin.isPending} onClick={() => begin.mutate(undefined)}>{!begin.isPending && <Play size={15} />}{now ? words.testAgain : words.testDo}</Button>
      </Row>
    </Group>
  );
}

function Outcome({ test, url }: { test: ConnectionTest; url: string | null }) {
  if (test.status === "begun") {
    return (
      <div role="status" className="flex flex-wrap items-center gap-3 text-[14px] text-ink-2">
        {url && <a className="btn btn-primary btn-sm" href={url} target="_blank" rel="noreferrer"><ExternalLink size={14} />{words.testOpen}</a>}
        <LoaderCircle size={16} className="spin" aria-hidden />{words.testing}
      </div>
    );
  }
  const failure = test.failure;
  return (
    <div role="status" className="grid gap-3">
      {failure ? (
        <Note tone="ember" icon={<CircleX size={18} className="mt-0.5 shrink-0" />}><b className="font-[650]">{words.failed}</b>{failure.step && <span className="mono ms-2 text-[12.5px]">{words.at(failure.step)}</span>}<span className="block">{failure.detail}</span></Note>
      ) : (
        <Note tone="fern" icon={<CircleCheck size={18} className="pop mt-0.5 shrink-0" />}>{words.passed}</Note>
      )}
      {test.person && <Person person={test.person} />}
      {test.claims && <CodeBlock code={JSON.stringify(test.claims, null, 2)} label={words.said} />}
    </div>
  );
}

function told(value: unknown): string {
  if (typeof value === "boolean") return value ? common.yes : common.no;
  if (Array.isArray(value)) return listed(value) || "–";
  return typeof value === "string" ? (organizationWords.roles[value] ?? value) : "–";
}

function Person({ person }: { person: Record<string, unknown> }) {
  return (
    <dl className="grid gap-1.5 text-[14px]">
      {Object.entries(words.reads).map(([key, label]) => <div key={key} className="grid grid-cols-[150px_minmax(0,1fr)] gap-3"><dt className="text-ink-3">{label}</dt><dd className="min-w-0 [overflow-wrap:anywhere]">{told(person[key])}</dd></div>)}
    </dl>
  );
}
