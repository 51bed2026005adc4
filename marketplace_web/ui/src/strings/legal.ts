import type { Chapter } from "./reading";

const imprint = {
  id: "imprint",
  title: "Who runs this hub",
  blocks: [{ kind: "part", name: "imprint" }],
} as const;

const privacyChapters: readonly Chapter[] = [
  {
    id: "whose",
    title: "Whose notice this is",
    lead: "Laelia is software that somebody runs. Whoever runs this installation answers for your data, and their own notice is what holds.",
    sections: [{ id: "notice", title: "The notice that holds here", blocks: [{ kind: "part", name: "own" }] }, imprint],
  },
  {
    id: "software",
    title: "What the software does",
    lead: "The same on every installation, unless whoever runs it has changed it.",
    sections: [
      {
        id: "kept",
        title: "What is kept",
        blocks: [
          {
            kind: "terms",
            label: "What is kept",
            rows: [
              ["Your account", "Name, email address and when it was verified. A password is kept as an argon2id hash, from which nobody reads it; keys of authenticator apps are sealed; of a passkey the public part is kept."],
              ["Sign-ins", "When a session began and was last used, from which network address and program. You see yours, and can end them, under [Account](/app/account)."],
              ["Your work", "What you send to agents and what they answer, conversations, files, inputs of schedules, questions of runs and their answers."],
              ["What it cost", "Which agent ran when, for whom, with which model, what it used and cost; credits and every booking of them."],
              ["Purchases", "Orders, invoices, and the name and address on them. Card numbers never come here: cards are entered on the payment processor’s own page."],
              ["Acts", "Every act of management: who, what, when, and from which address. The record keeps IDs, not names or email addresses, and no words of prompts or inputs."],
              ["Reviews", "Under a pseudonym that is another one for each agent."],
              ["Looking around", "Nothing that names you counts for statistics unless you have switched that on; then searches and views carry a pseudonym that changes each month. `Do Not Track` and Global Privacy Control are heeded. The agents that you looked at last are yours to see and to erase."],
            ],
          },
        ],
      },
      {
        id: "sealed",
        title: "How it is kept",
        blocks: [
          { kind: "text", text: "In the database and files of this installation, on machines of whoever runs it. Your work, secrets, and names and addresses on invoices are sealed with AES-256-GCM under keys that belong to your account or team alone, before they leave the program. The database itself refuses rows of one account to another, whatever a program asks it." },
          { kind: "text", text: "Not sealed are names and email addresses of people, books, usage, times, IDs, the names of files, labels that a program puts on a run, and error messages of failed runs. In logs and traces, personal data and credentials are masked." },
        ],
      },
      {
        id: "seen",
        title: "Who sees it",
        blocks: [
          {
            kind: "terms",
            label: "Who sees it",
            rows: [
              ["Your team", "Members see their own runs; staff and admins see those of the team."],
              ["An agent’s publisher", "Where an agent runs on a server of theirs: the input that it declares, and an ID that says nothing of you. Which servers is shown before, and somebody has to agree. From agents of others, personal data that the hub recognizes is kept back, unless your account says otherwise: they get tokens, and the answer has your values again."],
              ["Makers of models", "What an agent asks a model goes to the maker of that model, if it does not run on the installation’s own machines. Each run says which model it was."],
              ["Payment processors", "What a payment needs, once you pay."],
              ["Whoever runs the hub", "Names, standing and members of teams, and email addresses as far as their role there needs them. To look at what a team has stored through the hub’s support, they ask the team first, for hours that it agrees to; each look is on the team’s record. Who has the machines and their keys can do more than the software can prevent."],
            ],
          },
          { kind: "text", text: "These pages load no script, font or image from anybody else, and no statistics of others; the browser enforces it." },
        ],
      },
      {
        id: "browser",
        title: "In your browser",
        blocks: [
          {
            kind: "list",
            items: [
              "A cookie once you sign in: your session. It is closed to scripts. A sign-in through a provider sets another for ten minutes. Once you choose light or dark yourself, a third remembers which, for a year.",
              "In the browser’s own storage: whether you are signed in, drafts of agents that you make, and what a try, a purchase or an invitation needs until it is done.",
            ],
          },
        ],
      },
      {
        id: "how-long",
        title: "For how long",
        blocks: [
          {
            kind: "terms",
            label: "For how long",
            rows: [
              ["Your work", "As many days as you or your team say; for good where nobody has said a number. Whoever runs the hub may set one for new accounts. What is older goes: inputs, outputs, conversations, files. What it cost stays."],
              ["A session", "14 days, or shorter where a team asks for that."],
              ["Mails", "Until they are sent, and thirty days after."],
              ["Looking around", "Events 180 days, the agents that you looked at 90, unless whoever runs the hub has set other numbers."],
              ["A team that ends", "30 days in which its admins can take that back, or as whoever runs the hub has set. Then its keys are destroyed."],
              ["Books, usage, record", "They stay. They have IDs in them, and what was paid for."],
            ],
          },
        ],
      },
      {
        id: "take",
        title: "Take it with you",
        blocks: [
          { kind: "text", text: "`GET /v1/runs`, `GET /v1/sessions` and `GET /v1/files` give you your work, `GET /v1/usage` and `GET /v1/credits/entries` what it cost, also as CSV, and `GET /v1/audit/export` the record. What is kept of you yourself is one file, under [Account](/app/account) or by `GET /v1/me/export`." },
        ],
      },
      {
        id: "erase",
        title: "Have it erased",
        blocks: [
          {
            kind: "list",
            items: [
              "A conversation, a file or what you looked at: at once, by `DELETE /v1/sessions/{session_id}`, `DELETE /v1/files/{file_id}` and `DELETE /v1/discovery/recent`. The runs of a conversation stay, with what was sent and answered, for the days that follow.",
              "Everything that is older than a number of days, runs too: admins of a team choose the number under [Policies](/app/organization/policies), who works alone with `PUT /v1/organizations/current/retention`.",
              "A whole team: its owner ends it, under [General](/app/organization/general). Its keys are destroyed, so that nothing that they sealed can be read again, in copies neither.",
              "Your account: under [Account](/app/account), at once and for good, or by `POST /v1/me/erase`. Invoices and the record stay, under a number that says nothing of you.",
            ],
          },
        ],
      },
    ],
  },
];

const termsChapters: readonly Chapter[] = [
  {
    id: "whose",
    title: "Whose terms hold",
    lead: "Laelia is software that somebody runs. What you agree on, you agree on with whoever runs this installation.",
    sections: [{ id: "terms", title: "The terms that hold here", blocks: [{ kind: "part", name: "own" }] }, imprint],
  },
  {
    id: "software",
    title: "What the software does",
    lead: "No contract, but how it works: rules that the hub itself keeps, whatever terms hold.",
    sections: [
      {
        id: "paying",
        title: "Credits and payments",
        blocks: [
          {
            kind: "list",
            items: [
              "A run starts once the most that it may cost is set aside. What it did cost is taken, never more than that; a run that failed costs nothing.",
              "A price that you have enabled stays yours until you disable the agent. A higher price of a subscription, or one with fewer runs, holds from a renewal that is at least fourteen days away, unless whoever runs the hub has set another time, and you are told before.",
              "Promotional credits end on a day that is shown. What you bought and what it became stands in the books, and each run has a signed receipt.",
            ],
          },
        ],
      },
      {
        id: "agents-of-others",
        title: "Agents of others",
        blocks: [
          {
            kind: "list",
            items: [
              "An agent is its publisher’s. The hub checks a listing before it is shown, and says what it looked at; it does not vouch for answers.",
              "A version never changes. A new one that asks for more (a further server, tool or question) waits for your yes.",
              "Answers of models can be wrong. Read them before you rely on them.",
            ],
          },
        ],
      },
      {
        id: "publishers",
        title: "For publishers",
        blocks: [
          { kind: "text", text: "Whoever publishes says yes to the publisher terms in the application. A decision of moderation comes with its reason, under [Decisions](/studio/decisions), and can be appealed once within six months." },
        ],
      },
      {
        id: "closed",
        title: "When an account is closed",
        blocks: [
          { kind: "text", text: "Whoever runs the hub can suspend an account or a team, with a reason that you see when you sign in, and can open it again. Nothing is erased by that." },
        ],
      },
      {
        id: "license",
        title: "The software itself",
        blocks: [{ kind: "text", text: "Laelia is licensed under the Apache License, version 2.0: as it is, without warranties of its authors. What whoever runs it promises you is between them and you." }],
      },
    ],
  },
];

export const legal = {
  terms: {
    page: "Terms: Laelia",
    title: "Terms",
    lead: "Whose terms hold on this installation, and what the software keeps to by itself.",
    own: "Terms of whoever runs this hub",
    ownLead: "They are on a page of theirs.",
    none: "Whoever runs this installation has not said where their terms are. Ask them before you rely on any. What stands below says how the software works, and is no contract.",
    chapters: termsChapters,
  },
  privacy: {
    page: "Privacy: Laelia",
    title: "Privacy",
    lead: "What this hub keeps of you and of your work, who sees it, for how long, and how it goes.",
    own: "Privacy notice of whoever runs this hub",
    ownLead: "It is on a page of theirs.",
    none: "Whoever runs this installation has not said where their privacy notice is. Ask them who answers for your data, and on what ground. What stands below is true of the software, and is no notice of theirs.",
    chapters: privacyChapters,
  },
  imprint: { own: "Imprint", lead: "Who it is, and how to reach them.", none: "Whoever runs this installation has not said here who they are." },
  signUp: { before: "Before you begin:", terms: "the terms", and: "and", privacy: "what is kept of you" },
} as const;
