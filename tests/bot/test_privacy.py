"""Personal data is found however it is written, and nothing of it stays."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import Kind, found, masked

WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]  # as the standard defines them


def an_identity(region: str, birth: str, order: str) -> str:
    body = region + birth + order
    remainder = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[remainder]


regions = st.integers(110000, 659999).map(str)
days = st.dates().filter(lambda day: day.year > 1900).map(lambda day: f"{day:%Y%m%d}")
identities = st.builds(an_identity, regions, days, st.integers(0, 999).map("{:03}".format))
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
telephones = st.from_regex(r"0591-?8[0-9]{7}", fullmatch=True)
emails = st.from_regex(r"[a-z][a-z0-9_.]{0,20}@[a-z]{1,10}\.com", fullmatch=True)
cards = st.from_regex(r"62[0-9]{14,17}", fullmatch=True)
words = st.text("我的低保怎么办，。是电话：身份证 \n", max_size=20)
whole = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("我身份证350102199001011234能办吗", "我身份证〔身份证号〕能办吗"),
        ("身份证 350102 1990 0101 123x", "身份证 〔身份证号〕"),
        ("老证350102600101123", "老证〔身份证号〕"),
        ("打13812345678一直没人接", "打〔手机号〕一直没人接"),
        ("手机138-1234-5678，+86 139 1234 5678", "手机〔手机号〕，+〔手机号〕"),
        ("１３８１２３４５６７８", "〔手机号〕"),
        ("幺三八一二三四五六七八", "〔手机号〕"),
        ("(0591)87573297 或 0591-8757 3297", "(〔电话号码〕 或 〔电话号码〕"),
        ("家里87573297转801", "家里〔电话号码〕转801"),
        ("卡号6222021102001234567", "卡号〔银行卡号〕"),
        ("卡号 4111 1111 1111 1111", "卡号 〔银行卡号〕"),
        ("13812345678 350102199001011234", "〔手机号〕 〔身份证号〕"),
        ("13812345678@qq.com", "〔邮箱〕"),
        ("账号123456789012345678901234", "账号〔长号码〕"),
    ],
)
def test_each_kind_gives_way_to_its_name(text: str, hidden: str) -> None:
    assert masked(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "打12345有人接吗",
        "2026-11-23 08:30 之前要交吗",
        "20261123这天开门吗",
        "鼓政办〔2020〕60号",
        "年收入35000000元能申请吗",
        "400-123-4567",
        "低保一个月七百三十块",
        "SJ-006 和 YL-008",
    ],
)
def test_what_is_nobodys_number_stays(text: str) -> None:
    assert masked(text) == text


@given(words, st.one_of(identities, mobiles, telephones, emails, cards), words)
def test_a_number_among_words_is_found_whole(before: str, number: str, after: str) -> None:
    text = f"{before}。{number}。{after}"

    assert [piece.text for piece in found(text)] == [number]
    assert number not in masked(text)


@given(identities)
def test_a_valid_identity_number_is_called_one(identity: str) -> None:
    assert found(identity)[0].kind is Kind.IDENTITY


@given(identities, st.integers(0, 17))
def test_an_identity_number_is_not_shown_for_being_mistyped(identity: str, place: int) -> None:
    wrong = identity[:place] + "7" + identity[place + 1 :]

    assert not re.search("[0-9]{15}", masked(wrong))


@given(whole)
def test_what_is_found_is_in_the_text_where_it_says(text: str) -> None:
    pieces = found(text)

    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert all(one.end <= other.start for one, other in pairwise(pieces))


@given(st.lists(st.one_of(identities, mobiles, telephones, emails, cards, words), max_size=5).map(" ".join))
def test_nothing_is_left_to_find_after_masking(text: str) -> None:
    assert found(masked(text)) == ()
