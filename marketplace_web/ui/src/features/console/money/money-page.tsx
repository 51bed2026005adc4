import { lazy, Suspense, type ReactNode } from "react";
import { PageHead } from "@/components/page-head";
import { moneyWords as words } from "@/strings/console-money";
import { Skeletons } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { useWanted } from "@/components/filters";
import { Disputes, Orders, Products, Refunds } from "./lists";
import { Payouts } from "./payouts";
import { MONEY_TABS, type MoneyTab } from "./tabs";

const Asked = lazy(() => import("./asked"));
const Compared = lazy(() => import("./compared"));
const Books = lazy(() => import("./books"));
const waiting = <Skeletons count={3} className="grid gap-3" each="h-20" />;

const CONTENT: Record<MoneyTab, ReactNode> = {
  orders: <Orders />,
  waiting: <Orders waiting />,
  asked: <Suspense fallback={waiting}><Asked /></Suspense>,
  refunds: <Refunds />,
  disputes: <Disputes />,
  payouts: <Payouts />,
  products: <Products />,
  compared: <Suspense fallback={waiting}><Compared /></Suspense>,
  books: <Suspense fallback={waiting}><Books /></Suspense>,
};

interface Wanted { tab?: string; status?: string }

export default function MoneyPage() {
  const [wanted, want] = useWanted<Wanted>();
  const tabs = MONEY_TABS.map(({ value, label }) => ({ value, label, content: CONTENT[value] }));
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Tabs tabs={tabs} value={wanted.tab ?? "orders"} onChange={(tab) => want({ tab: tab === "orders" ? undefined : tab, status: undefined })} label={words.title} />
    </>
  );
}
