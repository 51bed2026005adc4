import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { settingsQuery, type Configuration, type Value } from "@/api/console/platform";
import { PageHead, Panel } from "@/components/page-head";
import { sentence } from "@/lib/format";
import { systemWords } from "@/strings/console-system";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { Badge, useMay } from "../parts/bits";
import { useWanted } from "@/components/filters";
import { Drafts } from "./drafts";
import { History } from "./history";
import { SettingRow } from "./setting-row";
import { StageDialog } from "./stage-dialog";
import { grouped, withChange, type Changes } from "./staging";

const words = systemWords.settings;

export default function SettingsPage() {
  const [wanted, want] = useWanted<{ tab?: string }>();
  const { data, error, refetch } = useQuery(settingsQuery);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const waiting = <Skeletons count={5} className="grid gap-3" each="h-24" />;
  const tabs = [
    { value: "settings", label: words.tabs.settings, content: data ? <Settings configuration={data} onStaged={() => want({ tab: "drafts" })} /> : waiting },
    { value: "drafts", label: words.tabs.drafts, content: <Drafts /> },
    { value: "history", label: words.tabs.history, content: <History /> },
    { value: "secrets", label: words.tabs.secrets, content: data ? <Secrets configuration={data} /> : waiting },
  ];
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={data && <span className="chip num">{words.version(data.version)}</span>} />
      <Tabs tabs={tabs} value={wanted.tab ?? "settings"} onChange={(tab) => want({ tab: tab === "settings" ? undefined : tab })} label={words.title} />
    </>
  );
}

function Settings({ configuration, onStaged }: { configuration: Configuration; onStaged: () => void }) {
  const [q, setQ] = useState("");
  const [changes, setChanges] = useState<Changes>({});
  const [staging, setStaging] = useState(false);
  const may = useMay()("settings.write");
  const groups = grouped(configuration.settings, q);
  const count = Object.keys(changes).length;
  return (
    <>
      <label className="relative mb-4 block sm:max-w-[420px]"><span className="sr-only">{words.groupSearch}</span><Search size={16} className="pointer-events-none absolute start-3 top-1/2 -translate-y-1/2 text-ink-3" aria-hidden /><input type="search" value={q} onChange={(event) => setQ(event.target.value)} placeholder={words.groupSearch} className="field !h-10 !ps-9 !text-[14px]" /></label>
      {groups.length === 0 && <p className="text-[14.5px] text-ink-3">{words.none}</p>}
      <div className={count > 0 ? "grid gap-4 pb-24" : "grid gap-4"}>
        {groups.map(([group, settings]) => (
          <Panel key={group} title={sentence(group)}>
            <div className="-mt-2 grid">
              {settings.map((setting) => <SettingRow key={setting.name} setting={setting} changed={setting.name in changes} value={(setting.name in changes ? changes[setting.name] : setting.value) as Value} writable={may && !setting.locked} onChange={(value) => setChanges(withChange(changes, setting as never, value))} />)}
            </div>
          </Panel>
        ))}
      </div>
      {count > 0 && (
        <div role="status" className="rise fixed inset-x-4 bottom-4 z-40 mx-auto flex max-w-[560px] flex-wrap items-center gap-3 rounded-[20px_20px_20px_7px] border bg-raise p-3 ps-5 shadow-3">
          <b className="flex-1 font-[650]">{words.changed(count)}</b>
          <Button size="sm" onClick={() => setChanges({})}>{words.discard}</Button>
          <Button size="sm" look="primary" onClick={() => setStaging(true)}>{words.stage}</Button>
        </div>
      )}
      <StageDialog open={staging} onOpenChange={setStaging} settings={configuration.settings} changes={changes} onStaged={() => { setChanges({}); setStaging(false); onStaged(); }} />
    </>
  );
}

/** Long names break after an underscore, never within a word. */
const parted = (name: string) => name.split(/(?<=_)(?!_)/).map((part, i) => <span key={i}>{part}<wbr /></span>);

function Secrets({ configuration }: { configuration: Configuration }) {
  return (
    <Panel>
      <p className="mb-3 text-[14px] text-ink-2">{words.secretsLead}</p>
      <ul className="grid gap-1">
        {configuration.secrets.map((one) => <li key={one.variable} className="flex items-center justify-between gap-3 border-b py-2 last:border-b-0"><code className="mono min-w-0 text-[12.5px]">{parted(one.variable)}</code>{one.set ? <Badge tone="good">{words.set}</Badge> : <Badge tone="calm">{words.unset}</Badge>}</li>)}
      </ul>
    </Panel>
  );
}
