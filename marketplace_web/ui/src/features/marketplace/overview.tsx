import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { collectionsQuery } from "@/api/catalog";
import { alikeQuery, recentQuery } from "@/api/discovery";
import { useSession } from "@/api/session";
import { Collections, CollectionsComing } from "./collections";
import { Coming } from "./results";
import { Shelves } from "./shelves";

/** What stands above everything that is listed. It comes at once, so that nothing below it moves. */
export function Overview({ children }: { children: ReactNode }) {
  const me = useSession();
  const enabled = Boolean(me);
  const asked = [useQuery(collectionsQuery), useQuery({ ...recentQuery, enabled }), useQuery({ ...alikeQuery, enabled })];
  if (me === undefined || asked.some((one) => one.isLoading)) return <><CollectionsComing /><Coming narrows /></>;
  return (
    <>
      <Collections />
      <Shelves />
      {children}
    </>
  );
}
