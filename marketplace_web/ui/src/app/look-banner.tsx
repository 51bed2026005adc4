import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Eye } from "lucide-react";
import { useEffect, useState } from "react";
import { useLooking } from "@/api/console/looking";
import { ago } from "@/lib/format";
import { peopleWords } from "@/strings/console-people";
import { Button } from "@/ui/button";

const words = peopleWords.support;

/** As long as somebody looks at an organization, on every page of the console. */
export function LookBanner() {
  const { look, stop } = useLooking();
  const client = useQueryClient();
  const [now, setNow] = useState(() => Date.now());
  const ends = look ? new Date(look.expiresAt).getTime() : 0;
  useEffect(() => {
    if (!look) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [look]);
  const leave = () => {
    stop();
    client.removeQueries({ queryKey: ["console", "looking"] });
  };
  useEffect(() => {
    if (look && now >= ends) leave();
  });
  if (!look) return null;
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-4 gap-y-2 bg-[#fea91e] px-4 py-2 text-[14px] text-[#210f22] md:px-6">
      <Eye size={17} aria-hidden />
      <Link to="/console/support" className="font-[650] underline underline-offset-4">{words.looking(look.name)}</Link>
      <span className="min-w-0 flex-1">{words.lookingMore} {words.leaves(ago(look.expiresAt, now))}{"."}</span>
      <Button size="sm" className="!border-transparent !bg-[#210f22] !text-white" onClick={leave}>{words.stop}</Button>
    </div>
  );
}
