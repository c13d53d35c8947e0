// Builds DOM nodes; text only ever becomes text nodes, so nothing an account sends can become markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * One element. `props`: `class`, `on: {event: listener}`, `dataset: {…}`; a boolean sets or leaves out the attribute,
 * null leaves it out, everything else is set as an attribute. Children: nodes, strings, null (left out) or lists of them.
 */
export function el(name, props = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) set(node, key, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function set(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  else if (key === "dataset") Object.assign(node.dataset, value);
  else if (key === "value") node.value = value;
  else if (key === "style" || key.startsWith("on")) throw new TypeError(`${key} is not an attribute this page sets`);
  else node.setAttribute(key, value === true ? "" : String(value));
}

/** A drawing of icons.svg, hidden from screen readers: the control around it carries the name. */
export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/phone/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function button(label, onClick, className = "", ...children) {
  return el("button", { type: "button", class: className, on: { click: onClick } }, ...(children.length ? children : [label]));
}

/** A form field with its visible label. */
export function field(label, control) {
  return el("label", { class: "field" }, el("span", { class: "field-label" }, label), control);
}

export const byId = (id) => document.getElementById(id);

/** A resident's square picture: the last character of the name, remarks in brackets aside, on the platform's colour. */
export function residentAvatar(user) {
  const name = (user.name ?? "").replace(/[（(].*$/, "").trim();
  const node = el("span", { class: "avatar", "aria-hidden": "true" }, Array.from(name || "居").at(-1));
  if (/^#[0-9a-f]{6}$/i.test(user.avatar ?? "")) {
    node.style.backgroundColor = user.avatar;
    node.style.color = isLight(user.avatar) ? "#1f2328" : "#ffffff";
  }
  return node;
}

function isLight(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return red * 0.299 + green * 0.587 + blue * 0.114 > 160;
}

export const accountAvatar = () =>
  el("img", { class: "avatar", src: "/phone/icon.svg", alt: "", width: 40, height: 40 });
