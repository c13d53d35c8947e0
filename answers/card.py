"""What a resident reads: the card of one item, and the choice of at most three. Pure."""

import re
from collections.abc import Sequence
from datetime import date

from answers.guide_card import answers_element, guide_blocks, status_line
from bot.taps import harmless, tap
from community_catalog.elements import CatalogRow
from community_catalog.guides.text import GuideText
from community_catalog.plain_words import plain_element

LINE = 130  # characters of one published text shown; the item's page has the rest


ROOM = 240  # characters a guide's facts may take on a card, so that all of it stays readable at once

# What the catalog only promises to publish: what the resident calls it, and the words by which the content shows it.
_PROMISED = {
    "materials": ("要带哪些材料", r"材料"),
    "standard": ("多少钱、什么标准", r"标准|收费|金额|额度|租金|价格|档次|比例|缴费"),
    "conditions": ("什么样的人能办", r"条件|对象|资格|范围"),
    "process": ("怎么一步步办", r"流程|程序|步骤|方式"),
    "time_place": ("什么时间、在什么地方", r"地点|地址|时间|位置"),
    "contact": ("打什么电话", r"电话|联系方式|热线"),
    "results": ("结果怎么样", r"结果|名单|名录|情况|决定"),
}
_HANDLING = "要多久办好"

_COMPLAINT = re.compile(r"投诉|举报")
_COMPLAINING = (None, "contact", "process", "subject")  # what is asked of such an item comes to: whom do I ring?
_HOTLINE = re.compile(r"(?<!\d)12\d{3}(?!\d)")

# Names that say little alone stand under one of these, which say little as well: the domain tells more.
_VAGUE = re.compile(
    r"公共服务|政策文件|法规政策|部门文件|政策法规|行政许可|行政处罚|行政管理|行政审批|监督|补偿|评估|综合|公共卫生服务事项|行政给付和奖励类事项|行政确认类事项|教育概况"
)
_SHORT = 6


def readable_name(item: CatalogRow) -> str:
    """The item's name; a short one with what it belongs to before it, as in "招生管理·学校介绍"."""
    if len(item.level2) > _SHORT or item.level1 in item.level2 or item.domain in item.level2:
        return item.level2
    above = item.domain if _VAGUE.match(item.level1) else item.level1
    return f"{above}·{item.level2}"


def item_card(item: CatalogRow, element: str | None, as_of: date, link: str, guide: GuideText | None = None) -> str:
    """The answer about an item: what was asked, then what else helps, the office, code, date and link."""
    lines = [f"【{harmless(readable_name(item))}】", *item_answer(item, element, guide)]
    lines.append(f'\n事项编号：{item.code}\n内容截至 {as_of.isoformat()}\n<a href="{link}">点这里看详细内容</a>')
    return "\n".join(lines)


def item_answer(item: CatalogRow, element: str | None, guide: GuideText | None = None) -> list[str]:
    """What a card says between the item's name and its code: pieces of text, what was asked first."""
    if guide and answers_element(guide, element):
        return _guide_body(item, element, guide)
    return _catalog_body(item, element)


def _guide_body(item: CatalogRow, element: str | None, guide: GuideText) -> list[str]:
    blocks = guide_blocks(guide, element, offices(item), ROOM)
    whom = f"归{offices(item)}管。还不清楚，打12345。"
    return ["\n\n".join([*blocks, whom]), status_line(guide)]


def _catalog_body(item: CatalogRow, element: str | None) -> list[str]:
    complaint = _complaint(item) if element in _COMPLAINING else []
    lines = complaint or _asked(item, element)
    if element != "content":
        lines.append(f"能看到的内容：{_cut(item.content)}")
    if element in _PROMISED:  # the answer has named the office and the places already
        return lines + _limits(item, element)
    if element != "channels":
        lines.append(f"在哪里能看到：{places(item)}")
    if element != "deadline":
        lines.append(f"多久之内公开：{_cut(item.deadline)}")
    lines += _limits(item, element)
    if element != "subject" and not complaint:
        lines.append(f"\n归{offices(item)}管。还不清楚，打12345。")
    return lines


def _complaint(item: CatalogRow) -> list[str]:
    """Whom to ring, first of all, where the item is about complaints: the hotlines it names, and the general one."""
    if not _COMPLAINT.search(item.name):
        return []
    lines = [number for number in _HOTLINE.findall(item.content) if number != "12345"]
    numbers = " 或 ".join([*lines, "12345"])
    return [f"要投诉、举报，请打 {numbers}。打 12345 时，请他们转{offices(item)}。\n"]


def offices(item: CatalogRow) -> str:
    """The offices responsible, as one phrase."""
    return _joined(item.subjects)


def places(item: CatalogRow) -> str:
    """Where the information can be seen, in words a resident understands."""
    return _joined(plain_element("channels", item.channels))


def _asked(item: CatalogRow, element: str | None) -> list[str]:
    direct = {
        "subject": f"这件事由{offices(item)}负责。",
        "channels": f"可以在这里看到：{places(item)}。",
        "deadline": _deadline(item),
        "basis": f"依据：{_cut(item.basis)}",
        "content": f"公开的内容是：{_cut(item.content)}",
        "audience": f"公开给谁看：{_audience(item)}。",
        "method": _method(item),
    }
    if element in direct:
        return [direct[element] + "\n"]
    return [_promised(item, *_PROMISED[element]) + "\n"] if element in _PROMISED else []


def _promised(item: CatalogRow, asked: str, shown_by: str) -> str:
    ask = f"想马上知道，打12345，请他们转{offices(item)}。"
    if re.search(shown_by, item.content):
        return f"{asked}，由{offices(item)}公布，可以在这里看：{places(item)}。\n{ask}"
    return f"{asked}，这里没有写。\n{ask}"


def _deadline(item: CatalogRow) -> str:
    if re.search(r"办理时限|办结时限|办理时间", item.content):
        return f"{_HANDLING}，由{offices(item)}公布。想马上知道，打12345。\n信息公开的期限是：{_cut(item.deadline)}。"
    return f"信息公开的期限是：{_cut(item.deadline)}。"


def _method(item: CatalogRow) -> str:
    if item.method == "依申请公开":
        return f"这项要先向{offices(item)}提出申请才能看（依申请公开）。"
    return "这项不用申请，政府会主动公开。"


def _audience(item: CatalogRow) -> str:
    return (_group(item) or "所有人") if item.audience else "目录里没有写"


def _group(item: CatalogRow) -> str:
    found = re.fullmatch(r"特定群体[(（](.+)[)）]", item.audience)
    return harmless(found[1] if found else item.audience.replace("全社会", ""))


def _limits(item: CatalogRow, element: str | None) -> list[str]:
    group = _group(item)
    lines = []
    if group and element != "audience":
        lines.append(f"公开给谁看：{group}" + ("；名单不在网上对所有人公开" if "名单" in item.content else ""))
    if item.method == "依申请公开" and element != "method":
        lines.append("要先提出申请才能看（依申请公开）")
    return lines


def choice_text(items: Sequence[CatalogRow], menu_ids: Sequence[str]) -> str:
    """A choice of at most three items, each a line to tap.

    A tap sends the item's name as a message that carries its menu id (bizmsgmenuid).
    """
    lines = ["您想问的是哪一件？"]
    for number, (item, menu_id) in enumerate(zip(items[:3], menu_ids, strict=False), 1):
        name = readable_name(item)
        lines.append(tap(name, shown=f"{number} {name}", menu_id=menu_id))
    numbers = "、".join(str(number) for number in range(1, len(lines)))
    # An empty line between them: a thumb must not hit the neighbour.
    return "\n\n".join([*lines, f"点一下，或者回复 {numbers}。都不是，请换个说法再问一次。"])


def _joined(names: Sequence[str]) -> str:
    return harmless("、".join(name for name in names if name)) or "目录里没有写"


def _cut(text: str) -> str:
    text = harmless(text)
    if len(text) <= LINE:
        return text.rstrip("。；") or "目录里没有写"
    return text[:LINE].rpartition("、")[0] + "等" if "、" in text[:LINE] else text[:LINE] + "…"
