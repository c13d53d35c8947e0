"""A catalog of three items with a few wordings each: small enough to be learnt in a blink."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from answers.bundled import names_of
from answers.knowledge import Knowledge
from answers.loop.releases import Program, renew
from answers.training import learn
from answers.wordings import Wording
from bot import followers  # noqa: F401  (asked questions belong to followers: their table must be there)
from community_catalog.elements import CatalogRow
from community_catalog.models import CatalogImport, Item, Origin
from tests.answers.builders import a_row
from tests.conftest import NOON

ALLOWANCE, MINIMUM, HOMES = "YL-008", "SJ-006", "YL-010"
NAMES = {ALLOWANCE: "高龄津贴申领指南", MINIMUM: "最低生活保障办事指南", HOMES: "养老机构名录"}
SAID = {
    ALLOWANCE: (
        "高龄津贴怎么领",
        "八十岁老人有没有补贴",
        "我妈八十了高龄补贴怎么申请",
        "老人高龄津贴多少钱",
        "九十岁的奶奶能领高龄津贴吗",
        "高龄补贴什么时候发",
    ),
    MINIMUM: (
        "低保怎么办",
        "家里没有收入吃低保要什么条件",
        "申请低保带什么材料",
        "低保户怎么申请",
        "没收入了能不能吃低保",
        "低保一个月多少钱",
    ),
    HOMES: (
        "附近有哪些养老院",
        "养老院在哪里",
        "想送爸爸去养老院有名单吗",
        "区里的养老院名单",
        "养老机构有哪几家",
        "哪家养老院好",
    ),
}
PARTS = {"多少钱": "standard", "材料": "materials"}
OFF = ("今天天气怎么样", "明天会下雨吗", "讲个笑话听听", "股票涨了没有", "哪里的烤鱼好吃", "手机屏幕碎了去哪修")


def a_wording(text: str, owner: str = ALLOWANCE) -> Wording:
    element = next((element for word, element in PARTS.items() if word in text), None)
    return Wording(text, owner, NAMES.get(owner, ""), element, (), "甲", "2026-11-22")


def wordings() -> list[Wording]:
    said = [a_wording(text, owner) for owner, texts in SAID.items() for text in texts]
    return said + [a_wording(text, "small_talk") for text in OFF]


def learn_bytes(wordings: Sequence[Wording], rows: Iterable[CatalogRow]) -> bytes:
    return learn(wordings, names_of(rows)).to_bytes()


def a_program(said: Sequence[Wording] | None = None, source: str = "one") -> Program:
    return Program(wordings() if said is None else said, source, learn_bytes)


def a_catalog(session: Session) -> None:
    names = {"sha256": "0" * 64, "file_name": "t.csv", "by": "system"}
    counts = dict.fromkeys(("added", "changed", "editorial", "withdrawn", "unchanged"), 0)
    session.add(CatalogImport(follows=0, origin=Origin.FILE, as_of=NOON.date(), at=NOON, **names, **counts))
    for code, name in NAMES.items():
        session.add(Item(code=code, revision=1, as_of=NOON.date(), updated_at=NOON, **a_row(level2=name).snapshot()))
    session.flush()


def a_first_release(session: Session, source: str = "one") -> None:
    a_catalog(session)
    renew(session, a_program(source=source), now=NOON)


def knowledge(said: Sequence[Wording] | None = None) -> Knowledge:
    return learn(wordings() if said is None else said)
