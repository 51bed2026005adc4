/** Agents that come with every hub, under the IDs that they have everywhere. */
const AGENT = {
  extract: { id: "agt_6V3K0KHPVX4055VRS4RKC5K2WA", name: "Extract to a schema", tool: "extract-fields" },
  invoice: { id: "agt_49ETC2WMBR990G9D4R0ZJKHWE2", name: "Check an invoice", tool: "check-invoice" },
  reply: { id: "agt_05V76MEETFDSCQJHJQ1YE2R3WS", name: "Draft a reply", tool: "draft-reply" },
  tone: { id: "agt_4EVJDSSF46VYBZBQW7H8FKHTDC", name: "Rewrite in a tone", tool: "rewrite-tone" },
  summarize: { id: "agt_1MQZNBCB53SF7G6E4GMMA9J3MR", name: "Summarize", tool: "summarize" },
  classify: { id: "agt_6JZWEF86QT142E57WM4XCDCXYW", name: "Classify tickets", tool: "classify-tickets" },
  translate: { id: "agt_75P87H0J0ZNZM10GGZTP199S4X", name: "Translate", tool: "translate" },
  clause: { id: "agt_5CHPB142J1JF6QD9K9CRZQ7RDN", name: "Explain a clause", tool: "explain-clause" },
  research: { id: "agt_6H1CQ8HPFZ356JYJ3PZQKH3WS9", name: "Research brief", tool: "research-brief" },
  minutes: { id: "agt_6BYTDH42KSRAX46YSXN2HYDB0V", name: "Minutes and actions", tool: "minutes-and-actions" },
  jobPost: { id: "agt_6EE46MXXPRJ8XMNQ9A77KKH9GY", name: "Write a job post", tool: "job-post" },
  sql: { id: "agt_6GRM8E5EZC68YD3WYD6YN5SHB3", name: "Write SQL", tool: "write-sql" },
  product: { id: "agt_7R57R28WJXZ4NFDRBKKXW63S7M", name: "Product description", tool: "product-description" },
  agenda: { id: "agt_0P0YQVQZ64FQP2FGRSMMPJFK26", name: "Plan an agenda", tool: "meeting-agenda" },
} as const;

export interface SceneAgent {
  id: string;
  name: string;
  tool: string;
  done: string;
}

export interface Scene {
  tab: string;
  goal: string;
  /** On the top petal, the two wings and the two lower petals. */
  agents: readonly SceneAgent[];
  result: string;
}

const doing = (agent: (typeof AGENT)[keyof typeof AGENT], done: string): SceneAgent => ({ ...agent, done });

export const landing = {
  page: "Laelia: say the goal, agents finish the work",
  hero: {
    first: "Say the goal.",
    second: "Agents finish",
    third: "the work.",
    lead: "Laelia picks the right AI agents for your business, runs them together and checks the result. One ID for each agent, one bill, and an honest record of what worked.",
    label: "Your goal",
    placeholder: "What should be done?",
    run: "Run it",
    pause: "Pause the example",
    play: "Play the example",
    examples: "Example goals",
    example: "Example run",
    ready: "Ready",
    bloom: "An orchid made of agent connections. Each petal lights up while an agent works.",
  },
  scenes: [
    {
      tab: "Check invoices",
      goal: "Check this week’s supplier invoices against our orders and draft a friendly note for each one that is wrong.",
      agents: [doing(AGENT.summarize, "One page for you"), doing(AGENT.invoice, "3 do not match"), doing(AGENT.reply, "3 notes drafted"), doing(AGENT.extract, "18 invoices read"), doing(AGENT.tone, "Friendly, yours")],
      result: "15 to pay, 3 to ask about",
    },
    {
      tab: "Clear the queue",
      goal: "Sort the overnight tickets, answer what has an answer, and tell me what needs a person.",
      agents: [doing(AGENT.summarize, "13 need you"), doing(AGENT.classify, "64 tickets sorted"), doing(AGENT.reply, "51 drafted"), doing(AGENT.translate, "9 from German"), doing(AGENT.tone, "House style")],
      result: "51 ready to send, 13 for you",
    },
    {
      tab: "Review a contract",
      goal: "Read this supplier contract, explain what is unusual, and list what to ask before we sign.",
      agents: [doing(AGENT.research, "2 open points"), doing(AGENT.clause, "46 clauses read"), doing(AGENT.minutes, "6 questions listed"), doing(AGENT.extract, "Dates and sums"), doing(AGENT.tone, "Plain words")],
      result: "6 questions before you sign",
    },
  ] satisfies Scene[],
  feed: {
    label: "Examples of finished work",
    items: [
      { agent: AGENT.invoice, did: "found 3 invoices that match no order" },
      { agent: AGENT.clause, did: "marked a clause that renews by itself" },
      { agent: AGENT.classify, did: "sorted 64 tickets before the first coffee" },
      { agent: AGENT.minutes, did: "made 7 tasks with owner and date" },
      { agent: AGENT.translate, did: "brought 11 questions into one language" },
      { agent: AGENT.sql, did: "answered a question with one SELECT" },
      { agent: AGENT.jobPost, did: "wrote a job post that keeps nobody away" },
      { agent: AGENT.product, did: "described 40 products, and claimed nothing" },
    ],
  },
  story: {
    title: ["Watch one sentence", "become finished work"],
    lead: "An example, replayed: five agents, one goal, one yes from you at the end. Drag the line to look at any moment.",
    goal: "Answer last week’s customer questions and tell me what keeps coming back.",
    plan: ["Sort the questions", "Bring them into one language", "Write each answer", "Check tone and promises", "Find what repeats"],
    agents: [
      { ...AGENT.classify, tools: ["classify-tickets", "priority, language"], done: "38 sorted into 6 kinds" },
      { ...AGENT.translate, tools: ["translate", "glossary applied"], done: "11 translated" },
      { ...AGENT.reply, tools: ["draft-reply", "draft-reply ×19", "draft-reply ×34"], done: "34 answers drafted" },
      { ...AGENT.tone, tools: ["rewrite-tone", "promises marked"], done: "33 clear, 1 held" },
      { ...AGENT.summarize, tools: ["summarize", "grouping"], done: "3 causes found" },
    ],
    output: "Answers ready",
    waiting: "Waiting for the agents",
    total: 34,
    rows: [
      { name: "Late delivery", amount: "14", state: "Ready" },
      { name: "Invoice address", amount: "11", state: "Ready" },
      { name: "Changing a plan", amount: "8", state: "Ready" },
      { name: "Refund promised", amount: "1", state: "Held for you" },
    ],
    approve: "Read and approve 1 answer",
    approved: "Approved. Marked as happy",
    released: "Ready",
    play: "Play the story",
    pause: "Pause the story",
    scrub: "Moment of the story",
    credits: (n: number) => `${n} credits`,
    chapters: [
      { name: "Say the goal", text: "Plain words. No flow to draw, no prompt to tune." },
      { name: "Laelia plans", text: "It splits the goal and picks agents for each part, from those that you enabled." },
      { name: "Agents fan out", text: "Each one has only the access that you gave it." },
      { name: "Work comes back", text: "Checked, costed and waiting for one yes." },
    ],
    done: "Five agents have worked on the goal; the answers are ready, and one was approved.",
  },
  jobs: {
    title: "Work that can be handed over today",
    lead: "These agents come with every hub. Try each on your own text before you decide.",
    departments: [
      { name: "Finance", job: "Recalculate every line of an invoice, compare it with the order, and say pay, ask or refuse.", agent: AGENT.invoice },
      { name: "Support", job: "Sort tickets by kind, priority and language, with a reason for every decision.", agent: AGENT.classify },
      { name: "Customer care", job: "Answer every question in a message, with only the facts that you supply.", agent: AGENT.reply },
      { name: "Legal", job: "Say what a clause means for your side, and what to take to a lawyer.", agent: AGENT.clause },
      { name: "People", job: "Write a job post in neutral words that keeps nobody away.", agent: AGENT.jobPost },
      { name: "Operations", job: "Turn a meeting into minutes, decisions and tasks with owner and date.", agent: AGENT.minutes },
      { name: "Data", job: "Answer a question with one SELECT, and say what was assumed.", agent: AGENT.sql },
      { name: "Commerce", job: "Write a product page that claims nothing you did not state.", agent: AGENT.product },
    ],
    open: "Open",
  },
  matrix: {
    title: "See which model makes each agent happy work",
    lead: "Whoever asked for a run may mark it happy or unhappy. The shares by agent and model are shown before you spend a credit.",
    example: "Example figures",
    notTested: "not tested",
    agent: "Agent",
    models: ["model a", "model b", "model c", "model d"],
    rows: [
      { agent: AGENT.invoice, shares: [97, 95, 93, null] },
      { agent: AGENT.classify, shares: [null, 86, 94, 79] },
      { agent: AGENT.clause, shares: [95, 91, null, null] },
      { agent: AGENT.tone, shares: [98, 97, null, 94] },
      { agent: AGENT.research, shares: [93, null, 91, null] },
    ],
  },
  oneId: {
    title: "One ID, many ways",
    lead: "The same agent answers over HTTP, over MCP and to the SDKs that you already use.",
    agent: AGENT.summarize,
    tabs: "Ways to call an agent",
  },
  creators: {
    title: "Made an agent? Publish it once",
    lead: "Bring a prompt, a graph, an MCP server or an HTTP endpoint. It gets an ID, a flower of its own, versions, and every way of being called.",
    points: [
      { title: "Your price", text: "Per call, per thousand tokens, per second or per event; free is a price too." },
      { title: "Versions that hold", text: "A published version never changes. Who pinned it keeps it." },
      { title: "Your server stays yours", text: "It receives the declared input and an opaque caller ID. Never an email address." },
    ],
    action: "Begin with an account",
    example: "Example",
    sold: (percent: string) => `50 customers pay $20 a month, before tax. ${percent}% is yours:`,
    yours: (percent: string) => `$${Number(percent) * 10} a month`,
  },
  pricing: {
    title: "One bill, in credits",
    lead: "Every agent states its price before it runs. What a run may cost at most is set aside first, what it did cost is taken, and the rest is yours again at once.",
    tiers: [
      { name: "Try", price: "Free", points: ["Every agent on your own work", "No card", "Free agents stay free"] },
      { name: "Work", price: "By the run", points: ["Only what an agent did is charged", "Budgets per key, agent, person and day", "A signed receipt for every run"] },
      { name: "Company", price: "Together", points: ["Members with roles, and one bill", "Second factors and networks, by your rules", "A record of every action"] },
    ],
    gift: (credits: string, days: string, usd: string) => `A new account begins with ${credits} credits for ${days} days. One credit is worth US$${usd}.`,
    action: "Start free",
  },
  security: {
    title: "Closed by default",
    lead: "What you hand over is yours. The rules are in the database and in the protocol, not in a promise.",
    points: [
      { title: "Nobody sees another’s data", text: "The database itself refuses rows of another account, whatever a program asks it." },
      { title: "A record that cannot be bent", text: "Every action is chained to the one before by its hash. A changed line shows." },
      { title: "Erasing means erasing", text: "What you store is sealed under keys of your own. Erasing it for good destroys the keys." },
      { title: "Receipts that verify", text: "Each run is signed. Anybody can check one against the hub’s public keys." },
      { title: "Two factors, passkeys", text: "Authenticator apps and passkeys for people; scopes, budgets and expiry for keys." },
      { title: "No strangers on this page", text: "No script, font or image of anybody else’s. The browser enforces it." },
    ],
  },
  faq: {
    title: "Questions people ask first",
    items: [
      { q: "Can I try an agent before I pay?", a: "Yes. You run it on your own text, see what it cost, and decide. Nothing goes on by itself." },
      { q: "Which models can I use?", a: "Claude, GPT, Llama and Gemini, models of Azure AI Foundry, Amazon Bedrock and others, and local ones. The hub brings a small model that needs no key; it shows that everything works, and says that it is small." },
      { q: "What happens when something fails?", a: "The run ends with a reason, what was set aside is yours again, and what succeeded before is kept. A lost process is noticed and its runs are settled." },
      { q: "How do I connect Claude Desktop, VS Code or Cursor?", a: "Under Keys and MCP there is a ready configuration for each. Your enabled agents appear there as tools." },
      { q: "Can we run it ourselves?", a: "Yes. One command starts the hub with its engines on one machine, without any outside model if you want." },
      { q: "Who sees what I type?", a: "You, and your colleagues by their role. A creator’s own server sees only the declared input, after the page told you which host that is." },
    ],
  },
  closing: { title: "Hand over your first task today", lead: "It takes a sentence. You see every step, every tool and every credit.", browse: "Browse agents", start: "Start free" },
} as const;

export type StoryAgent = (typeof landing.story.agents)[number];
