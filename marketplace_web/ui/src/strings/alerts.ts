/** What is read about notices of spending, and about use that is paid later. */
export const alertWords = {
  title: "Tell me when",
  lead: "A notice in your inbox and by mail, once each. It stops nothing; a limit does.",
  low: "Fewer than this many credits are left",
  month: "Credits you want to spend in a month",
  spent: (n: string) => `${n} spent this month`,
  percents: "And when so much of that, or of a limit, is used",
  percent: (n: number) => `${n}%`,
  empty: "No notice",
  saved: "You will hear of it",
  off: "No notices of spending any more",
  save: "Save",
} as const;

export const lineWords = {
  title: "Paid later",
  used: (used: string, limit: string) => `${used} of ${limit} credits used`,
  invoiced: (when: string) => `Invoiced on ${when}`,
  comes: (amount: string) => `${amount} so far, before tax`,
  agents: "By agent",
  runs: (n: number) => (n === 1 ? "1 run" : `${n} runs`),
  gone: "An agent that is no longer kept",
  pay: "Pay now",
  by: "Charged to",
  usual: "The usual method",
  transfer: "Bank transfer, by invoice",
  saved: "Saved",
  states: {
    past_due: (amount: string) => `The last invoice of ${amount} was not paid. It is tried again by itself.`,
    unpaid: (amount: string) => `The last invoice of ${amount} is not paid. Prepaid credits work; paying later waits until it is.`,
    disputed: () => "A payment is disputed. Prepaid credits work; paying later waits until that is settled.",
  },
  label: (share: number) => `${share}% of what may be used before it is paid`,
} as const;
