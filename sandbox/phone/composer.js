// The bottom of the chat: the account's menu bar, the text field, hold-to-talk, and the panel behind the plus sign.

import { button, el, icon } from "./dom.js";
import { webAddress, webLink } from "./richtext.js";
import { dictate, pickPlace, scanCode } from "./sheets.js";

const MOST_LINES_PX = 120;

/**
 * Fills `root`. `acts`: `say(text)`, `voice({…})`, `image()`, `locate({…})`, `scan(scene)`, `menu(path)`, each giving a
 * promise of whether it was sent, and `scenes()`. Returns `showMenu(menu)`, which also chooses the side shown first.
 */
export function makeComposer(root, acts) {
  const state = { menu: null, side: "text", panel: false };
  const text = textField(() => send(), () => refreshButtons());
  const parts = {
    toggle: el("button", { type: "button", class: "bar-button toggle", on: { click: () => show({ side: state.side === "menu" ? "text" : "menu" }) } }),
    voice: el("button", { type: "button", class: "bar-button", on: { click: () => show({ side: state.side === "voice" ? "text" : "voice" }) } }),
    hold: button("按住 说话", () => dictate(acts.voice), "hold"),
    plus: el("button", { type: "button", class: "bar-button", "aria-label": "更多功能", on: { click: () => show({ panel: !state.panel }) } }, icon("plus")),
    send: button("发送", () => send(), "send"),
    menuBar: el("div", { class: "menu-bar", role: "group", "aria-label": "公众号菜单" }),
    panel: panel(acts, () => show({ panel: false })),
  };
  root.replaceChildren(el("div", { class: "bar" }, parts.toggle, parts.menuBar, parts.voice, text, parts.hold, parts.plus, parts.send), parts.panel);

  async function send() {
    const words = text.value.trim();
    if (!words || !(await acts.say(words))) return;
    if (text.value.trim() === words) text.value = "";
    grow(text);
    refreshButtons();
  }

  function show(change) {
    Object.assign(state, { panel: false }, change);
    refresh();
    if (change.side === "text") text.focus();
  }

  function refresh() {
    const { menu, side, panel: open } = state;
    parts.toggle.hidden = !menu;
    label(parts.toggle, side === "menu" ? "keyboard" : "menu", side === "menu" ? "切换到键盘" : "切换到菜单");
    label(parts.voice, side === "voice" ? "keyboard" : "voice", side === "voice" ? "切换到键盘" : "切换到语音");
    parts.menuBar.hidden = side !== "menu";
    parts.voice.hidden = side === "menu";
    text.hidden = side !== "text";
    parts.hold.hidden = side !== "voice";
    parts.panel.hidden = !open;
    parts.plus.setAttribute("aria-expanded", String(open));
    refreshButtons();
  }

  function refreshButtons() {
    const typed = state.side === "text" && text.value.trim() !== "";
    parts.send.hidden = !typed;
    parts.plus.hidden = state.side === "menu" || typed;
  }

  function showMenu(menu) {
    const usable = menu?.button?.length ? menu : null;
    if (JSON.stringify(usable) === JSON.stringify(state.menu)) return;
    const first = state.menu === null;
    state.menu = usable;
    parts.menuBar.replaceChildren(...menuButtons(usable?.button ?? [], acts.menu));
    if (usable && first && !text.value) state.side = "menu";
    if (!usable && state.side === "menu") state.side = "text";
    refresh();
  }

  refresh();
  return { showMenu };
}

function label(node, drawing, name) {
  node.replaceChildren(icon(drawing));
  node.setAttribute("aria-label", name);
}

function textField(onEnter, onInput) {
  const node = el("textarea", { class: "words", rows: 1, maxlength: 2000, "aria-label": "写消息", enterkeyhint: "send" });
  node.addEventListener("input", () => { grow(node); onInput(); });
  node.addEventListener("keydown", (event) => {
    // While a Chinese input method is composing, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    onEnter();
  });
  return node;
}

function grow(node) {
  node.style.height = "auto";
  node.style.height = `${Math.min(MOST_LINES_PX, node.scrollHeight)}px`;
}

function panel(acts, fold) {
  const tile = (name, drawing, onTap) => button(name, () => { fold(); onTap(); }, "tile", el("span", { class: "tile-face" }, icon(drawing)), name);
  return el("div", { class: "panel", role: "group", "aria-label": "更多功能" },
    tile("图片", "picture", () => acts.image()),
    tile("位置", "pin", () => pickPlace(acts.locate)),
    tile("扫一扫", "scan", () => scanCode(acts.scenes(), acts.scan)),
    tile("语音输入", "mic", () => dictate(acts.voice)));
}

function menuButtons(buttons, press) {
  return buttons.map((entry, at) => (entry.sub_button?.length ? withSubMenu(entry, at, press) : menuItem(entry, [at], press, "menu-top")));
}

function withSubMenu(entry, at, press) {
  const list = el("div", { class: "sub-menu", role: "group", "aria-label": entry.name, hidden: true });
  const top = button(entry.name, () => open(list.hidden), "menu-top", icon("lines", "lines"), el("span", {}, entry.name));
  const box = el("div", { class: "menu-slot" }, list, top);
  const away = (event) => { if (!box.contains(event.target)) open(false); };
  const escape = (event) => { if (event.key === "Escape") { open(false); top.focus(); } };
  function open(wanted) {
    list.hidden = !wanted;
    top.setAttribute("aria-expanded", String(wanted));
    const change = wanted ? "addEventListener" : "removeEventListener";
    document[change]("pointerdown", away);
    document[change]("focusin", away);
    box[change]("keydown", escape);
  }
  top.setAttribute("aria-expanded", "false");
  const pressed = (path) => { open(false); return press(path); };
  list.append(...entry.sub_button.map((sub, inner) => menuItem(sub, [at, inner], pressed, "sub-item")));
  return box;
}

// A menu entry that opens a page is a real link, so that the browser does not take the new tab for a pop-up.
function menuItem(entry, path, press, className) {
  const web = entry.type === "view" ? webAddress(entry.url ?? "") : null;
  const item = web
    ? webLink(web, { class: className, on: { click: () => press(path) } }, entry.name)
    : button(entry.name, () => press(path), className);
  return className === "menu-top" ? el("div", { class: "menu-slot" }, item) : item;
}
