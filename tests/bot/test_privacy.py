"""Personal data is found however it is written, and nothing of it stays."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import Kind, found, masked, without

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
        ("138.1234.5678", "〔手机号〕"),
        ("138,1234,5678", "〔手机号〕"),
        ("138/1234/5678", "〔手机号〕"),
        ("１３８－１２３４－５６７８", "〔手机号〕"),
        ("１３８．１２３４．５６７８", "〔手机号〕"),
        ("138 - 1234 - 5678", "〔手机号〕"),
        ("一三八 一二三四 五六七八", "〔手机号〕"),
        ("138一二三四五六七八一直没人", "〔手机号〕一直没人"),
        ("幺三八一二三四五六七八一般没人", "〔手机号〕一般没人"),
        ("壹叁捌壹贰叁肆伍陆柒捌", "〔手机号〕"),
        ("身份证三五零一零二一九九零零一零一一二三四", "身份证〔身份证号〕"),
        ("三五〇一〇二 一九九〇 〇一〇一 一二三X", "〔身份证号〕"),
        ("6222.0211.0200.1234", "〔银行卡号〕"),
        ("电话87573297平时没人接", "电话〔电话号码〕平时没人接"),
        ("0591-87573297年底停机", "〔电话号码〕年底停机"),
        ("13812345678 3500元", "〔手机号〕 3500元"),
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
        "造价35,000,000万元",
        "投资150,000,000.00元",
        "2019-2020-2021-2022年的补贴",
        "2020-2021年底",
        "2025.01.01-2025.12.31能办吗",
        "2025.12.3-9放假吗",
        "打12345，12333，12320都没人",
        "补了13000 15000 18000 10000元",
        "一二三四五六七八九十",
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


AFTER = [
    "平时没人接",
    "平常",
    "万一没人接",
    "万分",
    "年初换的",
    "年底到期",
    "年前",
    "元",
    "万元",
    "块",
    "平方米",
    "亿",
    "一直",
]


@given(st.one_of(identities, mobiles, cards), st.sampled_from(AFTER))
def test_no_word_behind_a_number_uncovers_it(number: str, after: str) -> None:
    assert [piece.text for piece in found(number + after)] == [number]


@given(mobiles, st.sampled_from(list(" -./,_·　．－／，・—")))
def test_a_mobile_number_is_found_whatever_stands_between_its_groups(number: str, sign: str) -> None:
    written = sign.join((number[:3], number[3:7], number[7:]))

    assert [(piece.kind, piece.text) for piece in found(f"打{written}万一")] == [(Kind.MOBILE, written)]


@given(
    st.one_of(mobiles, identities),
    st.sampled_from(["〇一二三四五六七八九", "零幺二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"]),
    st.data(),
)
def test_a_number_in_chinese_numerals_is_found_even_if_only_in_part(
    number: str, numerals: str, data: st.DataObject
) -> None:
    spoken = data.draw(st.lists(st.booleans(), min_size=len(number), max_size=len(number)))
    written = "".join(
        numerals[int(digit)] if wanted and digit != "X" else digit for digit, wanted in zip(number, spoken, strict=True)
    )

    assert [piece.text for piece in found(written)] == [written]


@given(st.integers(1, 10**10 - 1), st.sampled_from(["元", "万元", "块钱", "平方米", "亿", "米"]))
def test_an_amount_stays(number: int, unit: str) -> None:
    assert masked(f"一共{number}{unit}") == f"一共{number}{unit}"


@given(st.lists(st.integers(1900, 2099).map(str), min_size=1, max_size=5), st.sampled_from("-/. "))
def test_years_stay(years: list[str], sign: str) -> None:
    text = sign.join(years)

    assert [masked(text), masked(f"{text}年底")] == [text, f"{text}年底"]


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


def test_a_text_without_numbers_keeps_every_other_word() -> None:
    assert without("低保怎么办13812345678，〔身份证号〕我妈的") == "低保怎么办。，。我妈的"


@given(st.lists(st.one_of(identities, mobiles, telephones, emails, cards, words), max_size=5).map(" ".join))
def test_nothing_is_left_to_find_after_taking_out(text: str) -> None:
    assert found(without(text)) == ()
