import { Star } from "lucide-react";
import { useState, type FormEvent } from "react";
import { isProblem } from "@/api/problem";
import { useOwnReview, type OwnReview } from "@/api/reviews";
import { PausingButton } from "@/components/pausing-button";
import { reviews as words } from "@/strings/reviews";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

interface Props {
  listing: string;
  own: OwnReview;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ReviewForm({ listing, own: { review }, open, onOpenChange }: Props) {
  const { write, withdraw } = useOwnReview(listing);
  const [stars, setStars] = useState(review?.stars ?? 0);
  const faults = isProblem(write.error) ? write.error.faults : {};
  // A kept review is another one to edit, so that this form is made anew: what follows does not hang on it.
  const close = async <T,>(done: Promise<T>, said: (kept: T) => string) => {
    try {
      const kept = await done;
      onOpenChange(false);
      say(said(kept));
    } catch (error) {
      sayProblem(error);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const draft = { stars, title: String(given.get("title") ?? "").trim(), text: String(given.get("text") ?? "").trim() };
    void close(write.mutateAsync(draft), (kept) => (kept.status === "published" ? words.published : words.heldToast));
  };
  const takeBack = () => void close(withdraw.mutateAsync(), () => words.withdrawn);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words.formTitle} description={words.formLead}>
      <form onSubmit={submit} className="grid gap-4">
        <StarChoice value={stars} onChange={setStars} />
        <TextField label={words.headline} name="title" required maxLength={100} defaultValue={review?.title} fault={faults.title} />
        <TextArea label={words.text} name="text" rows={5} maxLength={4000} defaultValue={review?.text} fault={faults.text} />
        <DialogFoot>
          {review && <Button look="danger" className="order-last max-sm:basis-full sm:order-first sm:me-auto" busy={withdraw.isPending} onClick={takeBack}>{words.withdraw}</Button>}
          <PausingButton type="submit" look="primary" disabled={stars === 0} busy={write.isPending}>{review ? words.save : words.send}</PausingButton>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

function StarChoice({ value, onChange }: { value: number; onChange: (stars: number) => void }) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-[13.5px] font-[600] text-ink-2">{words.stars}</legend>
      <div className="flex gap-1">
        {[1, 2, 3, 4, 5].map((n) => (
          <label key={n} className="cursor-pointer rounded-[10px] p-1 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-[var(--focus)]">
            <input type="radio" name="stars" value={n} checked={value === n} onChange={() => onChange(n)} className="sr-only" aria-label={words.starsOf(n)} />
            <Star size={30} strokeWidth={value >= n ? 0 : 1.6} fill={value >= n ? "var(--pollen)" : "none"} className="text-ink-3" aria-hidden />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
