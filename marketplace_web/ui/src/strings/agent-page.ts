const credit = (n: string): string => (n === "1" ? "1 credit" : `${n} credits`);

/** What the page of one agent says of its models, of what it may do, and of a version that wants more. */
export const agentPage = {
  models: "Models",
  perHappy: (n: string) => `${credit(n)} a happy run`,
  asks: "What it may do",
  asksNothing: "It asks for nothing beside your input.",
  asksMore: (n: number) => `And ${n} more.`,
  update: {
    title: (version: string) => `Version ${version} asks for more`,
    lead: (used: string) => `You stay at version ${used} until you agree. The new one:`,
    changed: (fields: string) => `Also changed: ${fields}.`,
    accept: (version: string) => `Agree and use ${version}`,
    admins: "An admin of your team can agree to it.",
    done: (name: string, version: string) => `${name} runs at version ${version}`,
  },
} as const;
