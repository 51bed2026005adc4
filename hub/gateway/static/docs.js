// Narrow the reference to what is typed, and open what the address names.
"use strict";

const search = document.getElementById("search");
const none = document.getElementById("none");
search.parentElement.hidden = false;

function narrow() {
  const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const section of document.querySelectorAll("section[data-tag]")) {
    let here = 0;
    for (const operation of section.querySelectorAll(".op")) {
      const text = operation.querySelector("summary").textContent.toLowerCase();
      operation.hidden = !wanted.every((word) => text.includes(word));
      here += operation.hidden ? 0 : 1;
    }
    section.hidden = here === 0;
    shown += here;
  }
  none.hidden = shown > 0;
}

function open() {
  const named = document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) named.open = true;
}

search.addEventListener("input", narrow);
window.addEventListener("hashchange", open);
open();
