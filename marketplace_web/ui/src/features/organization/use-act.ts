import { useMutation, useQueryClient } from "@tanstack/react-query";
import { say, sayProblem } from "@/ui/toast";

interface Acting<A> {
  /** First parts of the keys of what is known and may have changed. */
  stale: readonly string[];
  done?: string;
  /** Takes it back, as long as the person is told of it. */
  undo?: () => void;
  after?: (answer: A) => void;
  /** Where a form shows the fault itself. */
  quiet?: boolean;
}

/** Something that an admin does: what is known is asked anew, and the person is told. */
export function useAct<T, A>(act: (given: T) => Promise<A>, { stale, done, undo, after, quiet }: Acting<A>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async (answer) => {
      if (done) say(done, undefined, undo);
      after?.(answer);
      await Promise.all(stale.map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
    onError: quiet ? undefined : sayProblem,
  });
}
