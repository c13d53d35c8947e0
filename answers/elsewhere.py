"""Other places people speak of: whoever asks about them may want rules this district does not make. Pure."""

import re
from functools import cache

from bot.paths import DATA

PLACES = DATA / "words" / "other_places.txt"

_GREETING = r"(?:请问|你好|您好|想问|我想问|问一?下)*[,，。!！~ ]*"


def mentioned(text: str) -> list[str]:
    """The other places a normalised text names, in order."""
    return _pattern().findall(text)


def comes_first(text: str) -> bool:
    """Whether a text begins with such a place, as in "厦门的公租房怎么申请"."""
    return re.match(f"{_GREETING}(?:{_pattern().pattern})", text) is not None


@cache
def _pattern() -> re.Pattern[str]:
    lines = (line for line in PLACES.read_text("utf-8").splitlines() if not line.startswith("#"))
    names = sorted((name for line in lines for name in line.split()), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))
