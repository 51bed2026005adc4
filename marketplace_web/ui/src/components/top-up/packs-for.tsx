import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { packsQuery } from "@/api/products";
import { fewFor, packsOf, type Pack } from "@/components/buying/packs";
import { topUp as words } from "@/strings/top-up";
import { Failed, Skeletons } from "@/ui/states";
import { PackChoice } from "./pack-choice";

interface Props {
  missing: number;
  /** What can be done with the one that is chosen. */
  children: (pack: Pack) => ReactNode;
}

/** A few packs to choose from, the smallest that is enough first. */
export function PacksFor({ missing, children }: Props) {
  const { data, error, refetch } = useQuery(packsQuery);
  const [chosen, setChosen] = useState<Pack | null>(null);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={3} className="grid gap-2" each="h-14" />;
  const packs = fewFor(missing, packsOf(data));
  const pack = chosen ?? packs[0];
  if (!pack) return <p className="text-[14px] text-ink-2">{words.none}</p>;
  return (
    <>
      <PackChoice packs={packs} chosen={pack} onChoose={setChosen} />
      {children(pack)}
    </>
  );
}
