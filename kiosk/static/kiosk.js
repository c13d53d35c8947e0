/* The screen in a hall: goes back to the beginning when nobody touches it, and keeps no trace of who read what. */
"use strict";

const body = document.body;
const resetMs = Number(body.dataset.reset) * 1000;
const warningMs = Number(body.dataset.warning) * 1000;
const DOUBLE_TAP_MS = 350;
const RELOAD_MS = 5 * 60 * 1000;
const TURN_MS = 8000;

/* Replacing instead of adding: nobody can go back to what the person before was reading. */
function go(address) {
  location.replace(address);
}

/* The second of two quick taps was meant for the page before. Letters are tapped quickly on purpose. */
let isFresh = true;
setTimeout(() => { isFresh = false; }, DOUBLE_TAP_MS);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link) return;
  event.preventDefault();
  if (!isFresh || link.classList.contains("letter")) go(link.href);
});

for (const name of ["contextmenu", "dragstart", "selectstart"]) {
  document.addEventListener(name, (event) => event.preventDefault());
}

function returnWhenLeft() {
  const dialog = document.querySelector("dialog.still");
  const left = dialog.querySelector(".left");
  let touchedAt = Date.now();

  function stay() {
    touchedAt = Date.now();
    if (dialog.open) dialog.close();
  }
  for (const name of ["pointerdown", "keydown", "wheel", "touchmove"]) {
    document.addEventListener(name, () => { if (!dialog.open) touchedAt = Date.now(); }, { passive: true });
  }
  dialog.addEventListener("click", stay);
  dialog.addEventListener("cancel", stay);

  setInterval(() => {
    const leftMs = resetMs - (Date.now() - touchedAt);
    if (leftMs <= 0) {
      go(body.dataset.home);
    } else if (leftMs <= warningMs) {
      left.textContent = String(Math.ceil(leftMs / 1000));
      if (!dialog.open) dialog.showModal();
    }
  }, 250);
}

function scrollByKeys() {
  const text = document.querySelector(".text");
  const keys = document.querySelectorAll("[data-scroll]");
  if (!text) return;

  function showEnds() {
    const below = text.scrollHeight - text.clientHeight - text.scrollTop;
    for (const key of keys) {
      const atEnd = key.dataset.scroll === "1" ? below < 2 : text.scrollTop < 2;
      key.classList.toggle("off", atEnd);
      key.setAttribute("aria-disabled", String(atEnd));
    }
  }
  for (const key of keys) {
    key.hidden = false;
    key.addEventListener("click", () => text.scrollBy({ top: Number(key.dataset.scroll) * text.clientHeight * 0.8 }));
  }
  text.addEventListener("scroll", showEnds, { passive: true });
  showEnds();
}

function wait() {
  const day = document.querySelector(".day");
  const time = document.querySelector(".time");
  const pad = (number) => String(number).padStart(2, "0");

  function tell() {
    const now = new Date();
    day.textContent = `${now.getMonth() + 1}月${now.getDate()}日 星期${"日一二三四五六"[now.getDay()]}`;
    time.textContent = `${pad(now.getHours())}:${pad(now.getMinutes())}`;
  }
  tell();
  setInterval(tell, 1000);
  turnTopics();
  /* A new day, a new catalog: load again, but never replace a good page by an error. */
  setInterval(() => fetch(location.href).then((answer) => { if (answer.ok) go(location.href); }, () => undefined), RELOAD_MS);
  document.querySelector("main").addEventListener("click", (event) => {
    if (!event.target.closest("a, button")) go(document.querySelector(".begin").href);
  });
}

function turnTopics() {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const list = document.querySelector(".turns");
  const pause = document.querySelector(".pause");
  let turn = 0;
  let paused = false;

  function show() {
    [...list.children].forEach((topic, place) => topic.classList.toggle("now", place === turn % list.children.length));
  }
  list.classList.add("turning");
  show();
  setInterval(() => {
    if (paused || list.contains(document.activeElement)) return;
    turn += 1;
    show();
  }, TURN_MS);
  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
  });
}

if ("idle" in body.dataset) {
  wait();
} else {
  returnWhenLeft();
  scrollByKeys();
}
