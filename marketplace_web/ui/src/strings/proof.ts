/** What stands for a password, for people who have none. */
export const proofWords = {
  password: "Your password",
  none: "Your account has no password. That you signed in a moment ago is enough; after ten minutes you are asked to do it once more.",
  title: "Show that it is you",
  lead: "Your account has no password, and you signed in a while ago. Sign in once more, then go on within ten minutes.",
  passkey: "Use a passkey",
  link: "Mail me a link",
  elsewhere: (label: string) => `Continue with ${label}`,
  sent: (email: string) => `A link is on its way to ${email}. Open it in this browser, then come back here and go on.`,
  first: "Your account has none: you come in by a link, a passkey or an account elsewhere. Set one if you want to sign in with it too.",
  firstTitle: "Set a password",
  firstDone: "Your password is set",
} as const;
