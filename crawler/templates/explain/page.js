"use strict";
const blocks = [...document.querySelectorAll(".blocks > li")];
const views = [...document.querySelectorAll("[data-view]")];
const reason = document.getElementById("reason");
const help = document.getElementById("help");
let view = "all";
let current = -1;

function show() {
  for (const block of blocks) {
    const inView = view === "all" || block.classList.contains(view);
    block.hidden = !inView || (reason.value !== "" && block.dataset.group !== reason.value);
  }
  for (const button of views) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  document.getElementById("none").hidden = !blocks.length || blocks.some((block) => !block.hidden);
}

function choose(name) {
  view = name;
  reason.value = "";
  show();
}

function goTo(place) {
  if (current >= 0) blocks[current].classList.remove("current");
  current = place;
  blocks[place].classList.add("current");
  blocks[place].focus({ preventScroll: true });
  blocks[place].scrollIntoView({ block: "center" });
}

// To the next removed block in this direction, round the end; among the kept ones, when only those are shown.
function step(direction) {
  const shown = blocks.filter((block) => !block.hidden);
  const removed = shown.filter((block) => block.classList.contains("removed"));
  const stops = (removed.length ? removed : shown).map((block) => blocks.indexOf(block));
  if (!stops.length) return;
  if (direction < 0) stops.reverse();
  goTo(stops.find((place) => current < 0 || (place - current) * direction > 0) ?? stops[0]);
}

function evidence() {
  if (current < 0) return;
  const details = blocks[current].querySelector("details");
  details.open = !details.open;
}

const keys = {
  n: () => step(1),
  p: () => step(-1),
  k: () => choose("kept"),
  r: () => choose("removed"),
  a: () => choose("all"),
  e: evidence,
  "?": () => (help.open ? help.close() : help.showModal()),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target === reason) return;
  if (help.open && event.key !== "?") return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
for (const button of views) button.addEventListener("click", () => choose(button.dataset.view));
reason.addEventListener("change", () => {
  view = "all";
  show();
});
document.getElementById("next").addEventListener("click", keys.n);
document.getElementById("previous").addEventListener("click", keys.p);
document.getElementById("help-button").addEventListener("click", keys["?"]);
window.addEventListener("hashchange", () => {
  const place = blocks.findIndex((block) => `#${block.id}` === location.hash);
  if (place < 0) return;
  if (blocks[place].hidden) choose("all");
  goTo(place);
});
document.getElementById("bar").hidden = false;
