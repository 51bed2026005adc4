import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "@/api/client";
import { messagesQuery, type Message } from "@/api/console/platform";
import { PageHead } from "@/components/page-head";
import { whole } from "@/lib/format";
import { consoleWords } from "@/strings/console";
import { systemWords } from "@/strings/console-system";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Failed, Skeletons } from "@/ui/states";
import { State, When } from "../parts/bits";
import { Choice, Filters, useWanted } from "@/components/filters";
import { Listing } from "../parts/listing";

const words = systemWords.mail;
const STATUSES = Object.entries(words.statuses).map(([value, label]) => ({ value, label }));

export default function MailPage() {
  const [{ status }, want] = useWanted<{ status?: string }>();
  const [opened, setOpened] = useState<string | null>(null);
  const { columns } = words;
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Filters><Choice label={consoleWords.status} value={status} options={STATUSES} onChoose={(next) => want({ status: next })} /></Filters>
      <Listing<Message>
        label={words.title} query={messagesQuery(status)} keyOf={(row) => row.id} empty={words.empty}
        columns={[
          { head: columns.subject, cell: (row) => <span className="block font-[600] sm:truncate">{row.subject}</span> },
          { head: columns.to, from: "md", stacked: true, cell: (row) => <span className="block truncate sm:max-w-[220px] text-ink-2">{row.recipient}</span> },
          { head: columns.status, cell: (row) => <State of={row.status} words={words.statuses} /> },
          { head: columns.attempts, from: "lg", end: true, cell: (row) => <span className="num">{whole(row.attempts)}</span> },
          { head: columns.when, end: true, cell: (row) => <When iso={row.created_at} /> },
        ]}
        actions={(row) => <Button size="sm" onClick={() => setOpened(row.id)}>{words.open}</Button>}
      />
      <Dialog open={opened !== null} onOpenChange={(open) => !open && setOpened(null)} title={words.opened} description={words.openLead} wide>{opened && <Opened id={opened} />}</Dialog>
    </>
  );
}

/** Asked for once: each opening is an act that is recorded. */
function Opened({ id }: { id: string }) {
  const { data, error } = useQuery({ queryKey: ["message", id], staleTime: Infinity, queryFn: ({ signal }) => call("GET /v1/admin/outbox/{message_id}", { path: { message_id: id }, signal }) });
  if (error) return <Failed error={error} />;
  if (!data) return <Skeletons count={1} className="grid" each="h-40" />;
  return data.body ? <CodeBlock label={data.subject} code={data.body} /> : <p className="text-[14.5px] text-ink-3">{words.gone}</p>;
}
