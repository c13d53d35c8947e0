"""`bench webhook`: a signed, encrypted question in, its answer out; the product beside a bare echo and WeRoBot."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from math import inf, isfinite
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

import click

from bench.deliveries import Account, Question, Writer, names_item, read_reply
from bench.figures import Ratio, percentile, ratio
from bench.load import Job, Result
from bench.servers import ECHO, PRODUCT, ROBOT_SESSION, ROOT, SERVERS, SUBJECTS, DidNotStart, Memory, Running
from bench.tables import aligned, verdict

RATE = 200  # messages a second at which latency is measured
LATE_MS = 50.0
WARM_UP_S = 1.0
LEAST_NAMED = 0.6  # share of sampled replies that must name the item meant: a fast "I do not know" is no answer
# Whatever else changes in the engine, these must be shown or offered.
KNOWN = (
    Question("低保怎么办", "SJ-006"),
    Question("高龄津贴怎么领", "YL-008"),
    Question("新生儿户口怎么报", "HJ-001"),
    Question("身份证丢了怎么补办", "HJ-009"),
    Question("家庭医生怎么签约", "YW-033"),
)


class WrongReply(click.ClickException):
    """A server answered, but not what it should."""


@dataclass(frozen=True)
class Plan:
    """How to measure."""

    seconds: float
    rounds: int
    connections: int
    workers: int
    verbatim: bool


@dataclass
class Measured:
    """One subject under one server: its rounds at full load, its waiting times at RATE, its memory at the end."""

    running: Running
    full: list[Result] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)
    waits_ms: list[float] = field(default_factory=list)
    lost: int = 0
    memory: Memory | None = None

    @property
    def name(self) -> str:
        """As the table calls it."""
        return self.running.name

    @property
    def throughputs(self) -> list[float]:
        """Messages answered a second, of each round."""
        return [result.answered / result.seconds for result in self.full]

    @property
    def client_us(self) -> list[float]:
        """What the load generator itself used of the processors for a message, of each round."""
        return [result.cpu_seconds / result.handled * 1e6 for result in self.full]


def _among(known: Iterable[str]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    def names(_context: click.Context, _option: click.Parameter, given: str) -> list[str]:
        unknown = set(given.split(",")).difference(known)
        if unknown:
            raise click.BadParameter(f"{', '.join(sorted(unknown))}: choose among {', '.join(known)}")
        return given.split(",")

    return names


@click.command(help=__doc__)
@click.option("--seconds", default=8.0, show_default=True, help="at full load, of each round")
@click.option("--rounds", default=3, show_default=True, help="each round measures everything once, in turn")
@click.option("--connections", default=16, show_default=True)
@click.option("--workers", default=2, show_default=True, help="processes of each server")
@click.option("--verbatim", is_flag=True, help="the same 300 texts again and again: their decisions are remembered")
@click.option("--servers", callback=_among(SERVERS), default=",".join(SERVERS), show_default=True)
@click.option("--only", callback=_among(SUBJECTS), default=",".join(SUBJECTS), show_default=True)
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="write the figures there as well")
@click.option("--profile", "profiled", is_flag=True, help="say instead where the product's time goes, without a server")
def measure(*, servers: list[str], only: list[str], file: Path | None, profiled: bool, **how: Any) -> int:  # noqa: ANN401
    """Measure and print; the exit status is 0 unless something did not run."""
    plan = Plan(**how)
    if profiled:
        return profile(verbatim=plan.verbatim)
    try:
        measured = _measure(plan, servers, only)
    except DidNotStart as error:
        raise click.ClickException(str(error)) from None
    click.echo("\n".join([table(measured, plan), *verdicts({one.name: one for one in measured})]))
    if file:
        file.write_text(json.dumps(figures(measured, plan), ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


def profile(*, verbatim: bool) -> int:
    """Where the product's time goes, in a process of its own; its exit status."""
    command = [sys.executable, "-m", "bench.stages", *(["--verbatim"] if verbatim else [])]
    return subprocess.call(command, cwd=ROOT)  # noqa: S603


def _measure(plan: Plan, servers: Sequence[str], only: Sequence[str]) -> list[Measured]:
    account = Account.fresh()
    with tempfile.TemporaryDirectory(prefix="juwutong-bench-") as folder, ExitStack() as stack:
        runs = [
            Running(SUBJECTS[name], server, account, workers=plan.workers, folder=Path(folder))
            for server in servers
            for name in only
        ]
        measured = [Measured(stack.enter_context(running)) for running in runs]
        for one in measured:
            _warm_up(one, account, plan)
        for number in range(plan.rounds):
            for one in measured:
                click.echo(f"round {number + 1} of {plan.rounds}: {one.name} …", err=True)
                _one_round(one, account, plan)
        for one in measured:
            one.memory = one.running.memory()
    return measured


def _warm_up(one: Measured, account: Account, plan: Plan) -> None:
    one.running.wait_until_up()
    if one.running.subject.is_product:
        check_known_questions(one.running, account)
    _send(one, account, plan, seconds=WARM_UP_S)


def _one_round(one: Measured, account: Account, plan: Plan) -> None:
    before = one.running.cpu_seconds()
    result = _send(one, account, plan, seconds=plan.seconds)
    one.cpu_us.append((one.running.cpu_seconds() - before) / result.handled * 1e6)
    one.full.append(result)
    paced = _send(one, account, plan, seconds=plan.seconds / 2, rate=RATE)
    # A message that is never answered waits for ever.
    one.waits_ms += [*paced.latencies_ms, *(inf for _ in paced.failures)]
    one.lost += len(result.failures) + len(paced.failures)


def _send(one: Measured, account: Account, plan: Plan, *, seconds: float, rate: float | None = None) -> Result:
    job = Job(
        account=account.to_json(),
        port=one.running.port,
        seconds=seconds,
        connections=plan.connections,
        first_id=time.time_ns(),
        seed=time.time_ns(),
        rate=rate,
        verbatim=plan.verbatim,
    )
    command, told = [sys.executable, "-m", "bench.load"], json.dumps(asdict(job))
    done = subprocess.run(command, input=told, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True)  # noqa: S603
    result = Result(**json.loads(done.stdout))
    problem = wrong(result, is_product=one.running.subject.is_product)
    if problem:
        raise WrongReply(f"{one.name}: {problem}\n{one.running.log()}")
    return result


def wrong(result: Result, *, is_product: bool) -> str | None:
    """Why the replies of a run cannot count, None when they can. Of a peer lost messages are only reported."""
    if result.wrong:
        return f"{len(result.wrong)} of {result.read} replies read were wrong, as in: {result.wrong[0]}"
    if not is_product:
        return None
    if result.failures:
        return f"{len(result.failures)} messages without a reply, as in: {result.failures[0]}"
    if result.named < LEAST_NAMED * result.meant:
        return f"only {result.named} of {result.meant} replies name the item that was meant"
    if result.repeated_alike < result.repeats:
        return f"only {result.repeated_alike} of {result.repeats} repeats got the reply of their original"
    return None


def check_known_questions(running: Running, account: Account) -> None:
    """Ask a few questions whose item is certain. Raises WrongReply."""
    now = time.time_ns()
    writer = Writer(account, "127.0.0.1", now=now // 10**9, first_id=now, random=Random(now))  # noqa: S311
    for question in KNOWN:
        head, _, body = writer.ask(question).request.partition(b"\r\n\r\n")
        target = head.split(b" ")[1].decode()
        with urlopen(Request(f"http://127.0.0.1:{running.port}{target}", data=body)) as answer:
            reply = read_reply(account, answer.read())
        if not names_item(reply, question.code):
            raise WrongReply(f"{running.name}: {question.text} should lead to {question.code}, not to:\n{reply.text}")


HEAD = ("", "msg/s", "CPU µs/msg", f"p50 ms at {RATE}/s", "p99 ms", "max ms", "memory MB", "lost", "load µs/msg")


def table(measured: Sequence[Measured], plan: Plan) -> str:
    """What was measured, a line a server."""
    texts = "the same 300 texts again and again" if plan.verbatim else "hardly a text twice"
    title = (
        f"{plan.rounds} rounds of {plan.seconds:g} s, {plan.connections} connections, {plan.workers} processes, "
        f"safe mode, {texts}.\nMedians of the rounds; memory of a web process: resident (its own share)."
    )
    rows = [HEAD, *(_row(one) for one in measured)]
    return "\n".join([title, "", *aligned(rows), ""])


def _row(one: Measured) -> tuple[str, ...]:
    waits = [f"{percentile(one.waits_ms, share):.1f}" for share in (0.5, 0.99, 1)]
    return (
        one.name,
        f"{median(one.throughputs):.0f}",
        f"{median(one.cpu_us):.0f}",
        *waits,
        str(one.memory),
        str(one.lost),
        f"{median(one.client_us):.0f}",
    )


def verdicts(measured: dict[str, Measured]) -> list[str]:
    """A line for each thing that is required and was measured, then the other comparisons."""
    products = [f"{PRODUCT.name}/{server}" for server in SERVERS if f"{PRODUCT.name}/{server}" in measured]
    required = {(f"{PRODUCT.name}/granian", f"{ECHO.name}/gunicorn"): 1.0}
    required |= {(ours, ours.replace(PRODUCT.name, ROBOT_SESSION.name)): 3.0 for ours in products}
    wanted = {pair: least for pair, least in required.items() if measured.keys() >= set(pair)}
    lines = [_verdict(measured[ours], measured[theirs], least) for (ours, theirs), least in wanted.items()]
    lines += [_in_time(measured[ours]) for ours in products]
    pairs = [(ours, theirs) for ours in products for theirs in measured if theirs not in products]
    return lines + [
        _compared(measured[ours], measured[theirs]) for ours, theirs in pairs if (ours, theirs) not in wanted
    ]


def _verdict(ours: Measured, theirs: Measured, least: float) -> str:
    found = ratio(ours.throughputs, theirs.throughputs)
    return verdict(f"{_ratios(ours, theirs, found)}, wanted at least {least:.1f}", good=found.middle >= least)


def _in_time(ours: Measured) -> str:
    late = percentile(ours.waits_ms, 0.99)
    return verdict(
        f"{ours.name}: p99 {late:.1f} ms at {RATE} messages/s, wanted below {LATE_MS:.0f}", good=late < LATE_MS
    )


def _compared(ours: Measured, theirs: Measured) -> str:
    return f"         {_ratios(ours, theirs, ratio(ours.throughputs, theirs.throughputs))}"


def _ratios(ours: Measured, theirs: Measured, found: Ratio) -> str:
    return f"{ours.name} ÷ {theirs.name}: throughput {found}, CPU a message {ratio(ours.cpu_us, theirs.cpu_us)}"


def figures(measured: Sequence[Measured], plan: Plan) -> dict[str, object]:
    """Everything as plain numbers, for keeping."""
    return {"plan": asdict(plan), "measured": {one.name: _figures(one) for one in measured}}


def _figures(one: Measured) -> dict[str, object]:
    return {
        "messages_a_second": one.throughputs,
        "cpu_us": one.cpu_us,
        "wait_ms": {share: _finite(percentile(one.waits_ms, float(share))) for share in ("0.5", "0.9", "0.99", "1")},
        "memory_mb": asdict(one.memory) if one.memory else None,
        "lost": one.lost,
        "load_generator_us": one.client_us,
        "named": [sum(result.named for result in one.full), sum(result.meant for result in one.full)],
        "ran_out_of_requests": any(result.exhausted for result in one.full),
    }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
