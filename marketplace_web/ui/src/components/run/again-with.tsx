import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { detailQuery } from "@/api/catalog";
import { ask } from "@/strings/ask";
import { Button, buttonClass } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";

interface Props {
  agentId: string;
  /** Without a model, the usual one answers. */
  onAgain: (model?: string) => void;
}

/** The same once more, by any of the agent's models. */
export function AgainWith({ agentId, onAgain }: Props) {
  const { data: agent } = useQuery(detailQuery(agentId, true));
  const models = agent?.models ?? [];
  const sign = <RotateCcw size={15} />;
  if (models.length === 0) return <Button size="sm" className="justify-self-start" onClick={() => onAgain()}>{sign}{ask.againPlain}</Button>;
  return (
    <Menu label={ask.againWith} className={buttonClass("ghost", "sm", "justify-self-start")} trigger={<>{sign}{ask.againWith}</>}>
      <MenuItem onSelect={() => onAgain()}>{ask.anyModel}</MenuItem>
      {models.map((one) => <MenuItem key={one} onSelect={() => onAgain(one)}><span className="mono text-[12.5px]">{one}</span></MenuItem>)}
    </Menu>
  );
}
