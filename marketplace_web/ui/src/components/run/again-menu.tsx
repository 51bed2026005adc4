import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { quoteQuery, type Quoted } from "@/api/runs";
import { credits } from "@/lib/format";
import { ask } from "@/strings/ask";
import { buttonClass } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";

interface Props {
  trigger: ReactNode;
  models: readonly string[];
  /** What would be asked once more; null where it costs nothing. */
  paid: Quoted | null;
  onAgain: (model?: string) => void;
}

export default function AgainMenu({ trigger, models, paid, onAgain }: Props) {
  return (
    <Menu label={ask.againWith} className={buttonClass("ghost", "sm", "justify-self-start")} trigger={trigger}>
      <MenuItem onSelect={() => onAgain()}>{ask.anyModel}{paid && <UpTo {...paid} />}</MenuItem>
      {models.map((one) => <MenuItem key={one} onSelect={() => onAgain(one)}><span className="mono text-[12.5px]">{one}</span>{paid && <UpTo {...paid} model={one} />}</MenuItem>)}
    </Menu>
  );
}

/** Asked once the menu is open, of each model it has. */
function UpTo(quoted: Quoted) {
  const { data } = useQuery(quoteQuery(quoted));
  return <span className="num ms-auto min-w-20 ps-3 text-end text-[12.5px] text-ink-3">{data && ask.price.upTo(credits(data.max_credits))}</span>;
}
