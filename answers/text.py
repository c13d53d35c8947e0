"""Residents' text made comparable: one width, one script, one kind of white space, ages in digits. Pure."""

import re
import unicodedata
from functools import cache, lru_cache

from bot.paths import DATA

TRADITIONAL = DATA / "words" / "traditional.txt"

LONGEST = 400  # characters looked at: the beginning and, more of it, the end, where stories come to the point
SHORT = 100  # characters of a text whose normalised form is kept
_BEGINNING = 150

_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]+"
)
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff，。！？、；：]) +| +(?=[\u4e00-\u9fff，。！？、；：])")
_SPACES = re.compile(r" +")
_AGE = re.compile(
    r"(?<![一二两三四五六七八九十百几第])([一二两三四五六七八九]?十[一二三四五六七八九]?|"
    r"[一二两三四五六七八九])(?=[多几来]?(?:周)?岁)"
)
_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"两": 2}


@cache
def _simplified() -> dict[int, str]:
    lines = [line for line in TRADITIONAL.read_text("utf-8").splitlines() if not line.startswith("#")]
    table = {old: new for line in lines for old, new in zip(line[::2], line[1::2], strict=True)}
    return {ord(old): table.get(new, new) for old, new in table.items()}


def normalise(text: str) -> str:
    """The text as it is compared: half width, simplified, lower case, no stray space, "八十岁" as "80岁".

    Doing it twice changes nothing more. Any string is accepted, also one that is not valid Unicode.
    """
    # What is short comes again and again, and several look at the same message.
    return _remembered(text) if len(text) <= SHORT else _normalised(text)


@lru_cache(maxsize=4096)
def _remembered(text: str) -> str:
    return _normalised(text)


def _normalised(text: str) -> str:
    while (plain := _folded(text)) != text:  # a few letters outside Chinese fold in two steps
        text = plain
    return plain


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", _CONTROL.sub(" ", text))
    text = text.lower().translate(_simplified())
    text = unicodedata.normalize("NFKC", text)
    text = _HAN_GAP.sub("", _SPACES.sub(" ", text)).strip()
    return _AGE.sub(lambda found: str(_number(found[1])), text)


def _number(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _DIGITS[numeral]
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def shortened(text: str) -> str:
    """At most LONGEST characters: the beginning and the end of a long story."""
    if len(text) <= LONGEST:
        return text
    return text[:_BEGINNING] + text[_BEGINNING - LONGEST :]
