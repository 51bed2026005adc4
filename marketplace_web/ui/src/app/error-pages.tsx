import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { common } from "@/strings/common";
import { ButtonLink } from "@/ui/button";
import { Empty, Failed } from "@/ui/states";
import { PublicShell } from "./public-shell";

export function MissingPage() {
  return (
    <PublicShell>
      <Empty seed="nothing-here" className="fills-page content-center" title={common.missingTitle} action={<><ButtonLink to="/" look="primary">{common.toStart}</ButtonLink><ButtonLink to="/marketplace">{common.toMarket}</ButtonLink></>}>
        {common.missing}
      </Empty>
    </PublicShell>
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
