import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState, type FormEvent } from "react";
import { judgmentQuery } from "@/api/console/platform";
import { systemWords } from "@/strings/console-system";
import { Button } from "@/ui/button";
import { Failed } from "@/ui/states";
import { Badge } from "../parts/bits";

const words = systemWords.domains.test;

/** What the hub itself would say to an address; it is asked, and nothing is guessed here. */
export function TestAddress() {
  const [asked, setAsked] = useState("");
  const { data, error, isFetching } = useQuery({ ...judgmentQuery(asked), placeholderData: keepPreviousData });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAsked(String(new FormData(event.currentTarget).get("address") ?? "").trim());
  };
  return (
    <section className="petal-card mb-4 p-4">
      <form onSubmit={submit} className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <h2 className="flex items-center gap-2 text-[16px] !tracking-[-.015em]"><FlaskConical size={17} className="text-brand-text" />{words.title}</h2>
        <input name="address" aria-label={words.address} placeholder={words.address} required minLength={3} maxLength={320} className="field !h-10 min-w-0 flex-1 basis-[220px] !text-[14px]" />
        <Button type="submit" busy={isFetching}>{words.ask}</Button>
        <span className="min-w-0 text-[14px] empty:-ms-4" aria-live="polite">
          {data && !error && <Badge tone={data.allowed ? "good" : "bad"}>{words.by[data.by](data.rule?.domain ?? "", data.allowed)}</Badge>}
        </span>
      </form>
      {error && <Failed error={error} />}
    </section>
  );
}
