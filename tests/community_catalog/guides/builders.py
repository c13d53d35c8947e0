"""Facts and guides with defaults, for tests of guides and of the cards made from them."""

from datetime import date
from typing import Any

from community_catalog.guides.text import Fact, GuideText, Part

SOURCE = "《社会救助暂行办法》（国务院令第649号）第九条"


def a_fact(text: str = "一家人平均每人每月的收入，低于本地低保标准", **changes: Any) -> Fact:
    return Fact(**{"part": Part.CONDITIONS, "text": text, "source": SOURCE} | changes)


def a_guide(*facts: Fact, code: str = "SJ-006", by: str | None = None) -> GuideText:
    name = "最低生活保障办事指南"
    return GuideText(code, name, facts or (a_fact(),), by, date(2026, 12, 1) if by else None)
