import { useState, type FormEvent } from "react";
import type { Connection } from "@/api/sign-in-settings";
import { PausingButton } from "@/components/pausing-button";
import { listed } from "@/lib/format";
import { signInWords } from "@/strings/sign-in-settings";
import { TextArea, TextField } from "@/ui/field";
import { Group } from "./parts";
import { useChangeConnection } from "./use-change-connection";

const words = signInWords.connection;
const fields = signInWords.create;

/** What the provider is called and how it is reached; whatever counts for proof asks for another test. */
export function ConnectionOwn({ connection }: { connection: Connection }) {
  const [name, setName] = useState(connection.name);
  const [issuer, setIssuer] = useState(connection.oidc?.issuer ?? "");
  const [clientId, setClientId] = useState(connection.oidc?.client_id ?? "");
  const [secret, setSecret] = useState("");
  const [metadata, setMetadata] = useState("");
  const set = useChangeConnection(connection, () => { setSecret(""); setMetadata(""); });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const named = name.trim() === connection.name ? {} : { name: name.trim() };
    if (connection.kind === "saml") set.mutate({ ...named, ...(metadata ? { saml: { metadata } } : {}) });
    else set.mutate({ ...named, oidc: { issuer: issuer.trim(), client_id: clientId.trim(), ...(secret ? { client_secret: secret } : {}) } });
  };
  return (
    <Group title={words.edit} lead={words.retest}>
      <form onSubmit={submit} className="grid gap-4 p-4 sm:p-5">
        <TextField label={fields.name} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        {connection.saml ? (
          <TextArea label={fields.metadata} rows={4} className="mono !text-[12.5px]" hint={listed([connection.saml.entity_id, words.certificates(connection.saml.certificates.length)])} value={metadata} onChange={(event) => setMetadata(event.target.value)} spellCheck={false} />
        ) : (
          <>
            <TextField label={fields.issuer} required type="url" className="mono !text-[14px]" value={issuer} onChange={(event) => setIssuer(event.target.value)} spellCheck={false} />
            <div className="grid gap-4 sm:grid-cols-2">
              <TextField label={fields.clientId} required className="mono !text-[14px]" value={clientId} onChange={(event) => setClientId(event.target.value)} />
              <TextField label={fields.secret} type="password" autoComplete="off" hint={signInWords.directory.ldap.kept} value={secret} onChange={(event) => setSecret(event.target.value)} />
            </div>
          </>
        )}
        <PausingButton type="submit" className="justify-self-start" busy={set.isPending}>{words.save}</PausingButton>
      </form>
    </Group>
  );
}
