"""Open data about guides: how the service of an item is done, fact by fact with its source."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from pydantic import Field
from sqlalchemy import Select, Text, cast, or_, select

from bot.api.asking import USUAL, Cursor, Size, UpdatedSince, cursor_of
from bot.api.operations import ROOT, Answer, Asked, Operation, Parameters, Reply
from bot.api.problems import NotFound
from bot.api.values import Moment, Url
from community_catalog.api.items import OneItem, changed_at, next_query
from community_catalog.guides.models import Guide
from community_catalog.guides.text import LABELS, GuideText, Part
from community_catalog.guides.upkeep import guide_by_code
from community_catalog.models import Item

GROUP = "办事指南"


class GuidesQuery(Parameters):
    """Which guides."""

    updated_since: UpdatedSince = None
    size: Size = USUAL
    cursor: Cursor = None


class FactAnswer(Answer):
    """One sentence one can rely on."""

    text: str = Field(description="一句话")
    source: str = Field(description="写在哪里：文件名、文号和条款")


class PartAnswer(Answer):
    """What a guide says about one thing."""

    part: str = Field(description="哪一部分", json_schema_extra={"enum": [part.value for part in Part]})
    label: str = Field(description="这一部分的名称，如 材料")
    facts: Sequence[FactAnswer] = Field(description="一句一句，各有出处")


class GuideAnswer(Answer):
    """The guide of one item."""

    code: str = Field(description="事项编码")
    name: str = Field(description="事项名称")
    standing: Literal["confirmed", "example"] = Field(
        description="confirmed 是工作人员核对过的；example 是示例，没有核对，展示时要写明是示例"
    )
    confirmed_on: date | None = Field(description="哪一天核对的；示例是 null")
    outdated: bool = Field(description="事项修订后还没有重新核对：是的话不给出内容，parts 是空的")
    removed: bool = Field(description="事项已撤下，或者内容已全部删去：请把存下的一份也撤下，parts 是空的")
    parts: Sequence[PartAnswer] = Field(description="各部分")
    documents: Sequence[str] = Field(description="依据的文件")
    updated_at: Moment = Field(description="最后一次变动的时刻")
    page: Url = Field(description="给居民看的网页")
    item: Url = Field(description="所属事项的数据")


class GuidesAnswer(Answer):
    """A page of guides."""

    guides: Sequence[GuideAnswer] = Field(description="办事指南，按事项编码排")
    next: Url | None = Field(description="下一页的地址；读完了是 null")


def guides(asked: Asked, query: GuidesQuery) -> Reply:
    """A page of guides."""
    found = asked.session.scalars(_chosen(query)).all()
    page = found[: query.size]
    following = None
    if len(found) > query.size:
        cursor = cursor_of(page[-1].written_at, page[-1].item.code)
        following = asked.url(f"{ROOT}/guides?{next_query(query, cursor)}")
    answer = GuidesAnswer(guides=[guide_answer(asked, one) for one in page], next=following)
    return Reply(answer, changed_at=changed_at(asked.session), following=following)


def guide(asked: Asked, which: OneItem) -> Reply:
    """The guide of one item that stands in the catalog."""
    found = guide_by_code(asked.session, which.code.strip().upper())
    if found is None or _is_removed(found):
        raise NotFound(f"编码为「{which.code}」的事项没有办事指南。")
    return Reply(guide_answer(asked, found), changed_at=changed_at(asked.session))


def guide_answer(asked: Asked, found: Guide) -> GuideAnswer:
    """A guide as it is given out: what was not confirmed since its item changed is kept back."""
    text, is_shown = found.text(), not (found.is_outdated or _is_removed(found))
    return GuideAnswer(
        code=text.code,
        name=text.name,
        standing="confirmed" if text.is_confirmed else "example",
        confirmed_on=text.confirmed_on,
        outdated=found.is_outdated,
        removed=_is_removed(found),
        parts=_parts(text) if is_shown else [],
        documents=text.documents if is_shown else [],
        updated_at=max(filter(None, (found.written_at, found.confirmed_at, found.item.updated_at))),
        page=asked.url(f"/items/{text.code}"),
        item=asked.url(f"{ROOT}/items/{text.code}"),
    )


def _is_removed(found: Guide) -> bool:
    return found.item.is_withdrawn or not found.facts


def _parts(text: GuideText) -> list[PartAnswer]:
    return [
        PartAnswer(
            part=part, label=LABELS[part], facts=[FactAnswer(text=one.text, source=one.source) for one in text.of(part)]
        )
        for part in Part
        if text.of(part)
    ]


def _chosen(query: GuidesQuery) -> Select[Guide]:
    chosen = select(Guide).join(Guide.item).order_by(Item.code).limit(query.size + 1)
    if query.updated_since is None:
        # Who keeps a copy must hear what is gone; who begins one needs only what there is.
        chosen = chosen.where(Item.withdrawn_at.is_(None), cast(Guide.facts, Text) != "[]")
    else:
        since = query.updated_since
        changed = (Guide.written_at >= since, Guide.confirmed_at >= since, Item.updated_at >= since)
        chosen = chosen.where(or_(*changed))
    if query.cursor:
        chosen = chosen.where(Item.code > query.cursor[1])
    return chosen


OPERATIONS: Sequence[Operation[Any]] = (
    Operation(
        path="/guides",
        summary="办事指南，一页一页读",
        description="现行事项的办事指南，每一句都有出处；standing 写明是核对过的还是示例。"
        "用 updated_since 时也给出已经撤下的（removed）。",
        parameters=GuidesQuery,
        gives=GuidesAnswer,
        answer=guides,
        group=GROUP,
    ),
    Operation(
        path="/guides/{code}",
        summary="一个事项的办事指南",
        description="条件、材料、流程、时限、收费、地点、电话等，每一句都有出处。",
        parameters=OneItem,
        gives=GuideAnswer,
        answer=guide,
        group=GROUP,
    ),
)
