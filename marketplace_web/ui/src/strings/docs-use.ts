import type { Chapter } from "./reading";

const PYTHON = `import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http:
    async with Client(
        streamable_http_client("{origin}/mcp", http_client=http)
    ) as client:
        answer = await client.call_tool("{slug}", {input})`;

const STREAM = `curl -N {origin}/v1/agents/{agent}/invoke \\
  -H "authorization: Bearer $LAELIA_KEY" \\
  -H "content-type: application/json" \\
  -H "accept: text/event-stream" \\
  -d '{body}'`;

export const using: Chapter = {
  id: "use",
  title: "Use an agent",
  lead: "An agent has one ID, and answers under it over HTTP, over MCP and to the SDKs that you already use.",
  sections: [
    {
      id: "first-call",
      title: "The first call",
      blocks: [
        {
          kind: "steps",
          items: [
            ["Make an account", "[Start free](/signup). What an account begins with covers the first runs; no card is asked for."],
            ["Enable an agent", "Open one in the [marketplace](/marketplace), try it on your own text, and choose Enable. Where an agent sends what you give it to a server of its publisher, the page names that server first, and you agree to it or do without. A program does the same with `POST /v1/agents/{agent_id}/enable`."],
            ["Make a key", "Under [Keys and MCP](/app/keys). A key starts with `lae_live_`, is shown once, and can be bound to agents, scopes, a budget, a rate and an end."],
            ["Call it", "Send the agent’s input to its ID. The answer holds what the agent said, what it cost and what it used."],
          ],
        },
      ],
    },
    {
      id: "call-by-id",
      title: "Call by ID",
      blocks: [
        { kind: "text", text: "Choose one of your agents, and the snippets have its ID. Where they say `$LAELIA_KEY`, your key belongs." },
        { kind: "part", name: "call" },
        { kind: "text", text: "For the SDKs of OpenAI and Anthropic the model is the agent’s ID. `GET /v1/models` lists what your key can call." },
      ],
    },
    {
      id: "programs",
      title: "Claude Desktop, VS Code, Cursor",
      blocks: [
        { kind: "text", text: "Everything that you have enabled appears in these programs as tools, at one address: `{origin}/mcp`. One agent alone is at `{origin}/mcp/agents/{agent_id}`." },
        { kind: "part", name: "programs" },
        { kind: "note", text: "A program that speaks OAuth needs the address and nothing else: it opens your browser, you allow it, and it appears under Connected programs in [Keys and MCP](/app/keys), where you can end it." },
      ],
    },
    {
      id: "mcp-sdk",
      title: "MCP from your own program",
      blocks: [
        { kind: "text", text: "With the MCP SDK for Python. A tool has the agent’s short name; its arguments are the agent’s input." },
        { kind: "code", label: "MCP SDK", code: PYTHON },
        { kind: "text", text: "The result’s `structuredContent` is the agent’s output; `_meta` says which run it was and what it cost. The hub speaks revision 2026-07-28 and the handshake revisions from 2024-11-05 on." },
      ],
    },
    {
      id: "answers",
      title: "Streams, long runs, sessions",
      blocks: [
        { kind: "text", text: "With `Accept: text/event-stream` an answer comes as it is made: `run.started`, `output.delta`, `tool.called`, `tool.returned`, and last `run.finished` with the whole run." },
        { kind: "code", label: "A stream", code: STREAM },
        {
          kind: "terms",
          label: "Other ways to run an agent",
          rows: [
            ["Not wait", "`Prefer: respond-async` answers 202 at once. Ask `GET /v1/runs/{run_id}`, or listen to `GET /v1/runs/{run_id}/events`."],
            ["Stop", "Hang up, or `POST /v1/runs/{run_id}/cancel`."],
            ["Send again, pay once", "An `Idempotency-Key` makes a repeated call the same run."],
            ["Go on from before", "`POST /v1/sessions` begins a session; send its ID as `session_id`."],
            ["Send a file", "`POST /v1/files`, then `{\"file_id\": …}` in the input; several, and words, as a list."],
            ["Answer a question", "A run that waits for a person is `input_required`. `GET /v1/approvals` lists those that wait, `POST /v1/runs/{run_id}/input` answers."],
            ["Run on a schedule", "`POST /v1/schedules`, with a budget of its own."],
            ["Say how it went", "`POST /v1/runs/{run_id}/outcome` with `happy` and a reason. The shares on an agent’s page are made of these."],
          ],
        },
      ],
    },
    {
      id: "errors",
      title: "When it fails",
      blocks: [
        { kind: "text", text: "Every refusal is `application/problem+json` with a `code` that never changes, a `detail` for a person, and the `request_id` that finds it in the logs. Decide by the code. The faces for OpenAI, Anthropic and MCP carry the same code in their own shape. A run that failed costs nothing, and what was set aside for it is yours again." },
        { kind: "part", name: "errors" },
        { kind: "text", text: "These are the ones that most programs meet. [All of them](/docs/errors), with what to do." },
      ],
    },
    {
      id: "limits",
      title: "Limits",
      blocks: [
        { kind: "text", text: "What a hub comes with. Whoever runs it can change these, and a key can have a lower rate. The headers `RateLimit` and `RateLimit-Policy` say where you stand; a refusal says in `Retry-After` when to come back." },
        {
          kind: "terms",
          label: "Limits",
          rows: [
            ["Requests", "600 a minute for each key or session, 6000 for all of a team’s together."],
            ["Reading without an account", "300 requests a minute for each address."],
            ["Runs at once", "256 of one account or team."],
            ["One run", "120 seconds, and an hour of waiting where it runs in the background."],
            ["Size", "10 MiB for a request, 25 MiB for a file."],
            ["Tools in a list", "Up to 40 agents are listed over MCP. With more, `find_agents` finds the ones that fit a task, and all can still be called by name."],
          ],
        },
      ],
    },
    {
      id: "credits",
      title: "Credits",
      blocks: [
        { kind: "part", name: "credits" },
        {
          kind: "list",
          items: [
            "Every agent states its price before it runs: free, by the call, by a thousand tokens, by the second or by the event. `POST /v1/agents/{agent_id}/quote` says what one call would cost, and holds it to that.",
            "Before a run starts, the most that it may cost is set aside. Afterwards what it did cost is taken, and the rest is yours again at once. `max_credits` in a call sets your own upper end.",
            "Credits that end soonest are used first, and promotional ones before those that were paid for.",
            "`GET /v1/credits` says what there is, `GET /v1/credits/entries` every change, `GET /v1/usage` every call; the last two as CSV too.",
            "Each run has a signed receipt. Anybody can check it against [the hub’s public keys](/.well-known/jwks.json).",
          ],
        },
        { kind: "text", text: "Balance, packs, subscriptions and invoices are under [Billing](/app/credits)." },
      ],
    },
  ],
};

/** Code, status, and what to do: those that most programs meet. */
export const ERRORS = [
  ["unauthenticated", 401, "No credential, or one that is unknown, expired or revoked. Send `Authorization: Bearer …`."],
  ["scope_missing", 403, "The key lacks the scope in `scope`. Make one that has it."],
  ["agent_not_enabled", 403, "You can see the agent and have not enabled it."],
  ["consent_required", 403, "The agent sends what it is given to servers of its publisher, and nobody has agreed to that yet."],
  ["region_not_allowed", 403, "Your team lets its data be processed in certain regions only, and this is elsewhere."],
  ["agent_blocked", 403, "The policies of your team do not allow this agent."],
  ["invalid_input", 422, "The input does not fit; `errors` points at each place."],
  ["credit_line_used_up", 402, "What may be used before it is paid is used up, or waits for its invoice."],
  ["insufficient_credits", 402, "Your credits do not cover the most that this run may cost."],
  ["budget_exceeded", 402, "A budget does not allow this run; the answer names it."],
  ["payment_required", 402, "Pay first; `offers` says what it costs, `checkout_url` where."],
  ["rate_limited", 429, "Too many requests. Wait as `Retry-After` says."],
  ["too_many_running", 429, "Too many runs are under way. Wait for one to end."],
  ["model_too_weak", 422, "No model that you can use is strong enough for this agent."],
  ["provider_failed", 502, "No model answered; `attempts` says what was tried. It cost nothing."],
  ["deadline_exceeded", 504, "The run’s time was over. It cost nothing."],
  ["run_lost", 503, "The process that ran this died. It cost nothing; call again."],
  ["internal_error", 500, "A fault of the hub. It was recorded; quote the `request_id`."],
] as const;
