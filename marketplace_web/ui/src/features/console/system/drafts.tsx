import { useInfiniteQuery } from "@tanstack/react-query";
import { draftsQuery, type Draft } from "@/api/console/platform";
import { useAct } from "@/api/console/shared";
import { Panel } from "@/components/page-head";
import { systemWords } from "@/strings/console-system";
import { Button } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { useMay, When } from "../parts/bits";
import { ChangeList } from "./changes";

const words = systemWords.settings;

/** Changes that wait, each against what is in force now. */
export function Drafts() {
  const { data, error, isPending, refetch } = useInfiniteQuery(draftsQuery);
  const rows = ((data?.pages ?? []) as { data: Draft[] }[]).flatMap((page) => page.data);
  if (isPending) return <Skeletons count={2} className="grid gap-3" each="h-28" />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (rows.length === 0) return <Empty seed="drafts" title={words.noDrafts.title} className="petal-card">{words.noDrafts.text}</Empty>;
  return <div className="grid gap-4">{rows.map((draft) => <One key={draft.id} draft={draft} />)}</div>;
}

function One({ draft }: { draft: Draft }) {
  const may = useMay()("settings.write");
  const apply = useAct("POST /v1/admin/settings/drafts/{draft_id}/apply");
  const discard = useAct("DELETE /v1/admin/settings/drafts/{draft_id}");
  const path = { draft_id: draft.id };
  return (
    <Panel>
      <p className="mb-3 flex flex-wrap items-baseline justify-between gap-2"><b className="min-w-0 break-words font-[650]">{draft.note}</b><When iso={draft.created_at} /></p>
      <ChangeList changes={draft.changes} defaults />
      {may && (
        <div className="mt-4 flex flex-wrap gap-2">
          <Button look="primary" busy={apply.isPending} onClick={() => void apply.mutateAsync({ path }).then(() => say(words.applied), sayProblem)}>{words.apply}</Button>
          <Button busy={discard.isPending} onClick={() => void discard.mutateAsync({ path }).then(() => say(words.givenUp), sayProblem)}>{words.giveUp}</Button>
        </div>
      )}
    </Panel>
  );
}
