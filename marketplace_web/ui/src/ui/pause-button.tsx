import { Pause, Play } from "lucide-react";
import { useReducedMotion } from "@/lib/media";
import { common } from "@/strings/common";
import { IconButton } from "./button";

interface Props {
  paused: boolean;
  onChange: (paused: boolean) => void;
  className?: string;
}

/** For what moves longer than five seconds by itself; where motion is unwanted, nothing does. */
export function PauseButton({ paused, onChange, className }: Props) {
  if (useReducedMotion()) return null;
  return <IconButton size="sm" label={paused ? common.play : common.pause} className={className} onClick={() => onChange(!paused)}>{paused ? <Play size={15} /> : <Pause size={15} />}</IconButton>;
}
