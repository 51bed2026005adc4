import { useState, type FormEvent } from "react";
import { PausingButton } from "@/components/pausing-button";
import { DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";

export function NameForm({ label, action, busy, onName, first = "" }: { label: string; action: string; busy: boolean; onName: (name: string) => void; first?: string }) {
  const [name, setName] = useState(first);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onName(name.trim());
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={label} required autoFocus maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      <DialogFoot><PausingButton type="submit" look="primary" busy={busy} disabled={!name.trim()}>{action}</PausingButton></DialogFoot>
    </form>
  );
}
