import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useExport } from "@/api/own-data";
import { Panel } from "@/components/page-head";
import { saveAs } from "@/lib/save";
import { accountWords } from "@/strings/account";
import { Button } from "@/ui/button";
import { say, sayProblem } from "@/ui/toast";
import { EraseDialog } from "./erase-dialog";

const words = accountWords.data;

/** What is kept of somebody is theirs to have, and to end. */
export function OwnData() {
  const copy = useExport();
  const [erasing, setErasing] = useState(false);
  const take = () =>
    copy.mutate(undefined, {
      onSuccess: (file) => {
        saveAs(words.file, file);
        say(words.ready);
      },
      onError: sayProblem,
    });
  return (
    <Panel className="lg:col-span-2" title={words.title}>
      <div className="grid gap-4">
        <Line title={words.export} hint={<>{words.exportHint} {words.elsewhere} <Link to="/app/runs" className="link">{words.runs}</Link>{"."}</>}>
          <Button busy={copy.isPending} onClick={take}>{!copy.isPending && <Download size={15} />}{words.download}</Button>
        </Line>
        <div className="border-t pt-4">
          <Line title={words.erase} hint={words.eraseHint}><Button look="danger" onClick={() => setErasing(true)}>{words.erase}</Button></Line>
        </div>
      </div>
      {erasing && <EraseDialog close={() => setErasing(false)} />}
    </Panel>
  );
}

function Line({ title, hint, children }: { title: string; hint: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 flex-[1_1_260px]">
        <h3 className="font-sans text-[14.5px] font-[600] !tracking-normal">{title}</h3>
        <p className="mt-0.5 max-w-[66ch] text-[13.5px] text-ink-3">{hint}</p>
      </div>
      {children}
    </div>
  );
}
