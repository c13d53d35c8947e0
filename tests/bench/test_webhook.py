from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.__main__ import main, measurements
from bench.deliveries import Account
from bench.load import Result
from bench.servers import SUBJECTS, Memory, Running
from bench.webhook import Measured, Plan, figures, table, verdicts, wrong

GOOD = Result(
    answered=1000, seconds=2.0, cpu_seconds=0.05, latencies_ms=[], failures=[], read=100, wrong=[], meant=90, named=80,
    repeats=30, repeated_alike=30, exhausted=False,
)  # fmt: skip
PLAN = Plan(seconds=2, rounds=1, connections=16, workers=2, verbatim=False)


def measured(name: str, server: str, *answered: int, waits: float = 3.0, lost: int = 0) -> Measured:
    running = Running(SUBJECTS[name], server, Account.fresh(), workers=2, folder=Path("nowhere"))
    rounds = [replace(GOOD, answered=number) for number in answered]
    return Measured(running, rounds, [500.0] * len(rounds), [waits] * 100, lost, Memory(120, 60))


def said(*all_measured: Measured) -> list[str]:
    return verdicts({one.name: one for one in all_measured})


def test_measurements_are_found_by_looking() -> None:
    assert set(measurements()) == {"answers", "pages", "webhook"}


def test_an_unknown_measurement_or_peer_is_named_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    codes = [main(["nonsense"]), main(["webhook", "--only", "nobody"])]

    told = capsys.readouterr().err
    assert codes == [2, 2]
    assert "webhook" in told
    assert "robot_session" in told


@pytest.mark.parametrize(
    "what",
    [
        {"failures": ["status 503"]},
        {"wrong": ["an empty reply"]},
        {"named": 10},
        {"repeated_alike": 29},
    ],
)
def test_a_product_that_answers_badly_is_not_measured(what: dict[str, Any]) -> None:
    assert wrong(GOOD, is_product=True) is None
    assert wrong(replace(GOOD, **what), is_product=True)


def test_a_peer_may_lose_messages_but_not_answer_wrongly() -> None:
    losing = replace(GOOD, failures=["no reply"] * 10, named=0, repeated_alike=0)

    assert wrong(losing, is_product=False) is None
    assert wrong(replace(losing, wrong=["an empty reply"]), is_product=False)


def test_what_is_required_gets_a_verdict_from_the_middle_round() -> None:
    product, echo = measured("product", "granian", 1000, 1500, 800), measured("echo", "gunicorn", 1000, 1000, 1000)

    lines = said(product, echo)

    assert lines[0].startswith("reached  product/granian ÷ echo/gunicorn: throughput 1.00 (0.80–1.50)")


def test_three_times_a_robot_with_its_sessions_is_required_under_the_same_server() -> None:
    product, session = measured("product", "gunicorn", 2900), measured("robot_session", "gunicorn", 1000)

    assert said(product, session)[0].startswith("MISSED   product/gunicorn ÷ robot_session/gunicorn")
    assert not any(
        line.startswith(("MISSED", "reached")) and "robot_session" in line
        for line in said(product, measured("robot_session", "granian", 10))
    )


@pytest.mark.parametrize(("waits", "verdict"), [(49.0, "reached"), (51.0, "MISSED"), (float("inf"), "MISSED")])
def test_late_or_lost_messages_miss_the_mark(waits: float, verdict: str) -> None:
    lines = said(measured("product", "granian", 1000, waits=waits))

    assert lines[0].startswith(verdict)


def test_the_table_shows_what_was_lost_and_the_file_holds_plain_numbers() -> None:
    peer = measured("robot_session", "granian", 20, waits=float("inf"), lost=980)

    text, kept = table([peer], PLAN), figures([peer], PLAN)

    assert text.splitlines()[-1].split()[:2] == ["robot_session/granian", "10"]
    assert " 980 " in text
    assert "inf" not in str(kept).lower()
