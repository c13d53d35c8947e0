"""How often one address may ask: exactly that often, over all processes, in a file that never grows."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rates import GROUPS, PERIOD_S, WAYS, Allowance, Rates, network_of
from tests.conftest import NOON

NOW = NOON.timestamp()
SIXTY = Allowance("api", ("/",), 60)


def passes(rates: Rates, *, times: int, now: float = NOW, allowance: Allowance = SIXTY, address: str = "a") -> int:
    return sum(rates.spend(address, allowance, now=now).passes for _ in range(times))


@pytest.mark.parametrize("per_minute", [1, 7, 60, 300, 999])
def test_a_minutes_worth_may_be_asked_at_once_and_not_one_more(per_minute: int) -> None:
    allowance = Allowance("api", ("/",), per_minute)

    assert passes(Rates(None), times=per_minute + 5, allowance=allowance) == per_minute


def test_one_more_may_be_asked_when_it_was_said_and_no_earlier() -> None:
    rates = Rates(None)
    passes(rates, times=60)

    wait = rates.spend("a", SIXTY, now=NOW).next_s

    assert not rates.spend("a", SIXTY, now=NOW + wait - 0.5).passes
    assert rates.spend("a", SIXTY, now=NOW + wait).passes


def test_what_is_left_is_counted_down_and_comes_back() -> None:
    rates = Rates(None)

    left = [rates.spend("a", SIXTY, now=NOW).remaining for _ in range(3)]

    assert left == [59, 58, 57]
    assert rates.spend("a", SIXTY, now=NOW + PERIOD_S).remaining == 59


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 20))
def test_no_rhythm_gets_more_than_two_allowances_in_a_minute(pauses: list[float], per_minute: int) -> None:
    rates, allowance, now = Rates(None), Allowance("api", ("/",), per_minute), NOW
    passed = []
    for pause in pauses:
        now += pause
        if rates.spend("a", allowance, now=now).passes:
            passed.append(now)

    for start in passed:
        assert sum(start <= moment < start + PERIOD_S for moment in passed) <= 2 * per_minute


def test_a_clock_that_was_set_back_locks_nobody_out_for_longer_than_a_minute() -> None:
    rates = Rates(None)
    passes(rates, times=60, now=NOW + 86_400)

    assert not rates.spend("a", SIXTY, now=NOW).passes
    assert rates.spend("a", SIXTY, now=NOW).next_s <= PERIOD_S


def test_allowances_and_addresses_are_counted_apart() -> None:
    rates = Rates(None)
    passes(rates, times=61)

    assert passes(rates, times=1, allowance=Allowance("search", ("/",), 60)) == 1
    assert passes(rates, times=1, address="b") == 1


def test_processes_that_share_a_file_count_together(tmp_path: Path) -> None:
    file = tmp_path / "rates"
    program = (
        "import sys; from pathlib import Path; from bot.rates import *\n"
        "rates = Rates(Path(sys.argv[1])); allowance = Allowance('api', ('/',), 60)\n"
        f"print(sum(rates.spend('a', allowance, now={NOW}).passes for _ in range(50)))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(file)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    passed = [int(process.communicate()[0]) for process in running]

    assert sum(passed) == 60
    assert passes(Rates(file), times=1) == 0


def test_any_number_of_addresses_fits_into_the_file_and_none_is_kept_in_words(tmp_path: Path) -> None:
    file = tmp_path / "rates"
    rates = Rates(file)
    size = file.stat().st_size

    for number in range(2 * GROUPS * WAYS // 8):
        rates.spend(f"203.0.113.{number}", SIXTY, now=NOW)

    assert file.stat().st_size == size
    assert b"203.0.113" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
    ],
)
def test_whom_an_address_counts_for(address: str, network: str) -> None:
    assert network_of(address) == network
