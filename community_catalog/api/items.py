"""Open data about items: all of them page by page, what changed since, one with its history, the domains."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from pydantic import AfterValidator, Field, WithJsonSchema
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.api.asking import USUAL, Cursor, Size, UpdatedSince, cursor_of
from bot.api.operations import ROOT, Answer, Asked, Operation, Parameters, Reply
from bot.api.problems import Moved, NotFound, Refusal
from bot.api.values import Url
from bot.redirects.models import Redirect
from bot.redirects.rules import redirect_of
from community_catalog.api.values import (
    ItemAnswer,
    RevisionAnswer,
    is_key,
    item_answer,
    revision_answer,
    withdrawal,
)
from community_catalog.domains import DOMAINS, find_domain
from community_catalog.elements import STAGES
from community_catalog.guides.models import Guide
from community_catalog.items import item_by_code, last_import
from community_catalog.models import Item

GROUP = "目录"
SLUGS = [domain.slug for domain in DOMAINS]
PAGES = "/items/"


def _known_slug(slug: str) -> str:
    if slug not in SLUGS:
        raise ValueError("no such domain")
    return slug


def _known_stage(stage: str) -> str:
    if stage not in STAGES:
        raise ValueError("no such stage")
    return stage


DomainSlug = Annotated[
    str | None,
    AfterValidator(_known_slug),
    WithJsonSchema({"type": "string", "enum": SLUGS}),
    Field(description="只要一个领域的，写它的 slug，如 jiuzhu；全部 slug 见 /domains。"),
]
Stage = Annotated[
    str | None,
    AfterValidator(_known_stage),
    WithJsonSchema({"type": "string", "enum": list(STAGES)}),
    Field(description=f"只要五公开中的一类：{'、'.join(STAGES)}。"),
]
Status = Annotated[
    Literal["current", "withdrawn", "all"] | None,
    WithJsonSchema({"type": "string", "enum": ["current", "withdrawn", "all"]}),
    Field(
        description="current 只要现行的，withdrawn 只要撤下的，all 都要。不写时：现行的；写了 updated_since 就是 all。"
    ),
]


class ItemsQuery(Parameters):
    """Which items."""

    updated_since: UpdatedSince = None
    domain: DomainSlug = None
    stage: Stage = None
    status: Status = None
    size: Size = USUAL
    cursor: Cursor = None


class OneItem(Parameters):
    """Which item."""

    code: str = Field(description="事项编码，如 SJ-006。", min_length=1, max_length=32)


class ItemsAnswer(Answer):
    """A page of items: the longest unchanged first, so that nothing is missed while pages are read."""

    items: Sequence[ItemAnswer] = Field(description="事项，最久没变的在前")
    next: Url | None = Field(description="下一页的地址；读完了是 null")


class HistoryAnswer(Answer):
    """How an item came to be what it is."""

    code: str = Field(description="事项编码")
    revisions: Sequence[RevisionAnswer] = Field(description="每一步，早的在前")


class DomainAnswer(Answer):
    """One of the 26 domains."""

    slug: str = Field(description="地址里用的名字")
    name: str = Field(description="领域的名称")
    about: str = Field(description="用居民的话说，是关于什么的")
    key: bool = Field(description="是不是居民问得最多的五个领域之一")
    items: int = Field(description="现行事项有多少")
    page: Url = Field(description="给居民看的网页")
    feed: Url = Field(description="新增、修订和撤下的消息（Atom）")
    data: Url = Field(description="这个领域的事项数据")


class DomainsAnswer(Answer):
    """All domains in the order of the catalog."""

    domains: Sequence[DomainAnswer] = Field(description="26 个领域，五个重点领域在前")


def items(asked: Asked, query: ItemsQuery) -> Reply:
    """A page of items."""
    found = asked.session.scalars(_chosen(query)).all()
    page = found[: query.size]
    following = None
    if len(found) > query.size:
        following = asked.url(f"{ROOT}/items?{next_query(query, cursor_of(page[-1].updated_at, page[-1].code))}")
    answer = ItemsAnswer(items=_answers(asked, page), next=following)
    return Reply(answer, changed_at=changed_at(asked.session), following=following)


def item(asked: Asked, which: OneItem) -> Reply:
    """One item; a withdrawn one says when and why, a moved one where it is now."""
    found = item_by_code(asked.session, which.code)
    if found is None or found.is_withdrawn:
        raise _led_on(asked.session, which.code) or (_gone(found) if found else _unknown(which.code))
    return Reply(_answers(asked, [found])[0], changed_at=changed_at(asked.session))


def history(asked: Asked, which: OneItem) -> Reply:
    """The history of an item, also of a withdrawn one."""
    found = item_by_code(asked.session, which.code)
    if found is None:
        raise _unknown(which.code)
    steps = [revision_answer(step) for step in found.revisions]
    return Reply(HistoryAnswer(code=found.code, revisions=steps), changed_at=changed_at(asked.session))


def domains(asked: Asked, _nothing: Parameters) -> Reply:
    """All domains with how many items each has."""
    counting = select(Item.domain, func.count()).where(Item.withdrawn_at.is_(None)).group_by(Item.domain)
    counts = Counter(dict[str, int](asked.session.execute(counting).all()))
    return Reply(
        DomainsAnswer(
            domains=[
                DomainAnswer(
                    slug=one.slug,
                    name=one.name,
                    about=one.about,
                    key=is_key(one),
                    items=counts[one.name],
                    page=asked.url(f"/domains/{one.slug}"),
                    feed=asked.url(f"/feeds/{one.slug}.atom"),
                    data=asked.url(f"{ROOT}/items?domain={one.slug}"),
                )
                for one in DOMAINS
            ]
        )
    )


def changed_at(session: Session) -> datetime | None:
    """When anything of what is said about items last changed: an item, a guide, or where one has moved."""
    last = last_import(session)
    moments = [last.at if last else None]
    moments += session.execute(select(func.max(Guide.written_at), func.max(Guide.confirmed_at))).one()
    moments.append(session.scalar(select(func.max(Redirect.at))))
    return max((moment for moment in moments if moment), default=None)


def next_query(query: Parameters, cursor: str) -> str:
    """The query of the next page: the same, from where this one ends."""
    return urlencode({**query.model_dump(mode="json", exclude_defaults=True, exclude={"cursor"}), "cursor": cursor})


def _chosen(query: ItemsQuery) -> Select[Item]:
    chosen = select(Item).order_by(Item.updated_at, Item.code).limit(query.size + 1)
    if query.updated_since:
        chosen = chosen.where(Item.updated_at >= query.updated_since)
    if query.domain and (domain := find_domain(query.domain)):
        chosen = chosen.where(Item.domain == domain.name)
    if query.stage:
        chosen = chosen.where(Item.stage == query.stage)
    if query.cursor:
        moment, code = query.cursor
        chosen = chosen.where(
            Item.updated_at >= moment, or_(Item.updated_at > moment, and_(Item.updated_at == moment, Item.code > code))
        )
    match query.status or ("all" if query.updated_since else "current"):
        case "current":
            chosen = chosen.where(Item.withdrawn_at.is_(None))
        case "withdrawn":
            chosen = chosen.where(Item.withdrawn_at.is_not(None))
    return chosen


def _answers(asked: Asked, found: Sequence[Item]) -> list[ItemAnswer]:
    guided = _guided(asked.session, [one.id for one in found if not one.is_withdrawn])
    replaced = _replacements(asked.session, [one.code for one in found if one.is_withdrawn])
    return [item_answer(asked, one, has_guide=one.id in guided, replaced_by=replaced.get(one.code)) for one in found]


def _guided(session: Session, items: Collection[int]) -> Collection[int]:
    """Those of these items whose guide says something."""
    guides = session.execute(select(Guide.item_id, Guide.facts).where(Guide.item_id.in_(items)))
    return {item_id for item_id, facts in guides if facts}


def _replacements(session: Session, codes: Collection[str]) -> Mapping[str, str]:
    """By the code of each withdrawn item that another has taken the place of, the code of that one."""
    if not codes:
        return {}
    moved = session.scalars(select(Redirect).where(Redirect.old.in_([PAGES + code for code in codes])))
    return {one.old.removeprefix(PAGES): one.new.removeprefix(PAGES) for one in moved if one.new.startswith(PAGES)}


def _unknown(code: str) -> NotFound:
    return NotFound(f"目录里没有编码为「{code}」的事项。")


def _gone(found: Item) -> Refusal:
    gone = withdrawal(found)
    assert gone is not None  # noqa: S101  (only asked of withdrawn items)
    words = f"「{found.name}」（{found.code}）已于 {gone.at:%Y-%m-%d} 撤下：{gone.reason}"
    return Refusal(410, words, withdrawn=gone)


def _led_on(session: Session, code: str) -> Moved | None:
    moved = redirect_of(session, PAGES + code.strip().upper())
    if moved is None or not moved.new.startswith(PAGES):
        return None
    return Moved(f"{ROOT}{quote(moved.new)}")


OPERATIONS: Sequence[Operation[Any]] = (
    Operation(
        path="/items",
        summary="事项，一页一页读",
        description="全部现行事项，或者某个时刻以来变过的事项（撤下的也在其中）。",
        parameters=ItemsQuery,
        gives=ItemsAnswer,
        answer=items,
        group=GROUP,
    ),
    Operation(
        path="/items/{code}",
        summary="一个事项",
        description="现行事项的全部要素。已撤下的回 410，写明日期和理由；换了编码的回 301。",
        parameters=OneItem,
        gives=ItemAnswer,
        answer=item,
        group=GROUP,
        refusals=(301, 410),
    ),
    Operation(
        path="/items/{code}/revisions",
        summary="一个事项的历次修订",
        description="从列入目录起的每一步，撤下的事项也能查。",
        parameters=OneItem,
        gives=HistoryAnswer,
        answer=history,
        group=GROUP,
    ),
    Operation(
        path="/domains",
        summary="26 个领域",
        description="每个领域的名称、地址和现行事项数。",
        parameters=Parameters,
        gives=DomainsAnswer,
        answer=domains,
        group=GROUP,
    ),
)
