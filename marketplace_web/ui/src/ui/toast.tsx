import { Toast } from "@base-ui/react/toast";
import { CircleCheck, TriangleAlert, X } from "lucide-react";
import { useEffect } from "react";
import { Problem } from "@/api/problem";
import { common, wordsFor } from "@/strings/common";

type Said = Parameters<ReturnType<typeof Toast.createToastManager>["add"]>[0];

const manager = Toast.createToastManager();
/** What was said before there was a place to show it; null from then on. */
let waiting: Said[] | null = [];

const UNDO_MS = 9000;
const BAD_MS = 9000;

function show(said: Said): void {
  if (waiting) waiting.push(said);
  else manager.add(said);
}

/** Says something for a few seconds, from anywhere; with `undo`, what was done can be taken back meanwhile. */
export function say(title: string, description?: string, undo?: () => void): void {
  if (!undo) return show({ title, description, type: "good" });
  const id = crypto.randomUUID();
  const take = () => {
    manager.close(id);
    undo();
  };
  show({ id, title, description, type: "good", timeout: UNDO_MS, actionProps: { children: common.undo, onClick: take } });
}

export function sayProblem(error: unknown): void {
  const { title, detail } = wordsOf(error);
  show({ title, description: detail, type: "bad", timeout: BAD_MS });
}

/** The same of what was asked for a while ago: what that was comes first. */
export function sayRefused(what: string, error: unknown): void {
  show({ title: what, description: wordsOf(error).detail, type: "bad", timeout: BAD_MS });
}

function wordsOf(error: unknown): ReturnType<typeof wordsFor> {
  const problem = error instanceof Problem ? error : null;
  return wordsFor(problem?.code ?? "", problem?.detail);
}

export function Toasts() {
  // The provider below listens by now: effects run from the inside out.
  useEffect(() => {
    const said = waiting ?? [];
    waiting = null;
    for (const one of said) manager.add(one);
  }, []);
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-24 z-[60] mx-auto flex max-w-[380px] flex-col gap-2 md:bottom-6 md:start-auto md:end-6 md:mx-0">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="flex items-start gap-3 rounded-[16px_16px_16px_6px] border bg-raise p-3.5 shadow-3 transition-[opacity,translate] duration-200 data-[ending-style]:opacity-0 data-[starting-style]:translate-y-3 data-[starting-style]:opacity-0">
      {toast.type === "bad" ? <TriangleAlert size={18} className="mt-0.5 shrink-0 text-ember-text" /> : <CircleCheck size={18} className="pop mt-0.5 shrink-0 text-fern-text" />}
      <div className="min-w-0 flex-1">
        <Toast.Title className="text-[14px] font-[650]" />
        <Toast.Description className="text-[13.5px] text-ink-2" />
      </div>
      <Toast.Action className="btn btn-sm btn-ghost -my-1" />
      <Toast.Close aria-label={common.close} className="btn btn-sm btn-quiet btn-icon -me-1.5 -mt-1.5"><X size={15} /></Toast.Close>
    </Toast.Root>
  ));
}
