"""What the tests of the answering engine are built from: small catalogs and engines over them."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from answers.bundled import bundled_knowledge
from answers.documents import Document
from answers.engine import Engine
from answers.sources import bundled_documents
from community_catalog.bundled import AS_OF
from community_catalog.elements import CatalogRow

HERE = Path(__file__).parent


class Asked(NamedTuple):
    """One question of the development set: acceptable codes and the element asked for."""

    text: str
    codes: frozenset[str]
    element: str | None


class Conversation(NamedTuple):
    """What a resident says one after the other, and the codes acceptable at the end; none where nothing fits."""

    turns: Sequence[str]
    codes: frozenset[str]


def a_document(code: str = "YL-008", name: str = "高龄津贴申领指南", *wordings: str) -> Document:
    row = a_row(level2=name, content="申领年龄、发放标准、申请材料", audience="")
    return Document(replace(row, code=code), AS_OF, wordings)


def a_row(**changes: str | Sequence[str]) -> CatalogRow:
    elements: dict[str, str | Sequence[str]] = {
        "domain": "养老服务",
        "level1": "养老服务业务办理",
        "level2": "高龄津贴申领指南",
        "content": "申领年龄、发放标准、申请材料、办理流程",
        "basis": "《老年人权益保障法》",
        "deadline": "制定或获取信息之日起10个工作日内",
        "subjects": ("区民政局", "街道办事处"),
        "method": "主动公开",
        "channels": ("政府网站", "社区公示栏"),
        "audience": "全社会",
        "levels": ("区级",),
        "stage": "服务",
    }
    return CatalogRow.of("YL-008", elements | changes)


@cache
def bundled_engine() -> Engine:
    knowledge = bundled_knowledge()
    return Engine(bundled_documents(knowledge), knowledge)


def questions() -> Iterator[Asked]:
    with (HERE / "questions.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Asked(row["text"], frozenset(row["codes"].split(";")), row["element"] or None)


def conversations() -> Iterator[Conversation]:
    with (HERE / "conversations.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Conversation(row["turns"].split(" || "), frozenset(row["codes"].split(";")) - {""})


def off_topic() -> list[str]:
    with (HERE / "off_topic.csv").open(encoding="utf-8", newline="") as lines:
        return [row["text"] for row in csv.DictReader(lines)]
