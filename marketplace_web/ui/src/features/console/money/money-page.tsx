import { lazy, Suspense } from "react";
import { PageHead } from "@/components/page-head";
import { comparedWords } from "@/strings/console-compared";
import { moneyWords as words } from "@/strings/console-money";
import { refundWords } from "@/strings/refunds";
import { Skeletons } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { useWanted } from "@/components/filters";
import { Disputes, Orders, Products, Refunds } from "./lists";
import { Payouts } from "./payouts";

const Asked = lazy(() => import("./asked"));
const Compared = lazy(() => import("./compared"));
const Books = lazy(() => import("./books"));
const waiting = <Skeletons count={3} className="grid gap-3" each="h-20" />;

interface Wanted { tab?: string; status?: string }

export default function MoneyPage() {
  const [wanted, want] = useWanted<Wanted>();
  const tabs = [
    { value: "orders", label: words.tabs.orders, content: <Orders /> },
    { value: "waiting", label: words.tabs.waiting, content: <Orders waiting /> },
    { value: "asked", label: refundWords.console.tab, content: <Suspense fallback={waiting}><Asked /></Suspense> },
    { value: "refunds", label: words.tabs.refunds, content: <Refunds /> },
    { value: "disputes", label: words.tabs.disputes, content: <Disputes /> },
    { value: "payouts", label: words.tabs.payouts, content: <Payouts /> },
    { value: "products", label: words.tabs.products, content: <Products /> },
    { value: "compared", label: comparedWords.tab, content: <Suspense fallback={waiting}><Compared /></Suspense> },
    { value: "books", label: words.tabs.books, content: <Suspense fallback={waiting}><Books /></Suspense> },
  ];
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Tabs tabs={tabs} value={wanted.tab ?? "orders"} onChange={(tab) => want({ tab: tab === "orders" ? undefined : tab, status: undefined })} label={words.title} />
    </>
  );
}
