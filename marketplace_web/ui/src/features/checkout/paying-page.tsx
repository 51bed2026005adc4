import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { checkoutQuery, orderQuery } from "@/api/buying";
import { Failed, Skeletons } from "@/ui/states";
import { FailedPayment } from "./failed-payment";
import { isOpen } from "@/components/buying/going-on";
import { Paid } from "./paid";
import { Transfer } from "./transfer";
import { Upi } from "./upi";
import { Waiting } from "./waiting";

/**
 * How an order stands, as the hub knows it. A processor sends people back here with nothing but this
 * address: whether they paid is never taken from it.
 */
export default function PayingPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { left, returned } = useSearch({ strict: false }) as { left?: number; returned?: number };
  const { data: checkout, error, refetch } = useQuery(checkoutQuery(id));
  const { data: order } = useQuery({ ...orderQuery(checkout?.order_id ?? ""), enabled: checkout !== undefined && !isOpen(checkout) });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!checkout) return <Frame><Skeletons count={1} each="h-[420px]" /></Frame>;
  if (checkout.status === "succeeded") return <Frame><Paid checkout={checkout} order={order} /></Frame>;
  if (!isOpen(checkout)) return <Frame><FailedPayment checkout={checkout} order={order} /></Frame>;
  if (checkout.processor === "manual") return <Frame><Transfer checkout={checkout} /></Frame>;
  if (checkout.qr) return <Frame><Upi checkout={checkout} /></Frame>;
  return <Frame><Waiting checkout={checkout} came={left ? "left" : returned ? "returned" : null} /></Frame>;
}

function Frame({ children }: { children: React.ReactNode }) {
  return <div className="mx-auto max-w-[720px]" aria-live="polite">{children}</div>;
}
