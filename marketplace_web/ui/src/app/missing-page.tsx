import { common } from "@/strings/common";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/states";
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
