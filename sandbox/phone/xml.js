// Makes wire text readable: XML indented with its CDATA kept, JSON indented, anything else as it came.

const PAD = "  ";

/** Indented XML; text that is not well-formed comes back unchanged. */
export function prettyXml(text) {
  const parsed = new DOMParser().parseFromString(String(text ?? "").trim(), "text/xml");
  if (parsed.querySelector("parsererror") || !parsed.documentElement) return String(text ?? "");
  return lines(parsed.documentElement, "").join("\n");
}

function lines(element, indent) {
  const open = `${indent}<${element.nodeName}${attributes(element)}>`;
  const inner = Array.from(element.children);
  if (!inner.length) return [`${open}${content(element)}</${element.nodeName}>`];
  return [open, ...inner.flatMap((child) => lines(child, indent + PAD)), `${indent}</${element.nodeName}>`];
}

const attributes = (element) => Array.from(element.attributes, ({ name, value }) => ` ${name}="${escaped(value)}"`).join("");

function content(element) {
  return Array.from(element.childNodes, (node) =>
    node.nodeType === Node.CDATA_SECTION_NODE ? `<![CDATA[${node.data}]]>` : escaped(node.data ?? "")).join("");
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Indented JSON or XML, whichever the text is. */
export function pretty(body) {
  if (body !== null && typeof body === "object") return JSON.stringify(body, null, 2);
  const text = String(body ?? "");
  if (text.trimStart().startsWith("<")) return prettyXml(text);
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}
