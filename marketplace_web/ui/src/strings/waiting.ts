/** What was done offline, and waits to be sent. */
export const waiting = {
  offline: (n: number) => `You are offline. ${n === 1 ? "One thing waits" : `${n} things wait`} to be sent:`,
  online: (n: number) => `${n === 1 ? "One thing waits" : `${n} things wait`} to be sent:`,
  list: "What waits to be sent",
  deed: {
    outcome: ({ happy }: { happy: boolean }) => (happy ? "An answer marked happy" : "An answer marked unhappy"),
    read: () => "A notice marked as read",
  },
  undo: (what: string) => `Undo: ${what}`,
  sent: (n: number) => (n === 1 ? "What you did offline is sent" : `The ${n} things that you did offline are sent`),
  refused: (what: string) => `Not taken: ${what}`,
  mark: "Sent once you are back online",
  outOfReachTitle: "The hub is out of reach",
  outOfReach: "The app is here, and what is yours is at the hub. It comes as soon as there is a connection.",
} as const;
