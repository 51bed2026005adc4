/**
 * The secret of an invitation, from the link's fragment. It is kept in this tab while its person
 * signs in or makes an account, and taken out of the address at once.
 */
const PLACE = "laelia-invitation";

export function tokenFrom(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, "")).get("token");
}

export function takeToken(): string | null {
  const given = tokenFrom(location.hash);
  try {
    if (given) sessionStorage.setItem(PLACE, given);
    return given ?? sessionStorage.getItem(PLACE);
  } catch {
    return given;
  }
}

export function forgetToken(): void {
  try {
    sessionStorage.removeItem(PLACE);
  } catch {
    // it was not kept either
  }
}
