import { useState, type ReactNode } from "react";
import { Button, type Look } from "@/ui/button";
import { Risk } from "./risk";

interface Words {
  open: string;
  effects: readonly string[];
  confirm: string;
  done: string;
}

interface Props {
  words: Words;
  title: string;
  act: (reason: string, given: FormData) => Promise<unknown>;
  look?: Look;
  openLook?: Look;
  small?: boolean;
  disabled?: boolean;
  unexplained?: boolean;
  /** Has to be typed first, where the act cannot be taken back. */
  typed?: string;
  /** What else is asked, beside the reason. */
  children?: ReactNode;
}

/** A button that opens the dialog of a risky act. */
export function ActButton({ words, title, act, look = "danger", openLook, small, disabled, typed, unexplained, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look={openLook ?? (look === "danger" ? "danger" : "ghost")} size={small ? "sm" : "md"} disabled={disabled} onClick={() => setOpen(true)}>{words.open}</Button>
      <Risk open={open} onOpenChange={setOpen} title={title} effects={words.effects} confirm={words.confirm} done={words.done} look={look} act={act} typed={typed} unexplained={unexplained} wide={Boolean(children)}>{children}</Risk>
    </>
  );
}
