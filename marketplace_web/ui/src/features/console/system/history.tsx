import { useInfiniteQuery } from "@tanstack/react-query";
import { versionsQuery, type Version } from "@/api/console/platform";
import { useAct } from "@/api/console/shared";
import { common } from "@/strings/common";
import { systemWords } from "@/strings/console-system";
import { Button } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { ActButton } from "../parts/act-button";
import { Actor } from "../parts/actor";
import { useMay, When } from "../parts/bits";
import { ChangeList } from "./changes";

const words = systemWords.settings;

/** What was applied, the newest first; the values of any version can be put back. */
export function History() {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(versionsQuery);
  const may = useMay()("settings.write");
  const roll = useAct("POST /v1/admin/settings/rollback");
  const rows = ((data?.pages ?? []) as { data: Version[] }[]).flatMap((page) => page.data);
  if (isPending) return <Skeletons count={3} className="grid gap-3" each="h-24" />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (rows.length === 0) return <Empty seed="history" title={words.noHistory.title} className="petal-card">{words.noHistory.text}</Empty>;
  const act = (version: number) => (note: string) => roll.mutateAsync({ body: { version, note } });
  return (
    <>
      <ol className="petal-card grid p-5">
        {rows.map((row, i) => (
          <li key={row.version} className="relative grid gap-2 border-s-2 pb-6 ps-5 last:pb-0">
            <i className="absolute -start-[6px] top-1.5 size-2.5 rounded-full bg-brand" aria-hidden />
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1"><b className="num font-[650]">{words.version(row.version)}</b>{row.restored_version !== null && <span className="chip !h-6">{words.restored(row.restored_version)}</span>}<When iso={row.applied_at} /><Actor id={row.applied_by} /></span>
            <span className="break-words text-[14.5px] text-ink-2">{row.note}</span>
            <ChangeList changes={row.changes} defaults />
            {may && i > 0 && <span><ActButton small words={words.rollBack} title={words.rollBack.title(row.version)} look="primary" openLook="ghost" act={act(row.version)} /></span>}
          </li>
        ))}
      </ol>
      {hasNextPage && <div className="mt-4 text-center"><Button onClick={() => void fetchNextPage()}>{common.more}</Button></div>}
    </>
  );
}
