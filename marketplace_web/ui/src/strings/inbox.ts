export const inboxWords = {
  page: "Inbox: Laelia",
  title: "Inbox",
  readAll: "Mark all as read",
  emptyTitle: "Nothing here",
  empty: "Invitations, budgets that fill up and runs that need you are told here.",
  fresh: "new",
  unreadOnly: "Unread only",
  allRead: "Nothing is unread",
  preferences: "What you are told, and how",
  byMail: "By mail",
  here: "Here",
  saved: "Saved",
  /** Ours where we have them: the hub's speak of organizations, which not everybody knows. */
  categories: { invitations: "Somebody offers you a seat in their company." } as Record<string, string>,
  about: (what: string, way: string) => `${what} ${way}`,
  markRead: "Mark as read",
} as const;
