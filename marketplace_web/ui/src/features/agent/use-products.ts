import { useQuery } from "@tanstack/react-query";
import { productsOf, soldOf, type Product } from "@/api/products";
import type { Me } from "@/api/session";
import type { Detail } from "@/api/shown";

/** What is sold of an agent; visitors are told by its listing. Nothing while that is not known. */
export function useProducts(agent: Detail, me: Me | null | undefined): readonly Product[] {
  const mine = useQuery({ ...productsOf(agent.id), enabled: Boolean(me) && agent.id !== "laelia" });
  const shown = useQuery({ ...soldOf(agent.listing?.id ?? ""), enabled: me === null && agent.listing !== null });
  return (me ? mine : shown).data?.filter((product) => product.prices.length > 0) ?? [];
}
