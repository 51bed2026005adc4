export const wanted = {
  title: "Nobody does it yet? Ask for it",
  lead: "Say in a sentence what an agent should do for you. Whoever runs the marketplace reads it, without your name.",
  field: "What should it do?",
  example: "Such as: reads delivery notes, and says what is missing",
  hint: "A sentence says more than a word.",
  ask: "Ask for it",
  asked: "It is asked for",
  mine: "You asked for",
  withdraw: (text: string) => `Take back: ${text}`,
  withdrawn: "It is taken back",
} as const;
