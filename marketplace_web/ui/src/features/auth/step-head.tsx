import { ArrowLeft } from "lucide-react";
import { auth } from "@/strings/auth";
import { IconButton } from "@/ui/button";

const words = auth.signIn;

/** The head of the second step: what is asked, of which address, and the way back to say another. */
export function StepHead({ title, lead, email, back }: { title: string; lead?: string; email: string; back: () => void }) {
  return (
    <>
      <h1 className="text-[38px] break-words">{title}</h1>
      {lead && <p className="mt-2 text-[16px] text-ink-2">{lead}</p>}
      <p className="mt-5 flex items-center gap-2 rounded-[14px_14px_14px_5px] bg-surface-2 py-1 ps-1 pe-3.5 text-[14.5px]">
        <IconButton label={words.another} size="sm" onClick={back}><ArrowLeft size={17} className="rtl:-scale-x-100" /></IconButton>
        <span className="truncate" id="signing-in-as">{email}</span>
      </p>
    </>
  );
}
