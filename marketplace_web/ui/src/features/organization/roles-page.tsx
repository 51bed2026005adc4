import { useQuery } from "@tanstack/react-query";
import { Check, Minus } from "lucide-react";
import { membersQuery, rolesQuery } from "@/api/organization";
import { sentence } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { Failed, Skeletons } from "@/ui/states";
import { OrganizationPage } from "./section";

const words = organizationWords.roleGrid;

export default function RolesPage() {
  const { data, error, refetch } = useQuery(rolesQuery);
  const { data: members = [] } = useQuery(membersQuery);
  const scopes = [...new Set(data?.flatMap((one) => one.scopes) ?? [])].toSorted((a, b) => order(a) - order(b));
  return (
    <OrganizationPage title={words.title} lead={words.lead}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={1} className="grid" each="h-[420px] !rounded-[20px]" />}
      {data && (
        <div className="scroll-x overflow-hidden rounded-[20px_20px_20px_7px] border bg-surface shadow-1" tabIndex={0} role="region" aria-label={words.title}>
          <table className="data">
            <thead>
              <tr>
                <th scope="col" className="!ps-4 sm:!ps-5">{words.may}</th>
                {data.map((one) => <th key={one.role} scope="col" className="!text-center align-bottom max-sm:!px-1 max-sm:last:!pe-3"><b className="block text-[13.5px] sm:text-[14.5px] font-[650] text-ink">{organizationWords.roles[one.role]}</b><span className="font-[500] max-sm:hidden">{words.people(members.filter((member) => member.role === one.role).length)}</span></th>)}
              </tr>
            </thead>
            <tbody>
              {scopes.map((scope) => (
                <tr key={scope}>
                  <th scope="row" className="border-t !whitespace-normal !ps-4 sm:!ps-5 !py-3 !text-[14.5px] !font-[600] !text-ink">{words.scopes[scope]?.[0] ?? sentence(scope)}<span className="block whitespace-normal text-[13px] font-[450] text-ink-3 max-sm:hidden">{words.scopes[scope]?.[1]}</span></th>
                  {data.map((one) => <Cell key={one.role} may={one.scopes.includes(scope)} />)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </OrganizationPage>
  );
}

const ORDER = Object.keys(words.scopes);
const order = (scope: string): number => (ORDER.includes(scope) ? ORDER.indexOf(scope) : ORDER.length);

function Cell({ may }: { may: boolean }) {
  return (
    <td className="!text-center max-sm:!px-1 max-sm:last:!pe-3">
      <span className={`petal inline-grid size-7 place-items-center ${may ? "bg-fern-wash text-fern-text" : "text-ink-3"}`}>{may ? <Check size={16} strokeWidth={2.4} /> : <Minus size={15} />}<span className="sr-only">{may ? words.yes : words.no}</span></span>
    </td>
  );
}
