"""The first letters of a text's pinyin, as a resident taps them: 低保指南 is dbzn. Pure."""

from functools import cache
from itertools import islice, product

from answers.homophones import PINYIN
from answers.text import normalise
from bot.paths import DATA

READ_OTHERWISE = DATA / "words" / "initials.txt"  # characters read in several ways: 长 is c or z
MOST_READINGS = 8  # of one text; names with four such characters are not worth more


def initials(text: str) -> tuple[str, ...]:
    """Every way to spell a text by first letters, the most usual first. Digits, marks and unknown characters drop out.

    Letters stay as they are. Without any letter the only spelling is "".
    """
    table = _table()
    letters = [found for sign in normalise(text) if (found := table.get(sign, _latin(sign)))]
    return tuple("".join(reading) for reading in islice(product(*letters), MOST_READINGS))


def _latin(sign: str) -> str:
    return sign if sign.isascii() and sign.isalpha() else ""


@cache
def _table() -> dict[str, str]:
    """Each character's first letters, the most usual one first."""
    usual = (line.split(" ") for line in PINYIN.read_text("utf-8").splitlines())
    table = {character: sound[0] for sound, characters in usual for character in characters}
    for line in READ_OTHERWISE.read_text("utf-8").splitlines():
        character, letters = line.split(" ")
        first = table[character]
        table[character] = first + letters.replace(first, "")
    return table
