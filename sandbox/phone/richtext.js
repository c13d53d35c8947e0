// Turns an account's text into nodes: line breaks kept, links only of schemes a phone would follow, all else plain text.

import { el } from "./dom.js";

const ANCHOR = /<a\s+([^<>]*)>([\s\S]*?)<\/a\s*>/gi;
const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
// What WeChat itself underlines in plain text: web addresses, and telephone numbers with area code, mobiles, 400 lines, hot lines.
const PLAIN = /(https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+)|(?<![\d\-])(0\d{2,3}-\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4}|123(?:15|19|29|33|45|48|88|93))(?![\d\-])/g;
const WEB = new Set(["http:", "https:"]);

/** An address that may be opened in a new tab, in the browser's own spelling, or null. */
export function webAddress(raw) {
  try {
    const url = new URL(String(raw).trim());
    return WEB.has(url.protocol) ? url.href : null;
  } catch { return null; }
}

/** A link to the web that gives the page it opens no handle on this one. */
export const webLink = (href, props, ...children) =>
  el("a", { href, target: "_blank", rel: "noopener noreferrer", ...props }, ...children);

/** `hands`: what a tap does: `choose({text, menuId})`, `telephone(number)`, `unsupported(address)`. */
export function richText(text, hands) {
  const nodes = [];
  let end = 0;
  for (const match of String(text ?? "").matchAll(ANCHOR)) {
    nodes.push(...plain(text.slice(end, match.index), hands), anchor(match, hands));
    end = match.index + match[0].length;
  }
  nodes.push(...plain(String(text ?? "").slice(end), hands));
  return nodes;
}

function anchor([whole, attributes, label], hands) {
  const href = HREF.exec(attributes);
  const address = (href?.[1] ?? href?.[2] ?? "").replaceAll("&amp;", "&").trim();
  const web = webAddress(address);
  if (web) return webLink(web, { class: "link" }, label);
  if (/^tel:[\d+\-() ]+$/i.test(address)) return telephone(address.slice(4), label, hands);
  if (/^weixin:\/\//i.test(address)) return inWeChat(address, label, hands);
  return document.createTextNode(whole);
}

function inWeChat(address, label, hands) {
  const choice = menuChoice(address);
  return tappable(address, label, () => (choice ? hands.choose(choice) : hands.unsupported(address)));
}

/** What a tapped `weixin://bizmsgmenu?msgmenucontent=…&msgmenuid=…` sends, or null when it is something else. */
export function menuChoice(address) {
  const query = /^weixin:\/\/bizmsgmenu\/?\?(.*)$/is.exec(address)?.[1];
  if (query === undefined) return null;
  const values = Object.fromEntries(query.split("&").map(nameAndValue));
  return values.msgmenucontent ? { text: values.msgmenucontent, menuId: values.msgmenuid ?? null } : null;
}

// Accounts write these values with and without percent signs; a stray % must not lose the link.
function nameAndValue(pair) {
  const [name, ...rest] = pair.split("=");
  const value = rest.join("=");
  try { return [name, decodeURIComponent(value)]; } catch { return [name, value]; }
}

function plain(text, hands) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(PLAIN)) {
    nodes.push(text.slice(end, match.index), found(match, hands));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

function found([whole, address, number], hands) {
  if (number) return telephone(number, number, hands);
  const web = webAddress(address);
  return web ? webLink(web, { class: "link" }, whole) : whole;
}

const telephone = (number, label, hands) => tappable(`tel:${number}`, label, () => hands.telephone(number));

// A link and not a button, because only a link flows with the words around it; the browser itself never follows it.
function tappable(href, label, onTap) {
  return el("a", { class: "link", href, on: { click: (event) => { event.preventDefault(); onTap(); } } }, label);
}
