import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { call } from "@/api/client";
import { joinableQuery } from "@/api/organization";
import { useSignedIn, type Me } from "@/api/session";
import { Sigil } from "@/brand/sigil";
import { teamWords } from "@/strings/team";
import { Button } from "@/ui/button";
import { say, sayProblem } from "@/ui/toast";

const words = teamWords.join;

/** The team whose domain the address is of, where it lets its people in; else nothing. */
export function Join({ me }: { me: Me }) {
  const { data } = useQuery(joinableQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const signedIn = useSignedIn();
  const join = useMutation({
    mutationFn: async (id: string) => {
      const { status } = await call("POST /v1/organizations/joinable", { body: { organization_id: id } });
      if (status === "joined") await call("POST /v1/auth/switch", { body: { organization_id: id } });
      return status;
    },
    onSuccess: async (status) => {
      if (status === "asked") return client.invalidateQueries({ queryKey: ["joinable"] });
      await signedIn();
      say(words.joined(data?.name ?? ""));
      return navigate({ to: "/app" });
    },
    onError: sayProblem,
  });
  if (!data) return null;
  return (
    <section className="petal-card flex flex-wrap items-center gap-x-5 gap-y-4 p-5 shadow-glow">
      <Sigil id={data.organization_id} size={56} on />
      <div className="min-w-0 flex-[1_1_220px]">
        <h2 className="text-[19px] [overflow-wrap:anywhere]">{words.title(data.name)}</h2>
        <p className="mt-1 text-[14.5px] text-ink-2">{data.asked ? words.asked : words.lead(me.user.email.split("@")[1] ?? "")}</p>
      </div>
      {!data.asked && <Button look="primary" size="lg" busy={join.isPending} onClick={() => join.mutate(data.organization_id)}>{data.joining === "join" ? words.join : words.ask}</Button>}
    </section>
  );
}
