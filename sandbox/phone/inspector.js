// The inspector: every push and every API call, newest first, with what went over the wire; and the drills.

import { dateAndTime, now, setPlatformTime, toTheSecond } from "./clock.js";
import { button, el, icon } from "./dom.js";
import * as platform from "./platform.js";
import { pretty, prettyXml } from "./xml.js";

const MOST_SHOWN = 300;
const GATHER_MS = 200;
const MODES = { safe: "安全模式", compat: "兼容模式", plain: "明文模式" };
const OUTCOMES = { reply: "已回复", empty: "空回复", success: "回了 success", timeout: "超时", refused: "连不上", error: "出错" };
const GOOD = new Set(["reply", "empty", "success"]);
const PUSH_NAMES = {
  text: "文字", voice: "语音", image: "图片", location: "位置", video: "视频", shortvideo: "小视频", link: "链接",
  subscribe: "关注", unsubscribe: "取消关注", SCAN: "扫码", CLICK: "点菜单", VIEW: "打开菜单里的网页", LOCATION: "上报位置",
  scancode_push: "菜单扫码", scancode_waitmsg: "菜单扫码", location_select: "菜单选位置", view_miniprogram: "打开小程序",
  MASSSENDJOBFINISH: "群发结果", TEMPLATESENDJOBFINISH: "模板消息结果", PUBLISHJOBFINISH: "发布结果",
  subscribe_msg_popup_event: "订阅通知：允许或拒绝", subscribe_msg_change_event: "订阅通知：改主意",
  subscribe_msg_sent_event: "订阅通知结果", user_authorization_revoke: "撤回个人信息授权",
};
const API_NAMES = {
  "/cgi-bin/token": "取接口令牌", "/cgi-bin/stable_token": "取接口令牌", "/cgi-bin/message/custom/send": "发客服消息",
  "/cgi-bin/message/custom/typing": "正在输入", "/cgi-bin/message/mass/sendall": "群发", "/cgi-bin/message/mass/send": "按名单群发",
  "/cgi-bin/message/template/send": "发模板消息", "/cgi-bin/message/subscribe/bizsend": "发订阅通知", "/cgi-bin/menu/create": "发布菜单",
  "/cgi-bin/menu/get": "取菜单", "/cgi-bin/menu/delete": "删除菜单", "/cgi-bin/qrcode/create": "生成二维码",
  "/cgi-bin/user/get": "取关注者名单", "/cgi-bin/user/info": "取关注者资料", "/cgi-bin/tags/create": "建标签",
  "/cgi-bin/tags/get": "取标签", "/cgi-bin/draft/add": "存草稿", "/cgi-bin/clear_quota": "清零调用次数",
};

/** Fills `root`; `opener` shows it on a narrow screen. `on`: `problem(message)`, `afterReset()`, `afterClock()`. */
export function makeInspector(root, opener, on) {
  const entries = new Map();
  const state = { filter: "all", chosen: null, lowest: Infinity, timer: 0 };
  const parts = {
    account: el("p", { class: "ins-account" }),
    clock: el("span", { class: "ins-clock" }),
    list: el("ol", { class: "ins-list", "aria-label": "推送和接口记录" }),
    empty: el("p", { class: "ins-empty" }, "还没有记录。在手机里发一句话，这里就会出现推送。"),
    detail: el("section", { class: "ins-detail", "aria-label": "详情", tabindex: "-1" }),
  };
  const filters = [["all", "全部"], ["push", "推送"], ["api", "接口"]].map(([value, name]) =>
    el("button", { type: "button", class: "segment", "aria-pressed": String(value === "all"), dataset: { filter: value }, on: { click: () => filterBy(value) } }, name));
  root.replaceChildren(
    el("div", { class: "ins-head" }, el("div", {}, el("h2", {}, "检查器"), parts.account),
      el("button", { type: "button", class: "ins-close", "aria-label": "关闭检查器", on: { click: () => reveal(false) } }, icon("close"))),
    drills(parts.clock, on, forget),
    el("div", { class: "segments", role: "group", "aria-label": "显示哪些记录" }, filters),
    el("div", { class: "ins-body" }, el("div", { class: "ins-scroll" }, parts.empty, parts.list), parts.detail));
  opener.addEventListener("click", () => reveal(!root.classList.contains("open")));
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") reveal(false); });
  showDetail(null);

  function reveal(open) {
    root.classList.toggle("open", open);
    opener.setAttribute("aria-expanded", String(open));
    (open ? root.querySelector(".ins-close") : opener).focus();
  }

  function filterBy(value) {
    state.filter = value;
    filters.forEach((node) => node.setAttribute("aria-pressed", String(node.dataset.filter === value)));
    redraw();
  }

  const shown = (entry) => state.filter === "all" || state.filter === entry.direction;

  function redraw() {
    const newest = Array.from(entries.values()).filter(shown).sort((a, b) => b.id - a.id).slice(0, MOST_SHOWN);
    const focused = document.activeElement?.closest?.(".ins-row")?.dataset.id;
    parts.list.replaceChildren(...newest.map((entry) => row(entry, entry.id === state.chosen, () => choose(entry.id))));
    if (focused) parts.list.querySelector(`[data-id="${focused}"]`)?.focus({ preventScroll: true });
    parts.empty.hidden = newest.length > 0;
  }

  function choose(id) {
    state.chosen = id;
    redraw();
    showDetail(entries.get(id) ?? null);
    parts.detail.focus({ preventScroll: true });
  }

  function back() {
    const id = state.chosen;
    state.chosen = null;
    redraw();
    showDetail(null);
    parts.list.querySelector(`[data-id="${id}"]`)?.focus();
  }

  function showDetail(entry) {
    root.classList.toggle("has-detail", entry !== null);
    parts.detail.replaceChildren(...(entry ? detail(entry, back) : [el("p", { class: "ins-empty" }, "点一条记录，看它的内容。")]));
  }

  function take(found) {
    found.forEach((entry) => entries.set(entry.id, entry));
    const surplus = entries.size - 2 * MOST_SHOWN;
    if (surplus > 0) Array.from(entries.keys()).sort((a, b) => a - b).slice(0, surplus).forEach((id) => entries.delete(id));
    redraw();
    if (found.some((entry) => entry.id === state.chosen)) showDetail(entries.get(state.chosen));
  }

  /** An entry is new or has changed; many at once are fetched together. */
  async function changed(id) {
    state.lowest = Math.min(state.lowest, id);
    if (state.timer) return;
    await new Promise((resolve) => { state.timer = setTimeout(resolve, GATHER_MS); });
    const after = state.lowest - 1;
    Object.assign(state, { lowest: Infinity, timer: 0 });
    take(await platform.journal(after, MOST_SHOWN));
  }

  function forget() {
    entries.clear();
    state.chosen = null;
    redraw();
    showDetail(null);
  }

  return {
    changed,
    catchUp: async () => {
      const found = await platform.journal(0, MOST_SHOWN);
      if (!found.some((entry) => entry.id === state.chosen)) showDetail(state.chosen = null);
      entries.clear();
      take(found);
    },
    tick: () => { parts.clock.textContent = dateAndTime(now()); },
    showAccount: (account) => { parts.account.textContent = `${MODES[account.mode] ?? account.mode ?? ""} · ${account.webhook ?? "没有设置回调地址"}`; },
  };
}

function drills(clock, on, forget) {
  const attempt = async (doing) => {
    try { await doing(); } catch (problem) {
      if (!(problem instanceof platform.Refused)) throw problem;
      on.problem(problem.message);
    }
  };
  const advance = (step) => () => attempt(async () => { setPlatformTime((await platform.advanceClock(step)).now); await on.afterClock(); });
  const clear = () => attempt(async () => { await platform.reset(); forget(); await on.afterReset(); });
  return el("details", { class: "drills" }, el("summary", {}, el("span", {}, "演练工具"), clock),
    el("div", { class: "drill-row" }, el("span", { class: "drill-name" }, "时间往前走"),
      button("1 小时", advance({ seconds: 3600 }), "tool"), button("1 天", advance({ days: 1 }), "tool"), button("到下月", advance({ to_next_month: true }), "tool")),
    el("div", { class: "drill-row" }, el("span", { class: "drill-name" }, "从头再来"), ...twice("清空", "居民、聊天、菜单和记录都会清掉，确定？", clear)));
}

// A button that must be pressed, and pressed again, before it does what cannot be undone.
function twice(name, question, act) {
  const sure = el("span", { class: "sure", hidden: true }, question);
  const ask = button(name, () => show(true), "tool");
  const show = (asking) => { sure.hidden = !asking; ask.hidden = asking; (asking ? sure.querySelector("button") : ask).focus(); };
  sure.append(button("清空", () => { show(false); act(); }, "tool danger"), button("不清空", () => show(false), "tool"));
  return [ask, sure];
}

// --- one line of the list -------------------------------------------------------------------------------------------

function row(entry, chosen, onTap) {
  const push = entry.direction === "push";
  const result = push ? pushResult(entry) : apiResult(entry);
  return el("li", {}, el("button", { type: "button", class: "ins-row", dataset: { id: entry.id, direction: entry.direction }, "aria-current": chosen ? "true" : null, on: { click: onTap } },
    el("span", { class: `way ${entry.direction}` }, push ? "推送" : "接口"),
    el("span", { class: "ins-what" }, push ? pushName(entry) : apiName(entry)),
    el("span", { class: "ins-when" }, `${toTheSecond(new Date(entry.at))} · ${milliseconds(entry.ms)}`),
    el("span", { class: `result ${result.good ? "good" : "bad"}` }, result.text)));
}

const milliseconds = (ms) => (ms === null || ms === undefined ? "…" : `${Math.round(ms)} 毫秒`);

// "text 低保怎么办" becomes "文字 低保怎么办"; what has no name here keeps its own.
function pushName({ what = "" }) {
  const [kind, ...rest] = what.split(" ");
  return [PUSH_NAMES[kind] ?? kind, ...rest].join(" ");
}

const apiName = (entry) => API_NAMES[entry.path] ?? `${entry.method} ${entry.path}`;

function pushResult({ deliveries = [] }) {
  const last = deliveries.at(-1);
  if (!last) return { good: true, text: "正在推送" };
  const times = deliveries.length > 1 ? `（第 ${deliveries.length} 次）` : "";
  return { good: GOOD.has(last.outcome), text: (OUTCOMES[last.outcome] ?? last.outcome) + times };
}

function apiResult({ errcode, status, fault }) {
  if (errcode) return { good: false, text: `错误 ${errcode}` };
  if (status && status !== 200) return { good: false, text: `HTTP ${status}` };
  return fault ? { good: false, text: "故障演练" } : { good: true, text: "成功" };
}

// --- one entry ------------------------------------------------------------------------------------------------------

function detail(entry, back) {
  const push = entry.direction === "push";
  const head = el("div", { class: "detail-head" }, el("button", { type: "button", class: "tool back", on: { click: back } }, icon("back"), "返回列表"),
    el("h3", {}, push ? pushName(entry) : apiName(entry)),
    el("p", { class: "ins-when" }, `${dateAndTime(new Date(entry.at))}:${toTheSecond(new Date(entry.at)).slice(-2)} · ${milliseconds(entry.ms)}`));
  return [head, ...(push ? pushDetail(entry) : apiDetail(entry))].filter(Boolean);
}

function pushDetail(entry) {
  const deliveries = entry.deliveries ?? [];
  const answered = deliveries.findLast((delivery) => delivery.reply_xml);
  const last = answered ?? deliveries.at(-1);
  return [
    deliveryTable(deliveries),
    wire("消息（明文 XML）", prettyXml(entry.xml), true),
    answered ? wire("公众号的回复（解密后）", prettyXml(answered.reply_xml), true) : null,
    wire("实际发出的内容", pretty(entry.body), false, entry.query ? `参数：${entry.query}` : ""),
    last?.response ? wire("公众号返回的原文", pretty(last.response), false) : null,
  ];
}

function deliveryTable(deliveries) {
  if (!deliveries.length) return el("p", { class: "ins-empty" }, "正在推送，还没有结果。");
  const cells = (name, values) => el("tr", {}, values.map((value) => el(name, name === "th" ? { scope: "col" } : {}, value)));
  const rows = deliveries.map((one) => cells("td", [`第 ${one.n} 次`, one.status ? String(one.status) : "—", milliseconds(one.ms),
    [OUTCOMES[one.outcome] ?? one.outcome, one.reason ? el("small", {}, one.reason) : null]]));
  return el("table", { class: "deliveries" }, el("caption", {}, "投递记录"), el("thead", {}, cells("th", ["投递", "状态码", "用时", "结果"])), el("tbody", {}, rows));
}

function apiDetail(entry) {
  return [
    el("p", { class: "api-line" }, `${entry.method} ${entry.path}`, entry.query ? el("small", {}, entry.query) : null),
    entry.request ? wire("请求", pretty(entry.request), true) : null,
    wire(`回答（HTTP ${entry.status ?? 200}，errcode ${entry.errcode ?? 0}）`, pretty(entry.response), true),
    entry.fault ? el("p", { class: "api-line" }, `故障演练：${entry.fault}`) : null,
  ];
}

function wire(title, text, open, above = "") {
  const copy = button("复制", async () => {
    await navigator.clipboard?.writeText(text).catch(() => {});
    copy.textContent = "已复制";
  }, "tool copy");
  return el("details", { class: "wire", open }, el("summary", {}, title), el("div", { class: "wire-body" }, copy,
    above ? el("p", { class: "wire-above" }, above) : null, el("pre", { tabindex: "0", "aria-label": title }, text || "（空）")));
}
