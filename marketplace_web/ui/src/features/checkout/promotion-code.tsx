import { Tag, X } from "lucide-react";
import { useState, type FormEvent } from "react";
import { checkout as words } from "@/strings/checkout";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import type { CartState } from "./use-cart";

/** A code is tried by the preview: what the hub refuses is said here, and the order stays as it was. */
export function PromotionCode({ cart: { code, setCode, preview, refusal } }: { cart: CartState }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const refused = refusal ? words.codeRefused(refusal.faults.discount_code) : undefined;
  if (code && !refused)
    return (
      <p className="mt-4 flex items-center gap-2 rounded-[12px_12px_12px_4px] bg-fern-wash py-1 ps-3 pe-1 text-[14px] font-[550] text-fern-text">
        <Tag size={15} /><span className="flex-1">{words.codeApplied(code)}</span>
        <IconButton size="sm" label={words.removeCode} onClick={() => { setCode(""); setOpen(false); }}><X size={15} /></IconButton>
      </p>
    );
  if (!open && !refused) return <Button size="sm" look="quiet" className="-ms-3 mt-3" onClick={() => setOpen(true)}><Tag size={14} />{words.haveCode}</Button>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setCode(typed.trim().toUpperCase());
  };
  return (
    <form onSubmit={submit} className="mt-4 grid grid-cols-[1fr_auto] items-start gap-2">
      <TextField label={words.code} value={typed} onChange={(event) => { setTyped(event.target.value); if (refused) setCode(""); }} fault={refused} pattern="[A-Za-z0-9_\-]{2,40}" autoComplete="off" autoFocus className="uppercase" />
      <Button type="submit" className="mt-[27px] !h-11" disabled={typed.trim().length < 2} busy={preview.isFetching && code !== ""}>{words.apply}</Button>
    </form>
  );
}
