import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { common } from "@/strings/common";
import { buttonClass } from "./button";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** A stage is for what is looked at: as wide as the window, as far as that is of use. */
  wide?: boolean | "stage";
  /** From below, as wide as the screen: what a phone shows in place of a column. */
  sheet?: boolean;
}

export const backdrop = "fixed inset-0 z-50 bg-orchid-950/40 transition-opacity duration-200 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0";
export const popup = "border bg-raise shadow-3 transition-[opacity,translate,scale] duration-200 ease-out data-[ending-style]:opacity-0 data-[starting-style]:translate-y-2 data-[starting-style]:scale-[.985] data-[starting-style]:opacity-0";

const widthOf = (wide: Props["wide"]) => (wide === "stage" ? "max-w-[1180px] sm:!top-[5dvh] sm:!max-h-[90dvh]" : wide ? "max-w-[680px]" : "max-w-[480px]");

const FIELDS = "input:not([type=file],[type=checkbox],[type=radio]), textarea, select";

export function Dialog({ open, onOpenChange, title, description, children, wide, sheet }: Props) {
  const popupBox = useRef<HTMLDivElement>(null);
  const opener = useOpener(open);
  // A form begins at its first field, not at the sign that closes it; a finger would open its keyboard with that.
  const first = (by: string) => (by === "touch" ? true : (popupBox.current?.querySelector<HTMLElement>(FIELDS) ?? true));
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup ref={popupBox} initialFocus={first} finalFocus={() => (opener?.isConnected ? opener : true)} className={clsx("dialog fixed z-50 overflow-y-auto p-6", popup, sheet ? "inset-x-0 bottom-0 max-h-[86dvh] rounded-t-[24px]" : "inset-x-4 top-[6dvh] mx-auto max-h-[88dvh] sm:top-[12dvh] sm:max-h-[80dvh] rounded-[24px_24px_24px_8px]", !sheet && widthOf(wide))}>
          <div className="sticky top-[-24px] z-20 -mx-6 -mt-6 flex items-start gap-4 bg-raise px-6 pb-3 pt-6">
            <Base.Title className="flex-1 text-[22px]">{title}</Base.Title>
            <Base.Close className="btn btn-sm btn-quiet btn-icon -me-2 -mt-1" aria-label={common.close}><X size={18} /></Base.Close>
          </div>
          {description && <Base.Description className="-mt-1 text-[14.5px] text-ink-2">{description}</Base.Description>}
          <div className={description ? "mt-5" : "mt-2"}>{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface FootProps {
  children: ReactNode;
  /** What letting it be is called; null where there is nothing left to decide. */
  cancel?: string | null;
}

/** What a dialog ends with. It stays in sight, however long the dialog is. */
export function DialogFoot({ children, cancel = common.cancel }: FootProps) {
  return (
    <div className="dialog-foot">
      {cancel !== null && <Base.Close className={buttonClass()}>{cancel}</Base.Close>}
      {children}
    </div>
  );
}

/** What had the focus when it was opened, and has it again once it is closed: a field that takes the focus by itself has it before Base UI looks. */
function useOpener(open: boolean): HTMLElement | null {
  const [was, setWas] = useState(false);
  const [opener, setOpener] = useState<HTMLElement | null>(null);
  if (open !== was) {
    setWas(open);
    if (open) setOpener(document.activeElement as HTMLElement | null);
  }
  return opener;
}
