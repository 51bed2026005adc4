export const threads = {
  label: "Conversations",
  fresh: "New conversation",
  untitled: "Without a title",
  remove: (title: string) => `Remove the conversation ${title}`,
  removeAsk: "Remove?",
} as const;
