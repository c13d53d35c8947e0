"""What open data there is: the answer at the root."""

from collections.abc import Sequence

from pydantic import Field

from bot.api.operations import ROOT, Answer, Api, Asked, Operation, Parameters, Reply


class Entry(Answer):
    """One thing that can be asked."""

    url: str = Field(description="地址；花括号里的换成具体的编号")
    summary: str = Field(description="是什么")


class Index(Answer):
    """What can be asked, and where it is explained."""

    version: str = Field(description="程序的版本")
    openapi: str = Field(description="接口说明（OpenAPI 3.1）")
    documentation: str = Field(description="给人看的说明")
    operations: Sequence[Entry] = Field(description="可以读取的内容")


def index_of(api: Api, version: str) -> Operation[Parameters]:
    """Make the operation that lists all others; `version` is that of the program."""

    def index(asked: Asked, _nothing: Parameters) -> Reply:
        entries = [Entry(url=asked.url(ROOT + one.path), summary=one.summary) for one in api.operations]
        openapi, documentation = asked.url(f"{ROOT}/openapi.json"), asked.url("/api/")
        return Reply(Index(version=version, openapi=openapi, documentation=documentation, operations=entries))

    return Operation(
        path="/",
        summary="全部内容的目录",
        description="从这里可以找到所有其他地址。",
        parameters=Parameters,
        gives=Index,
        answer=index,
        group="总览",
    )
