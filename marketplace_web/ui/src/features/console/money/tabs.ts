import { comparedWords } from "@/strings/console-compared";
import { moneyWords } from "@/strings/console-money";
import { refundWords } from "@/strings/refunds";

const words = moneyWords.tabs;

/** Each is found by `?tab=`; the first is there without it. */
export const MONEY_TABS = [
  { value: "orders", label: words.orders },
  { value: "waiting", label: words.waiting },
  { value: "asked", label: refundWords.console.tab },
  { value: "refunds", label: words.refunds },
  { value: "disputes", label: words.disputes },
  { value: "payouts", label: words.payouts },
  { value: "products", label: words.products },
  { value: "compared", label: comparedWords.tab },
  { value: "books", label: words.books },
] as const;

export type MoneyTab = (typeof MONEY_TABS)[number]["value"];
