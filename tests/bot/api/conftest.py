"""An application that offers one small operation of a test's own: shops by number."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import Field

from bot import api, pages
from bot.api.asking import USUAL, Cursor, Size, UpdatedSince
from bot.api.operations import Answer, Asked, File, Operation, Parameters, Reply
from bot.api.problems import Moved, NotFound
from bot.app import create_app
from bot.db import Base
from bot.settings import Settings
from tests.conftest import NOON


class ShopQuery(Parameters):
    code: str = Field(description="店的编号。", max_length=4)
    updated_since: UpdatedSince = None
    size: Size = USUAL
    cursor: Cursor = None


class ShopAnswer(Answer):
    code: str = Field(description="编号")
    since: datetime | None = Field(description="问的是什么时候以来")


def shop(asked: Asked, query: ShopQuery) -> Reply:
    if query.code == "gone":
        raise NotFound("没有这家店。")
    if query.code == "old":
        raise Moved("/api/v1/shops/new")
    return Reply(
        ShopAnswer(code=query.code, since=query.updated_since),
        changed_at=NOON,
        following=asked.url("/api/v1/shops/2?size=1") if query.size == 1 else None,
    )


def shops_file(_asked: Asked, _nothing: Parameters) -> Reply:
    return Reply(File(b"1,2", "店铺.csv"))


def failing(_asked: Asked, _nothing: Parameters) -> Reply:
    raise RuntimeError("secret detail")


SHOP = Operation(
    path="/shops/{code}",
    summary="一家店",
    description="按编号。",
    parameters=ShopQuery,
    gives=ShopAnswer,
    answer=shop,
    group="店",
    refusals=(301,),
)
SHOPS_FILE = Operation("/shops.csv", "全部店", "一个文件。", Parameters, "text/csv", shops_file, "店")
FAILING = Operation("/failing", "坏的", "总是出错。", Parameters, ShopAnswer, failing, "店")


class Shops:
    """A part with three operations."""

    def init_app(self, _app: Flask, kit: object) -> None:
        for operation in (SHOP, SHOPS_FILE, FAILING):
            kit.api.add(operation)  # type: ignore[attr-defined]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path / 'api.db'}", public_url="https://juwutong.example")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings, [pages, Shops(), api])
    engine = app.extensions["kit"].sessions.engine
    Base.metadata.create_all(engine)
    yield app
    engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
