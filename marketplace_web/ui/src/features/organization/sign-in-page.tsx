import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { connectionsQuery, type Connection } from "@/api/sign-in-settings";
import { Sigil } from "@/brand/sigil";
import { listed } from "@/lib/format";
import { signInWords } from "@/strings/sign-in-settings";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { ConnectDialog } from "./connect-dialog";
import { Domains } from "./domains";
import { Group, Tag } from "./parts";
import { OrganizationPage } from "./section";

const words = signInWords.providers;

export default function SignInSettingsPage() {
  return (
    <OrganizationPage title={signInWords.title} lead={signInWords.lead}>
      <Domains />
      <Providers />
    </OrganizationPage>
  );
}

function Providers() {
  const { data, error, refetch } = useQuery(connectionsQuery);
  const [connecting, setConnecting] = useState(false);
  return (
    <Group title={words.title} lead={words.lead} action={<Button onClick={() => setConnecting(true)}><Plus size={16} />{words.add}</Button>}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={1} className="grid gap-2 p-4" each="h-12" />}
      {data?.length === 0 && <p className="px-5 py-6 text-[14.5px] text-ink-3">{words.none}</p>}
      {data?.map((one) => <Line key={one.id} connection={one} />)}
      <ConnectDialog open={connecting} onOpenChange={setConnecting} />
    </Group>
  );
}

function Line({ connection }: { connection: Connection }) {
  return (
    <Link to={`/app/organization/sign-in/${connection.id}`} className="flex items-center gap-3.5 px-4 py-3.5 transition-colors hover:bg-surface-2 sm:px-5">
      <Sigil id={connection.id} size={36} />
      <span className="min-w-0 flex-1">
        <b className="flex flex-wrap items-center gap-2 text-[14.5px] font-[600]"><span className="truncate">{connection.name}</span><State connection={connection} /></b>
        <span className="block truncate text-[13px] text-ink-3">{listed([words.kinds[connection.kind], ...connection.domains])}</span>
      </span>
      <ChevronRight size={17} className="shrink-0 text-ink-3" />
    </Link>
  );
}

export function State({ connection }: { connection: Connection }) {
  if (connection.status === "disabled") return <Tag tone="plain">{words.disabled}</Tag>;
  return (
    <>
      <Tag tone="fern">{words.active}</Tag>
      {connection.enforced && <Tag tone="iris">{words.enforced}</Tag>}
      {!connection.proven_at && <Tag tone="pollen">{words.unproven}</Tag>}
    </>
  );
}
