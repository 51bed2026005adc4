import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { passkeysWork, signInWithPasskey } from "@/api/passkeys";
import { auth } from "@/strings/auth";
import { Button } from "@/ui/button";
import { FormFault } from "./form-fault";
import { useEntry } from "./use-entry";

const words = auth.signIn;

export function PasskeyButton() {
  const works = passkeysWork();
  const enter = useEntry();
  const [note, setNote] = useState("");
  const passkey = useMutation({
    mutationFn: () => signInWithPasskey(),
    onSuccess: (answer) => (answer ? enter() : setNote(words.cancelled)),
  });
  return (
    <>
      <Button size="lg" busy={passkey.isPending} disabled={!works} onClick={() => passkey.mutate()}>
        <Fingerprint size={18} />
        {words.passkey}
      </Button>
      {!works && <p className="text-[13px] text-ink-3">{words.noPasskey}</p>}
      {note && <p role="status" className="text-[13px] text-ink-3">{note}</p>}
      <FormFault error={passkey.error} />
    </>
  );
}
