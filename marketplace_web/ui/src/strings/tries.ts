export const tries = {
  send: "Try it",
  left: (n: number, of: number) => (n === 1 ? `1 free try left of ${of}` : `${n} free tries left of ${of}`),
  free: "It costs you nothing.",
  guestLeft: (n: number) => (n === 1 ? "1 try without an account" : `${n} tries without an account`),
  guestGone: "You have used the tries of a visit. With an account you have more, and it is free.",
  gone: {
    tries_used_up: "You have used the free tries of this agent. Enable it to go on.",
    try_budget_spent: "What is set aside for free tries is spent for today. Enable it, or come back tomorrow.",
    try_not_offered: "This agent is not tried for nothing. Enable it to use it.",
  } as Record<string, string>,
  consent: {
    title: "Your data leaves the hub",
    lead: "Before anything is sent, see where it goes.",
    hosts: "It is sent to",
    agree: "Agree and try",
    agreeEnable: "Agree and enable",
    agreeBuy: "Agree and go on",
    agreeRun: "Agree and run it",
    recorded: "Your yes is recorded, with this version and these addresses. A version that goes further asks again.",
  },
} as const;
