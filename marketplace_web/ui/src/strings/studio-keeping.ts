/** Copies of an agent, and its rest. */
export const keeping = {
  copy: "Make a copy",
  copied: (name: string) => `${name} is a draft of yours`,
  archive: "Archive",
  archiveTitle: (name: string) => `Archive ${name}?`,
  archiveLead: "From then on it answers nobody, not you, and not whoever has it enabled or bought it. Its page is seen by you alone. Versions, prices and runs stay, and you can bring it back.",
  archived: (name: string) => `${name} is archived`,
  resting: "It is archived: it answers nobody, and nobody else sees its page.",
  restore: "Bring it back",
  restored: (name: string) => `${name} answers again`,
  archivedTitle: "Archived",
  archivedSince: (when: string) => `Archived ${when}`,
} as const;
