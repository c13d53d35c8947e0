// What makes the console comfortable: the menu on a phone, drafts, shortcuts, lists that follow the fields. Everything essential works without it.
"use strict";
document.documentElement.classList.add("scripted");

document.addEventListener("DOMContentLoaded", () => {
  joinMenu();
  joinShortcuts();
  openOnWideScreens();
  joinPickers();
  joinDrafts();
  sendOnce();
  const errors = document.querySelector(".errors");
  if (errors) errors.focus();
});

// --- the menu: on a phone it is folded away behind its button

function joinMenu() {
  const button = document.querySelector(".menu-button");
  const menu = document.getElementById("menu");
  if (!button || !menu) return;
  const turn = (open) => {
    button.setAttribute("aria-expanded", String(open));
    menu.classList.toggle("open", open);
  };
  button.addEventListener("click", () => turn(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.classList.contains("open")) {
      turn(false);
      button.focus();
    }
  });
}

function openOnWideScreens() {
  if (!window.matchMedia("(min-width: 62rem)").matches) return;
  for (const one of document.querySelectorAll("details[data-open-wide]")) one.open = true;
}

// --- shortcuts: never while somebody writes, and they can be turned off

function joinShortcuts() {
  const dialog = document.getElementById("shortcuts");
  if (!dialog || !dialog.showModal) return;
  const box = document.getElementById("shortcuts-on");
  box.checked = recall("shortcuts") !== "off";
  box.addEventListener("change", () => remember("shortcuts", box.checked ? "on" : "off"));
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  for (const opener of document.querySelectorAll("[data-open=shortcuts]")) opener.addEventListener("click", () => dialog.showModal());
  let afterG = false;
  document.addEventListener("keydown", (event) => {
    if (!box.checked || dialog.open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    const key = event.key;
    if (key === "/") {
      const search = document.querySelector("main input[type=search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (key === "?") {
      event.preventDefault();
      dialog.showModal();
    } else if (key === "t" && afterG) {
      window.location.href = document.querySelector(".brand").href;
    }
    afterG = key === "g";
  });
}

function isWriting(target) {
  return target instanceof Element && (target.closest("input, textarea, select") !== null || target.isContentEditable);
}

// A browser may refuse to remember anything; then the shortcuts are simply on.
function recall(name) {
  try {
    return window.localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    window.localStorage.setItem(name, value);
  } catch {
    // it holds for this page
  }
}

// --- picking a place: what is written narrows the tree

function joinPickers() {
  for (const picker of document.querySelectorAll("[data-picker]")) {
    const search = picker.querySelector("[data-narrows]");
    search.parentElement.hidden = false;
    search.addEventListener("input", () => narrow(picker, search.value.trim()));
    for (const chosen of picker.querySelectorAll("input:checked")) {
      for (let above = chosen.closest("details"); above; above = above.parentElement.closest("details")) above.open = true;
    }
  }
}

function narrow(picker, text) {
  let found = 0;
  // From the leaves upwards: a place stays when it, or one below it, is meant.
  for (const item of [...picker.querySelectorAll("[data-place]")].reverse()) {
    const meant = item.dataset.place.includes(text);
    const below = item.querySelector("[data-place]:not([hidden])") !== null;
    item.hidden = Boolean(text) && !meant && !below;
    found += meant ? 1 : 0;
    const details = item.querySelector(":scope > details");
    if (details) details.open = Boolean(text) && below;
  }
  picker.querySelector("[data-none]").hidden = found > 0;
}

// --- drafts: sent two seconds after the last key, and when the page is left

const QUIET_MS = 2000;

function joinDrafts() {
  for (const key of document.querySelectorAll("input[name=draft_key]")) joinDraft(key.form);
}

function joinDraft(form) {
  let timer = 0;
  let changed = false;
  let sending = null;
  const save = (leaving) => {
    window.clearTimeout(timer);
    if (!changed) return;
    changed = false;
    sending = new AbortController();
    fetch("/console/drafts/", { method: "POST", body: draftOf(form), keepalive: leaving, signal: sending.signal })
      .then((answer) => tellDraft(form, answer))
      .catch((problem) => {
        if (problem.name !== "AbortError") tellDraft(form, null);
      });
  };
  form.addEventListener("input", () => {
    changed = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => save(false), QUIET_MS);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    // What is being sent is no draft any more; should it be refused, the server keeps it.
    window.clearTimeout(timer);
    changed = false;
    if (sending) sending.abort();
  });
  window.addEventListener("pagehide", () => save(true));
}

function draftOf(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const control = form.elements[name];
    const secret = control instanceof HTMLInputElement && control.type === "password";
    if (typeof value === "string" && !secret) body.append(name, value);
  }
  return body;
}

function tellDraft(form, answer) {
  const line = form.querySelector(".draft-state");
  const time = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  const kept = answer !== null && answer.headers.get("X-Draft") === "kept";
  if (kept && answer.ok) line.textContent = `草稿已存（${time}）。`;
  else if (kept) line.textContent = "登录已经过期，内容已存成草稿。提交时会请您重新登录，登录后接着填。";
  else line.textContent = "草稿没有存上，请先不要关掉这一页。";
}

// --- a form sent is not sent again while its answer is on the way

const ON_THE_WAY_MS = 10000;

function sendOnce() {
  const sent = new Set();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    // An answer that never comes, or is a file, leaves the page where it is.
    window.setTimeout(() => sent.delete(form), ON_THE_WAY_MS);
  });
  // Whoever goes back finds the page as it was left.
  window.addEventListener("pageshow", () => sent.clear());
}

// --- lists: an address without what is empty, and the sign-in page when the session is over

document.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = event.detail;
  if (event.detail.verb !== "get") return;
  for (const name of Object.keys(parameters)) {
    if (parameters[name] === "") delete parameters[name];
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.responseURL.includes("/console/sign-in")) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});

// A heading that sorted its own list away: its successor gets the focus, where htmx came too late to give it.
document.addEventListener("htmx:afterSettle", (event) => {
  const asked = event.detail.requestConfig && event.detail.requestConfig.elt;
  const successor = asked && asked.id && document.getElementById(asked.id);
  if (successor && document.activeElement === document.body) successor.focus();
});
