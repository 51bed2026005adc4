import { useInfiniteQuery } from "@tanstack/react-query";
import { administratorsQuery, type Administrator } from "@/api/console/people";
import { useMay } from "./bits";

const LETTERS = 14;

/** An administrator by name, where one's role may read who they are; whoever else by their ID. */
export function Actor({ id }: { id: string }) {
  const { data } = useInfiniteQuery({ ...administratorsQuery, enabled: useMay()("administrators.read") });
  const known = ((data?.pages ?? []) as { data: Administrator[] }[]).flatMap((page) => page.data).find((one) => one.user_id === id);
  if (known) return <span title={id} className="text-ink-2">{known.name || known.email}</span>;
  return <span title={id} className="mono text-[12.5px] text-ink-3">{id.slice(0, LETTERS)}</span>;
}
