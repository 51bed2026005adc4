import { agents } from "@/strings/agents";
import { compare as words } from "@/strings/compare";
import { tries as tryWords } from "@/strings/tries";
import { ButtonLink } from "@/ui/button";
import type { Part } from "./pick-card";

/** How far a visit goes without an account, and where it goes on. */
export function GuestNote({ ids, parts }: { ids: readonly string[]; parts: readonly Part[] }) {
  const known = parts.filter((one) => one.tries);
  if (known.length < parts.length) return null;
  const left = Math.min(...known.map((one) => one.tries?.left ?? 0));
  const enough = known.every((one) => one.tries?.available) && left >= parts.length;
  const next = { next: `/app/compare?agents=${ids.join(",")}` };
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2.5 rounded-[20px_20px_20px_7px] bg-wash px-5 py-3.5 text-[14.5px] text-ink-2">
      <p className="min-w-0 flex-1 basis-[280px]">{enough ? words.guestEnough(tryWords.guestLeft(left)) : words.guestShort}</p>
      <span className="flex flex-wrap gap-2"><ButtonLink to="/signup" search={next} look={enough ? "ghost" : "primary"}>{agents.startAction}</ButtonLink><ButtonLink to="/login" search={next} look="quiet">{agents.signInAction}</ButtonLink></span>
    </div>
  );
}
