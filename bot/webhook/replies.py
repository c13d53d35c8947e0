"""What can be answered at once (被动回复), as XML that stays well-formed whatever the text.

Source: WeChat documentation 被动回复用户消息. wechatpy's own rendering is not used: it lets `]]>` and control
characters through, so that what a resident writes could break or forge a reply.
"""

import re
from dataclasses import dataclass
from datetime import datetime

LIMIT = 2048  # bytes of UTF-8 in a text; longer replies are silently not shown
_ROOM_FOR_MORE = 60  # bytes kept free for what `more` says

# Everything XML 1.0 cannot carry, and the C1 controls and noncharacters no phone can show.
_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# A whole link or a run of Latin letters, digits and their punctuation (a telephone number, a date, an amount, an
# address), or one character with what combines with it: none of them is ever cut in two.
_PIECE = re.compile(
    r"<a\s[^>]*>.*?</a>|[0-9A-Za-z][0-9A-Za-z.,:/%+\-‑–~～]*"
    r"|.[\u0300-\u036f\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\u20e3]*(?:(?<=\u200d).[\ufe0f\U0001f3fb-\U0001f3ff\u200d]*)*",
    re.DOTALL,
)
_ENDINGS = ("\n\n", "\n", "。！？；", "，、： ")  # where a reader pauses, best first


@dataclass(frozen=True)
class TextReply:
    """A text bubble; may hold `<a href="…">` links."""

    content: str


def render(reply: TextReply, *, to: str, sender: str, at: datetime) -> str:
    """The XML of a reply; `at` becomes CreateTime in seconds."""
    when = f"<CreateTime>{int(at.timestamp())}</CreateTime>"
    head = f"{_element('ToUserName', to)}{_element('FromUserName', sender)}{when}"
    return f"<xml>{head}<MsgType>text</MsgType>{_element('Content', reply.content)}</xml>"


def sendable(text: str) -> str:
    """The text without characters that XML or a phone cannot carry, and without blanks around it."""
    return _UNSENDABLE.sub("", text).strip()


def split(text: str, limit: int = LIMIT) -> tuple[str, str]:
    """What fits into one reply of `limit` bytes, and the rest ("" when all fits).

    Cut at the end of a paragraph, line, sentence or clause; never inside a link, a number, a word or one visible
    character. The first part says how many pages remain and how to get them.
    """
    page, rest = _cut(sendable(text), limit)
    if not rest:
        return page, ""
    pages, remaining = 1, rest
    while remaining := _cut(remaining, limit)[1]:
        pages += 1
    return page + more(pages), rest


def more(pages: int) -> str:
    """How a page ends after which so many follow."""
    return f"\n\n还有 {pages} 页，回复 1 看下一页"


def _cut(text: str, limit: int) -> tuple[str, str]:
    if len(text.encode()) <= limit:
        return text, ""
    fitting = _longest(text, limit - _ROOM_FOR_MORE)
    at = _pause(fitting)
    return fitting[:at].rstrip(), text[at:].lstrip()


def _longest(text: str, limit: int) -> str:
    size = end = 0
    for piece in _PIECE.finditer(text):
        size += len(piece.group().encode())
        if size > limit:
            break
        end = piece.end()
    # One piece longer than a whole reply (nothing a person wrote): cut between characters.
    return text[:end] if end else text.encode()[:limit].decode(errors="ignore")


def _pause(fitting: str) -> int:
    # A pause in the first half would waste more of the page than a cut sentence costs.
    for ending in _ENDINGS:
        marks = (ending,) if ending.startswith("\n") else tuple(ending)
        at = max(_last_end(fitting, mark) for mark in marks)
        if at > len(fitting) // 2:
            return at
    return len(fitting)


def _last_end(text: str, mark: str) -> int:
    # A mark inside a link's address is not a pause.
    at = text.rfind(mark)
    while at >= 0 and text.rfind("<a", 0, at) > text.rfind("</a>", 0, at):
        at = text.rfind(mark, 0, at)
    return at + len(mark) if at >= 0 else 0


def _element(name: str, value: str) -> str:
    safe = _UNSENDABLE.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{safe}]]></{name}>"
