import { lazy, Suspense } from "react";
import { PageHead } from "@/components/page-head";
import { moneyWords as words } from "@/strings/console-money";
import { Skeletons } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { useWanted } from "../parts/filters";
import { Disputes, Orders, Products, Refunds } from "./lists";
import { Payouts } from "./payouts";

const Books = lazy(() => import("./books"));

interface Wanted { tab?: string; status?: string }

export default function MoneyPage() {
  const [wanted, want] = useWanted<Wanted>();
  const tabs = [
    { value: "orders", label: words.tabs.orders, content: <Orders /> },
    { value: "waiting", label: words.tabs.waiting, content: <Orders waiting /> },
    { value: "refunds", label: words.tabs.refunds, content: <Refunds /> },
    { value: "disputes", label: words.tabs.disputes, content: <Disputes /> },
    { value: "payouts", label: words.tabs.payouts, content: <Payouts /> },
    { value: "products", label: words.tabs.products, content: <Products /> },
    { value: "books", label: words.tabs.books, content: <Suspense fallback={<Skeletons count={3} className="grid gap-3" each="h-20" />}><Books /></Suspense> },
  ];
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Tabs tabs={tabs} value={wanted.tab ?? "orders"} onChange={(tab) => want({ tab: tab === "orders" ? undefined : tab, status: undefined })} label={words.title} />
    </>
  );
}
