import { useEffect, useState, type ComponentProps } from "react";
import { Button } from "./button";

const WAITS_MS = 5000;

/** For what cannot be taken back: asks in its own place, and does it at the second press. */
export function ConfirmButton({ ask, onConfirm, children, ...rest }: ComponentProps<typeof Button> & { ask: string; onConfirm: () => void }) {
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
    <Button {...rest} onClick={press} onBlur={() => setAsking(false)} onKeyDown={(event) => event.key === "Escape" && setAsking(false)}>
      <span aria-live="polite">{asking ? ask : children}</span>
    </Button>
  );
}
