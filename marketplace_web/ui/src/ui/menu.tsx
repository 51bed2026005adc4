import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode } from "react";
import { buttonClass } from "./button";
import { popup } from "./dialog";

interface MenuProps {
  trigger: ReactNode;
  label: string;
  /** How the trigger looks: a sign, unless it says otherwise. */
  className?: string;
  align?: "start" | "end";
  children: ReactNode;
}

export function Menu({ trigger, label, className = buttonClass("quiet", "md", "btn-icon"), align = "end", children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger aria-label={label} className={className}>{trigger}</Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={8} align={align} className="z-50">
          <Base.Popup className={`min-w-[220px] rounded-[16px_16px_16px_6px] p-1.5 outline-none ${popup}`}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  return (
    <Base.Item onClick={onSelect} className="flex h-9 cursor-pointer items-center gap-2.5 rounded-[10px] px-2.5 text-[14px] outline-none data-[highlighted]:bg-wash data-[highlighted]:text-brand-text">
      {children}
    </Base.Item>
  );
}
