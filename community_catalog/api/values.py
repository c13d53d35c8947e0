"""What the open data says of the catalog: the shape of each answer, and how it is made of what is stored."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import Field

from bot.api.operations import ROOT, Answer, Asked
from bot.api.values import Moment, Url, Withdrawal
from bot.time import local
from community_catalog.domains import KEY_DOMAINS, Domain, find_domain
from community_catalog.models import Change, Item, ItemRevision


class DomainName(Answer):
    """Which of the 26 domains."""

    slug: str = Field(description="地址里用的名字，如 jiuzhu")
    name: str = Field(description="领域，如 社会救助")


class Identity(Answer):
    """Which item this is."""

    code: str = Field(description="事项编码，不会变")
    domain: DomainName = Field(description="所属领域")


class Elements(Answer):
    """What an item says: the elements of the official catalog."""

    level1: str = Field(description="一级事项")
    level2: str = Field(description="二级事项，也就是事项的名称")
    content: str = Field(description="公开内容（要素）")
    basis: str = Field(description="公开依据")
    deadline: str = Field(description="公开时限")
    subjects: Sequence[str] = Field(description="公开主体")
    method: str = Field(description="公开方式：主动公开或依申请公开")
    channels: Sequence[str] = Field(description="公开渠道和载体")
    audience: str = Field(description="公开对象")
    levels: Sequence[str] = Field(description="公开层级：区级、街镇、社区")
    stage: str = Field(description="五公开：决策、执行、管理、服务、结果")


class ItemLinks(Answer):
    """Where there is more about an item."""

    page: Url = Field(description="给居民看的网页")
    item: Url = Field(description="这个事项的数据")
    revisions: Url = Field(description="历次修订")
    guide: Url | None = Field(description="办事指南的数据；没有指南时是 null")


class ItemAnswer(Elements, Identity):
    """One item of the catalog as it now is, a withdrawn one as it last was."""

    revision: int = Field(description="第几次修订，从 1 开始；只改标点或格式不算")
    as_of: date = Field(description="内容截至哪一天")
    updated_at: Moment = Field(description="这条数据最后一次变动的时刻")
    withdrawn: Withdrawal | None = Field(description="已撤下时：哪一天、为什么；现行的是 null")
    replaced_by: str | None = Field(description="已撤下并由另一事项接替时：那个事项的编码")
    links: ItemLinks = Field(description="相关的地址")


class RevisionAnswer(Answer):
    """One step of an item's history."""

    revision: int = Field(description="这一步之后是第几次修订")
    change: str = Field(description="这一步是什么", json_schema_extra={"enum": [change.label for change in Change]})
    at: Moment = Field(description="什么时候")
    changed: Sequence[str] = Field(description="变了哪些要素（字段名）")
    domain: str = Field(description="这一步之后的领域")
    elements: Elements = Field(description="这一步之后的内容")


def item_answer(asked: Asked, item: Item, *, has_guide: bool, replaced_by: str | None) -> ItemAnswer:
    """An item as it is given out."""
    return ItemAnswer(
        code=item.code,
        domain=domain_name(item.domain),
        revision=item.revision,
        as_of=item.as_of,
        updated_at=item.updated_at,
        withdrawn=withdrawal(item),
        replaced_by=replaced_by,
        links=links(asked, item.code, has_guide=has_guide),
        **elements(item.row().snapshot()),
    )


def revision_answer(step: ItemRevision) -> RevisionAnswer:
    """A step of an item's history as it is given out: who did it is nobody else's business."""
    return RevisionAnswer(
        revision=step.number,
        change=step.change.label,
        at=step.at,
        changed=step.changed,
        domain=step.elements["domain"],
        elements=Elements(**elements(step.elements)),
    )


def links(asked: Asked, code: str, *, has_guide: bool) -> ItemLinks:
    """Where there is more about the item with this code."""
    data = asked.url(f"{ROOT}/items/{code}")
    guide = asked.url(f"{ROOT}/guides/{code}") if has_guide else None
    return ItemLinks(page=asked.url(f"/items/{code}"), item=data, revisions=f"{data}/revisions", guide=guide)


def withdrawal(item: Item) -> Withdrawal | None:
    """When and why it was taken out of the catalog; None while it stands in it."""
    if item.withdrawn_at is None:
        return None
    return Withdrawal(at=local(item.withdrawn_at).date(), reason=item.withdrawn_reason or "")


def domain_name(name: str) -> DomainName:
    """The domain as it is given out."""
    domain = find_domain(name)
    return DomainName(slug=domain.slug if domain else "", name=name)


def elements(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The elements without the domain, which stands for itself."""
    return {name: snapshot[name] for name in Elements.model_fields}


def is_key(domain: Domain) -> bool:
    """Whether it is one of the five that residents ask about most."""
    return domain in KEY_DOMAINS
