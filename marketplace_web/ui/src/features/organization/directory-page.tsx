import { useQuery } from "@tanstack/react-query";
import { call } from "@/api/client";
import { membersQuery } from "@/api/organization";
import { groupRolesQuery, ldapQuery, scimTokensQuery, type GroupRole } from "@/api/sign-in-settings";
import { signInWords } from "@/strings/sign-in-settings";
import { Failed, Skeletons } from "@/ui/states";
import { GroupRoles } from "./group-roles";
import { LdapPanel } from "./ldap";
import { ScimTokens } from "./scim-tokens";
import { OrganizationPage } from "./section";
import { useAct } from "./use-act";

const words = signInWords.directory;

export default function DirectoryPage() {
  const { data, error, refetch } = useQuery(groupRolesQuery);
  // Everything comes at once, so that nothing that is read already moves.
  const waits = [useQuery(scimTokensQuery), useQuery(ldapQuery), useQuery(membersQuery)].some((one) => one.isPending) || (!data && !error);
  const save = useAct((roles: GroupRole[]) => call("PUT /v1/directory/roles", { body: { roles } }), { stale: ["group-roles", "members", "audit"], done: words.roles.saved });
  return (
    <OrganizationPage title={words.title} lead={words.lead}>
      {waits && <Skeletons count={3} className="grid gap-9" each="h-[230px] !rounded-[20px]" />}
      {!waits && <ScimTokens />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!waits && data && <GroupRoles title={words.roles.title} lead={words.roles.lead} roles={data} busy={save.isPending} onSave={(roles) => save.mutate(roles)} key={JSON.stringify(data)} />}
      {!waits && <LdapPanel />}
    </OrganizationPage>
  );
}
