import { Link, type LinkProps } from "@tanstack/react-router";
import { clsx } from "clsx";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

export type Look = "primary" | "ghost" | "quiet" | "danger";
export type Size = "sm" | "md" | "lg";

export function buttonClass(look: Look = "ghost", size: Size = "md", more?: string): string {
  return clsx("btn", `btn-${look}`, size !== "md" && `btn-${size}`, more);
}

interface ButtonProps extends ComponentProps<"button"> {
  look?: Look;
  size?: Size;
  busy?: boolean;
}

export function Button({ look, size, busy, className, children, disabled, type = "button", ...rest }: ButtonProps) {
  return (
    <button type={type} className={buttonClass(look, size, className)} disabled={disabled || busy} aria-busy={busy || undefined} {...rest}>
      {busy && <LoaderCircle size={16} className="spin" aria-hidden />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonProps {
  label: string;
}

export function IconButton({ label, className, ...rest }: IconButtonProps) {
  return <Button look="quiet" aria-label={label} title={label} className={clsx("btn-icon", className)} {...rest} />;
}

interface ButtonLinkProps {
  to: string;
  search?: Record<string, unknown>;
  look?: Look;
  size?: Size;
  className?: string;
  children: ReactNode;
}

export function ButtonLink({ to, search, look, size, className, children }: ButtonLinkProps) {
  return (
    <Link to={to} search={search as LinkProps["search"]} className={buttonClass(look, size, className)} viewTransition>
      {children}
    </Link>
  );
}
