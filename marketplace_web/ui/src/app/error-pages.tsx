import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { common } from "@/strings/common";
import { ButtonLink } from "@/ui/button";
import { Empty, Failed } from "@/ui/states";

export function MissingPage() {
  return (
    <main id="main" className="grid min-h-[70dvh] place-items-center">
      <Empty seed="nothing-here" title={common.missingTitle} action={<><ButtonLink to="/" look="primary">{common.toStart}</ButtonLink><ButtonLink to="/marketplace">{common.toMarket}</ButtonLink></>}>
        {common.missing}
      </Empty>
    </main>
  );
}

export function CrashPage({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <div className="grid min-h-[60dvh] place-items-center">
      <Failed error={error} retry={() => void router.invalidate()} />
    </div>
  );
}
