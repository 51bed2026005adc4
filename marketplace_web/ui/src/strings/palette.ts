export const palette = {
  title: "Search or run anything",
  placeholder: "Say a goal, find an agent or a page",
  ask: (goal: string) => `Hand “${goal}” to Laelia`,
  agents: "Agents",
  pages: "Pages",
  act: "Do",
  acts: { ask: "Ask Laelia something", find: "Find an agent for a job", credits: "Add credits", key: "Connect a program" },
  theme: "Switch light and dark",
  none: "Nothing by that name. Press Enter to hand it to Laelia as a goal.",
} as const;
