"""The part of a card that a guide (办事指南) gives: what was asked first, then what else helps. Pure."""

from collections.abc import Sequence

from bot.taps import harmless
from community_catalog.guides.text import QUESTIONS, Fact, GuideText, Part, checked, documents

# Which parts answer a question for an element, and what is said to be unknown when none of them is written.
ASKED: dict[str, tuple[tuple[Part, ...], str]] = {
    "conditions": ((Part.CONDITIONS,), "什么样的人能办"),
    "materials": ((Part.MATERIALS,), "要带哪些材料"),
    "process": ((Part.PROCESS,), "办理的步骤"),
    "content": ((Part.BENEFIT,), "服务的内容"),
    "deadline": ((Part.STATUTORY_TIME, Part.PROMISED_TIME), "要多久办好"),
    "standard": ((Part.STANDARD, Part.FEE), "具体金额"),
    "time_place": ((Part.PLACE, Part.HOURS), "办理的地点和时间"),
    "contact": ((Part.TELEPHONE,), "办理窗口的电话"),
}
_SUMMARY = (Part.CONDITIONS, Part.BENEFIT, Part.PROCESS, Part.MATERIALS)
_USEFUL = (
    *(Part.CONDITIONS, Part.BENEFIT, Part.MATERIALS, Part.PROCESS),
    *(Part.VISITS, Part.STATUTORY_TIME, Part.FEE, Part.PLACE, Part.TELEPHONE),
)
_OTHERS = 2  # parts shown besides the one asked for
_FEW = 2  # facts of each of them
_MORE = "· ……还有，点下面看全部"
_ASK_FIRST = "窗口可能还要别的，去之前先打电话问清楚。"
_LONG_BASIS = 3  # documents named


def answers_element(guide: GuideText, element: str | None) -> bool:
    """Whether the guide is where the answer to a question for this element stands, rather than the catalog."""
    if element == "content":  # the catalog can tell what is published, when the guide does not tell what is given
        return bool(guide.of(Part.BENEFIT))
    return element is None or element in ASKED or element == "basis"


def guide_blocks(guide: GuideText, element: str | None, whom: str, room: int) -> list[str]:
    """Blocks of lines, each at most `room` characters together: the answer first. `whom` is the office to ask."""
    first = _answer(guide, element, whom, room)
    shown = ASKED[element][0] if element in ASKED else _SUMMARY if element is None else ()
    left = room - sum(map(len, first))
    most = 1 if element is None else _OTHERS
    return first + _others(guide, [part for part in _USEFUL if part not in shown], left)[:most]


def status_line(guide: GuideText) -> str:
    """How far the guide may be relied on."""
    if guide.confirmed_on:
        return f"以上办法，{checked(guide.confirmed_on)}。"
    return "以上办法是示例，以主管部门公布为准。"


def _answer(guide: GuideText, element: str | None, whom: str, room: int) -> list[str]:
    if element is None:
        return _summary(guide, room)
    if element == "basis":
        return ["依据的规定：\n" + "\n".join(f"· {harmless(name)}" for name in guide.documents)]
    parts, unknown = ASKED[element]
    blocks = [block for part in parts if (block := _block(part, guide.of(part), room))]
    if not blocks and element == "contact":
        return [f"{unknown}，这里没有写。\n打12345，请他们转{whom}。"]
    if not blocks:
        return [f"{unknown}，各地不一样，这里没有写。\n请先问{whom}，或打12345，免得白跑一趟。"]
    # National rules seldom name every paper a window wants: a resident must not go with half of them.
    warning = [_ASK_FIRST] if element == "materials" and not guide.is_confirmed else []
    return ["\n".join([*blocks, *warning, _written_in(guide.of(*parts))])]


def _summary(guide: GuideText, room: int) -> list[str]:
    blocks: list[str] = []
    for part in _SUMMARY:
        block = _block(part, guide.of(part), room - sum(map(len, blocks)), most=3)
        blocks += [block] if block else []
    return blocks


def _others(guide: GuideText, parts: Sequence[Part], room: int) -> list[str]:
    blocks: list[str] = []
    for part in parts:
        block = _block(part, guide.of(part), room, most=_FEW)
        if block and len(block) <= room:
            blocks.append(block)
            room -= len(block)
    return blocks


def _block(part: Part, facts: Sequence[Fact], room: int, most: int | None = None) -> str:
    """One part with as many of its facts as there is room for, at least one; "" without facts."""
    lines = [f"{QUESTIONS[part]}："]
    for fact in facts[:most]:
        line = f"· {harmless(fact.text)}"
        if len(lines) > 1 and sum(map(len, lines)) + len(line) > room:
            break
        lines.append(line)
    if len(lines) == 1:
        return ""
    return "\n".join(lines + [_MORE] * (len(lines) <= len(facts)))


def _written_in(facts: Sequence[Fact]) -> str:
    return "出处：" + harmless("、".join(documents(facts)[:_LONG_BASIS]))
