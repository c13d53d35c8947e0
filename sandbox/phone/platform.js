// Talks to the sandbox's control plane: calls, and the stream of what happens, which reconnects by itself.

const RETRY_AFTER_MS = [500, 1000, 2000, 5000];
const MOST_USERS = 300;
const EVENTS = ["inbox", "typing", "journal", "account", "users"];

/** What the control plane refused, in words a person can read. */
export class Refused extends Error {}

async function call(path, options) {
  let response;
  try {
    response = await fetch(`/_ctl/${path}`, { cache: "no-store", ...options });
  } catch {
    throw new Refused("连不上演练平台，请看看它是不是还开着。");
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok || answer === null || answer.ok === false) {
    throw new Refused(answer?.error || `演练平台没有照办（${response.status}）。`);
  }
  return answer;
}

const get = (path) => call(path);
const post = (path, body = {}) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
const id = encodeURIComponent;

export const account = (openid) => get(openid ? `account?openid=${id(openid)}` : "account");
export const users = async () => (await get(`users?limit=${MOST_USERS}`)).users ?? [];
export const scenes = async () => (await get("scenes")).scenes ?? [];
export const inbox = async (openid, after) => (await get(`inbox/${id(openid)}?after=${after}`)).entries ?? [];
export const journal = async (after, limit) => (await get(`journal?after=${after}&limit=${limit}`)).entries ?? [];
export const addResident = async (name) => (await post("users", name ? { name } : {})).user;
export const act = (openid, what, body) => post(`user/${id(openid)}/${what}`, body);
export const advanceClock = (step) => post("clock/advance", step);
export const reset = () => post("reset");

/**
 * Listens to one resident's stream. `on` maps event names to functions of the parsed data, plus `up` (connected, again or
 * for the first time: catch up now) and `down`. Returns a function that ends it.
 */
export function listen(openid, on) {
  let source = null;
  let timer = 0;
  let failures = 0;

  function connect() {
    source = new EventSource(`/_ctl/stream?openid=${id(openid)}`);
    source.onopen = () => { failures = 0; on.up(); };
    source.onerror = () => { on.down(); reconnectLater(); };
    for (const name of EVENTS) source.addEventListener(name, (event) => on[name]?.(parsed(event.data)));
  }

  // The browser gives up for ever when the platform answers with an error, so reconnecting is done here in all cases.
  function reconnectLater() {
    source.close();
    clearTimeout(timer);
    timer = setTimeout(connect, RETRY_AFTER_MS[Math.min(failures++, RETRY_AFTER_MS.length - 1)]);
  }

  connect();
  return () => { clearTimeout(timer); source.close(); };
}

function parsed(data) {
  try { return JSON.parse(data); } catch { return {}; }
}
