import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { membersQuery } from "@/api/organization";
import type { Connection } from "@/api/sign-in-settings";
import { listed } from "@/lib/format";
import { signInWords } from "@/strings/sign-in-settings";
import { Confirm, Group, Note, Row, Toggle } from "./parts";
import { useChangeConnection } from "./use-change-connection";
import { useNames } from "./use-names";

const words = signInWords.connection;
const MOST = 5;

/** The switch that shuts every other way in, with whom it leaves one. */
export function Enforcing({ connection }: { connection: Connection }) {
  const [open, setOpen] = useState(false);
  const set = useChangeConnection(connection, () => setOpen(false));
  const nameOf = useNames();
  const ready = connection.proven_at !== null && connection.status === "active";
  const left = connection.break_glass_user_ids;
  return (
    <Group title={words.enforce} lead={words.enforceLead}>
      <Row title={words.enforceOn} hint={ready || connection.enforced ? words.enforceHint : words.needsTest} below={connection.enforced && left.length > 0 && <p className="text-[13.5px] text-ink-2">{words.glass} {listed(left.map(nameOf))}</p>}>
        <Toggle label={words.enforceOn} on={connection.enforced} disabled={set.isPending || (!ready && !connection.enforced)} onChange={(on) => (on ? setOpen(true) : set.mutate({ enforced: false }))} />
      </Row>
      {open && <Ask connection={connection} close={() => setOpen(false)} busy={set.isPending} onConfirm={(ids) => set.mutate({ enforced: true, break_glass_user_ids: ids })} />}
    </Group>
  );
}

function Ask({ connection, close, busy, onConfirm }: { connection: Connection; close: () => void; busy: boolean; onConfirm: (ids: string[]) => void }) {
  const { data = [] } = useQuery(membersQuery);
  const [chosen, setChosen] = useState<string[]>([...connection.break_glass_user_ids]);
  const admins = data.filter((one) => one.role === "admin");
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <Confirm open onOpenChange={close} title={words.enforceTitle} action={words.enforceDo} busy={busy} disabled={chosen.length === 0 || chosen.length > MOST} onConfirm={() => onConfirm(chosen)}>
      <Note>{words.enforceText}</Note>
      <fieldset className="grid gap-2">
        <legend className="mb-2">{words.glass}</legend>
        {admins.map((one) => (
          <label key={one.user_id} className="flex cursor-pointer items-center gap-2.5">
            <input type="checkbox" className="size-[18px] accent-[var(--brand)]" checked={chosen.includes(one.user_id)} onChange={() => toggle(one.user_id)} />
            <span className="min-w-0 truncate">{one.name || one.email}</span>
          </label>
        ))}
      </fieldset>
      <p className="text-[13px] text-ink-3">{words.glassHint}</p>
    </Confirm>
  );
}
