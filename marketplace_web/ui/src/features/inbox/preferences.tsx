import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { preferencesQuery } from "@/api/account";
import { call, type Answer } from "@/api/client";
import { Panel } from "@/components/page-head";
import { sentence } from "@/lib/format";
import { inboxWords as words } from "@/strings/inbox";
import { say, sayProblem } from "@/ui/toast";

type Choice = Answer<"GET /v1/notifications/preferences">["preferences"][number];

/** What one is told, and by which way. Each change is kept at once. */
export function Preferences() {
  const { data = [] } = useQuery(preferencesQuery);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (changed: Choice) =>
      call("PUT /v1/notifications/preferences", { body: { preferences: data.map((one) => choice(one.category === changed.category ? changed : one)) } }),
    onSuccess: (answer) => {
      client.setQueryData(preferencesQuery.queryKey, answer.preferences);
      say(words.saved);
    },
    onError: sayProblem,
  });
  if (data.length === 0) return null;
  return (
    <Panel title={words.preferences} className="mt-6">
      <ul className="grid gap-3">
        {data.map((one) => (
          <li key={one.category} className="flex flex-wrap items-center gap-x-6 gap-y-1.5">
            <span className="min-w-[220px] flex-1">
              <b className="block text-[14.5px] font-[600]">{sentence(one.category)}</b>
              <span className="text-[13.5px] text-ink-2">{words.categories[one.category] ?? one.description}</span>
            </span>
            <Way label={words.here} about={one.category} on={one.inbox} onChange={(inbox) => save.mutate({ ...one, inbox })} />
            <Way label={words.byMail} about={one.category} on={one.email} onChange={(email) => save.mutate({ ...one, email })} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const choice = ({ category, email, inbox }: Choice) => ({ category, email, inbox });

function Way({ label, about, on, onChange }: { label: string; about: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="flex cursor-pointer items-center gap-2 text-[14px]">
      <input type="checkbox" aria-label={words.about(sentence(about), label)} checked={on} onChange={(event) => onChange(event.target.checked)} className="size-[18px] accent-[var(--brand)]" />
      {label}
    </label>
  );
}
