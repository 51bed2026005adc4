/** What a directory sees with its token, asked as it asks: at the SCIM address itself, and with nothing but the token. */

export interface Seen {
  people: number;
  groups: number;
}

/** `refused`: the address answered, and takes no such token. `status` is 0 where nothing answered. */
export class ScimFailed extends Error {
  constructor(readonly status: number) {
    super(`SCIM ${status}`);
  }

  get refused(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

async function ask(token: string, path: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`/scim/v2/${path}`, { credentials: "omit", cache: "no-store", headers: { accept: "application/scim+json", authorization: `Bearer ${token}` } }).catch(() => null);
  if (answer === null) throw new ScimFailed(0);
  if (!answer.ok) throw new ScimFailed(answer.status);
  return (await answer.json()) as Record<string, unknown>;
}

/** Throws ScimFailed. It reads, and changes nothing. */
export async function seenWith(token: string): Promise<Seen> {
  await ask(token, "ServiceProviderConfig");
  const [people, groups] = await Promise.all([ask(token, "Users?count=0"), ask(token, "Groups?count=0")]);
  return { people: Number(people.totalResults), groups: Number(groups.totalResults) };
}
