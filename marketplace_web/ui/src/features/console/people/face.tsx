import { peopleWords } from "@/strings/console-people";

/** Somebody, by initials, name and address. */
export function Face({ name, email }: { name: string; email: string }) {
  const initials = name.split(/\s+/).slice(0, 2).map((word) => word.charAt(0).toUpperCase()).join("");
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <span className="petal grid size-8 shrink-0 place-items-center bg-[#5f3add] text-[12.5px] font-[700] text-white" aria-hidden>{initials}</span>
      <span className="min-w-0 leading-tight"><span className="block truncate font-[600]">{name || peopleWords.erased}</span><span className="block truncate text-[13px] font-[400] text-ink-3">{email}</span></span>
    </span>
  );
}
