"""What a whole story needs: a WeChat, and the product served to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.driver import Platform
from tests.journeys.product import Product


@pytest.fixture
def wechat() -> Iterator[Platform]:
    """A WeChat platform with twenty followers of the account and five named residents who do not follow yet."""
    with Platform(followers=20) as platform:
        yield platform


@pytest.fixture
def product(tmp_path: Path, wechat: Platform) -> Iterator[Product]:
    """The product, served by two web processes."""
    with Product(tmp_path, wechat) as product:
        yield product
