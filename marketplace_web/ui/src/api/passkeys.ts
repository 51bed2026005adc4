import { call, type Answer } from "./client";

/** Browsers allow passkeys on names over TLS and on localhost, never on an address in digits. */
export function passkeysWork(): boolean {
  return window.isSecureContext && "PublicKeyCredential" in window && typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function" && !/^[\d.]+$|^\[/.test(location.hostname);
}

/** Null when the person chose none; in their first organization, or in the one that is named. Throws a Problem when the hub refuses. */
export async function signInWithPasskey(organizationId?: string): Promise<Answer<"POST /v1/auth/passkeys/login"> | null> {
  const begun = await call("POST /v1/auth/passkeys/login/options");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun.public_key as unknown as PublicKeyCredentialRequestOptionsJSON);
  const credential = await navigator.credentials.get({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) return null;
  const shown = credential.toJSON() as never;
  return call("POST /v1/auth/passkeys/login", { body: { challenge: begun.challenge, credential: shown, ...(organizationId ? { organization_id: organizationId } : {}) } });
}

/** False when the person made none. Throws a Problem when the hub refuses. */
export async function makePasskey(password: string | null, name: string): Promise<boolean> {
  const begun = await call("POST /v1/auth/passkeys/options", { body: { password } });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(begun.public_key as unknown as PublicKeyCredentialCreationOptionsJSON);
  const credential = await navigator.credentials.create({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) return false;
  await call("POST /v1/auth/passkeys", { body: { challenge: begun.challenge, name, credential: credential.toJSON() as never } });
  return true;
}
