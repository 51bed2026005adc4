import { useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** Once, with the place that was asked for: while the way there is under way, it is another place. */
export function AskToSignIn() {
  const navigate = useNavigate();
  const router = useRouter();
  const [next] = useState(() => router.state.location.href);
  useEffect(() => void navigate({ to: "/login", search: { next } as never, replace: true }), [navigate, next]);
  return null;
}
