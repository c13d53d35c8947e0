from typing import Any

from bench.stages import REST, STAGES, Stopwatch, send, table


class FakeClock:
    """Time that passes only when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def test_a_stage_stands_still_while_it_calls_another() -> None:
    clock = FakeClock()
    stopwatch = Stopwatch(clock)
    inner = stopwatch.timed("inner", lambda: clock.pass_by(5))

    def work() -> None:
        clock.pass_by(1)
        inner()
        clock.pass_by(2)

    stopwatch.timed("outer", work)()
    clock.pass_by(4)

    assert stopwatch.stop() == {"inner": 5, "outer": 3, REST: 4}


def test_a_stage_ends_when_its_function_raises() -> None:
    clock = FakeClock()
    stopwatch = Stopwatch(clock)

    def fail() -> None:
        clock.pass_by(1)
        raise KeyError

    try:
        stopwatch.timed("failing", fail)()
    except KeyError:
        clock.pass_by(7)

    assert stopwatch.stop() == {"failing": 1, REST: 7}


def test_every_function_that_is_timed_exists() -> None:
    from importlib import import_module

    for names in STAGES.values():
        for name in names:
            module, _, path = name.partition(":")
            found = import_module(module)
            for part in path.split("."):
                found = getattr(found, part)
            assert callable(found), name


def test_the_table_adds_up_and_begins_with_the_most_expensive() -> None:
    lines = table({"cheap": 0.001, "dear": 0.003}, {"cheap": 10, "dear": 20}, messages=10, cpu_us=350).splitlines()

    assert [line.split()[0] for line in lines[3:]] == ["dear", "cheap", "together"]
    assert lines[3].split()[1:] == ["300.0", "75%", "2.0"]
    assert lines[-1].split()[-1] == "400.0"


def test_requests_are_handed_over_as_a_server_would_whatever_kind_of_answer_comes() -> None:
    closed: list[bool] = []

    class Closing(list[bytes]):
        def close(self) -> None:
            closed.append(True)

    def app(given: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return Closing([b"a", b"b"]) if given["closing"] else [b"c"]

    assert send(app, [{"closing": True}, {"closing": False}]) == [b"ab", b"c"]
    assert closed == [True]
