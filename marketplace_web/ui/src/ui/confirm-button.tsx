import { useEffect, useState, type ComponentProps } from "react";
import { Button } from "./button";

const WAITS_MS = 5000;

interface Props extends ComponentProps<typeof Button> {
  ask: string;
  /** What it is called where it is a sign alone. */
  label?: string;
  onConfirm: () => void;
}

/** For what cannot be taken back: asks in its own place, and does it at the second press. */
export function ConfirmButton({ ask, label, onConfirm, children, ...rest }: Props) {
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (!asking) return;
    const timer = setTimeout(() => setAsking(false), WAITS_MS);
    return () => clearTimeout(timer);
  }, [asking]);
  const press = () => {
    setAsking(!asking);
    if (asking) onConfirm();
  };
  return (
    <Button {...rest} aria-label={asking ? undefined : label} title={label} onClick={press} onBlur={() => setAsking(false)} onKeyDown={(event) => event.key === "Escape" && setAsking(false)}>
      <span aria-live="polite">{asking ? ask : children}</span>
    </Button>
  );
}
