"""What a guide says, in plain values that need no database: its facts, and who has confirmed them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.time import chinese_date


class Part(StrEnum):
    """What a fact is about, in the order of the printed guide."""

    CONDITIONS = "conditions"
    MATERIALS = "materials"
    PROCESS = "process"
    VISITS = "visits"
    BENEFIT = "benefit"
    STATUTORY_TIME = "statutory_time"
    PROMISED_TIME = "promised_time"
    STANDARD = "standard"
    FEE = "fee"
    PLACE = "place"
    HOURS = "hours"
    TELEPHONE = "telephone"


# As workers write the part in a file, and as a resident asks for it.
LABELS: Mapping[Part, str] = {
    Part.CONDITIONS: "条件",
    Part.MATERIALS: "材料",
    Part.PROCESS: "流程",
    Part.VISITS: "跑几次",
    Part.BENEFIT: "服务内容",
    Part.STATUTORY_TIME: "法定时限",
    Part.PROMISED_TIME: "承诺时限",
    Part.STANDARD: "标准",
    Part.FEE: "收费",
    Part.PLACE: "地点",
    Part.HOURS: "时间",
    Part.TELEPHONE: "电话",
}
QUESTIONS: Mapping[Part, str] = {
    Part.CONDITIONS: "谁可以办",
    Part.MATERIALS: "要带什么",
    Part.PROCESS: "怎么办",
    Part.VISITS: "要跑几趟",
    Part.BENEFIT: "能得到什么",
    Part.STATUTORY_TIME: "最长要多久",
    Part.PROMISED_TIME: "承诺多久办好",
    Part.STANDARD: "什么标准",
    Part.FEE: "要不要交钱",
    Part.PLACE: "在哪里办",
    Part.HOURS: "什么时候去",
    Part.TELEPHONE: "打什么电话",
}

# How often one has to go, in the words of official guides. "No need to go" is worth nothing without the way instead.
_VISITS = re.compile(r"(?P<none>一趟不用跑，.+)|最多跑(?P<most>[1-9一二两三四五六七八九])[次趟](?:，.+)?")
_NUMERALS = {name: number for number, name in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_DOCUMENT = re.compile(r"《[^》]+》(?:（[^）]*号[^）]*）)?")


@dataclass(frozen=True)
class Fact:
    """One sentence a resident can rely on, and where it is written: document with number, and article."""

    part: Part
    text: str
    source: str


@dataclass(frozen=True)
class GuideText:
    """A guide of the item `code`, called `name`, as it now reads. Unconfirmed ones are examples (示例)."""

    code: str
    name: str
    facts: tuple[Fact, ...]
    confirmed_by: str | None = None
    confirmed_on: date | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether a reviewer stands for every fact."""
        return self.confirmed_by is not None

    def of(self, *parts: Part) -> tuple[Fact, ...]:
        """The facts of these parts, in the order the parts are named."""
        return tuple(fact for part in parts for fact in self.facts if fact.part is part)

    @property
    def visits(self) -> int | None:
        """How often one has to go at most: 0 for 一趟不用跑. None where nobody has published it."""
        facts = self.of(Part.VISITS)
        return visits_of(facts[0].text) if facts else None

    @property
    def documents(self) -> tuple[str, ...]:
        """The laws and rules it rests on, each once, without articles."""
        return documents(self.facts)


def checked(on: date) -> str:
    """What residents read of a guide that was confirmed on this day: any reviewer may have done it, of any office."""
    return f"工作人员逐句核对过（{chinese_date(on)}）"


def visits_of(text: str) -> int | None:
    """How often one has to go at most, of a sentence like 最多跑一次 or 一趟不用跑，网上全程办; None for any other."""
    found = _VISITS.fullmatch(text)
    if found is None:
        return None
    most = found["most"]
    return 0 if most is None else _NUMERALS.get(most) or int(most)


def documents(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The laws and rules these facts are from, each once, as in 《社会救助暂行办法》（国务院令第649号）."""
    return tuple(dict.fromkeys(found for fact in facts for found in _DOCUMENT.findall(fact.source)))


def facts_json(facts: Iterable[Fact]) -> list[dict[str, str]]:
    """Facts as plain JSON."""
    return [{"part": fact.part.value, "text": fact.text, "source": fact.source} for fact in facts]


def facts_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Fact, ...]:
    """The facts that JSON was made of."""
    return tuple(Fact(Part(one["part"]), one["text"], one["source"]) for one in stored)
