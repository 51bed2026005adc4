import { useMutation, useQuery } from "@tanstack/react-query";
import { profileQuery } from "@/api/billing";
import { call } from "@/api/client";
import { isProblem } from "@/api/problem";
import { accountWords } from "@/strings/account";
import { wordsFor } from "@/strings/common";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

/** Whether the hub wants this person's address confirmed before they may do anything with money. */
export function useUnverified(enabled: boolean): boolean {
  const { error } = useQuery({ ...profileQuery, enabled, retry: false });
  return isProblem(error, "email_not_verified");
}

/** The one step that is missing, in the place of everything that would be refused. */
export function VerifyFirst() {
  const words = wordsFor("email_not_verified");
  const send = useMutation({ mutationFn: () => call("POST /v1/auth/email/verification"), onSuccess: () => say(accountWords.sentAgain), onError: sayProblem });
  return (
    <Empty seed="verify" className="petal-card" title={words.title} action={<Button look="primary" busy={send.isPending} onClick={() => send.mutate()}>{accountWords.sendAgain}</Button>}>{words.detail}</Empty>
  );
}
