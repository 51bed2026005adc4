import { call, type Answer } from "./client";

/** Browsers allow passkeys on names over TLS and on localhost, never on an address in digits. */
export function passkeysWork(): boolean {
  return window.isSecureContext && "PublicKeyCredential" in window && typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function" && !/^[\d.]+$|^\[/.test(location.hostname);
}

/** Null when the person chose none. Throws a Problem when the hub refuses. */
export async function signInWithPasskey(): Promise<Answer<"POST /v1/auth/passkeys/login"> | null> {
  const begun = await call("POST /v1/auth/passkeys/login/options");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun.public_key as unknown as PublicKeyCredentialRequestOptionsJSON);
  const credential = await navigator.credentials.get({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) return null;
  const shown = credential.toJSON() as never;
  return call("POST /v1/auth/passkeys/login", { body: { challenge: begun.challenge, credential: shown } });
}

/** False when the person made none. Throws a Problem when the hub refuses. */
export async function makePasskey(password: string, name: string): Promise<boolean> {
  const begun = await call("POST /v1/auth/passkeys/options", { body: { password } });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(begun.public_key as unknown as PublicKeyCredentialCreationOptionsJSON);
  const credential = await navigator.credentials.create({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) return false;
  await call("POST /v1/auth/passkeys", { body: { challenge: begun.challenge, name, credential: credential.toJSON() as never } });
  return true;
}
