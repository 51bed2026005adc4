import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { Offline } from "@/api/problem";
import { Failed } from "@/ui/states";

export function CrashPage({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <div className="grid min-h-[60dvh] place-items-center">
      <Failed error={navigator.onLine ? error : new Offline()} retry={() => void router.invalidate()} />
    </div>
  );
}
