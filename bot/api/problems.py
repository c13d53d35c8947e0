"""Why a request cannot be answered, in words its sender can act on (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from pydantic import Field

from bot.api.operations import Answer
from bot.api.values import Url, Withdrawal
from bot.errors import BotError

MEDIA_TYPE = "application/problem+json"
TITLES: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "参数不对",
    HTTPStatus.NOT_FOUND: "没有找到",
    HTTPStatus.METHOD_NOT_ALLOWED: "只能读取",
    HTTPStatus.GONE: "已经撤下",
    HTTPStatus.TOO_MANY_REQUESTS: "请求太频繁",
    HTTPStatus.INTERNAL_SERVER_ERROR: "系统出了问题",
    HTTPStatus.SERVICE_UNAVAILABLE: "暂时不能回答",
}
ADVICE: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "这个请求看不懂。请对照接口说明检查网址。",
    HTTPStatus.NOT_FOUND: "没有这个地址。全部可用的地址见接口说明。",
    HTTPStatus.METHOD_NOT_ALLOWED: "开放数据只能用 GET 或 HEAD 读取。",
    HTTPStatus.GONE: "内容已经撤下，不再有效。",
    HTTPStatus.TOO_MANY_REQUESTS: "请求太频繁，请等到 Retry-After 所说的秒数之后再来。",
    HTTPStatus.INTERNAL_SERVER_ERROR: "不是请求有误。我们已经记录下来，请过一会儿再试。",
    HTTPStatus.SERVICE_UNAVAILABLE: "请等到 Retry-After 所说的秒数之后再试。",
}


class Problem(Answer):
    """What is sent with a status of 400 and above."""

    type: Url = Field(description="这一类问题的说明在哪里")
    title: str = Field(description="是哪一类问题")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="这一次具体是什么问题，怎么办")
    parameter: str | None = Field(None, description="不对的是哪个参数")
    withdrawn: Withdrawal | None = Field(None, description="内容已撤下时：什么时候、为什么")


@dataclass(eq=False)
class Refusal(BotError):
    """The request is answered with this status and these words; `retry_after_s` says when to come back."""

    status: int
    detail: str
    parameter: str | None = None
    withdrawn: Withdrawal | None = None
    retry_after_s: int | None = None

    def __str__(self) -> str:
        return self.detail


class NotFound(Refusal):
    """There is no such thing."""

    def __init__(self, detail: str) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, detail)


@dataclass(eq=False)
class Moved(BotError):
    """What was asked for now has another address: a path of this site, percent-encoded where need be."""

    location: str


def problem(refusal: Refusal, site: str) -> Problem:
    """What is sent; `site` is where this site is."""
    return Problem(
        type=f"{site}/api/#problem-{refusal.status}",
        title=TITLES.get(refusal.status, TITLES[400 if refusal.status < 500 else 500]),
        status=refusal.status,
        detail=refusal.detail,
        parameter=refusal.parameter,
        withdrawn=refusal.withdrawn,
    )
