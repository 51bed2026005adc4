import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "@/api/client";
import { ldapQuery } from "@/api/sign-in-settings";
import { signInWords } from "@/strings/sign-in-settings";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Failed } from "@/ui/states";
import { Facts } from "./facts";
import { LdapForm } from "./ldap-form";
import { LdapTest } from "./ldap-test";
import { Confirm, Group, Row } from "./parts";
import { useAct } from "./use-act";

const words = signInWords.directory.ldap;

export function LdapPanel() {
  const { data, error, refetch } = useQuery(ldapQuery);
  const [asked, setAsked] = useState<"edit" | "remove" | null>(null);
  const close = () => setAsked(null);
  const remove = useAct(() => call("DELETE /v1/directory/ldap"), { stale: ["ldap", "audit"], done: words.removed, after: close });
  return (
    <Group title={words.title} lead={words.lead} action={data === null && <Button onClick={() => setAsked("edit")}>{words.connect}</Button>}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data === null && <p className="px-5 py-5 text-[14.5px] text-ink-3">{words.none}</p>}
      {data && (
        <>
          <Row title={words.kinds[data.kind ?? "ldap"]} hint={data.url} below={<Facts rows={[[words.userBase, data.user_base], ...(data.group_base ? [[words.groupBase, data.group_base] as const] : []), ...(data.bind_dn ? [[words.bindDn, data.bind_dn] as const] : [])]} />}>
            <Button size="sm" onClick={() => setAsked("edit")}>{words.edit}</Button>
            <Button size="sm" look="danger" onClick={() => setAsked("remove")}>{words.remove}</Button>
          </Row>
          <LdapTest />
        </>
      )}
      <Dialog open={asked === "edit"} onOpenChange={close} title={words.title} wide><LdapForm known={data ?? null} onDone={close} /></Dialog>
      <Confirm open={asked === "remove"} onOpenChange={close} title={words.removeTitle} action={words.remove} busy={remove.isPending} onConfirm={() => remove.mutate(undefined)}><p>{words.removeText}</p></Confirm>
    </Group>
  );
}
