export const inboxWords = {
  page: "Inbox: Laelia",
  title: "Inbox",
  readAll: "Mark all as read",
  emptyTitle: "Nothing here",
  empty: "Invitations, budgets that fill up and runs that need you are told here.",
  fresh: "new",
  markRead: "Mark as read",
} as const;
