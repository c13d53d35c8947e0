// Makes wire text readable: XML indented with its CDATA kept, JSON indented, anything else as it came.

const PAD = "  ";
const TOKEN = /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<[^<>]+>|[^<]+/g;
const nameOf = (tag) => /^<\/?([^\s/>]+)/.exec(tag)?.[1];

/**
 * Indented XML; text that is not well-formed comes back unchanged. The browser's own parser is not used: it draws a page
 * about the mistake, with styles that the content policy refuses.
 */
export function prettyXml(text) {
  const source = String(text ?? "").trim();
  const tokens = source.match(TOKEN) ?? [];
  return (tokens.join("") === source && indented(tokens)) || source;
}

function indented(tokens) {
  const lines = [];
  const open = [];
  let line = null;
  const add = (token) => { line = (line ?? PAD.repeat(open.length)) + token; };
  const flush = () => { if (line !== null) lines.push(line); line = null; };
  for (const token of tokens) {
    if (isContent(token)) { if (token.trim()) add(token); continue; }
    const closing = token.startsWith("</");
    if (closing && open.pop() !== nameOf(token)) return null;
    if (!closing) flush();
    add(token);
    if (closing || isWhole(token)) flush(); else open.push(nameOf(token));
  }
  flush();
  return open.length ? null : lines.join("\n");
}

const isContent = (token) => !token.startsWith("<") || token.startsWith("<![CDATA[");
const isWhole = (token) => token.endsWith("/>") || token.startsWith("<?") || token.startsWith("<!");

/** Indented JSON or XML, whichever the text is. */
export function pretty(body) {
  if (body !== null && typeof body === "object") return JSON.stringify(body, null, 2);
  const text = String(body ?? "");
  if (text.trimStart().startsWith("<")) return prettyXml(text);
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}
