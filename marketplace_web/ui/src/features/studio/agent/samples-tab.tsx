import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Agent } from "@/api/catalog";
import { saveAgent, useRefresh } from "@/api/making";
import { Panel } from "@/components/page-head";
import { own } from "@/strings/studio-agent";
import { Button } from "@/ui/button";
import { say, sayProblem } from "@/ui/toast";
import { examplesOf } from "../wizard/draft";
import { SampleList } from "../wizard/samples";
import { TrySample } from "../wizard/try-sample";

const words = own.samples;

export function SamplesTab({ agent }: { agent: Agent }) {
  const manifest = agent.draft ?? {};
  const [samples, setSamples] = useState(() => examplesOf(manifest));
  const refresh = useRefresh();
  const save = useMutation({ mutationFn: () => saveAgent(agent.id, { ...manifest, examples: samples }), onSuccess: refresh });
  const changed = JSON.stringify(samples) !== JSON.stringify(examplesOf(manifest));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
      <Panel>
        <p className="mb-4 text-[14.5px] text-ink-2">{words.lead}</p>
        <SampleList schema={manifest.input_schema ?? agent.input_schema} samples={samples} onChange={setSamples} />
        <Button look="primary" className="mt-5" disabled={!changed} busy={save.isPending} onClick={() => void save.mutateAsync().then(() => say(words.saved), sayProblem)}>{words.save}</Button>
      </Panel>
      {agent.version && <TrySample agentId={agent.id} enabled={agent.enabled} schema={agent.input_schema} sample={agent.examples[0]?.input} />}
    </div>
  );
}
