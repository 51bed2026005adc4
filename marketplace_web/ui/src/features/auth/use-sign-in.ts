import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { useEffect, type FormEvent } from "react";
import { useProgress } from "./progress";
import { useEntry } from "./use-entry";

interface SignIn {
  signIn: UseMutationResult<unknown, unknown, void>;
  submit: (event: FormEvent) => void;
}

/** A password that is sent by `send`, whoever checks it; the flower opens with what is typed. */
export function useSignIn(password: string, send: () => Promise<unknown>, onError: (error: unknown) => void): SignIn {
  const enter = useEntry();
  const show = useProgress((state) => state.show);
  useEffect(() => show(password ? 0.85 : 0.5), [password, show]);
  const signIn = useMutation({
    mutationFn: send,
    onSuccess: () => {
      show(1);
      return enter();
    },
    onError,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return { signIn, submit };
}
