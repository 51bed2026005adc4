import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { mayBuy, productQuery, productsOf, requestQuery, type Product } from "@/api/buying";
import { useSession } from "@/api/session";
import { AskAdmin } from "@/components/buying/ask-admin";
import { useUnverified, VerifyFirst } from "@/components/buying/verify-first";
import { checkout as words } from "@/strings/checkout";
import { ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { CartCheckout } from "./cart-checkout";
import { OrderCheckout } from "./order-checkout";
import { useWaysKnown } from "./use-ways-known";

export interface Search {
  product?: string;
  price?: string;
  agent?: string;
  quantity?: number;
  trial?: boolean;
  request?: string;
  order?: string;
}

export default function CheckoutPage() {
  const search = useSearch({ strict: false }) as Search;
  const me = useSession();
  const unverified = useUnverified(Boolean(me && mayBuy(me)));
  if (unverified) return <VerifyFirst />;
  if (search.order) return <OrderCheckout id={search.order} />;
  if (search.request) return <Requested search={search} id={search.request} />;
  return <Chosen search={search} />;
}

/** What a member asked for, with who asked and why. */
function Requested({ search, id }: { search: Search; id: string }) {
  const { data, error, refetch } = useQuery(requestQuery(id));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  const asked = { ...search, product: data.product_id ?? undefined, price: data.price_id, quantity: data.quantity };
  return <Chosen search={asked} note={words.request(data.user_name, data.note)} />;
}

function Chosen({ search, note }: { search: Search; note?: string }) {
  const me = useSession();
  const one = useQuery({ ...productQuery(search.product ?? ""), enabled: Boolean(search.product) });
  const several = useQuery({ ...productsOf(search.agent ?? ""), enabled: !search.product && Boolean(search.agent) });
  const buys = Boolean(me && mayBuy(me));
  const known = useWaysKnown(buys);
  const error = one.error ?? several.error;
  const products: readonly Product[] | undefined = search.product ? one.data && [one.data] : search.agent ? several.data : [];
  const sold = products?.filter((product) => product.status === "active" && product.prices.length > 0);
  if (error) return <Failed error={error} retry={() => void (search.product ? one : several).refetch()} />;
  if (!sold || !me) return <Loading />;
  if (sold.length === 0) return <Empty seed="checkout" className="petal-card" title={words.nothingTitle} action={<ButtonLink to="/marketplace" look="primary">{words.browse}</ButtonLink>}>{words.nothing}</Empty>;
  if (!buys) return <AskAdmin products={sold} price={search.price} quantity={search.quantity} />;
  if (!known) return <Loading />;
  return <CartCheckout key={search.product ?? search.agent} me={me} products={sold} search={search} note={note} />;
}

function Loading() {
  return <Skeletons count={2} className="grid gap-5 lg:grid-cols-[1fr_380px]" each="h-[420px] first:h-[680px]" />;
}
