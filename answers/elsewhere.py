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
    "北京|上海|天津|重庆|广州|深圳|杭州|南京|苏州|武汉|成都|西安|厦门|泉州|漳州|莆田|三明|南平|龙岩|宁德|长沙|"
    "郑州|青岛|济南|大连|沈阳|合肥|南昌|昆明|"
    "贵阳|海口|三亚|宁波|温州|东莞|佛山|石家庄|太原|哈尔滨|长春|兰州|香港|澳门|台湾|台北|美国|日本|英国|广东|"
    "浙江|江苏|江西|湖南|湖北|四川|河南"
)
# "厦门的低保怎么办" asks about another city; "我在厦门看病怎么报销" and "江西来的孩子上学" do not.
_OTHER_CITY = re.compile(
    rf"^(?:请问|你好|想问|问一下|我想问)?[,，]?(?:{_CITIES})(?:市|省|那边|这边|那里)?(?:的)?(?!人|来|户口|户籍|"
    rf"回|出生|看病|生)\S*"
)


_KEPT = "(?:身份证号码?|住址|家庭住址|手机号码?|电话号码|银行卡号|存款|病历|病史|工资|家住哪里?|住在?哪里?)"
_OTHERS = (
    "(?:他|她|他们|邻居|隔壁|前夫|前妻|老[王李张陈林]|"
    "[王李张陈林黄刘吴]某|[王李张陈林黄刘吴](?:阿姨|叔叔|大爷|奶奶|先生|女士))"
)
_PRIVATE = re.compile(f"{_OTHERS}.{{0,10}}{_KEPT}|(?:查|告诉|透露|给我).{{0,6}}(?:别人|{_OTHERS}).{{0,10}}{_KEPT}")


def is_private(text: str) -> bool:
    """Whether a normalised text asks for another person's secrets."""
    return _PRIVATE.search(text) is not None


def is_other_city(text: str) -> bool:
    """Whether a normalised text begins by asking about another place."""
    return _OTHER_CITY.match(text) is not None
