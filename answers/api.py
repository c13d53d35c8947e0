"""Open data about answers: a search that answers as the account does, for search boxes on other websites."""

import re
from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import Field

from answers.documents import Document
from answers.engine import Engine
from answers.searching import find
from bot.api.operations import ROOT, Answer, Asked, Operation, Parameters, Reply
from bot.api.values import Url
from bot.app import Kit
from bot.privacy import Kind, masked
from bot.rates import Allowance

LONGEST = 200  # characters of a question
_MARKS = re.compile(f"〔(?:{'|'.join(Kind)})〕")  # what stands in the place of somebody's number


class SearchQuery(Parameters):
    """What somebody is looking for."""

    q: str = Field(description=f"居民的话，如 低保怎么办；1 到 {LONGEST} 个字。", min_length=1, max_length=LONGEST)


class FoundItem(Answer):
    """An item that fits."""

    code: str = Field(description="事项编码")
    name: str = Field(description="事项名称")
    domain: str = Field(description="所属领域")
    page: Url = Field(description="给居民看的网页")
    item: Url = Field(description="这个事项的数据")


class SearchAnswer(Answer):
    """What the account would answer, and what else fits."""

    kind: Literal["answer", "choose", "none"] = Field(
        description="answer 是找到一项，choose 是几项里不能确定，none 是没有把握"
    )
    reason: str = Field(description="为什么这样判断；emergency 是遇到危险，请显示 110、119、120")
    answer: Sequence[str] = Field(description="找到一项时，公众号会回答的话，一段一段")
    first: Sequence[FoundItem] = Field(description="找到的一项，或者可以选的几项")
    further: Sequence[FoundItem] = Field(description="其他相关的，最相关的在前")


def join_api(kit: Kit, engine: Callable[[], Engine]) -> None:
    """Offer the search, and let nobody ask for search pages without end. `engine` gives the current one."""
    kit.api.add(search_operation(engine))
    per_minute = kit.settings.search_requests_per_minute
    kit.allowances.add(Allowance("search", ("/search",), per_minute, spares_this_machine=True))


def search_operation(engine: Callable[[], Engine]) -> Operation[SearchQuery]:
    """Make the operation."""

    def search(asked: Asked, query: SearchQuery) -> Reply:
        finding = find(engine(), _MARKS.sub(" ", masked(query.q)))
        first, further = ([_found(asked, one) for one in some] for some in (finding.first, finding.further))
        answer = SearchAnswer(
            kind=finding.kind, reason=finding.reason, answer=finding.answer, first=first, further=further
        )
        return Reply(answer)

    return Operation(
        path="/search",
        summary="按居民的话查事项",
        description="与公众号同一个引擎。问的内容不保存；里面的电话、证件号码先遮去。",
        parameters=SearchQuery,
        gives=SearchAnswer,
        answer=search,
        group="查找",
    )


def _found(asked: Asked, document: Document) -> FoundItem:
    return FoundItem(
        code=document.code,
        name=document.row.name,
        domain=document.row.domain,
        page=asked.url(f"/items/{document.code}"),
        item=asked.url(f"{ROOT}/items/{document.code}"),
    )
