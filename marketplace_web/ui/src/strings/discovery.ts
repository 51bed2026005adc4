export const discovery = {
  recent: "You looked at",
  forget: "Forget them",
  alike: "Enabled by others like you",
  panel: "What is kept of your browsing",
  recently: "Agents that you looked at",
  recentlyHint: "Shown to you alone. Switching it off erases them.",
  analytics: "Count me under a pseudonym",
  analyticsHint: "A new one every month; nobody can tell who you are from it. Off unless you want it.",
} as const;
