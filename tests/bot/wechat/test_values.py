"""Values are made to fit before they are sent, so that a resident reads a whole line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wechat import PermanentError
from bot.wechat.values import EMOJI, fit, fit_notice


def test_a_long_value_is_cut_to_twenty_characters_and_says_so() -> None:
    fitted = fit("鼓东街道开元社区居民委员会关于明日上午九时停水的通知")

    assert fitted == "鼓东街道开元社区居民委员会关于明日上午…"
    assert len(fitted) == 20


def test_a_value_of_exactly_twenty_stays_whole() -> None:
    assert fit("一二三四五六七八九十" * 2) == "一二三四五六七八九十" * 2


def test_lines_become_one_and_emoji_disappear() -> None:
    assert fit("停水\n通知 🚰🎉\t明早") == "停水 通知 明早"
    assert fit("👨‍👩‍👧家庭❤️") == "家庭"


def test_signs_of_ordinary_writing_stay() -> None:
    assert fit("38℃，60㎡，①→②，№5") == "38℃，60㎡，①→②，№5"


@given(st.text())
def test_whatever_comes_in_one_short_line_without_emoji_comes_out(text: str) -> None:
    fitted = fit(text)

    assert len(fitted.encode("utf-16-le")) // 2 <= 20
    assert "\n" not in fitted
    assert not EMOJI.search(fitted)
    assert fit(fitted) == fitted


@pytest.mark.parametrize(
    ("name", "value", "fitted"),
    [
        ("thing1", "东街口社区停水通知", "东街口社区停水通知"),
        ("phrase2", "已经办理完成", "已经办理完"),
        ("number3", "1 234", "1234"),
        ("date4", "2026年11月23日", "2026年11月23日"),
        ("time5", "2026-11-23 15:01", "2026-11-23 15:01"),
        ("amount6", "10.5 元", "10.5元"),
        ("phone_number7", "0591-87573297", "0591-87573297"),
        ("character_string8", "DJ-2026-0001", "DJ-2026-0001"),
        ("name9", "王依姆", "王依姆"),
    ],
)
def test_a_notices_value_is_shaped_by_its_kind(name: str, value: str, fitted: str) -> None:
    assert fit_notice(name, value) == fitted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("thing1", "🎉"),
        ("number2", "三"),
        ("date3", "明天"),
        ("time4", "25:00"),
        ("phrase5", "OK"),
        ("letter6", "中文"),
        ("character_string7", "编号一"),
    ],
)
def test_a_value_no_cutting_can_save_is_refused_by_name_before_sending(name: str, value: str) -> None:
    with pytest.raises(PermanentError, match=name):
        fit_notice(name, value)
