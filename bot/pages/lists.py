"""Cutting a list into screens: three choices in 长辈版, more otherwise, and the address of each screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import request

from bot.pages.elder import is_elder

T = TypeVar("T")
PAGE = "page"
ELDER_CHOICES = 3
ORDINARY = 30


@dataclass(frozen=True)
class Shown(Generic[T]):
    """One screen of a list: what stands on it, which it is (from 1), of how many; `total` counts the whole list."""

    items: Sequence[T]
    page: int
    pages: int
    total: int


def shown(items: Sequence[T], *, ordinary: int = ORDINARY) -> Shown[T]:
    """The screen of a list that this request asks for (`?page=2`): at most three in 长辈版, else `ordinary`."""
    return cut(items, request.args.get(PAGE, ""), ELDER_CHOICES if is_elder() else ordinary)


def cut(items: Sequence[T], wanted: str, size: int) -> Shown[T]:
    """Screen number `wanted` of a list, `size` on each; the first where it is no number, the last where it is past."""
    pages = max(1, -(-len(items) // size))
    page = min(max(1, int(wanted)), pages) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 1
    return Shown(items[(page - 1) * size : page * size], page, pages, len(items))


def page_address(page: int) -> str:
    """This page's address with another screen of its list; other questions in it stay."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != PAGE]
    query = urlencode(pairs + ([(PAGE, str(page))] if page > 1 else []))
    return quote(request.path) + (f"?{query}" if query else "")
