import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { call } from "@/api/client";
import { useSignedIn } from "@/api/session";
import { sayProblem } from "@/ui/toast";

/** Goes on in another of one's organizations, at its home. */
export function useEnter() {
  const navigate = useNavigate();
  const signedIn = useSignedIn();
  return useMutation({
    mutationFn: (id: string) => call("POST /v1/auth/switch", { body: { organization_id: id } }),
    onSuccess: async () => {
      await signedIn();
      await navigate({ to: "/app" });
    },
    onError: sayProblem,
  });
}
