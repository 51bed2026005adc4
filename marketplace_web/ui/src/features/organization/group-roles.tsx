import { Plus, X } from "lucide-react";
import { useState } from "react";
import type { Role } from "@/api/organization";
import type { GroupRole } from "@/api/sign-in-settings";
import { organizationWords } from "@/strings/organization";
import { signInWords } from "@/strings/sign-in-settings";
import { Button, IconButton } from "@/ui/button";
import { Group, SmallSelect } from "./parts";

const words = signInWords.directory.roles;
const ROLES = (["admin", "staff", "member"] as const).map((role) => ({ value: role, label: organizationWords.roles[role] ?? role }));

/** Which groups give which role: edited as a list, saved as a whole. */
export function GroupRoles({ title, lead, roles, busy, onSave }: { title: string; lead: string; roles: readonly GroupRole[]; busy: boolean; onSave: (roles: GroupRole[]) => void }) {
  const [draft, setDraft] = useState<readonly GroupRole[]>(roles);
  const given = draft.filter((one) => one.group.trim());
  const changed = JSON.stringify(given) !== JSON.stringify(roles);
  const change = (i: number, part: Partial<GroupRole>) => setDraft(draft.map((one, k) => (k === i ? { ...one, ...part } : one)));
  return (
    <Group title={title} lead={lead}>
      <div className="grid gap-2.5 p-4 sm:p-5">
        {draft.length === 0 && <p className="text-[14px] text-ink-3">{words.none}</p>}
        {draft.map((one, i) => (
          <div key={i} className="flex items-center gap-2">
            <input aria-label={words.group} className="field !h-9 !rounded-[10px] !text-[14px]" value={one.group} maxLength={500} onChange={(event) => change(i, { group: event.target.value })} />
            <SmallSelect label={words.role} value={one.role} onChange={(event) => change(i, { role: event.target.value as Role })} options={ROLES} />
            <IconButton size="sm" label={words.remove(one.group)} onClick={() => setDraft(draft.filter((_, k) => k !== i))}><X size={16} /></IconButton>
          </div>
        ))}
        <div className="mt-1 flex flex-wrap gap-2">
          <Button size="sm" onClick={() => setDraft([...draft, { group: "", role: "member" }])}><Plus size={15} />{words.add}</Button>
          {changed && <Button size="sm" look="primary" busy={busy} onClick={() => onSave(given.map((one) => ({ ...one, group: one.group.trim() })))}>{words.save}</Button>}
        </div>
      </div>
    </Group>
  );
}
