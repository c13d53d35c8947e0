"""Personal data in a text: identity cards, telephones, bank cards, e-mail addresses, found and made unreadable. Pure.

Found by checksum or by shape, so that a mistyped number is found as well. Names and addresses have no shape and stay.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What was found; the value is what people read in its place."""

    IDENTITY = "身份证号"
    MOBILE = "手机号"
    TELEPHONE = "电话号码"
    BANK_CARD = "银行卡号"
    LONG_NUMBER = "长号码"  # an account, or numbers written together: nothing a stranger needs to read
    EMAIL = "邮箱"


class Found(NamedTuple):
    """One piece of personal data, as it was written: `whole_text[start:end] == text`."""

    kind: Kind
    start: int
    end: int
    text: str


_LONG = 15  # digits
# One character stands for one, so that places in the text stay as they are.
_HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘ＠．＋－—–‐（）\u3000\u00a0", "0123456789X@.+----()  ")
_SPOKEN = str.maketrans("零〇一幺二三四五六七八九", "001123456789")
_RUN = re.compile(r"(?<![0-9])[0-9](?:[ \-()]{0,2}[0-9]){6,}(?:[ \-]?[Xx](?![A-Za-z]))?|[零〇一幺二三四五六七八九]{7,}")
_PIECE = re.compile(r"[0-9]+[Xx]?|[Xx]")
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_WORTH_LOOKING = re.compile(r"@|(?:[0-9][ \-()]{0,2}){7}|[零〇一幺二三四五六七八九]{7}")

_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_IDENTITY = re.compile(rf"[1-9][0-9]{{5}}(?:(?:18|19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9X]|[0-9]{{2}}{_DAY}[0-9]{{3}})")
_MOBILE = re.compile(r"(?:00)?(?:86)?1[3-9][0-9]{9}")
_TELEPHONE = re.compile(r"(?:00)?(?:86)?0[1-9][0-9]{1,2}[2-9][0-9]{6,7}|[2-8][0-9]{7}")
_DATE = re.compile(rf"(?:19|20)[0-9]{{2}}{_DAY}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS = "10X98765432"
_AMOUNT = frozenset("元块万亿平米年")


def found(text: str) -> tuple[Found, ...]:
    """All personal data in a text, in order, none overlapping."""
    plain = text.translate(_HALF_WIDTH)
    if not _WORTH_LOOKING.search(plain):
        return ()
    emails = [(Kind.EMAIL, *match.span()) for match in _EMAIL.finditer(plain)]
    # An address may begin with a telephone number: what is part of one is not looked at again.
    rest = _EMAIL.sub(lambda match: "@" * len(match[0]), plain)
    spans = sorted([*emails, *_numbers(rest)], key=lambda span: span[1])
    return tuple(Found(kind, start, end, text[start:end]) for kind, start, end in spans)


def masked(text: str) -> str:
    """The text with what each piece of personal data is in its place, as in 「我的〔手机号〕打不通」."""
    parts, at = [], 0
    for piece in found(text):
        parts += [text[at : piece.start], f"〔{piece.kind}〕"]
        at = piece.end
    return "".join([*parts, text[at:]])


_Span = tuple[Kind, int, int]


def _numbers(plain: str) -> Iterator[_Span]:
    for run in _RUN.finditer(plain):
        if plain[run.end() : run.end() + 1] in _AMOUNT:
            continue
        digits = run[0].translate(_SPOKEN).upper()
        pieces = [(piece.start() + run.start(), piece[0]) for piece in _PIECE.finditer(digits)]
        yield from _in_run(pieces)


def _in_run(pieces: Sequence[tuple[int, str]]) -> Iterator[_Span]:
    """What a run of digits holds: several numbers may stand in it, and one may be written in groups."""
    at, left = 0, []
    while at < len(pieces):
        kind, after = _longest(pieces, at)
        if kind is None:
            left.append(pieces[at])
        else:
            yield from _too_long(left)
            left = []
            yield kind, pieces[at][0], _end(pieces[after - 1])
        at = after
    yield from _too_long(left)


def _longest(pieces: Sequence[tuple[int, str]], at: int) -> tuple[Kind | None, int]:
    for after in range(len(pieces), at, -1):
        kind = _kind("".join(digits for _, digits in pieces[at:after]))
        if kind:
            return kind, after
    return None, at + 1


def _too_long(pieces: Sequence[tuple[int, str]]) -> Iterator[_Span]:
    if sum(len(digits) for _, digits in pieces) >= _LONG:
        yield Kind.LONG_NUMBER, pieces[0][0], _end(pieces[-1])


def _end(piece: tuple[int, str]) -> int:
    return piece[0] + len(piece[1])


def _kind(digits: str) -> Kind | None:
    if _IDENTITY.fullmatch(digits) or _is_checked_identity(digits):
        return Kind.IDENTITY
    if _MOBILE.fullmatch(digits):
        return Kind.MOBILE
    if _TELEPHONE.fullmatch(digits) and not _DATE.fullmatch(digits):
        return Kind.TELEPHONE
    if 16 <= len(digits) <= 19 and digits.isdigit() and (digits.startswith("62") or _luhn(digits)):
        return Kind.BANK_CARD
    return None


def _is_checked_identity(digits: str) -> bool:
    if len(digits) != 18 or not digits[:17].isdigit():
        return False
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11] == digits[17]


def _luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812, which bank cards carry."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
