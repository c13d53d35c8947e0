"""Making values fit template messages and subscription notices, so that residents see whole words, not what is left."""

import re
from collections.abc import Callable

from bot.wechat.errors import invalid_request

VALUE_LENGTH = 20

# Emoji and what joins them. Signs of ordinary writing (℃ ㎡ № ① →) are not in these blocks and stay.
EMOJI = re.compile(
    "[\U0001f000-\U0001faff\U000e0000-\U000e007f\u2600-\u27bf\u2b00-\u2bff\u231a\u231b\u23e9-\u23ff"
    "\ufe00-\ufe0f\u200d\u20e3]"
)
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def fit(value: str, length: int = VALUE_LENGTH) -> str:
    """Return the value in one line, without emoji, in at most `length` characters; a cut one ends in "…".

    Since 2023-05-04 the platform strips and cuts by itself, without a word, in the middle of a sentence. A character
    outside the basic plane counts as two, the cautious reading of an undocumented rule.
    """
    plain = " ".join(UNSEEN.sub(" ", EMOJI.sub("", value)).split())
    if _units(plain) <= length:
        return plain
    while _units(plain) > length - 1:
        plain = plain[:-1]
    return plain.rstrip(" ，、；：。,;:") + "…"


def fit_notice(name: str, value: str) -> str:
    """Return a subscription notice's value as the kind in its name (`thing2`, `date1`, …) wants it.

    Raises PermanentError, as the platform would with 47003, where no fitting value can be made.
    """
    kind = name.rstrip("0123456789")
    fitted = FITTING.get(kind, fit)(value)
    if not RULES.get(kind, SOMETHING).fullmatch(fitted):
        raise invalid_request(f"通知的 {name} 填不了“{fit(value, 40)}”：{WANTED.get(kind, '内容不能为空')}。")
    return fitted


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(length: int) -> Callable[[str], str]:
    return lambda value: fit(value)[:length]


def _without_spaces(value: str) -> str:
    return re.sub(r"\s+", "", value)


# From the table of argument kinds in the documentation of subscription notices (订阅通知, 参数类别).
SOMETHING = re.compile(r".+")
TIME = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
DATE = r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
MOMENT = rf"({DATE})( {TIME})?"
RULES = {
    "number": re.compile(r"[+-]?\d+(\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "character_string": re.compile(r"[\x20-\x7e]{1,32}"),
    "time": re.compile(rf"{TIME}(~{TIME})?|{MOMENT}(~{MOMENT})?"),
    "date": re.compile(rf"{MOMENT}(~{MOMENT})?"),
    "amount": re.compile(r"[¥￥$€£]?\d{1,10}(\.\d+)?元?"),
    "phone_number": re.compile(r"[\d+\-() ]{1,17}"),
    "car_number": re.compile(r"\w{1,8}"),
    "name": re.compile(r"[一-鿿·]{1,10}|[A-Za-z .·]{1,20}"),
    "phrase": re.compile(r"[一-鿿]{1,5}"),
}
WANTED = {
    "number": "应为数字",
    "letter": "应为 32 个以内的字母",
    "symbol": "应为 5 个以内的符号",
    "character_string": "应为 32 个以内的数字、字母或符号",
    "time": "应为时间，如 2026年11月23日 15:01",
    "date": "应为日期，如 2026年11月23日",
    "amount": "应为金额，如 10.5元",
    "phone_number": "应为 17 个以内的电话号码",
    "car_number": "应为 8 个以内的车牌号",
    "name": "应为 10 个以内的汉字或 20 个以内的字母",
    "phrase": "应为 5 个以内的汉字",
}
FITTING: dict[str, Callable[[str], str]] = {
    "thing": fit,
    "number": _without_spaces,
    "letter": _without_spaces,
    "symbol": _without_spaces,
    "character_string": lambda value: fit(value, 1000)[:32],
    "time": lambda value: fit(value, 50),
    "date": lambda value: fit(value, 50),
    "phrase": _cut(5),
    "amount": _without_spaces,
}
