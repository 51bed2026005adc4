export const agentsWords = {
  title: "Agents",
  lead: "Everything that is listed. What waits for a decision, and what was taken down, stands under Moderation.",
  search: "Name, job or publisher",
  category: "Any category",
  columns: { name: "Agent", category: "Category", price: "Price", rating: "Stars", happy: "Happy runs", since: "Listed" },
  rating: (score: string, reviews: number) => `${score} (${reviews})`,
  empty: { title: "No agent fits", text: "Look for other words, or in every category." },
  openCase: {
    open: "Open a case",
    title: (name: string) => `Open a case about ${name}`,
    effects: ["It stands in the moderators’ queue at once, with your reason.", "Nothing changes for whoever uses it until the case is decided.", "A decision may take it down; its publisher is told then, and may appeal."],
    confirm: "Open the case",
    done: "The case is open",
    kind: "What is wrong",
    kinds: { misleading: "It is misleading", security: "It is a security risk", leaked_data: "It shows private data", spam: "It is spam or an advertisement", other: "Something else" },
  },
};

export const wantedWords = {
  title: "Asked for",
  lead: "Agents that people miss, in their words. Who asked is not told, only how many.",
  columns: { text: "What it should do", people: "People", organizations: "Organizations", first: "First", last: "Last" },
  asking: (people: number) => (people === 1 ? "person" : "people"),
  empty: { title: "Nobody misses an agent", text: "What people ask for where a search ends stands here." },
};
