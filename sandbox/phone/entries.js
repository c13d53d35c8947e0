// Draws inbox entries as WeChat does: bubbles left and right, cards, and the platform's own grey lines.

import { accountAvatar, el, icon, residentAvatar } from "./dom.js";
import { richText, webAddress, webLink } from "./richtext.js";

const CARD_NAMES = { template: "模板消息", notice: "订阅通知", mass: "群发消息" };

/** One entry as a node. `scene`: `{account, resident, hands}`; `hands` as in richtext.js. */
export function entryNode(entry, scene) {
  if (entry.side === "system" || entry.kind === "failure" || entry.kind === "event") return systemLine(entry);
  if (entry.side === "resident") return entry.kind === "menu" ? pressedMenu(entry) : residentLine(entry, scene);
  return isCard(entry) ? card(entry, scene) : accountLine(entry, scene);
}

const isCard = (entry) =>
  entry.kind === "template" || entry.kind === "notice" || (entry.articles?.length > 0 && (entry.kind === "mass" || entry.articles.length > 1));

function systemLine(entry) {
  return marked(entry, el("p", { class: "system" }, entry.text));
}

// WeChat shows nothing when a menu is pressed; in a drill the line tells what the answer below answers.
function pressedMenu(entry) {
  return marked(entry, el("p", { class: "system" }, `点了菜单“${entry.text}”`));
}

function marked(entry, node) {
  node.dataset.seq = entry.seq;
  node.dataset.kind = entry.kind;
  node.dataset.side = entry.side;
  return node;
}

const speaker = (name) => el("span", { class: "unseen" }, `${name}：`);

function residentLine(entry, { resident }) {
  const said = el("div", { class: "said" }, speaker(resident.name), residentBubble(entry));
  return marked(entry, el("div", { class: "line resident" }, said, residentAvatar(resident)));
}

function residentBubble(entry) {
  if (entry.kind === "voice") return voice(entry);
  if (entry.kind === "image") return picture();
  if (entry.kind === "location") return place(entry);
  return el("div", { class: "bubble" }, entry.text);
}

const picture = () => el("div", { class: "picture", role: "img", "aria-label": "图片" }, icon("photo", "photo"));

function voice(entry) {
  const seconds = Math.max(1, Math.min(60, Math.round(entry.seconds || 1)));
  const bubble = el("div", { class: "bubble voice", "aria-label": `语音 ${seconds} 秒`, role: "img" }, `${seconds}″`, icon("waves"));
  bubble.style.width = `${72 + seconds * 3}px`;
  const text = entry.text ? el("div", { class: "heard" }, entry.text) : el("div", { class: "heard nothing" }, "平台没有识别出文字");
  return [bubble, text];
}

function place(entry) {
  const known = Number.isFinite(entry.latitude) && Number.isFinite(entry.longitude);
  return el("div", { class: "place" }, el("p", { class: "place-name" }, entry.text || "位置"),
    known ? el("p", { class: "place-more" }, `北纬 ${entry.latitude.toFixed(4)}，东经 ${entry.longitude.toFixed(4)}`) : null, icon("map", "map"));
}

function accountLine(entry, { account, hands }) {
  const caption = entry.kind === "mass" ? el("p", { class: "caption" }, CARD_NAMES.mass) : null;
  const body = accountBubble(entry, hands);
  return marked(entry, el("div", { class: "line account" }, accountAvatar(), el("div", { class: "said" }, speaker(account.name), body, caption)));
}

function accountBubble(entry, hands) {
  if (entry.articles?.length) return linkBubble(entry.articles[0]);
  if (entry.kind === "image") return [picture(), entry.text ? el("p", { class: "caption" }, entry.text) : null];
  return el("div", { class: "bubble" }, richText(entry.text, hands));
}

function openable(url, props, ...children) {
  const web = webAddress(url ?? "");
  return web ? webLink(web, props, ...children) : el("div", props, ...children);
}

function linkBubble(article) {
  return openable(article.url, { class: "bubble article" },
    el("span", { class: "article-title" }, article.title),
    el("span", { class: "article-row" }, el("span", { class: "article-text" }, article.description || ""), cover("thumb")));
}

// Pictures of other hosts are not loaded (the page's content policy forbids it), so a cover is drawn instead.
const cover = (className) => icon("cover", `cover ${className}`);

function card(entry, { hands }) {
  const body = entry.articles?.length ? articles(entry.articles) : noticeCard(entry, hands);
  return marked(entry, el("div", { class: "card-line" }, body));
}

function articles([first, ...others]) {
  const alone = others.length === 0;
  const summary = alone && first.description ? el("span", { class: "lead-text" }, first.description) : null;
  const lead = openable(first.url, { class: alone ? "lead alone" : "lead" }, cover("wide"), el("span", { class: "lead-title" }, first.title), summary);
  const rows = others.map((article) => openable(article.url, { class: "row" }, el("span", {}, article.title), cover("thumb")));
  return el("div", { class: "card articles" }, lead, rows);
}

function noticeCard(entry, hands) {
  const rows = (entry.fields ?? []).map(({ label, value }) =>
    el("div", { class: "pair" }, label ? el("dt", {}, label) : null, el("dd", {}, richText(value, hands))));
  const web = webAddress(entry.url ?? "");
  return el("div", { class: "card notice" },
    el("p", { class: "card-kind" }, CARD_NAMES[entry.kind]),
    entry.text ? el("p", { class: "card-title" }, entry.text) : null,
    rows.length ? el("dl", { class: "pairs" }, rows) : null,
    web ? webLink(web, { class: "more-row" }, "查看详情", icon("forward")) : null);
}
