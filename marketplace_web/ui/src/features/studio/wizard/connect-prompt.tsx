import { wizard } from "@/strings/studio-wizard";
import { TextArea } from "@/ui/field";
import { messageOf, textOf } from "./draft";
import { faultIn } from "./faults";
import { FieldRows } from "./field-rows";
import { fieldsOf } from "./fields";
import { StepHead } from "./step-head";
import type { StepProps } from "./wizard";

const words = wizard.prompt;

export function ConnectPrompt({ making, faults }: StepProps) {
  const { manifest } = making.draft;
  const auto = messageOf(fieldsOf(manifest.input_schema));
  return (
    <>
      <StepHead title={words.title} lead={words.lead} />
      <div className="grid gap-5">
        <TextArea label={words.instructions} hint={words.instructionsHint} rows={9} value={textOf(manifest, "instructions")} fault={faultIn(faults, "connect", "instructions")} onChange={(event) => making.changeManifest({ instructions: event.target.value })} />
        <FieldRows making={making} fault={faultIn(faults, "connect", "input_schema")} follow={textOf(manifest, "message") === auto} />
        <TextArea label={words.message} hint={words.messageHint} rows={4} className="mono !text-[13px]" placeholder={auto} value={textOf(manifest, "message")} fault={faultIn(faults, "connect", "message")} onChange={(event) => making.changeManifest({ message: event.target.value })} />
      </div>
    </>
  );
}
