"""What the account says in 长辈版: short sentences, and nothing to type but a digit. 0 is always a person."""

from collections.abc import Sequence

from bot.office import DISCLOSURE_OFFICE as OFFICE
from bot.taps import tap
from handlers.phrases import topics

PERSON_BY_DIGIT = "0 找人"
FOOTER = f"\n\n{PERSON_BY_DIGIT}"  # below whatever does not offer it itself
BEGINNING_FOOTER = f"\n\n1 看全部　{PERSON_BY_DIGIT}"
_MESSAGE = "1 留言给工作人员"

_HOW_TO_ASK = f"想问什么，直接说。\n\n也可以回数字：\n{topics()}\n{PERSON_BY_DIGIT}"

ON = f"好，长辈版打开了。字少，回数字就行。\n\n{_HOW_TO_ASK}\n\n（回复“标准版”改回来）"
GREETING = f"您好。{_HOW_TO_ASK}"
NOT_KNOWN = f"这个我答不上来。\n\n换句话再问一次，或者回数字：\n{_MESSAGE}\n{PERSON_BY_DIGIT}"
UNCLEAR = f"没听明白。\n\n请说是什么人，什么事。\n\n{_MESSAGE}\n{PERSON_BY_DIGIT}"
NOT_MEANT = f"好，不是这个。\n\n换句话再问一次，或者回数字：\n{_MESSAGE}\n{PERSON_BY_DIGIT}"
STILL_NOT = "还是没帮上您。\n\n"
THANKS = "不客气。有事再问。"
INVITATION = "\n\n帮到您了吗？\n1 帮到了　2 没有"
HELPED = "好，谢谢您。有事再问。"
DID_NOT_HELP = f"对不起，没帮上。\n\n您想问什么？再说一句，会留给工作人员看。\n\n1 不留　{PERSON_BY_DIGIT}"
SAY_WHAT = f"请说您想留的话。下一句就记下来。\n\n1 不留　{PERSON_BY_DIGIT}"
LEFT = "记下了。工作人员会看到。"
UNHEARD_MESSAGE = f"听不出您说的话。\n\n请打字写您想留的话。\n\n1 不留　{PERSON_BY_DIGIT}"
CANCELLED = "好，不留了。有事再问。"
NO_WORDS_IN_VOICE = f"听不出您说的话。\n\n请打字，或者回数字：\n{topics()}\n{PERSON_BY_DIGIT}"
NO_WORDS = f"这里看不懂图片。\n\n请直接说，或者回数字：\n{topics()}\n{PERSON_BY_DIGIT}"


def person(hours: str) -> str:
    """Whom to call; `hours` says whether somebody picks up."""
    return f"请打电话：\n{OFFICE.telephone}\n{hours}\n\n急救 120，火警 119，报警 110。\n\n{_MESSAGE}"


def outside(count: int) -> str:
    """The answer to a number that was not offered."""
    numbers = "、".join(str(number) for number in range(1, count + 1))
    return f"请回 {numbers}。\n\n{PERSON_BY_DIGIT}"


def unheard_before(count: int) -> str:
    """The answer to voice without words while numbers are open."""
    return f"听不出您说的话。\n\n{outside(count)}"


def choice(names: Sequence[str], codes: Sequence[str]) -> str:
    """Items to pick from, each a line that can be tapped as well."""
    lines = [
        tap(name, shown=f"{n} {name}", menu_id=code) for n, (name, code) in enumerate(zip(names, codes, strict=True), 1)
    ]
    return "\n\n".join(["您问哪一件？", *lines, f"回数字就行。\n{PERSON_BY_DIGIT}"])
