// The phone: keeps one resident's chat in step with the platform and hands every tap to it.

import { setPlatformTime, chatTime, hourAndMinute, now } from "./clock.js";
import { makeComposer } from "./composer.js";
import { accountAvatar, byId, el } from "./dom.js";
import { entryNode } from "./entries.js";
import { makeInspector } from "./inspector.js";
import { openAccountPage, pickResident, showProfile } from "./people.js";
import * as platform from "./platform.js";
import { closeSheet, telephone } from "./sheets.js";

const REMEMBERED = "phone.openid";
const NEW_TIMESTAMP_AFTER_MS = 5 * 60_000;
const TYPING_ENDS_AFTER_MS = 15_000;
const TOAST_MS = 3500;
const UNREAD_EVERY_MS = 1500;
const OLDEST_SHOWN = 400;

const state = { account: { name: "公众号" }, users: [], resident: null, seen: new Set(), last: 0, lastAt: 0, shownAt: 0, stop: () => {}, typing: 0, atEnd: true, usersTimer: 0 };
const log = byId("log");
const hands = { choose: ({ text, menuId }) => act("say", menuId ? { text, menu_id: menuId } : { text }), telephone, unsupported: () => toast("演练手机打不开这个链接") };
const composer = makeComposer(byId("composer"), {
  say: (text) => act("say", { text }),
  voice: (voice) => act("voice", voice),
  image: () => act("image"),
  locate: (place) => act("locate", place),
  scan: (scene) => act("scan", { scene }),
  menu: (path) => act("menu", { path }),
  scenes: () => platform.scenes(),
});
const inspector = makeInspector(byId("inspector"), byId("inspect"), { problem: (message) => toast(message), afterReset: start, afterClock: refreshAccount });

/** Does one thing as the resident; tells whether the platform took it, and why not. */
async function act(what, body) {
  const { resident } = state;
  return attempt(async () => {
    await platform.act(resident.openid, what, body);
    await catchUp(resident.openid);
    if (["follow", "unfollow", "scan"].includes(what)) await refreshUsers();
  });
}

async function attempt(doing) {
  try { await doing(); return true; } catch (problem) {
    if (!(problem instanceof platform.Refused)) throw problem;
    toast(problem.message);
    return false;
  }
}

function toast(message) {
  const node = byId("toast");
  node.textContent = message;
  node.hidden = false;
  clearTimeout(node.timer);
  node.timer = setTimeout(() => { node.hidden = true; }, TOAST_MS);
}

// --- the chat -------------------------------------------------------------------------------------------------------

// Asks for the last known entry again: when it is gone, the platform was cleared and the chat starts anew.
async function catchUp(openid) {
  const { last, lastAt } = state;
  const entries = await platform.inbox(openid, Math.max(0, last - 1));
  if (state.resident?.openid !== openid) return null;
  const cleared = last > 0 && !entries.some((entry) => entry.seq === last && Date.parse(entry.at) === lastAt);
  if (cleared) return choose(openid);
  return entries.slice(-OLDEST_SHOWN).forEach(append);
}

function append(entry) {
  if (state.seen.has(entry.seq)) return;
  const follow = isAtEnd() || entry.side === "resident";
  state.seen.add(entry.seq);
  state.last = Math.max(state.last, entry.seq);
  if (entry.side !== "resident") setTyping(false);
  const at = Date.parse(entry.at);
  if (at - state.shownAt > NEW_TIMESTAMP_AFTER_MS) log.append(timestamp(new Date(at)));
  if (entry.seq === state.last) state.lastAt = at;
  state.shownAt = at;
  log.append(entryNode(entry, { account: state.account, resident: state.resident, hands }));
  if (follow) toEnd(); else byId("newer").hidden = false;
}

const timestamp = (at) => el("time", { class: "stamp", datetime: at.toISOString() }, chatTime(at));
const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;

function toEnd() {
  state.atEnd = true;
  log.scrollTop = log.scrollHeight;
  byId("newer").hidden = true;
}

function setTyping(on) {
  clearTimeout(state.typing);
  log.querySelector(".typing")?.remove();
  byId("title").textContent = on ? "对方正在输入…" : state.account.name;
  if (!on) return;
  const wasAtEnd = isAtEnd();
  const dots = el("div", { class: "bubble dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  log.append(el("div", { class: "line account typing" }, accountAvatar(), el("div", { class: "said" }, dots)));
  if (wasAtEnd) toEnd();
  state.typing = setTimeout(() => setTyping(false), TYPING_ENDS_AFTER_MS);
}

// --- who holds the phone --------------------------------------------------------------------------------------------

async function refreshUsers() {
  state.users = await platform.users();
  const current = state.users.find((user) => user.openid === state.resident?.openid);
  if (state.resident && !current) return start();  // The platform was cleared from elsewhere.
  if (current) { current.unread = 0; state.resident = current; }
  return showResident();
}

function showResident() {
  const { resident, users } = state;
  byId("who-name").textContent = resident?.name ?? "添加";
  const unread = users.reduce((sum, user) => sum + (user.unread || 0), 0);
  byId("back-count").hidden = unread === 0;
  byId("back-count").textContent = unread > 99 ? "99+" : String(unread);
  byId("back").setAttribute("aria-label", unread ? `换一位居民，别人有 ${unread} 条未读` : "换一位居民");
  byId("who").setAttribute("aria-label", `居民：${resident?.name ?? "还没有"}，换一位`);
  const following = Boolean(resident?.subscribed);
  byId("chat").hidden = !following;
  byId("more").hidden = !following;
  byId("profile").hidden = following || !resident;
  if (resident && !following) showProfile(byId("profile"), state.account, { follow: () => act("follow"), scan: (scene) => act("scan", { scene }), scenes: () => platform.scenes() });
  document.title = unread ? `(${unread}) ${state.account.name}` : state.account.name;
}

async function choose(openid) {
  state.stop();
  Object.assign(state, { resident: state.users.find((user) => user.openid === openid) ?? null, seen: new Set(), last: 0, lastAt: 0, shownAt: 0 });
  log.replaceChildren();
  setTyping(false);
  byId("newer").hidden = true;
  remember(openid);
  showResident();
  listen(openid);
  await attempt(async () => { await catchUp(openid); await refreshUsers(); });
  toEnd();
}

function listen(openid) {
  const quietly = (doing) => () => doing().catch(() => {});
  state.stop = platform.listen(openid, {
    up: () => { byId("offline").hidden = true; quietly(() => Promise.all([catchUp(openid), refreshAccount(), refreshUsers(), inspector.catchUp()]))(); },
    down: () => { byId("offline").hidden = false; },
    inbox: append,
    typing: ({ on }) => setTyping(Boolean(on)),
    journal: ({ id }) => { inspector.changed(id).catch(() => {}); refreshUsersSoon(); },
    account: quietly(refreshAccount),
    users: quietly(() => Promise.all([refreshUsers(), catchUp(openid)])),
  });
}

// What other residents receive is not told to this one's stream; but nothing reaches them without leaving a trace here.
function refreshUsersSoon() {
  state.usersTimer ||= setTimeout(() => { state.usersTimer = 0; refreshUsers().catch(() => {}); }, UNREAD_EVERY_MS);
}

function remember(openid) {
  try { localStorage.setItem(REMEMBERED, openid); } catch { /* A browser without storage only forgets who was chosen. */ }
}

function remembered() {
  try { return localStorage.getItem(REMEMBERED); } catch { return null; }
}

async function add(name) {
  return attempt(async () => {
    const user = await platform.addResident(name);
    await refreshUsers();
    await choose(user.openid);
  });
}

const openPeople = () => attempt(async () => { await refreshUsers(); pickResident(state.users, state.resident?.openid, { choose, add }); });

// --- the account ----------------------------------------------------------------------------------------------------

async function refreshAccount() {
  state.account = await platform.account(state.resident?.openid);
  setPlatformTime(state.account.now);
  byId("title").textContent = state.account.name;
  composer.showMenu(state.account.menu);
  inspector.showAccount(state.account);
  tick();
  showResident();
}

function tick() {
  byId("status-time").textContent = hourAndMinute(now());
  inspector.tick();
}

async function start() {
  closeSheet();
  await attempt(async () => {
    await refreshAccount();
    state.users = await platform.users();
    const openid = (state.users.find((user) => user.openid === remembered()) ?? state.users[0])?.openid;
    if (openid) return choose(openid);
    state.stop();
    state.resident = null;
    showResident();
    return openPeople();
  });
}

byId("who").addEventListener("click", openPeople);
byId("back").addEventListener("click", openPeople);
byId("more").addEventListener("click", () => openAccountPage(state.account, { unfollow: () => act("unfollow"), consent: act }));
byId("newer").addEventListener("click", toEnd);
log.addEventListener("scroll", () => {
  state.atEnd = isAtEnd();
  if (state.atEnd) byId("newer").hidden = true;
}, { passive: true });
// A browser keeps six lines to one host for all its tabs; a tab nobody looks at gives its line back and catches up later.
document.addEventListener("visibilitychange", () => {
  state.stop();
  if (!document.hidden && state.resident) listen(state.resident.openid);
});
// The last words stay in sight when the keyboard or a panel takes room from the chat.
new ResizeObserver(() => { if (state.atEnd) toEnd(); }).observe(log);
setInterval(tick, 10_000);
start();
