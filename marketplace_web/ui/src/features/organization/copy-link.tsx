import { Check, Link2 } from "lucide-react";
import { organizationWords } from "@/strings/organization";
import { Button } from "@/ui/button";
import { useCopied } from "@/ui/copy";
import { linkOf } from "./invitation-state";

const words = organizationWords.invite;

/** For whoever hands an invitation on by themselves. */
export function CopyLink({ token }: { token: string }) {
  const [copied, copy] = useCopied();
  return <Button size="sm" onClick={() => copy(linkOf(token))}>{copied ? <Check size={14} className="pop" /> : <Link2 size={14} />}{copied ? words.linkCopied : words.link}</Button>;
}
