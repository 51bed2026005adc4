export const common = {
  close: "Close",
  copy: "Copy",
  copied: "Copied",
  pause: "Pause the motion",
  play: "Let it move",
  loading: "Loading",
  retry: "Try again",
  more: "Show more",
  asTable: "Show as table",
  asChart: "Show as chart",
  save: "Save",
  cancel: "Cancel",
  undo: "Undo",
  skip: "Skip to the content",
  trace: (id: string) => `Trace ${id}`,
  stars: (value: number) => `${value} of 5 stars`,
  happyShare: (value: number) => `${value}% happy, ${100 - value}% unhappy`,
  yes: "Yes",
  no: "No",
  never: "Never",
  free: "Free",
  lightTheme: "Use the light theme",
  darkTheme: "Use the dark theme",
  home: "Laelia, to the start",
  offline: "You are offline. What is shown was loaded before; nothing is sent until you are back.",
  maintenanceUntil: (when: string) => `Expected to end: ${when}.`,
  paused: "Paused for maintenance",
  missingTitle: "This page does not exist",
  missing: "The address may be mistyped, or what was here has been removed.",
  toStart: "Go to the start page",
  toMarket: "Browse agents",
} as const;

interface Words {
  title: string;
  detail: string;
}

const PROBLEMS: Record<string, Words> = {
  maintenance: { title: "Under maintenance", detail: "Reading works. Try again later to change something." },
  offline: { title: "The hub did not answer", detail: "Check your connection and try again. Nothing was lost." },
  credit_line_used_up: { title: "Paying later is used up", detail: "Your work is kept. Pay what waits, or add credits." },
  insufficient_credits: { title: "Not enough credits", detail: "Your work is kept. Add credits, then run it again." },
  budget_exceeded: { title: "A budget is used up", detail: "A limit that you or an administrator set stops this run." },
  payment_required: { title: "This agent has a price", detail: "Choose a plan on its page, or add credits for its runs." },
  payment_under_way: { title: "A payment is under way", detail: "An earlier payment of this order is still open. Wait for its outcome, or let it run out." },
  already_subscribed: { title: "You have this already", detail: "Change the plan or its seats on the billing page." },
  trial_used: { title: "The trial was used already", detail: "It is had once. You can buy it at any time." },
  processor_unavailable: { title: "The payment service does not answer", detail: "Nothing is lost: the same click again goes on where this stopped, and never pays twice." },
  processor_refused: { title: "The payment service refused", detail: "Nothing was charged. Try again, or choose another way to pay." },
  rate_limited: { title: "A little too fast", detail: "Wait a moment and try again." },
  not_found: { title: "There is nothing here", detail: "It may be gone, or not be yours to see." },
  agent_not_found: { title: "No such agent", detail: "It may be gone, or not be yours to see." },
  region_not_allowed: { title: "Not in this region", detail: "Your team lets its data be processed in certain regions only, and this agent or its model is elsewhere. Another model may do." },
  model_too_weak: { title: "This agent needs a stronger model", detail: "The hub has only its small one. With a provider’s key this agent works." },
  agent_not_enabled: { title: "Enable this agent first", detail: "It is listed, but you have not enabled it." },
  consent_required: { title: "It sends what you give it elsewhere", detail: "On its page you see where to, and can agree to that. Then it runs." },
  unauthenticated: { title: "Sign in again", detail: "Your session has ended." },
  email_not_verified: { title: "Confirm your email first", detail: "Open the link that we sent you, then try again." },
  publisher_exists: { title: "You have applied already", detail: "Your application, or your profile, is in the studio." },
  publisher_not_active: { title: "You are not let in as a creator yet", detail: "A moderator looks at your application. You are told in your inbox." },
  publisher_not_found: { title: "Apply as a creator first", detail: "A short application; a moderator looks at it." },
  provider_failed: { title: "The model did not answer", detail: "Nothing was charged for the failed part. Try again, or choose another model." },
  deadline_exceeded: { title: "It took too long", detail: "The run was ended and what was set aside for it is yours again." },
};

const UNKNOWN: Words = { title: "That did not work", detail: "Try again. If it stays like this, the trace below helps whoever looks into it." };

/**
 * What went wrong, in words for a person. The hub's own detail is the more particular one, unless it
 * speaks to programmers, or of organizations, which people who work alone do not know.
 */
export function wordsFor(code: string, detail = ""): Words {
  const known = PROBLEMS[code] ?? UNKNOWN;
  const forPrograms = code in PROBLEMS && /organi[sz]ation|\/v1\/|_KEY\b/i.test(detail);
  return detail && !forPrograms ? { title: known.title, detail } : known;
}
