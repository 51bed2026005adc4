// A passkey signs in without the form; where the browser cannot, its button stays hidden.
"use strict";

const passkey = document.getElementById("passkey");
const notice = document.getElementById("notice");
const onward = document.querySelector('input[name="next"]').value;

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail);
  return said;
}

async function use() {
  notice.hidden = true;
  passkey.disabled = true;
  try {
    const begun = await post("/v1/auth/passkeys/login/options", {});
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun.public_key);
    const credential = await navigator.credentials.get({ publicKey });
    await post("/v1/auth/passkeys/login", {
      challenge: begun.challenge,
      credential: credential.toJSON(),
    });
    location.assign(onward);
  } catch (error) {
    notice.textContent = error.name === "NotAllowedError" ? "No passkey was chosen." : error.message;
    notice.hidden = false;
  } finally {
    passkey.disabled = false;
  }
}

if (window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON) {
  passkey.hidden = false;
  passkey.addEventListener("click", use);
}
