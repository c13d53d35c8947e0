"""Codes from phones are taken once, near their moment; slips of paper help when the phone is lost."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyotp import TOTP, parse_uri

from bot.db import Sessions
from bot.workers.models import SecondFactor
from bot.workers.second_factor import (
    Phone,
    WrongCode,
    address_for_phone,
    enrol,
    factor_cipher,
    has_factor,
    matching_step,
    plain,
    recovery_codes_left,
    step_of,
    use_code,
)
from tests.bot.workers.builders import a_worker
from tests.conftest import NOON

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the key of the examples in RFC 6238, appendix B
CIPHER = factor_cipher("a secret key")
SLIP = ("abcd-efgh-jkmn", "pqrs-tuvw-xyz2")


def code_at(seconds: int) -> str:
    return TOTP(SECRET).at(NOON + timedelta(seconds=seconds))


@pytest.fixture
def enrolled(sessions: Sessions) -> Sessions:
    with sessions.begin() as session:
        a_worker(session, "wang", "王芳")
        enrol(session, CIPHER, 1, Phone(SECRET, code_at(0), SLIP), now=NOON)
    return sessions


def use(sessions: Sessions, code: str, after_s: int = 0) -> str | None:
    with sessions.begin() as session:
        return use_code(session, CIPHER, 1, code, now=NOON + timedelta(seconds=after_s))


@settings(deadline=None)
@given(late=st.integers(-300, 300))
def test_a_code_is_right_in_its_half_minute_and_one_to_either_side(late: int) -> None:
    now = NOON + timedelta(seconds=late)

    assert (matching_step(SECRET, code_at(0), now=now, after=0) is not None) == (-30 <= late < 60)


@settings(deadline=None)
@given(used=st.integers(-2, 2), shown=st.integers(-1, 1))
def test_no_code_is_taken_that_is_not_newer_than_the_last(used: int, shown: int) -> None:
    this = step_of(NOON)

    step = matching_step(SECRET, code_at(30 * shown), now=NOON, after=this + used)

    assert step == (this + shown if shown > used else None)


@pytest.mark.parametrize("typed", ["287 082", "２８７０８２", " 287082 "])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    at_59_s = NOON - timedelta(seconds=NOON.timestamp() - 59)  # the first example of RFC 6238, its last six digits

    assert matching_step(SECRET, typed, now=at_59_s, after=0) == 1


@settings(deadline=None)
@given(typed=st.text())
def test_whatever_is_typed_is_compared_and_not_crashed_on(typed: str) -> None:
    step = matching_step(SECRET, typed, now=NOON, after=0)

    assert step is None or plain(typed) in {code_at(-30), code_at(0), code_at(30)}


def test_a_phone_reads_who_and_where(enrolled: Sessions) -> None:
    address = address_for_phone(SECRET, "wang")

    read = parse_uri(address)
    assert (read.name, read.issuer, read.secret) == ("wang", "居务通", SECRET)
    assert address.startswith("otpauth://totp/")


def test_each_code_opens_once(enrolled: Sessions) -> None:
    assert use(enrolled, code_at(0)) is None  # enrolling has used it
    assert use(enrolled, code_at(30), 30) == "phone"
    assert use(enrolled, code_at(30), 30) is None
    assert use(enrolled, code_at(60), 60) == "phone"
    assert use(enrolled, code_at(30), 60) is None


def test_each_line_of_the_slip_opens_once(enrolled: Sessions) -> None:
    assert use(enrolled, "ABCD EFGH JKMN") == "recovery"
    assert use(enrolled, SLIP[0]) is None
    with enrolled.read() as session:
        assert recovery_codes_left(session, 1) == 1


def test_the_slip_of_one_worker_opens_nothing_for_another(enrolled: Sessions) -> None:
    with enrolled.begin() as session:
        a_worker(session, "lin", "林强")
        enrol(session, CIPHER, 2, Phone(SECRET, code_at(0), ()), now=NOON)

        assert use_code(session, CIPHER, 2, SLIP[0], now=NOON) is None


def test_a_phone_that_shows_a_wrong_code_replaces_nothing(enrolled: Sessions) -> None:
    with pytest.raises(WrongCode), enrolled.begin() as session:
        enrol(session, CIPHER, 1, Phone("A" * 32, "000000", ()), now=NOON)

    assert use(enrolled, code_at(30), 30) == "phone"


def test_a_new_phone_replaces_the_old_one_and_its_slip(enrolled: Sessions) -> None:
    new = TOTP("A" * 32)
    with enrolled.begin() as session:
        enrol(session, CIPHER, 1, Phone("A" * 32, new.at(NOON), ("new1-new2-new3",)), now=NOON)

    assert use(enrolled, code_at(30), 30) is None
    assert use(enrolled, SLIP[0]) is None
    assert use(enrolled, new.at(NOON + timedelta(seconds=30)), 30) == "phone"


def test_the_secret_lies_sealed_and_a_worker_without_a_phone_has_no_code(enrolled: Sessions) -> None:
    with enrolled.begin() as session:
        stored = session.get(SecondFactor, 1)
        a_worker(session, "lin", "林强")

        assert stored
        assert SECRET not in stored.secret
        assert not has_factor(session, 2)
        assert use_code(session, CIPHER, 2, code_at(0), now=NOON) is None
