/** Tools of a creator's servers that are no longer as they were approved. */
const tools = (n: number): string => (n === 1 ? "1 tool" : `${n} tools`);

export const servers = {
  title: "Tools that changed",
  differs: (n: number, host: string) => `${tools(n)} of ${host} ${n === 1 ? "differs" : "differ"} from what you approved`,
  refused: "Calls of a tool that changed are refused until you have looked at it. A new one is not used.",
  same: (host: string, when: string) => `${host} was looked at ${when}: its tools are as you approved them.`,
  look: "Look at the changes",
  again: "Look again",
  dialog: (host: string) => `What changed at ${host}`,
  lead: "Struck through is what you approved, underlined what the server says now. Models read these words, so read them too.",
  accept: (n: number) => `Accept ${tools(n)}`,
  accepted: "Accepted as they are now",
  acceptedMore: "Its definition keeps the fields of before: look at it once more where arguments changed, and publish a version.",
  take: (name: string) => `Accept ${name}`,
  states: { changed: "changed", new: "new", removed: "gone" } as Record<string, string>,
  gone: "The server has it no more. Accepted, it is taken off the list.",
  hidden: "Look twice",
  nothing: "Empty on both sides.",
} as const;
