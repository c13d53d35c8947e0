"""Weak passwords are refused with a reason, and a stored one tells nobody what it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workers.passwords import COMMONEST, Busy, Passwords, WeakPassword, check_strength
from tests.bot.workers.builders import HASH, PASSWORD, QUICK


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "至少 10 个字符"),
        ("九个汉字的密码太短", "至少 10 个字符"),
        ("x" * 201, "最多 200 个字符"),
        ("wangfang85", "登录名"),
        ("WANGFANG8520", "登录名"),
        ("woaini1314520", "太常见"),
        ("Woaini1314520", "太常见"),
        ("１２３４５６７８９０", "太常见"),
        ("0987654321", "太常见"),
        ("qwertyuiop", "太常见"),
        ("1212121212121", "太常见"),
        ("good until\x07now", "控制字符"),
    ],
)
def test_a_weak_password_is_refused_and_told_why(password: str, reason: str) -> None:
    with pytest.raises(WeakPassword, match=reason):
        check_strength(password, login="wangfang85")


@pytest.mark.parametrize(
    "password", [PASSWORD, "三坊七巷的夜里有茉莉", "k7mw-2hqf-9trd-vx4c", "wangfang85 likes 茉莉花"]
)
def test_a_good_password_is_taken(password: str) -> None:
    check_strength(password, login="wangfang85")


def test_every_listed_password_is_long_enough_to_need_the_list() -> None:
    assert min(map(len, COMMONEST)) >= 10


@given(password=st.text(min_size=1, max_size=50))
def test_a_password_matches_itself_and_no_other(password: str) -> None:
    stored = QUICK.hash(password)

    assert QUICK.matches(stored, password)
    assert not QUICK.matches(stored, password + "x")


def test_full_width_typing_is_the_same_password() -> None:
    assert QUICK.matches(QUICK.hash("ｇｕｌｏｕ１２３ at night"), "gulou123 at night")


def test_stored_passwords_are_argon2id_at_the_costs_of_the_standard() -> None:
    stored = Passwords().hash(PASSWORD)

    assert stored.startswith("$argon2id$v=19$m=65536,t=3,")
    assert len(stored) <= 200


def test_a_login_that_does_not_exist_is_checked_like_one_that_does() -> None:
    assert not QUICK.matches(None, "nobody's password")


def test_what_is_stored_wrongly_matches_nothing() -> None:
    assert not QUICK.matches("not a hash", PASSWORD)


def test_too_many_at_once_are_asked_to_wait_instead_of_taking_all_memory() -> None:
    passwords = Passwords(in_line=0)

    with pytest.raises(Busy, match="请过几秒再试"):
        passwords.matches(HASH, PASSWORD)
    with pytest.raises(Busy, match="请过几秒再试"):
        passwords.hash(PASSWORD)
