// The one-time secret is in the fragment, which browsers keep to themselves; it leaves by POST only.
"use strict";

const form = document.getElementById("form");
const notice = document.getElementById("notice");
const password = document.getElementById("password");
const shortest = Number(form.dataset.shortest);
const fields = ["email", "password"];
const token = new URLSearchParams(location.hash.slice(1)).get("token");
history.replaceState(null, "", location.pathname);

function tell(text, kind) {
  notice.textContent = text;
  notice.className = `notice ${kind}`;
  notice.hidden = false;
}

function fault(name, text) {
  const place = document.getElementById(`${name}-fault`);
  place.textContent = text;
  place.hidden = !text;
  document.getElementById(name).setAttribute("aria-invalid", String(Boolean(text)));
}

function rules() {
  const value = password.value;
  document.getElementById("rule-length").classList.toggle("met", value.length >= shortest);
  document.getElementById("rule-distinct").classList.toggle("met", new Set(value.toLowerCase()).size >= 5);
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.?$/, ".");
}

async function send(event) {
  event.preventDefault();
  for (const name of fields) fault(name, "");
  notice.hidden = true;
  if (password.value.length < shortest) {
    fault("password", `The password needs ${shortest} characters or more.`);
    password.focus();
    return;
  }
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch("/v1/auth/setup", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token, email: form.email.value, password: password.value }),
    });
    const body = await answer.json();
    if (answer.ok) {
      form.hidden = true;
      tell(`Done. ${body.user.email} is the administrator of this hub, and signed in here.`, "good");
      document.getElementById("next").hidden = false;
      return;
    }
    let placed = false;
    for (const one of body.errors ?? []) {
      const name = one.pointer.slice(1);
      if (fields.includes(name)) {
        fault(name, sentence(`${name === "email" ? "The address" : "The password"} ${one.detail}`));
        placed = true;
      }
    }
    if (placed) document.querySelector('[aria-invalid="true"]').focus();
    else tell(sentence(body.detail), "bad");
  } catch {
    tell("The hub did not answer. Nothing was changed; try again.", "bad");
  } finally {
    button.disabled = false;
  }
}

if (token) {
  form.hidden = false;
  password.addEventListener("input", rules);
  form.addEventListener("submit", send);
  form.email.focus();
} else {
  tell("This page needs the whole link that the hub printed when it started, up to its last character. Restart the hub for a new one.", "bad");
}
