import type { ReactNode } from "react";
import { ask } from "@/strings/ask";
import { buttonClass } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";

interface Props {
  trigger: ReactNode;
  models: readonly string[];
  onAgain: (model?: string) => void;
}

export default function AgainMenu({ trigger, models, onAgain }: Props) {
  return (
    <Menu label={ask.againWith} className={buttonClass("ghost", "sm", "justify-self-start")} trigger={trigger}>
      <MenuItem onSelect={() => onAgain()}>{ask.anyModel}</MenuItem>
      {models.map((one) => <MenuItem key={one} onSelect={() => onAgain(one)}><span className="mono text-[12.5px]">{one}</span></MenuItem>)}
    </Menu>
  );
}
