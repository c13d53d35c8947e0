// Who is holding the phone, and what the account looks like to someone who does not follow it.

import { accountAvatar, button, el, field, icon, residentAvatar } from "./dom.js";
import { confirm, openSheet, scanCode } from "./sheets.js";

const MOST_ROWS = 100;
const SEARCHABLE_FROM = 12;
const KINDS = { service: "服务号", subscription: "订阅号" };

/** The residents as a list of chats. `acts`: `choose(openid)`, `add(name)` giving a promise of whether it worked. */
export function pickResident(users, current, acts) {
  openSheet("换一位居民", (close) => {
    const list = el("div", { class: "list people" });
    const show = (part) => {
      const found = users.filter((user) => user.name.includes(part)).slice(0, MOST_ROWS);
      const rows = found.map((user) => residentRow(user, user.openid === current, () => { close(); acts.choose(user.openid); }));
      list.replaceChildren(...(rows.length ? rows : [el("p", { class: "hint" }, part ? "没有这个称呼的居民。" : "还没有居民，先添加一位。")]));
    };
    show("");
    return [users.length > SEARCHABLE_FROM ? search(show) : null, list, addForm(close, acts.add)].filter(Boolean);
  }, { full: true });
}

function search(show) {
  const part = el("input", { type: "search", autocomplete: "off" });
  part.addEventListener("input", () => show(part.value.trim()));
  return el("div", { class: "list-search" }, field("找居民", part));
}

function residentRow(user, chosen, onTap) {
  const state = user.subscribed ? user.community || "已关注" : "未关注";
  const unread = user.unread > 0 ? el("span", { class: "badge" }, user.unread > 99 ? "99+" : String(user.unread), el("span", { class: "unseen" }, "条未读")) : null;
  return el("button", { type: "button", class: "list-row person", "aria-current": chosen ? "true" : null, "data-first": chosen, on: { click: onTap } },
    el("span", { class: "avatar-box" }, residentAvatar(user), chosen ? null : unread),
    el("span", {}, user.name, el("small", {}, state)), chosen ? el("em", {}, "正在用") : null);
}

function addForm(close, add) {
  const name = el("input", { type: "text", maxlength: 20, autocomplete: "off", placeholder: "不写就起一个" });
  const submit = async (event) => { event.preventDefault(); if (await add(name.value.trim())) close(); };
  return el("form", { class: "sheet-form", on: { submit } }, el("h3", {}, "添加一位居民"), field("称呼", name),
    el("button", { type: "submit", class: "primary" }, icon("add-person"), "添加"));
}

function face(account) {
  return el("div", { class: "face" }, accountAvatar(), el("h2", {}, account.name || "公众号"),
    el("p", { class: "face-kind" }, KINDS[account.kind] ?? "公众号"), el("p", { class: "face-about" }, "演练用的公众号，只在这台电脑上，发什么都不会到真的微信。"));
}

/** The page a resident sees before following. */
export function showProfile(root, account, acts) {
  root.replaceChildren(face(account), el("div", { class: "face-actions" },
    button("关注公众号", acts.follow, "primary"),
    button("", () => scanCode(acts.scenes(), acts.scan), "secondary", icon("scan"), "扫社区二维码关注")));
}

/** The account's page for a follower: leave it, or answer its requests for notices. */
export function openAccountPage(account, acts) {
  openSheet("公众号资料", (close) => [
    face(account),
    el("div", { class: "face-actions" }, button("发消息", close, "primary"),
      button("不再关注", () => confirm(`不再关注“${account.name}”后，就收不到它发的消息了`, "不再关注", acts.unfollow), "secondary danger")),
    consent(close, acts),
  ], { full: true });
}

function consent(close, acts) {
  const template = el("input", { type: "text", maxlength: 64, autocomplete: "off", required: true });
  const answer = (what, body) => (event) => {
    if (!event.currentTarget.form.reportValidity()) return;
    close();
    acts.consent(what, { template_id: template.value.trim(), ...body });
  };
  return el("form", { class: "sheet-form", on: { submit: (event) => event.preventDefault() } }, el("h3", {}, "订阅通知"),
    el("p", { class: "hint" }, "居民在网页上被问“要不要收通知”，或者在这里改主意。"), field("模板编号", template),
    el("div", { class: "three" }, button("允许", answer("popup", { accept: true }), "secondary"),
      button("拒绝", answer("popup", { accept: false }), "secondary"), button("改为拒收", answer("manage", {}), "secondary")),
    button("撤回个人信息授权", () => { close(); acts.consent("revoke", {}); }, "secondary"));
}
