import { Eye, EyeOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { auth } from "@/strings/auth";
import { IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";

const words = auth.signIn;

interface Props {
  value: string;
  onChange: (password: string) => void;
  /** Why the last try was refused: then all of it is marked, for the next one. */
  error: unknown;
}

/** Has the focus as soon as it is there. */
export function PasswordField({ value, onChange, error }: Props) {
  const [shown, setShown] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error) input.current?.select();
  }, [error]);
  return (
    <div className="relative">
      <TextField ref={input} label={words.password} type={shown ? "text" : "password"} name="password" autoComplete="current-password" autoCapitalize="none" spellCheck={false} required autoFocus aria-invalid={error ? true : undefined} className="pe-12" value={value} onChange={(event) => onChange(event.target.value)} />
      <IconButton label={shown ? words.hide : words.show} aria-pressed={shown} size="sm" className="!absolute end-1.5 bottom-[5px]" onClick={() => setShown(!shown)}>{shown ? <EyeOff size={17} /> : <Eye size={17} />}</IconButton>
    </div>
  );
}
