"""What people also write about and no catalog holds: knowing it keeps the engine silent. Pure."""

import csv
import re
from functools import cache
from typing import NamedTuple

from bot.paths import DATA

TOPICS = DATA / "words" / "elsewhere.csv"


class Elsewhere(NamedTuple):
    """A topic outside the catalog and how people speak of it."""

    name: str
    wordings: tuple[str, ...]


@cache
def bundled_elsewhere() -> tuple[Elsewhere, ...]:
    """The project's collection of topics outside the catalog."""
    with TOPICS.open(encoding="utf-8", newline="") as lines:
        return tuple(Elsewhere(row["name"], tuple(row["wordings"].split("|"))) for row in csv.DictReader(lines))


_CITIES = (
    "北京|上海|天津|重庆|广州|深圳|杭州|南京|苏州|武汉|成都|西安|厦门|泉州|漳州|莆田|三明|南平|龙岩|宁德|长沙|郑州|青岛|济南|大连|沈阳|合肥|南昌|昆明|"
    "贵阳|海口|三亚|宁波|温州|东莞|佛山|石家庄|太原|哈尔滨|长春|兰州|香港|澳门|台湾|台北|美国|日本|英国|广东|浙江|江苏|江西|湖南|湖北|四川|河南"
)
# "厦门的低保怎么办" asks about another city; "我在厦门看病怎么报销" and "江西来的孩子上学" do not.
_OTHER_CITY = re.compile(rf"^(?:请问|你好|想问|问一下|我想问)?[,，]?(?:{_CITIES})(?:市|省|那边|这边|那里)?(?:的)?(?!人|来|户口|户籍|回|出生|看病|生)\S*")


def is_other_city(text: str) -> bool:
    """Whether a normalised text begins by asking about another place."""
    return _OTHER_CITY.match(text) is not None
