// The link's secret is in the fragment, which browsers keep to themselves; it leaves by POST only.
"use strict";

const form = document.getElementById("form");
const notice = document.getElementById("notice");
const button = form.querySelector("button");
const { page, shortest, button: label, done } = form.dataset;
const token = new URLSearchParams(location.hash.slice(1)).get("token");
history.replaceState(null, "", location.pathname);

const links = {
  verify: { act: "/v1/auth/email/verify", fields: [] },
  recover: { act: "/v1/auth/recovery/finish", fields: ["new_password", "revoke_keys"], ask: "/v1/auth/recovery" },
  "sign-in": { act: "/v1/auth/link/login", fields: [], ask: "/v1/auth/link" },
  email: { act: "/v1/auth/email/change", fields: [] },
  undo: { act: "/v1/auth/email/undo", fields: [] },
};
const link = links[page];
// What is sent next, where it goes, and what follows when it was taken.
let step;

function tell(text, kind) {
  notice.textContent = text;
  notice.className = `notice ${kind}`;
  notice.hidden = false;
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.?$/, ".");
}

function fault(name, text) {
  const place = document.getElementById(`${name}-fault`);
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
  document.getElementById(name).setAttribute("aria-invalid", String(Boolean(text)));
}

function take(next) {
  step = next;
  for (const field of form.querySelectorAll("[data-field]")) {
    field.hidden = !next.fields.includes(field.dataset.field);
  }
  button.textContent = next.label ?? label;
  form.hidden = false;
  const first = form.querySelector("[data-field]:not([hidden]) input");
  if (first) first.focus();
}

function finish(text) {
  form.hidden = true;
  tell(text, "good");
  document.getElementById("next").hidden = false;
}

const acting = {
  path: link?.act,
  fields: link?.fields ?? [],
  sent: { token },
  after: () => finish(done),
};

const asking = {
  path: link?.ask,
  fields: ["email"],
  sent: {},
  label: "Have a link mailed",
  after: () => finish("If this address has an account, a link is on its way. It works for 15 minutes."),
};

// The account's own password, where the link alone is not enough.
function confirming() {
  tell("You are not signed in here. Your password does instead.", "");
  take({ ...acting, path: "/v1/auth/signup/confirm", fields: ["password"] });
}

function signingIn() {
  tell("Sign in to the account first; the link is kept meanwhile.", "");
  take({ path: "/v1/auth/login", fields: ["email", "password"], sent: {}, label: "Sign in", after: actAgain });
}

function actAgain() {
  notice.hidden = true;
  take(acting);
}

function proving(challenge) {
  tell("Your account has a second factor.", "");
  const after = step.path === "/v1/auth/login" ? actAgain : () => finish(done);
  take({ path: "/v1/auth/login/code", fields: ["code"], sent: { challenge }, label: "Go on", after });
}

function refused(body) {
  if (body.code === "mfa_required") return proving(body.challenge);
  if (body.code === "unauthenticated" && page === "verify") return confirming();
  if (body.code === "unauthenticated" && page === "email") return signingIn();
  if (body.code === "code_required") {
    tell("Your account has a second factor: send a code too.", "");
    return take({ ...step, fields: [...step.fields, "code"] });
  }
  let placed = false;
  for (const one of body.errors ?? []) {
    const name = one.pointer.slice(1);
    if (step.fields.includes(name)) {
      fault(name, sentence(one.detail));
      placed = true;
    }
  }
  if (placed) return form.querySelector('[aria-invalid="true"]').focus();
  return tell(sentence(body.detail), "bad");
}

async function send(event) {
  event.preventDefault();
  notice.hidden = true;
  const body = { ...step.sent };
  for (const name of step.fields) {
    fault(name, "");
    const input = document.getElementById(name);
    body[name] = input.type === "checkbox" ? input.checked : input.value;
  }
  if (body.new_password !== undefined && body.new_password.length < Number(shortest)) {
    fault("new_password", `The password needs ${shortest} characters or more.`);
    document.getElementById("new_password").focus();
    return;
  }
  button.disabled = true;
  try {
    const answer = await fetch(step.path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) step.after();
    else refused(await answer.json());
  } catch {
    tell("The hub did not answer. Try again.", "bad");
  } finally {
    button.disabled = false;
  }
}

form.addEventListener("submit", send);
if (token) take(acting);
else if (link?.ask) take(asking);
else tell("This page needs the whole link from the mail, up to its last character.", "bad");
