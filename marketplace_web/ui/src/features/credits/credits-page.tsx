import { useNavigate, useSearch } from "@tanstack/react-router";
import { mayBuy } from "@/api/buying";
import { useSession } from "@/api/session";
import { useUnverified } from "@/components/buying/verify-first";
import { PageHead } from "@/components/page-head";
import { billing as words } from "@/strings/billing";
import { Tabs, type Tab } from "@/ui/tabs";
import { Ledger } from "./ledger";
import { Overview } from "./overview";
import { Methods } from "./methods";
import { Purchases } from "./purchases";
import { Subscriptions } from "./subscriptions";
import { UsageTable } from "./usage-table";

/** Everything about money in one place; who may not buy sees the balance, usage and statement. */
export default function CreditsPage() {
  const { tab = "overview" } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const me = useSession();
  const unverified = useUnverified(Boolean(me && mayBuy(me)));
  if (!me) return null;
  const buys = mayBuy(me) && !unverified;
  const paying: Tab[] = buys
    ? [
        { value: "plans", label: words.tab.plans, content: <Subscriptions /> },
        { value: "purchases", label: words.tab.purchases, content: <Purchases /> },
        { value: "payment", label: words.tab.payment, content: <Methods /> },
      ]
    : [];
  const tabs: Tab[] = [
    { value: "overview", label: words.tab.overview, content: <Overview me={me} buys={buys} unverified={unverified} /> },
    ...paying,
    { value: "usage", label: words.tab.usage, content: <UsageTable /> },
    { value: "statement", label: words.tab.statement, content: <Ledger /> },
  ];
  const choose = (next: string) => void navigate({ to: ".", search: { tab: next } as never, replace: true, resetScroll: false });
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Tabs label={words.tabs} value={tabs.some((one) => one.value === tab) ? tab : "overview"} onChange={choose} tabs={tabs} />
    </>
  );
}
