import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "@/api/client";
import type { Me } from "@/api/session";
import { organizationWords } from "@/strings/organization";
import { TextField } from "@/ui/field";
import { Confirm } from "./parts";
import { useAct } from "./use-act";

const words = organizationWords.general;

/** Closed at once; a person types the name, the hub gets the ID. */
export function DeleteDialog({ me, close }: { me: Me; close: () => void }) {
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const navigate = useNavigate();
  const { id, name } = me.organization;
  const end = useAct(() => call("POST /v1/organizations/current/deletion", { body: { confirm: id, reason: reason.trim() } }), {
    stale: ["session", "organizations"],
    after: () => {
      close();
      void navigate({ to: "/app/account/team" });
    },
  });
  return (
    <Confirm open onOpenChange={close} title={words.deleteTitle(name)} action={words.deleteNow} busy={end.isPending} disabled={typed.trim() !== name || !reason.trim()} onConfirm={() => end.mutate(undefined)}>
      {words.deleteText.map((text) => <p key={text}>{text}</p>)}
      <TextField label={words.reason} required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      <TextField label={words.confirm(name)} required autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
    </Confirm>
  );
}
