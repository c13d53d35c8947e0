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


_MARKS = re.compile(f"〔(?:{'|'.join(Kind)})〕")
_LONG, _CITY_DIGITS = 15, 8  # digits
_LONGEST = 24  # pieces: an identity number read out one by one, and what may stand before it
# One character stands for one, so that places in the text stay as they are.
_HALF_WIDTH = str.maketrans(
    "０１２３４５６７８９Ｘ＠．＋－—–‐‑−／，＿・•（）\u3000\u00a0\t", "0123456789X@.+------/,_··()   "
)
_NUMERALS = "零〇一幺二三四五六七八九壹贰叁肆伍陆柒捌玖"
_SPOKEN = str.maketrans(_NUMERALS, "001123456789123456789")
_DIGIT, _APART = f"[0-9{_NUMERALS}]", r"[ \-().,/_·]{0,3}"
_RUN = re.compile(rf"(?<![0-9]){_DIGIT}(?:{_APART}{_DIGIT}){{6,}}(?:[ \-]?[Xx](?![A-Za-z]))?")
_PIECE = re.compile(rf"[0-9]+[Xx]?|[Xx]|[{_NUMERALS}]")
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_WORTH_LOOKING = re.compile(rf"@|(?:{_DIGIT}{_APART}){{7}}")

_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_IDENTITY = re.compile(rf"[1-9][0-9]{{5}}(?:(?:18|19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9X]|[0-9]{{2}}{_DAY}[0-9]{{3}})")
_MOBILE = re.compile(r"(?:00)?(?:86)?1[3-9][0-9]{9}")
_TELEPHONE = re.compile(r"(?:00)?(?:86)?0[1-9][0-9]{1,2}[2-9][0-9]{6,7}")
_OF_THE_CITY = re.compile(r"[2-8][0-9]{7}")  # without the area code: eight digits, as much else has
_YEAR = "(?:19|20)[0-9]{2}"
_DATE = re.compile(rf"{_YEAR}(?:{_DAY}|{_YEAR})")
# Years, dates and public numbers in a row, and money to the cent.
_EVERYBODYS = rf"(?:{_YEAR}(?:[ \-./][0-9]{{1,2}})*|11[0-9]|12[02]|1[0-2][0-9]{{3}}|9[56][0-9]{{3}})"
_PUBLIC = re.compile(
    rf"{_EVERYBODYS}(?:[ \-.,/]{{1,3}}{_EVERYBODYS})*|(?:[0-9]{{1,12}}|[0-9]{{1,3}}(?:,[0-9]{{3}})+)\.[0-9]{{1,2}}"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS = "10X98765432"
# What makes eight digits an amount; 平时, 万一 and 年底 are other words, which follow a telephone number as well.
_AMOUNT = re.compile("[元块亿米]|万(?![一分般])|平(?![时常日安])|年(?![初底前中末后关])")


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


def without(text: str) -> str:
    """The text with a full stop in the place of personal data, and of the words that `masked` puts there.

    A space would let what stood before and after become one number.
    """
    parts, at = [], 0
    for piece in found(text):
        parts += [text[at : piece.start], "。"]
        at = piece.end
    return _MARKS.sub("。", "".join([*parts, text[at:]]))


_Span = tuple[Kind, int, int]


class _Piece(NamedTuple):
    """Digits written together, or one numeral; `touches` the numeral before it."""

    start: int
    digits: str
    touches: bool

    @property
    def end(self) -> int:
        return self.start + len(self.digits)


def _numbers(plain: str) -> Iterator[_Span]:
    for run in _RUN.finditer(plain):
        if not _PUBLIC.fullmatch(run[0]):
            spans = _in_run(_pieces(run))
            yield from (span for span in spans if not _is_amount(plain, span))


def _pieces(run: re.Match[str]) -> Sequence[_Piece]:
    # 「13812345678一直」: numerals that follow a number may begin a word, so each is a piece of its own.
    found, end = [], -1
    for match in _PIECE.finditer(run[0]):
        numeral = match[0] in _NUMERALS
        digits = match[0].translate(_SPOKEN).upper()
        found.append(_Piece(run.start() + match.start(), digits, numeral and match.start() == end))
        end = match.end() if numeral else -1
    return found


def _is_amount(plain: str, span: _Span) -> bool:
    """Whether it may be money, an area or years: nothing of a shape of its own, and a unit behind it."""
    kind, start, end = span
    written = plain[start:end]
    if kind is Kind.TELEPHONE:
        unsure = len(re.findall(_DIGIT, written)) == _CITY_DIGITS
    else:
        unsure = kind is Kind.LONG_NUMBER and not re.search(f"{_DIGIT}{{{_LONG}}}", written)
    return unsure and _AMOUNT.match(plain, end) is not None


def _in_run(pieces: Sequence[_Piece]) -> Iterator[_Span]:
    """What a run of digits holds: several numbers may stand in it, and one may be written in groups."""
    at, left = 0, []
    while at < len(pieces):
        kind, after = _longest(pieces, at)
        if kind is None:
            left.append(pieces[at])
        else:
            yield from _too_long(left)
            left = []
            yield kind, pieces[at].start, pieces[after - 1].end
        at = after
    yield from _too_long(left)


def _longest(pieces: Sequence[_Piece], at: int) -> tuple[Kind | None, int]:
    # 「350102199001011234一直」: what is whole by itself does not take the next numeral in.
    if alone := _kind(pieces[at].digits):
        return alone, at + 1
    for after in range(min(len(pieces), at + _LONGEST), at, -1):
        digits = "".join(piece.digits for piece in pieces[at:after])
        kind = _kind(digits) or (Kind.TELEPHONE if _is_of_the_city(pieces, at, after, digits) else None)
        if kind:
            return kind, after
    return None, at + 1


def _is_of_the_city(pieces: Sequence[_Piece], at: int, after: int, digits: str) -> bool:
    """Whether a number without its area code is there; eight out of a longer row of numerals are none."""
    if not _OF_THE_CITY.fullmatch(digits) or _DATE.fullmatch(digits):
        return False
    return not pieces[at].touches and not (after < len(pieces) and pieces[after].touches)


def _too_long(pieces: Sequence[_Piece]) -> Iterator[_Span]:
    if sum(len(piece.digits) for piece in pieces) >= _LONG:
        yield Kind.LONG_NUMBER, pieces[0].start, pieces[-1].end


def _kind(digits: str) -> Kind | None:
    if _IDENTITY.fullmatch(digits) or _is_checked_identity(digits):
        return Kind.IDENTITY
    if _MOBILE.fullmatch(digits):
        return Kind.MOBILE
    if _TELEPHONE.fullmatch(digits):
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
