import type { ComponentProps } from "react";
import { usePaused } from "@/api/session";
import { common } from "@/strings/common";
import { Button } from "@/ui/button";

/** For what the hub refuses under maintenance: then it waits, and says so. */
export function PausingButton({ disabled, children, ...rest }: ComponentProps<typeof Button>) {
  const paused = usePaused();
  return <Button {...rest} disabled={disabled || paused}>{paused ? common.paused : children}</Button>;
}
