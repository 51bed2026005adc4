import { useQuery } from "@tanstack/react-query";
import { call } from "@/api/client";
import { groupRolesQuery, type GroupRole } from "@/api/sign-in-settings";
import { signInWords } from "@/strings/sign-in-settings";
import { GroupRoles } from "./group-roles";
import { LdapPanel } from "./ldap";
import { ScimTokens } from "./scim-tokens";
import { OrganizationPage } from "./section";
import { useAct } from "./use-act";

const words = signInWords.directory;

export default function DirectoryPage() {
  const { data } = useQuery(groupRolesQuery);
  const save = useAct((roles: GroupRole[]) => call("PUT /v1/directory/roles", { body: { roles } }), { stale: ["group-roles", "members", "audit"], done: words.roles.saved });
  return (
    <OrganizationPage title={words.title} lead={words.lead}>
      <ScimTokens />
      {data && <GroupRoles title={words.roles.title} lead={words.roles.lead} roles={data} busy={save.isPending} onSave={(roles) => save.mutate(roles)} key={JSON.stringify(data)} />}
      <LdapPanel />
    </OrganizationPage>
  );
}
