import { useQuery } from "@tanstack/react-query";
import { useWish, wishQuery, type Wish } from "@/api/discovery";
import { Panel } from "@/components/page-head";
import { discovery as words } from "@/strings/discovery";
import { CheckField } from "@/ui/check";
import { Failed, Skeletons } from "@/ui/states";
import { sayProblem } from "@/ui/toast";

/** What is kept of somebody's looking around: theirs to say. */
export function LookingPanel() {
  const { data, error, refetch } = useQuery(wishQuery);
  const wish = useWish();
  const change = (next: Partial<Wish>) => data && wish.mutate({ ...data, ...next }, { onError: sayProblem });
  return (
    <Panel className="lg:col-span-2" title={words.panel}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={2} className="grid gap-4 lg:grid-cols-2" each="h-16" />}
      {data && (
        <div className="grid gap-4 lg:grid-cols-2">
          <CheckField label={words.recently} hint={words.recentlyHint} checked={data.recently_viewed} onChange={(recently_viewed) => change({ recently_viewed })} />
          <CheckField label={words.analytics} hint={words.analyticsHint} checked={data.analytics} onChange={(analytics) => change({ analytics })} />
        </div>
      )}
    </Panel>
  );
}
