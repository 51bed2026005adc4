import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { common } from "@/strings/common";
import { consoleWords as words } from "@/strings/console";
import { Button } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { Rows, type Column } from "./rows";

interface Props<T> {
  label: string;
  query: object;
  keyOf: (row: T) => string;
  columns: readonly Column<T>[];
  to?: (row: T) => string;
  actions?: (row: T) => ReactNode;
  empty: { title: string; text: string; action?: ReactNode };
}

/** A list of the console, from loading to its last page. */
export function Listing<T>({ label, query, keyOf, columns, to, actions, empty }: Props<T>) {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } = useInfiniteQuery({ ...(query as never as Parameters<typeof useInfiniteQuery>[0]), placeholderData: keepPreviousData });
  const rows = ((data as { pages: { data: T[] }[] } | undefined)?.pages ?? []).flatMap((page) => page.data);
  if (isPending) return <Skeletons count={6} className="grid gap-2" each="h-12" />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (rows.length === 0) return <Empty seed={label} title={empty.title} className="petal-card" action={empty.action}>{empty.text}</Empty>;
  return (
    <div className={isPlaceholderData ? "opacity-50 transition-opacity" : "transition-opacity"} aria-busy={isPlaceholderData}>
      <Rows label={label} rows={rows} keyOf={keyOf} columns={columns} to={to} actions={actions} />
      <div className="mt-3 flex min-h-8 flex-wrap items-center justify-between gap-3 px-2 text-[12.5px] text-ink-3">
        <span aria-live="polite">{words.shown(rows.length, Boolean(hasNextPage))}</span>
        {hasNextPage && <Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button>}
        {to && <span className="flex items-center gap-1 max-md:hidden" aria-hidden>{words.keys.map((key) => <kbd key={key} className="rounded-md border bg-surface px-1.5 font-sans text-[11.5px]">{key}</kbd>)}{words.keysHint}</span>}
      </div>
    </div>
  );
}
