import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { profileQuery } from "@/api/billing";
import { countryName } from "@/components/buying/countries";
import { ProfileForm } from "@/components/buying/profile-form";
import { Panel } from "@/components/page-head";
import { listed } from "@/lib/format";
import { checkout as words } from "@/strings/checkout";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { profileWords } from "@/strings/checkout";

/** Who the invoice is for: tax follows from it, so it can be changed here. */
export function ProfileLine() {
  const { data } = useQuery(profileQuery);
  const [open, setOpen] = useState(false);
  const known = data && (data.name || data.country);
  const line = data && listed([data.name, data.country && countryName(data.country), data.tax_id]);
  return (
    <Panel>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-[15px] font-[620] !tracking-normal [font-family:var(--font-sans)]">{words.profile}</h2>
          <p className="mt-0.5 text-[14px] text-ink-2">{known ? line : words.noProfile}</p>
        </div>
        <Button size="sm" onClick={() => setOpen(true)}>{known ? words.changeProfile : words.addProfile}</Button>
      </div>
      <Dialog wide open={open} onOpenChange={setOpen} title={profileWords.title} description={profileWords.lead}><ProfileForm onDone={() => setOpen(false)} /></Dialog>
    </Panel>
  );
}
