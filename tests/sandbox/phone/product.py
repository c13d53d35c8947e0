"""What the product does to the platform behind the phone: calls of its interfaces that must succeed."""

from __future__ import annotations

from typing import Any

from sandbox.driver import Platform
from tests.sandbox.product import Product


def send(platform: Platform, path: str, body: dict[str, Any] | None) -> None:
    """Call an interface such as `menu/create`, without a body by GET; fails when the platform refuses."""
    product = Product(platform)
    answer = product.get(path) if body is None else product.post(path, body)
    assert not answer.get("errcode"), answer
