import type { Chapter } from "./reading";

export const MANIFEST = `{
  "kind": "prompt",
  "slug": "subject-line",
  "name": "Subject line",
  "tagline": "A subject line for an email that is written already",
  "description": "Reads an email and answers with one subject line.",
  "category": "writing",
  "features": ["One line, up to sixty characters"],
  "input_schema": {
    "type": "object",
    "properties": {"text": {"type": "string", "minLength": 1}},
    "required": ["text"]
  },
  "instructions": "Write one subject line for the email. Answer with it alone.",
  "examples": [{"title": "A delay", "input": {"text": "The delivery comes on Monday, not on Friday."}}]
}`;

export const publishing: Chapter = {
  id: "publish",
  title: "Publish an agent",
  lead: "What you have made gets an ID, versions that never change, a price, and every way of being called.",
  sections: [
    {
      id: "kinds",
      title: "What an agent can be",
      blocks: [
        {
          kind: "terms",
          label: "Kinds of agents",
          rows: [
            ["`prompt`", "Instructions for a model, with tools where it needs some."],
            ["`graph`", "Several agents in an order, with branches, approvals by people and loops with an end."],
            ["`mcp`", "An MCP server of yours, reached over HTTP. Its tools are pinned: a change waits for your yes."],
            ["`http`", "An endpoint of yours, with a mapping from input to request and from answer to output."],
          ],
        },
        { kind: "note", text: "A server of yours receives the declared input and an opaque caller ID: no email address, no name, and never the caller’s key." },
      ],
    },
    {
      id: "make",
      title: "Make it",
      blocks: [
        { kind: "text", text: "The [creator studio](/studio/new) does it in six steps. A program sends a manifest to `POST /v1/agents`, changes the draft with `PATCH /v1/agents/{agent_id}`, and makes a version of it with `POST /v1/agents/{agent_id}/publish`. [The schema of manifests](/schemas/agent-manifest.json) says all that can stand in one." },
        { kind: "code", label: "A manifest", code: MANIFEST },
        { kind: "text", text: "The version’s number follows from what has changed. `POST /v1/agents/{agent_id}/rollback` lets an earlier version answer again; who has pinned one keeps it." },
      ],
    },
    {
      id: "list",
      title: "List it",
      blocks: [
        {
          kind: "steps",
          items: [
            ["Become a publisher", "Apply in the [studio](/studio/apply), or with `POST /v1/publishers`. A moderator lets you in. Show that a domain or a repository is yours, and your name carries a mark."],
            ["Write the listing", "`POST /v1/listings` takes everything from the manifest. Add pictures, say what data goes where, how long it is kept and whether anything is trained on it."],
            ["See what the checks would find", "`GET /v1/listings/{listing_id}/checks` looks for secrets, hidden characters, hidden instructions, and permissions that the version before did not ask for."],
            ["Submit", "`POST /v1/listings/{listing_id}/status` with `submitted`. Each sample of the manifest is run first, at the platform’s cost, and one that fails is shown to you at once. Then a moderator decides, with reasons, and you can appeal."],
          ],
        },
      ],
    },
    {
      id: "price",
      title: "Price and earnings",
      blocks: [
        {
          kind: "list",
          items: [
            "`PUT /v1/agents/{agent_id}/price` says what it costs from now on. Who has it enabled keeps the price that they have.",
            "`POST /v1/products` sells it by the month, by the year, by the seat or once, with trials and discounts.",
            "You say how often it can be tried for nothing, with or without an account, and can set credits aside for that.",
            "`GET /v1/earnings` says what is pending, available, held back and owed; `POST /v1/payouts` pays it out. The platform’s part goes off what is left after tax.",
          ],
        },
        { kind: "text", text: "[Earnings](/studio/earnings) shows the same, with a statement for each month." },
      ],
    },
    {
      id: "reputation",
      title: "Reviews and outcomes",
      blocks: [
        { kind: "text", text: "Who has completed a run of your agent can review it, under a pseudonym, and you can answer. Shares of happy runs are shown from five customers up, by model. Your own runs never count." },
      ],
    },
  ],
};
