import { publishing } from "./docs-publish";
import { team } from "./docs-team";
import { using } from "./docs-use";
import type { Chapter } from "./reading";

export const docs = {
  page: "How to use Laelia",
  title: "How to use Laelia",
  lead: "Call an agent by its ID, run a team, publish an agent of your own. The pages of this hub are a client of the same API: what they do, a program can do too.",
  readers: "Where to begin",
  begin: [
    { to: "use", title: "Use an agent", text: "From an account to the first answer, over HTTP, MCP and SDKs." },
    { to: "team", title: "Run a team", text: "Roles, sign-in, budgets and the record." },
    { to: "publish", title: "Publish an agent", text: "Versions, checks, a price and earnings." },
  ],
  more: "Beside this guide",
  links: [
    { href: "/docs/reference", title: "Reference", text: "every operation" },
    { href: "/docs/errors", title: "Errors", text: "every code" },
    { href: "/openapi.json", title: "OpenAPI", text: "for programs" },
    { href: "/status", title: "Status", text: "whether it works" },
  ],
  agent: "Agent in the snippets",
  ways: "Ways to call an agent",
  example: "Sales rose by a tenth in May, most of it in the north.",
  summarize: { id: "agt_1MQZNBCB53SF7G6E4GMMA9J3MR", slug: "summarize", name: "Summarize" },
  signIn: "Signed in, you choose among your own agents here.",
  noneEnabled: "You have enabled no agent yet. The snippets show one that comes with every hub.",
  failed: "Your agents could not be asked for. The snippets show one that comes with every hub.",
  program: "Program",
  key: "your key",
  makeKey: "Make a key",
  errors: "Common errors",
  gift: (credits: string, days: string, usd: string) => `On this hub an account begins with ${credits} credits for ${days} days, and one credit is worth US$${usd}.`,
  noFacts: "Prices are in credits. What one is worth is the hub’s to say.",
  chapters: [using, team, publishing] as readonly Chapter[],
} as const;
