import { useNavigate, useSearch } from "@tanstack/react-router";
import { useSignedIn } from "@/api/session";

/** Only places of this site: an address that a link brought along must not lead elsewhere. */
export function safeNext(next: unknown): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/app";
}

/** What follows a sign-in: the session is known, and the way goes on to where it began. */
export function useEntry(): () => Promise<void> {
  const { next } = useSearch({ strict: false }) as { next?: string };
  const navigate = useNavigate();
  const signedIn = useSignedIn();
  return async () => {
    await signedIn();
    await navigate({ to: safeNext(next), replace: true });
  };
}
