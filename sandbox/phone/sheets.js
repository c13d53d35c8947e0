// What rises from the bottom of the phone: dictation, places, QR codes, telephone numbers, questions to confirm.

import { button, byId, el, field, icon } from "./dom.js";

// Landmarks of 福州市鼓楼区 and where they are, to about a hundred metres: near enough for drills.
const PLACES = [
  { label: "三坊七巷（南街街道）", latitude: 26.0838, longitude: 119.2967 },
  { label: "东街口（东街街道）", latitude: 26.0868, longitude: 119.3017 },
  { label: "西湖公园（鼓西街道）", latitude: 26.0953, longitude: 119.2926 },
  { label: "乌山（安泰街道）", latitude: 26.0797, longitude: 119.2978 },
  { label: "温泉公园（温泉街道）", latitude: 26.0985, longitude: 119.3087 },
  { label: "屏山镇海楼（华大街道）", latitude: 26.1008, longitude: 119.2977 },
  { label: "左海公园（五凤街道）", latitude: 26.1012, longitude: 119.2853 },
];

let closeOpenSheet = () => {};

/** Opens one sheet over the phone, closing any other; Escape and a tap beside it close it. Returns how to close it. */
export function openSheet(title, build, { full = false, onClose = () => {} } = {}) {
  closeOpenSheet();
  const layer = byId("layer");
  const before = document.activeElement;
  const close = () => {
    closeOpenSheet = () => {};
    layer.hidden = true;
    layer.replaceChildren();
    byId("front").inert = false;
    layer.removeEventListener("keydown", onKey);
    before?.focus?.({ preventScroll: true });
    onClose();
  };
  const onKey = (event) => { if (event.key === "Escape") close(); };
  closeOpenSheet = close;
  layer.addEventListener("keydown", onKey);
  layer.replaceChildren(el("div", { class: "shade", on: { click: close } }), sheet(title, build(close), full, close));
  layer.hidden = false;
  byId("front").inert = true;
  (layer.querySelector("[data-first]") ?? layer.querySelector(".sheet")).focus({ preventScroll: true });
  return close;
}

export const closeSheet = () => closeOpenSheet();

function sheet(title, content, full, close) {
  return el("div", { class: full ? "sheet full" : "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "sheet-title", tabindex: "-1" },
    el("div", { class: "sheet-head" }, el("h2", { id: "sheet-title" }, title),
      el("button", { type: "button", class: "title-button", "aria-label": "关闭", on: { click: close } }, icon("close"))),
    el("div", { class: "sheet-body" }, content));
}

function form(close, onSend, sendLabel, ...children) {
  const submit = (event) => { event.preventDefault(); if (onSend() !== false) close(); };
  return el("form", { class: "sheet-form", on: { submit } }, children, el("button", { type: "submit", class: "primary" }, sendLabel));
}

/** `send({recognition, seconds})`; an empty recognition is a voice the platform could not read. */
export function dictate(send) {
  openSheet("按住说话", (close) => {
    const words = el("textarea", { rows: 3, maxlength: 300, "data-first": true, placeholder: "例如：我想问一下低保怎么办" });
    const unread = el("input", { type: "checkbox" });
    unread.addEventListener("change", () => { words.disabled = unread.checked; });
    const speak = () => {
      const recognition = unread.checked ? "" : words.value.trim();
      if (!recognition && !unread.checked) { words.focus(); return false; }
      return send({ recognition, seconds: Math.max(2, Math.min(60, Math.ceil(recognition.length / 4))) });
    };
    return form(close, speak, "发送语音", el("p", { class: "hint" }, "演练时不录音：把居民说的话写在这里，平台就当作听到了这些字。"),
      field("居民说的话", words), el("label", { class: "check" }, unread, el("span", {}, "平台没有识别出文字")));
  });
}

/** `send({latitude, longitude, label})` */
export function pickPlace(send) {
  openSheet("发送位置", (close) => {
    const rows = PLACES.map((place) => button("", () => { close(); send(place); }, "list-row", icon("pin"), el("span", {}, place.label)));
    return [el("div", { class: "list" }, rows), ownPlace(close, send)];
  }, { full: true });
}

function ownPlace(close, send) {
  const label = el("input", { type: "text", maxlength: 80, required: true, placeholder: "例如：军门社区居委会" });
  const latitude = el("input", { type: "number", step: "any", min: -90, max: 90, required: true, value: "26.0868" });
  const longitude = el("input", { type: "number", step: "any", min: -180, max: 180, required: true, value: "119.3017" });
  const go = () => send({ label: label.value.trim(), latitude: Number(latitude.value), longitude: Number(longitude.value) });
  return form(close, go, "发送这个位置", el("h3", {}, "别的地方"), field("地点名称", label),
    el("div", { class: "two" }, field("纬度", latitude), field("经度", longitude)));
}

/** `send(scene)`; `scenes`: a promise of the codes the product has made. */
export function scanCode(scenes, send) {
  openSheet("扫一扫", (close) => {
    const list = el("div", { class: "list" }, el("p", { class: "hint" }, "正在取二维码…"));
    const choose = (scene) => { close(); send(scene); };
    scenes.then((codes) => list.replaceChildren(...codeRows(codes, choose)), (problem) => list.replaceChildren(el("p", { class: "hint" }, problem.message)));
    const scene = el("input", { type: "text", maxlength: 64, required: true, autocomplete: "off" });
    return [list, form(close, () => { send(scene.value.trim()); }, "扫这个码", el("h3", {}, "别的二维码"), field("场景值（二维码里的参数）", scene))];
  }, { full: true });
}

function codeRows(codes, choose) {
  if (!codes.length) return [el("p", { class: "hint" }, "公众号还没有生成过二维码，可以在下面直接写场景值。")];
  return codes.map(({ scene, label }) => button("", () => choose(String(scene)), "list-row", icon("qr"),
    el("span", {}, label || String(scene), label && label !== String(scene) ? el("small", {}, String(scene)) : null)));
}

export function telephone(number) {
  openSheet(`${number} 可能是一个电话号码，你可以`, (close) => [
    el("a", { class: "sheet-choice", href: `tel:${number}`, "data-first": true, on: { click: close } }, "呼叫"),
    button("复制", async () => { await navigator.clipboard?.writeText(number).catch(() => {}); close(); }, "sheet-choice"),
    button("取消", close, "sheet-choice"),
  ]);
}

/** Asks before something that cannot be taken back. */
export function confirm(question, yes, onYes) {
  openSheet(question, (close) => [
    button(yes, () => { close(); onYes(); }, "sheet-choice danger"),
    button("取消", close, "sheet-choice"),
  ]);
}
