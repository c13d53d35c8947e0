"""Open data about pages that have moved."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from pydantic import Field

from bot.api.operations import Answer, Asked, Operation, Parameters, Reply
from bot.api.values import Url
from bot.redirects.rules import all_redirects


class RedirectAnswer(Answer):
    """A page that has moved."""

    old: Url = Field(description="旧地址")
    new: Url = Field(description="新地址")
    since: date = Field(description="从哪一天起")
    reason: str = Field(description="为什么改")


class RedirectsAnswer(Answer):
    """All pages that have moved."""

    redirects: Sequence[RedirectAnswer] = Field(description="改了地址的网页，按旧地址排")


def redirects(asked: Asked, _nothing: Parameters) -> Reply:
    """All pages that have moved."""
    moved = [
        RedirectAnswer(old=asked.url(quote(one.old)), new=asked.url(quote(one.new)), since=one.since, reason=one.reason)
        for one in all_redirects(asked.session)
    ]
    return Reply(RedirectsAnswer(redirects=moved))


REDIRECTS = Operation(
    path="/redirects",
    summary="改了地址的网页",
    description="旧地址、新地址、从哪一天起、为什么改。访问旧地址的人会被带到新地址（301）。",
    parameters=Parameters,
    gives=RedirectsAnswer,
    answer=redirects,
    group="总览",
)
