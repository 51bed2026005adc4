export const comparedWords = {
  tab: "Reconciliation",
  findings: "What differs",
  states: { open: "To see to", mended: "Recorded now", closed: "Seen to" } as Record<string, string>,
  differences: {
    not_recorded: "Was not told here", unknown_payment: "Payment that is not ours", amount_differs: "Another amount", status_differs: "Taken back there",
    paid_twice: "Paid twice", refund_unknown: "Given back there", missing_there: "Not there",
  } as Record<string, string>,
  columns: { what: "What", where: "Where", amounts: "Amounts", status: "State", when: "Found" },
  theirs: (text: string) => `There: ${text}`,
  ours: (text: string) => `Here: ${text}`,
  closedBecause: (reason: string) => `Seen to: ${reason}`,
  mended: (n: number) => (n === 1 ? "1 recorded now" : `${n} recorded now`),
  differ: (n: number) => (n === 1 ? "1 differs" : `${n} differ`),
  agree: "Agrees",
  empty: { title: "Nothing differs", text: "What a processor has and what is here agree, as far as they were compared." },
  emptyFiltered: { title: "None in this state", text: "Choose any state to see what was found." },
  days: {
    title: "Compared days",
    lead: "Each day what every processor has of the day before is compared with what is here. What only was not told is recorded then; the rest is for you.",
    none: "No day was compared yet. It begins with the first processor that is set up.",
    columns: { day: "Processor and day", listed: "There", mended: "Recorded", found: "Result", done: "Compared" },
  },
  act: {
    open: "Compare a day", title: "Compare a day now", effects: ["The processor is asked for all it has of that day, in UTC.", "Payments, refunds and disputes that were not told here are recorded and take effect.", "To do it again does nothing twice."], confirm: "Compare", done: "Compared",
    processor: "Processor", day: "Day",
  },
  close: { open: "Seen to", title: "Say that this was seen to", effects: ["It leaves the list of what is to be seen to; nothing else changes."], confirm: "It was seen to", done: "Closed" },
} as const;

export const shareWords = {
  title: "Share of sales",
  lead: "The publisher’s part of what is left of a sale after tax. What was sold keeps the share it had.",
  now: (percent: string) => `${percent}%`,
  standard: (percent: string) => `Everybody else has ${percent}%`,
  same: "As everybody has",
  none: "Never set apart.",
  columns: { share: "Share", for: "For", why: "Why", from: "From" },
  everything: "All that they sell",
  later: "not yet",
  act: {
    open: "Set the share", title: (name: string) => `Set the share of ${name}`, effects: ["It holds for what is sold from then on, subscriptions’ next periods among it.", "What was sold keeps the share it had.", "It can be set again, never for the past."], confirm: "Set it", done: "Set",
    percent: "Percent to the publisher", product: "Product", productHint: "Its ID; empty: all that they sell.", from: "From", fromHint: "Empty: from now on.",
  },
} as const;
