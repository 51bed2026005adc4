import { useRouter } from "@tanstack/react-router";
import { CornerUpLeft } from "lucide-react";
import { useSession } from "@/api/session";
import { keptWork } from "@/lib/kept-work";
import { topUp as words } from "@/strings/top-up";
import { Button } from "@/ui/button";

/** Around paying: the way back to what it was for; nothing where nothing waits. */
export function BackToWork({ look }: { look?: "primary" }) {
  const { history } = useRouter();
  const me = useSession();
  const work = keptWork();
  if (!me || work?.who !== me.user.id) return null;
  return <Button size="lg" look={look} onClick={() => history.push(work.place)}><CornerUpLeft size={17} />{words.back}</Button>;
}
