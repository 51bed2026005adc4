import { useState } from "react";
import { administratorsQuery, type Administrator, type Role } from "@/api/console/people";
import { useAct } from "@/api/console/shared";
import { PageHead, Panel } from "@/components/page-head";
import { peopleWords } from "@/strings/console-people";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { useMay } from "../parts/bits";
import { Listing } from "../parts/listing";
import { Face } from "./face";

const { roles: words, acts } = peopleWords;
const ROLES = Object.entries(words.names).map(([value, label]) => ({ value, label }));

export default function RolesPage() {
  const may = useMay();
  const writes = may("administrators.write");
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={writes && <Give />} />
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_380px]">
        <div className="min-w-0">
          <Listing<Administrator>
            label={words.title} query={administratorsQuery} keyOf={(row) => row.user_id} to={(row) => `/console/people/${row.user_id}`} empty={words.empty}
            columns={[
              { head: words.columns.name, cell: (row) => <Face name={row.name} email={row.email} /> },
              { head: words.columns.role, cell: (row) => <b className="font-[600]">{words.names[row.role]}</b> },
            ]}
            actions={writes ? (row) => <Remove row={row} /> : undefined}
          />
        </div>
        <Panel title={words.canTitle} className="max-xl:order-first">
          <dl className="grid gap-3.5 text-[14px]">
            {ROLES.map(({ value, label }) => <div key={value}><dt className="font-[650]">{label}</dt><dd className="text-ink-2">{words.can[value]}</dd></div>)}
          </dl>
        </Panel>
      </div>
    </>
  );
}

/** Roles have no reason on the record: who gave them is. So the dialog says what follows, and no more. */
function Give() {
  const [open, setOpen] = useState(false);
  const [role, setRole] = useState<Role>("support");
  const give = useAct("PUT /v1/admin/administrators");
  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get("email")).trim();
    give.mutate({ body: { email, role } }, { onSuccess: () => { setOpen(false); say(acts.setRole.done); }, onError: sayProblem });
  };
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>{acts.setRole.open}</Button>
      <Dialog open={open} onOpenChange={setOpen} title={acts.setRole.title}>
        <form onSubmit={submit} className="grid gap-4">
          <Effects of={acts.setRole.effects} />
          <TextField label={acts.setRole.email} name="email" type="email" required autoFocus />
          <SelectField label={acts.setRole.role} value={role} onChange={(event) => setRole(event.target.value as Role)} options={ROLES} hint={words.can[role]} />
          <Ending confirm={acts.setRole.confirm} busy={give.isPending} />
        </form>
      </Dialog>
    </>
  );
}

function Remove({ row }: { row: Administrator }) {
  const [open, setOpen] = useState(false);
  const remove = useAct("DELETE /v1/admin/administrators/{user_id}");
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    remove.mutate({ path: { user_id: row.user_id } }, { onSuccess: () => { setOpen(false); say(acts.removeRole.done); }, onError: sayProblem });
  };
  return (
    <>
      <Button size="sm" look="quiet" onClick={() => setOpen(true)}>{acts.removeRole.open}</Button>
      <Dialog open={open} onOpenChange={setOpen} title={acts.removeRole.title(row.name)}>
        <form onSubmit={submit} className="grid gap-4"><Effects of={acts.removeRole.effects} /><Ending confirm={acts.removeRole.confirm} busy={remove.isPending} danger /></form>
      </Dialog>
    </>
  );
}

function Effects({ of }: { of: readonly string[] }) {
  return <ul className="list-disc rounded-[16px_16px_16px_6px] bg-pollen-wash px-4 py-3 ps-8 text-[14px]">{of.map((one) => <li key={one}>{one}</li>)}<li>{words.noReason}</li></ul>;
}

function Ending({ confirm, busy, danger }: { confirm: string; busy: boolean; danger?: boolean }) {
  return <DialogFoot><Button type="submit" look={danger ? "danger" : "primary"} busy={busy}>{confirm}</Button></DialogFoot>;
}
