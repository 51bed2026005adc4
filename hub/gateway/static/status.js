// The flower is the hub's own health: each petal is an engine, and it is asked again and again.
"use strict";

const words = {
  ok: "It works: every engine answers",
  degraded: "It works; something it can do without is away",
  unavailable: "It cannot work right now",
};
const state = document.getElementById("state");

async function look() {
  let report = { status: "unavailable", engines: {} };
  let hub = "down";
  try {
    const answer = await fetch("/readyz", { headers: { accept: "application/json" } });
    report = await answer.json();
    hub = "ok";
  } catch {
    report.engines = {};
  }
  for (const petal of document.querySelectorAll(".petal")) {
    const engine = petal.dataset.engine;
    const answered = engine === "hub" ? hub : report.engines[engine];
    petal.classList.toggle("ok", answered === "ok");
    petal.classList.toggle("down", answered !== "ok" && answered !== undefined);
  }
  const away = Object.keys(report.engines).filter((name) => report.engines[name] !== "ok");
  const which = away.length ? ` (${away.join(", ").replaceAll("_", " ")})` : "";
  const said = words[report.status] + which;
  if (state.textContent !== said) state.textContent = said;
  state.className = report.status;
  if (!document.hidden) window.setTimeout(look, 10000);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
    window.setTimeout(() => { button.textContent = "Copy"; }, 1600);
  });
}
look();
